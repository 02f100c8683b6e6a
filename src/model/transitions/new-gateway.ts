/** A gateway as somebody wants it, with its VPC where that is new. */
import type { Cidr, Ip } from '../address/cidr.ts';
import { sortedCidrs } from '../address/cidr.ts';
import type { Endpoint, SshTarget } from '../endpoint.ts';
import { vpcNamed } from '../queries.ts';
import type { Secret } from '../secret.ts';
import type { Gateway, GatewayStatus, State } from '../state.ts';
import type { InterfaceName, Name, Owner, PublicKey } from '../values.ts';
import type { Change } from './change.ts';
import { createGateway, nextTunnelSubnet } from './gateway.ts';
import { addVpc, throwIfVpcNamed } from './vpc.ts';

export interface NewGateway {
  readonly name: Name;
  /** The VPC it is in; without one, `cidrs` are those of a VPC of the same name that is made along with it. */
  readonly vpc?: Name;
  readonly cidrs: readonly Cidr[];
  /** Of the VPC that is made along with it. */
  readonly location?: Name;
  readonly endpoint: Endpoint;
  /** None: the next free one of the tunnel pool. */
  readonly tunnelSubnets: readonly Cidr[];
  readonly interface: InterfaceName;
  readonly mtu: number;
  readonly lanAddresses: readonly Ip[];
  readonly ssh?: SshTarget;
  readonly status?: GatewayStatus;
}

/** What a gateway is given by others than whoever wants it. */
export interface Given {
  readonly owner: Owner;
  readonly keys: { readonly publicKey: PublicKey; readonly privateKey?: Secret };
  /** Where a tunnel subnet is taken from. */
  readonly pool: Cidr;
}

/** The state with the gateway. Exit 5 when a name or the key is taken, 4 without its VPC, 3 when addresses are at odds. */
export function addNewGateway(state: State, wanted: NewGateway, { owner, keys, pool }: Given): Change {
  const withVpc = wanted.vpc ? { state, warnings: [] } : withNewVpc(state, wanted, owner);
  const { tunnelSubnets, ssh } = wanted;
  const gateway: Gateway = {
    name: wanted.name,
    owner,
    vpc: vpcNamed(withVpc.state, wanted.vpc ?? wanted.name).name,
    status: wanted.status ?? (ssh ? 'pending' : 'active'),
    endpoint: wanted.endpoint,
    tunnelSubnets: tunnelSubnets.length > 0 ? tunnelSubnets : [nextTunnelSubnet(withVpc.state, pool)],
    interface: wanted.interface,
    mtu: wanted.mtu,
    lanAddresses: wanted.lanAddresses,
    ...(ssh ? { ssh } : {}),
    ...keys,
  };
  const created = createGateway(withVpc.state, gateway);
  return { state: created.state, warnings: [...withVpc.warnings, ...created.warnings] };
}

function withNewVpc(state: State, { name, cidrs, location }: NewGateway, owner: Owner): Change {
  throwIfVpcNamed(state, name, `put the gateway into it with --vpc ${name} in place of --cidr`);
  return addVpc(state, {
    name,
    owner,
    ...(location ? { location } : {}),
    provider: { kind: 'generic' },
    cidrs: sortedCidrs(cidrs),
    subnets: [],
  });
}
