/** Warns about peerings that are deleted from the plan only, and may still be at their provider. */
import type { Peering } from '../../model/peering.ts';
import { specs } from '../../providers/registry.ts';

/** True for a cloud peering of which something was applied or observed at the provider. */
export const mayBeThere = ({ requester, observed }: Peering): boolean =>
  requester.end.kind === 'vpc' && observed !== undefined;

const remainsText = ({ name, via, observed }: Peering): string =>
  `peering ${name} was deleted from the plan only; ${specs.labelOf(via)} may still have ${observed?.id ?? 'it'} with its routes and firewall rules`;

/** A warning for each peering that may still be at its provider. */
export const remainsWarnings = (peerings: readonly Peering[]): string[] =>
  peerings.filter(mayBeThere).map(remainsText);
