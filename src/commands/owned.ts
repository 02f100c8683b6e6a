export { ownerFilter as ownedFilter } from './owner-filter.ts';
