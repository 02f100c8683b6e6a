/** The values of a VPC to add, as the command line and the prompts give them. */
import type { VpcAddIntent } from '../commands/vpc/add.ts';
import { bareFlag, type IdSpec } from '../model/provider.ts';
import type { IdValue } from '../model/state.ts';
import type { Name } from '../model/values.ts';

/** The values so far. */
export type VpcDraft = Omit<VpcAddIntent, 'name'> & { readonly name?: Name };

/** True for an id that is not known. */
export const isEmpty = (value: IdValue | undefined): boolean =>
  value === undefined || (typeof value === 'object' && value.length === 0);

/** The text as the beginning of a sentence. */
export const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The flag of an id, without the name of its value. */
export const flagOf = ({ flag }: IdSpec) => bareFlag(flag) as `--${string}`;
