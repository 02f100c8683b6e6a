export { confirmAndChange as agreed } from './confirm-and-change.ts';
