/** States with providers that only a newer version has. */
import { conflict } from '../errors.ts';
import type { ProviderSpecs } from '../model/provider.ts';
import type { State } from '../model/state.ts';
import { visible } from '../visible.ts';

/** Returns the state. Throws if a provider of one of its VPCs or peerings is not in the registry. */
export function withKnownProviders(state: State, { all }: ProviderSpecs): State {
  const known = new Set(['generic', ...all.map(({ via }) => via)]);
  for (const { name, provider } of state.vpcs.values())
    if (!known.has(provider.kind)) throw unknownProvider(`VPC ${name} is in ${provider.kind}`);
  for (const { name, via } of state.peerings.values())
    if (!known.has(via)) throw unknownProvider(`peering ${name} is via ${via}`);
  return state;
}

const unknownProvider = (fact: string) =>
  conflict(
    'state-newer-format',
    `The state was written by a newer version of peerway: ${visible(fact)}, a provider that this version lacks`,
    'use that version, or run `peerway state backups` to see which earlier revisions can be restored',
  );
