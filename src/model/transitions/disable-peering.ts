/** Takes the traffic of a peering away, and gives it back. */
import { validationError } from '../../errors.ts';
import { type Peering, type Side, statusOf } from '../peering.ts';
import type { ProviderSpecs } from '../provider.ts';
import { peeringNamed } from '../queries.ts';
import { acceptanceProblems } from '../rules/peering.ts';
import type { State } from '../state.ts';
import type { Owner } from '../values.ts';
import { throwAny } from './change.ts';
import { type PeeringChange, withPeering } from './peering.ts';

/** Returns the state with the peering disabled by the owner of one of its sides. It keeps its addresses and its key. */
export function disablePeering(
  specs: ProviderSpecs,
  state: State,
  name: string,
  actor: Owner,
): PeeringChange {
  const peering = gatewayPeering(specs, state, name);
  const next = withSides(peering, (side) => (side.owner === actor ? { ...side, isDisabled: true } : side));
  return changed(state, peering, next);
}

/** Returns the state with the peering enabled by the owner of one of its sides. Exit 3 if a rule fails by now. */
export function enablePeering(specs: ProviderSpecs, state: State, name: string, actor: Owner): PeeringChange {
  const peering = gatewayPeering(specs, state, name);
  const next = withSides(peering, (side) => (side.owner === actor ? enabled(side) : side));
  const change = changed(state, peering, next);
  if (change.state === state) return change;
  throwAny(acceptanceProblems(specs, change.state, next));
  const waiting = [next.requester, next.accepter].filter(({ isDisabled }) => isDisabled);
  return {
    ...change,
    warnings: waiting.map(
      ({ owner }) =>
        `${name} stays disabled until ${owner} enables it, too: \`peerway peering enable ${name} --as ${owner}\``,
    ),
  };
}

function enabled({ isDisabled: _, ...side }: Side): Side {
  return side;
}

function withSides(peering: Peering, change: (side: Side) => Side): Peering {
  return { ...peering, requester: change(peering.requester), accepter: change(peering.accepter) };
}

function changed(state: State, before: Peering, peering: Peering): PeeringChange {
  const isSame = [before.requester, before.accepter].every(
    ({ isDisabled }, at) => isDisabled === [peering.requester, peering.accepter][at]?.isDisabled,
  );
  if (isSame) return { state, peering: before, warnings: [] };
  return { state: withPeering(state, peering), peering, warnings: [] };
}

/** Returns a peering that can be disabled: one of gateways that both owners have agreed to. */
function gatewayPeering(specs: ProviderSpecs, state: State, name: string): Peering {
  const peering = peeringNamed(state, name);
  const { via } = peering;
  const spec = specs.of(via);
  if (spec.ends === 'vpc')
    throw validationError(
      'cannot-disable',
      `Peering ${name} is via ${specs.labelOf(via)}, which can only delete a peering, not disable it`,
      `to stop its traffic, run \`peerway peering delete ${name} --apply\`; to stop a part of it, leave CIDRs out with --without-cidr of \`peerway peering update ${name}\``,
    );
  const status = statusOf(peering);
  if (status === 'active' || status === 'disabled') return peering;
  throw validationError(
    'not-active',
    `Peering ${name} is ${status}; only an active one can be disabled or enabled`,
    `run \`peerway peering show ${name}\` to see it`,
  );
}
