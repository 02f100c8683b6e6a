/** The firewall of a gateway with named sets of networks, which every device has in some form. */
import type { Cidr } from '../../model/address/cidr.ts';
import {
  type Flow,
  flowsOf,
  type Network,
  networkCidrs,
  trustedNetworks,
} from '../../model/desired/flows.ts';
import { type DesiredGateway, ofFamily } from '../../model/desired/gateway.ts';

export type Family = 4 | 6;

/**
 * Names of the sets. `remote` is reachable only through the tunnel, `kept` keeps its source address with the clients,
 * and `behind` holds every source that a packet from the tunnel can have.
 */
const SET_NAMES = {
  vpc: 'vpc',
  peeredVpcs: 'peered',
  peeredTunnels: 'tunnels',
  clients: 'clients',
  foreign: 'foreign',
} as const satisfies Readonly<Record<Network, string>>;

export type SetName = (typeof SET_NAMES)[Network] | 'remote' | 'kept' | 'behind';

export interface NetworkSet {
  readonly name: SetName;
  readonly cidrs: readonly Cidr[];
}

/** New connections between two sets. */
export interface SetFlow extends Pick<Flow, 'enters' | 'leaves' | 'keepsSource'> {
  readonly from: SetName;
  readonly to: SetName;
}

export interface DeviceFirewall {
  /** The sets with members. Rules that name a set without members would not load everywhere. */
  readonly sets: readonly NetworkSet[];
  readonly flows: readonly SetFlow[];
  /** The sets behind the tunnel whose traffic to the gateway itself is allowed. */
  readonly trusted: readonly SetName[];
  /** Returns the sets that the flows, the rules for the gateway itself, or further rules name. */
  used(...further: readonly SetName[]): readonly NetworkSet[];
  /** Returns whether a set has members. */
  has(name: SetName): boolean;
}

/** Returns the firewall of a gateway for some families. Every rule of a device is a projection of it. */
export function firewallOf(desired: DesiredGateway, families: readonly Family[]): DeviceFirewall {
  const cidrsOf = (network: Network): Cidr[] =>
    families.flatMap((family) => ofFamily(networkCidrs(desired, network), family));
  const networks = (Object.keys(SET_NAMES) as Network[]).map((network) => ({
    name: SET_NAMES[network],
    cidrs: cidrsOf(network),
  }));
  const remote = [...cidrsOf('peeredVpcs'), ...cidrsOf('peeredTunnels')];
  const unions = [
    { name: 'remote', cidrs: remote },
    { name: 'kept', cidrs: [...remote, ...cidrsOf('clients')] },
    { name: 'behind', cidrs: [...remote, ...cidrsOf('clients'), ...cidrsOf('foreign')] },
  ] as const;
  const sets = [...networks, ...unions].filter(({ cidrs }) => cidrs.length > 0);
  const meets = ({ from, to }: Flow): boolean =>
    families.some(
      (family) =>
        ofFamily(networkCidrs(desired, from), family).length > 0 &&
        ofFamily(networkCidrs(desired, to), family).length > 0,
    );
  const flows = flowsOf(desired)
    .filter(meets)
    .map((flow) => ({ ...flow, from: SET_NAMES[flow.from], to: SET_NAMES[flow.to] }));
  const trusted = trustedNetworks(desired.firewall)
    .map((network) => SET_NAMES[network])
    .filter((name) => sets.some((set) => set.name === name));
  return {
    sets,
    flows,
    trusted,
    used: (...further) => {
      const names = new Set<SetName>([
        ...flows.flatMap(({ from, to }) => [from, to]),
        ...trusted,
        ...further,
      ]);
      return sets.filter(({ name }) => names.has(name));
    },
    has: (name) => sets.some((set) => set.name === name),
  };
}

/** Returns the families of the gateway's networks. */
export const familiesOf = ({ families: { ipv4, ipv6 } }: DesiredGateway): Family[] => [
  ...(ipv4 ? ([4] as const) : []),
  ...(ipv6 ? ([6] as const) : []),
];
