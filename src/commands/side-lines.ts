export { changeLines, gatewaysNext as renderNotes, partLine } from './change-lines.ts';
