/** Finds the gateways or VPCs that a new peering names. */
import { EXIT, UserError } from '../../errors.ts';
import { quoted } from '../../visible.ts';
import type { End } from '../peering.ts';
import type { ProviderSpec, ProviderSpecs } from '../provider.ts';
import { gatewayNamed, gatewaysIn, vpcNamed } from '../queries.ts';
import type { State, Vpc } from '../state.ts';
import type { Name, Owner } from '../values.ts';

/** An end and its owner. */
export interface OwnedEnd {
  readonly end: End;
  readonly owner: Owner;
}

/** Returns the end of this name. Exit 4 if there is none; for a VPC in place of a gateway, the hint says what to do. */
export function ownedEnd(
  specs: ProviderSpecs,
  state: State,
  { ends }: Pick<ProviderSpec, 'ends'>,
  name: string,
): OwnedEnd {
  if (ends === 'vpc') return owned('vpc', vpcNamed(state, name));
  const vpc = state.vpcs.get(name as Name);
  if (vpc && !state.gateways.has(vpc.name))
    throw new UserError(EXIT.notFound, 'not-found', `No gateway named ${quoted(name)}`, {
      hint: hintForVpc(specs, state, vpc),
    });
  return owned('gateway', gatewayNamed(state, name));
}

const owned = (
  kind: End['kind'],
  { name, owner }: { readonly name: Name; readonly owner: Owner },
): OwnedEnd => ({
  end: { kind, name },
  owner,
});

function hintForVpc(specs: ProviderSpecs, state: State, { name, provider }: Vpc): string {
  const [gateway] = gatewaysIn(state, name);
  if (gateway) return `${name} is a VPC; name its gateway, ${gateway.name}`;
  if (provider.kind !== 'generic')
    return `${name} is a VPC in ${specs.labelOf(provider.kind)}; to peer it there, add --via ${provider.kind}`;
  return `${name} is a VPC without a gateway; run \`peerway gateway create ${name} --vpc ${name} --endpoint <host>\``;
}
