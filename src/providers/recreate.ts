/** Command lines that continue, accept, delete or repeat a peering of the plan, with the flags that reach its sides. */
import { endsOf, type Peering, sidesFrom } from '../model/peering.ts';
import { bareFlag, expectedAccepter, optionText, type ProviderSpec } from '../model/provider.ts';
import type { Name } from '../model/values.ts';
import { shellQuoted } from '../visible.ts';
import type { Scene } from './provider.ts';

/** A peering, and how its sides are reached. */
type Reach = Pick<Scene, 'peering' | 'access' | 'side'>;

/** Continues applying a peering of the plan. */
export const applyLine = (spec: ProviderSpec, reach: Reach): string => {
  const { requester, accepter, via } = reach.peering;
  return words([
    `peerway peering create ${requester.end.name} ${accepter.end.name} --via ${via} --apply`,
    ...reachFlags(spec, reach),
  ]);
};

/** Changes options of a peering and brings it in line with the plan. */
export const updateLine = (spec: ProviderSpec, reach: Reach, options: readonly string[] = []): string => {
  const { name, requester, accepter } = reach.peering;
  const { owner } = reach.side === accepter.end.name ? accepter : requester;
  // Only the owner of a side may change its options.
  const actor = options.length === 0 || requester.owner === accepter.owner ? [] : [`--as ${owner}`];
  return words([
    `peerway peering update ${name}`,
    ...options,
    ...actor,
    '--apply',
    ...reachFlags(spec, reach),
  ]);
};

/** Accepts a request in the plan and at the provider. The way to the requester's side alone is of no use for that. */
export const acceptLine = (spec: ProviderSpec, reach: Reach): string => {
  const { name, accepter } = reach.peering;
  const isTheirs = reach.side !== undefined && reach.side !== accepter.end.name;
  return words([
    `peerway peering accept ${name} --as ${accepter.owner} --apply`,
    ...(isTheirs ? [] : reachFlags(spec, reach)),
  ]);
};

/** The commands of the side whose owner has to act, and of the side that waits for it. */
export function waitingSteps(spec: ProviderSpec, reach: Reach, side: Name): string[] {
  const { peering } = reach;
  const { local, remote } = sidesFrom(peering, side);
  const isAccepter = side === peering.accepter.end.name;
  const line = isAccepter
    ? acceptLine(spec, reach)
    : `${applyLine(spec, { peering, access: new Map() })} --as ${local.owner}`;
  const render =
    local.owner === remote.owner
      ? ''
      : `, or send them the output of \`peerway peering render ${peering.name} --side ${side}\``;
  return [
    `${local.owner} must ${isAccepter ? 'accept it' : `set up the side of ${side}`}: run \`${line}\`${render}`,
    ...(reach.side === side || (local.owner === remote.owner && reach.side === undefined)
      ? []
      : [`then finish the side of ${remote.end.name}: run \`${applyLine(spec, reach)}\``]),
  ];
}

/** Deletes a peering at the provider and from the plan. */
export const deleteLine = (spec: ProviderSpec, reach: Reach): string =>
  words([`peerway peering delete ${reach.peering.name} --apply`, ...reachFlags(spec, reach)]);

/** Creates an ended peering again, with its name and its options. */
export function recreateLine(spec: ProviderSpec, reach: Reach): string {
  const { peering } = reach;
  const { requester, accepter, via, name, agreement } = peering;
  const isAgreed = agreement.kind === 'accepted';
  const isDuplex = isAgreed && requester.owner === accepter.owner && isMirrored(spec, peering);
  const create = words([
    `peerway peering create ${requester.end.name} ${accepter.end.name} --via ${via} --name ${name}`,
    ...(isDuplex ? ['--duplex'] : []),
    ...flagsOf(spec, peering, 'requester'),
    ...spec.options
      .filter(({ shared }) => shared)
      .map(({ key }) => optionText(key, requester.options[key] ?? false)),
    '--apply',
    ...reachFlags(spec, reach),
  ]);
  if (!isAgreed || isDuplex) return create;
  const [accept, ...rest] = acceptLine(spec, reach).split(' --apply');
  return `${create} && ${words([accept ?? '', ...flagsOf(spec, peering, 'accepter')])} --apply${rest.join('')}`;
}

const words = (parts: readonly string[]): string => parts.join(' ');

/** The flags that name the only side that is reached, and the account or project of each side. */
function reachFlags(spec: ProviderSpec, { peering, access, side }: Reach): string[] {
  const sides = side === undefined ? endsOf(peering) : [side];
  const values = spec.access.flatMap(({ key, flag }) =>
    sides.flatMap((vpc) => {
      const value = access.get(vpc)?.[key];
      return value === undefined ? [] : [`${bareFlag(flag)} ${shellQuoted(`${vpc}=${value}`)}`];
    }),
  );
  return [...(side === undefined ? [] : [`--side ${side}`]), ...values];
}

/** True when the accepter has the options that --duplex would give it. */
function isMirrored(spec: ProviderSpec, { requester, accepter }: Peering): boolean {
  const expected = expectedAccepter(spec, requester.options);
  return spec.options
    .filter(({ shared, fallback }) => !shared && typeof fallback !== 'function')
    .every(({ key }) => (accepter.options[key] ?? false) === (expected[key] ?? false));
}

const flagsOf = (spec: ProviderSpec, peering: Peering, side: 'requester' | 'accepter'): string[] =>
  spec.options
    .filter(({ shared }) => !shared)
    .flatMap(({ key, fallback, text }) => {
      const value = peering[side].options[key] ?? fallback;
      const isNone = value === undefined || (text !== undefined && value === false);
      return isNone || typeof value === 'function' || value === fallback ? [] : [optionText(key, value)];
    });
