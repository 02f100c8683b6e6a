/** The command lines that create a peering of the plan again, or continue applying it. */

import type { Peering } from '../model/peering.ts';
import { expectedAccepter, optionText, type ProviderSpec } from '../model/provider.ts';

/** Continues applying a peering of the plan. */
export const applyLine = ({ requester, accepter, via }: Peering): string =>
  `peerway peering create ${requester.end.name} ${accepter.end.name} --via ${via} --apply`;

/** Creates an ended peering again, with its name and its options. */
export function recreateLine(spec: ProviderSpec, peering: Peering): string {
  const { requester, accepter, via, name, agreement } = peering;
  const isAgreed = agreement.kind === 'accepted';
  const isDuplex = isAgreed && requester.owner === accepter.owner && isMirrored(spec, peering);
  const create = [
    `peerway peering create ${requester.end.name} ${accepter.end.name} --via ${via} --name ${name}`,
    ...(isDuplex ? ['--duplex'] : []),
    ...flagsOf(spec, peering, 'requester'),
    ...spec.options
      .filter(({ shared }) => shared)
      .map(({ key }) => optionText(key, requester.options[key] ?? false)),
    '--apply',
  ].join(' ');
  if (!isAgreed || isDuplex) return create;
  return `${create}; then ${[`peerway peering accept ${name}`, ...flagsOf(spec, peering, 'accepter'), '--apply'].join(' ')}`;
}

/** True when the accepter has the options that --duplex would give it. */
function isMirrored(spec: ProviderSpec, { requester, accepter }: Peering): boolean {
  const expected = expectedAccepter(spec, requester.options);
  return Object.entries(expected).every(([key, value]) => accepter.options[key] === value);
}

const flagsOf = (spec: ProviderSpec, peering: Peering, side: 'requester' | 'accepter'): string[] =>
  spec.options
    .filter(({ shared }) => !shared)
    .flatMap(({ key, fallback }) => {
      const value = peering[side].options[key] ?? fallback;
      return typeof value === 'function' || value === fallback ? [] : [optionText(key, value)];
    });
