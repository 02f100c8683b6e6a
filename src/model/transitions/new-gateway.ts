/** Adds a gateway, together with its VPC if that is new. */
import { type Cidr, contains, familyOf, type Ip, sortedCidrs } from '../address/cidr.ts';
import type { InterfaceAddress } from '../address/interface-address.ts';
import { asProperty, changedDevice, type DeviceChange, LINUX } from '../device.ts';
import type { Endpoint, SshTarget } from '../endpoint.ts';
import type { Instant } from '../instant.ts';
import { type Label, labelsOf } from '../labels.ts';
import type { ProviderSpecs } from '../provider.ts';
import { vpcNamed } from '../queries.ts';
import { unreachableWarnings } from '../rules/client-reach.ts';
import { reservedLanAddresses } from '../rules/lan-addresses.ts';
import { defaultTunnelMtu, mtuWarnings } from '../rules/mtu.ts';
import type { Secret } from '../secret.ts';
import { settingOf } from '../settings.ts';
import { type Gateway, type GatewayStatus, GENERIC, type State, withEntry } from '../state.ts';
import type { InterfaceName, Name, Owner, PublicKey } from '../values.ts';
import { type Change, throwAny } from './change.ts';
import { createGateway, nextTunnelSubnet, throwIfGatewayNamed } from './gateway.ts';
import { addVpc, isUnused, throwIfVpcNamed } from './vpc.ts';

export interface NewGateway {
  readonly name: Name;
  /** Its VPC; without one, a VPC of the same name is created with `cidrs`. */
  readonly vpc?: Name;
  readonly cidrs: readonly Cidr[];
  /** Location of the VPC that is created with it. */
  readonly location?: Name;
  /** Default: Linux. */
  readonly device?: DeviceChange;
  /** Absent for a gateway that others cannot reach. */
  readonly endpoint?: Endpoint;
  readonly listenPort?: number;
  /** Default: the next free range of the tunnel pool. */
  readonly tunnelSubnets: readonly Cidr[];
  readonly interface: InterfaceName;
  /** Default: what fits the network of its VPC. */
  readonly mtu?: number;
  readonly lanAddresses: readonly Ip[];
  readonly ssh?: SshTarget;
  readonly status?: GatewayStatus;
  readonly labels?: readonly Label[];
  /** The addresses that the interface of an imported gateway has. */
  readonly addresses?: readonly InterfaceAddress[];
}

/** Values that a gateway gets without the operator naming them. */
export interface Allotment {
  readonly owner: Owner;
  readonly keys: { readonly publicKey: PublicKey; readonly privateKey?: Secret };
  /** When the keys were created; absent if that is not known. */
  readonly now?: Instant;
  /** The pool that tunnel subnets are allocated from. */
  readonly pool: Cidr;
  /** Returns the pool of IPv6 tunnel subnets, which becomes a setting with the first one. Without it, there are none. */
  readonly pool6?: () => Cidr;
}

/** Returns the state with the gateway. Exit 5 when a name or the key is taken, 4 when its VPC does not exist, 3 when addresses conflict. */
export function addNewGateway(
  specs: ProviderSpecs,
  state: State,
  wanted: NewGateway,
  { owner, keys, now, pool, pool6 }: Allotment,
): Change {
  throwIfGatewayNamed(state, wanted.name);
  const hasVpc = wanted.vpc !== undefined || isLeftOver(state, wanted);
  const withVpc = hasVpc ? { state, warnings: [] } : withNewVpc(specs, state, wanted, owner);
  const { tunnelSubnets, ssh } = wanted;
  const labels = labelsOf(wanted.labels ?? []);
  const vpc = vpcNamed(withVpc.state, wanted.vpc ?? wanted.name);
  const gateway: Gateway = {
    name: wanted.name,
    owner,
    vpc: vpc.name,
    ...(labels ? { labels } : {}),
    status: wanted.status ?? (ssh ? 'pending' : 'active'),
    ...asProperty(changedDevice(LINUX, wanted.device ?? {})),
    ...(wanted.endpoint ? { endpoint: wanted.endpoint } : {}),
    ...(wanted.listenPort === undefined ? {} : { listenPort: wanted.listenPort }),
    tunnelSubnets:
      tunnelSubnets.length > 0 ? tunnelSubnets : defaultSubnets(withVpc.state, wanted, pool, pool6),
    interface: wanted.interface,
    mtu: wanted.mtu ?? defaultTunnelMtu(specs, vpc),
    lanAddresses: wanted.lanAddresses,
    ...(wanted.addresses ? { addresses: wanted.addresses } : {}),
    ...(ssh ? { ssh } : {}),
    ...keys,
    ...(now === undefined ? {} : { keyCreatedAt: now }),
  };
  const created = createGateway(withVpc.state, gateway);
  throwAny(reservedLanAddresses(specs, created.state, gateway));
  return {
    state: withPool(created.state, gateway, pool6),
    warnings: [
      ...withVpc.warnings,
      ...created.warnings,
      ...mtuWarnings(specs, created.state, gateway),
      ...unreachableWarnings(created.state, gateway, pool6),
    ],
  };
}

/** Returns the next free subnet of the pool, and one of the IPv6 pool for a VPC with IPv6. */
function defaultSubnets(state: State, wanted: NewGateway, pool: Cidr, pool6: Allotment['pool6']): Cidr[] {
  const { cidrs } = vpcNamed(state, wanted.vpc ?? wanted.name);
  const needsSix = familyOf(pool) === 4 && cidrs.some((cidr) => familyOf(cidr) === 6);
  return [nextTunnelSubnet(state, pool), ...(needsSix && pool6 ? [nextTunnelSubnet(state, pool6())] : [])];
}

/** Returns the state in which the IPv6 pool of a gateway's tunnel subnet is a setting. */
function withPool(state: State, { tunnelSubnets }: Gateway, pool6: Allotment['pool6']): State {
  if (!pool6 || settingOf(state, 'tunnel-pool-ipv6') !== undefined) return state;
  const six = tunnelSubnets.find((subnet) => familyOf(subnet) === 6);
  if (six === undefined || !contains(pool6(), six)) return state;
  const name = 'tunnel-pool-ipv6';
  return { ...state, settings: withEntry(state.settings, name, { name, value: pool6() }) };
}

/** Returns true if a VPC of the gateway's name has the given values and nothing uses it: its gateway was deleted. */
export function isLeftOver(state: State, { name, cidrs, location }: NewGateway): boolean {
  const vpc = state.vpcs.get(name);
  return (
    vpc !== undefined &&
    vpc.provider.kind === GENERIC.kind &&
    vpc.location === location &&
    sortedCidrs(cidrs).join() === vpc.cidrs.join() &&
    isUnused(state, name)
  );
}

function withNewVpc(
  specs: ProviderSpecs,
  state: State,
  { name, cidrs, location }: NewGateway,
  owner: Owner,
): Change {
  const unused = state.vpcs.has(name) && isUnused(state, name);
  throwIfVpcNamed(
    state,
    name,
    `to add the gateway to it, use --vpc ${name} instead of --cidr${location ? ' and --location' : ''}${
      unused ? `; to replace it, first run \`peerway vpc delete ${name}\`` : ''
    }`,
  );
  return addVpc(specs, state, {
    name,
    owner,
    ...(location ? { location } : {}),
    provider: GENERIC,
    cidrs: sortedCidrs(cidrs),
    subnets: [],
  });
}
