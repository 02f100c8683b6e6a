/** Flags for the ids of a VPC at its provider, from the id tables of the providers. */
import type { IdSpec, ProviderChange, VpcProviderSpec } from '../model/provider.ts';
import { bareFlag, withIds } from '../model/provider.ts';
import { GENERIC, type IdValue, type ProviderIds } from '../model/state.ts';
import { specs } from '../providers/registry.ts';
import { attributeOf, type Flag } from './flag.ts';
import { choiceFlag, grouped, listFlag, switchFlag, valueFlag } from './grammar.ts';
import { uniqueFlags } from './unique-flags.ts';

/** Parsed flags by their attribute names. */
export type Values = Readonly<Record<string, unknown>>;

const clouds = (): VpcProviderSpec[] => specs.all.filter((spec) => spec.ends === 'vpc');

/** `--provider`, with every cloud and `generic` for none. */
export const providerFlag = (): Flag =>
  choiceFlag('--provider <provider>', 'provider of the VPC', [
    GENERIC.kind,
    ...clouds().map(({ via }) => via),
  ]);

/** The ids of a VPC, grouped by provider. */
export const idFlags = (): Flag[] => flagsOf(clouds().map(({ label, ids }) => ({ label, ids })));

/** The ids that the operator gives a VPC that peerway creates, grouped by provider. */
export const givenIdFlags = (): Flag[] =>
  flagsOf(
    creators().map(({ label, ids, creation }) => ({
      label,
      ids: ids.filter(({ key }) => creation?.given.includes(key)),
    })),
  );

function flagsOf(providers: readonly { readonly label: string; readonly ids: readonly IdSpec[] }[]): Flag[] {
  const unique = uniqueFlags(providers.map(({ ids }) => ids));
  return providers.flatMap(({ label }, at) => grouped(`${label} flags`, (unique[at] ?? []).map(idFlag)));
}

/** The clouds at which peerway creates VPCs. */
export const creators = () => clouds().filter(({ creation }) => creation !== undefined);

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
export const isEmptyChange = ({ kind, ids, unset = [] }: ProviderChange): boolean =>
  kind === undefined && Object.keys(ids).length === 0 && unset.length === 0;

/** The keys of all ids by the names of their flags, for --unset. */
export const idKeys = (): ReadonlyMap<string, string> =>
  new Map(clouds().flatMap(({ ids }) => ids.map(({ flag, key }) => [bareFlag(flag).slice(2), key] as const)));

/** The provider of a new VPC with its ids; ids of another provider are a usage error. */
export const providerOf = (flags: Values): ProviderIds => withIds(specs, GENERIC, providerChange(flags));
