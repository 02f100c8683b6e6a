/** Flags for the ids of a VPC at its provider, from the id tables of the providers. */
import type { IdSpec, ProviderChange } from '../model/provider.ts';
import { withIds } from '../model/provider.ts';
import { GENERIC, type IdValue, type ProviderIds } from '../model/state.ts';
import { specs } from '../providers/registry.ts';
import { attributeOf, type Flag } from './flag.ts';
import { choiceFlag, grouped, listFlag, switchFlag, valueFlag } from './grammar.ts';
import { uniqueFlags } from './unique-flags.ts';

/** Parsed flags by their attribute names. */
export type Values = Readonly<Record<string, unknown>>;

const clouds = () => specs.all.filter(({ ends }) => ends === 'vpc');

/** `--provider`, with every cloud and `generic` for none. */
export const providerFlag = (): Flag =>
  choiceFlag('--provider <provider>', 'provider of the VPC', [
    GENERIC.kind,
    ...clouds().map(({ via }) => via),
  ]);

/** The ids of a VPC, grouped by provider. */
export function idFlags(): Flag[] {
  const unique = uniqueFlags(clouds().map(({ ids }) => ids));
  return clouds().flatMap(({ label }, at) => grouped(`${label} flags`, (unique[at] ?? []).map(idFlag)));
}

function idFlag({ flag, describe, kind, parse }: IdSpec): Flag {
  if (kind === 'switch') return switchFlag(flag, describe);
  return (kind === 'list' ? listFlag : valueFlag)(flag, describe, 'nothing', parse);
}

/** The provider and the ids that were given. */
export function providerChange({ provider, ...flags }: Values): ProviderChange {
  const ids = clouds()
    .flatMap((spec) => spec.ids)
    .flatMap(({ key, flag }): [string, IdValue][] => {
      const value = flags[attributeOf(flag)];
      return value === undefined ? [] : [[key, value as IdValue]];
    });
  return {
    ...(provider === undefined ? {} : { kind: provider as string }),
    ids: Object.fromEntries(ids),
  };
}

/** True when neither a provider nor an id was given. */
export const isEmptyChange = ({ kind, ids }: ProviderChange): boolean =>
  kind === undefined && Object.keys(ids).length === 0;

/** The provider of a new VPC with its ids; ids of another provider are a usage error. */
export const providerOf = (flags: Values): ProviderIds => withIds(specs, GENERIC, providerChange(flags));
