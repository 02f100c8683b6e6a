import type { Context } from '../../context.ts';
import { conflict, missing, usage } from '../../errors.ts';
import { type Cidr, type Ip, sortedCidrs } from '../../model/address/cidr.ts';
import type { Endpoint, SshTarget } from '../../model/endpoint.ts';
import { DEFAULT_TUNNEL_POOL } from '../../model/preferences.ts';
import { gatewayNamed, vpcNamed } from '../../model/queries.ts';
import type { Gateway, GatewayStatus, State } from '../../model/state.ts';
import type { Change } from '../../model/transitions/change.ts';
import { createGateway, nextTunnelSubnet } from '../../model/transitions/gateway.ts';
import { addVpc } from '../../model/transitions/vpc.ts';
import type { InterfaceName, Name, Owner, PublicKey } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import { gatewayLines, gatewayView } from './view.ts';

export interface GatewayCreateIntent {
  readonly name: Name;
  /** The VPC it is in; or `cidrs`, for a VPC of the same name that is made along with it. */
  readonly vpc?: Name;
  readonly cidrs: readonly Cidr[];
  /** Of the VPC that is made along with it. */
  readonly location?: Name;
  readonly owner?: Owner;
  readonly endpoint?: Endpoint;
  /** None: the next free one of the tunnel pool. */
  readonly tunnelSubnets: readonly Cidr[];
  readonly interface: InterfaceName;
  readonly mtu: number;
  readonly lanAddresses: readonly Ip[];
  readonly ssh?: SshTarget;
  readonly publicKey?: PublicKey;
  readonly status?: GatewayStatus;
}

/** Puts a gateway into the plan, with its VPC where that is new. */
export async function gatewayCreate(intent: GatewayCreateIntent, context: Context): Promise<Outcome> {
  const endpoint = checked(intent);
  const owner = intent.owner ?? (await context.actor());
  const keys = intent.publicKey ? { publicKey: intent.publicKey } : await context.makeKeyPair();
  const pool = (await context.preferences())['tunnel-pool'] ?? DEFAULT_TUNNEL_POOL;
  const { state, warnings } = await context.change((before) => {
    const withVpc = intent.vpc ? { state: before, warnings: [] } : addedVpc(before, intent, owner);
    const gateway: Gateway = {
      name: intent.name,
      owner,
      vpc: vpcNamed(withVpc.state, intent.vpc ?? intent.name).name,
      status: intent.status ?? (intent.ssh ? 'pending' : 'active'),
      endpoint,
      tunnelSubnets:
        intent.tunnelSubnets.length > 0 ? intent.tunnelSubnets : [nextTunnelSubnet(withVpc.state, pool)],
      interface: intent.interface,
      mtu: intent.mtu,
      lanAddresses: intent.lanAddresses,
      ...(intent.ssh ? { ssh: intent.ssh } : {}),
      ...keys,
    };
    const created = createGateway(withVpc.state, gateway);
    return { state: created.state, warnings: [...withVpc.warnings, ...created.warnings] };
  });
  const view = gatewayView(state, gatewayNamed(state, intent.name));
  return {
    kind: 'object',
    value: view,
    names: [view.name],
    lines: [`Gateway ${view.name} is ${view.status}`, ...gatewayLines(view).map((line) => `  ${line}`)],
    warnings,
    notes: [
      ...(intent.publicKey
        ? [`the private key of ${view.name} stays with you; renders leave its line to be filled in`]
        : []),
      ...(view.status === 'pending'
        ? [`it can be peered once it is active: peerway gateway update ${view.name} --status active`]
        : []),
    ],
  };
}

function checked({ vpc, cidrs, location, endpoint }: GatewayCreateIntent): Endpoint {
  if (vpc && cidrs.length > 0)
    throw usage('--vpc and --cidr exclude each other', 'name a VPC that is there, or the CIDRs of a new one');
  if (!vpc && cidrs.length === 0)
    throw missing('--vpc <vpc> or --cidr <cidr>', 'name a VPC that is there, or the CIDRs of a new one');
  if (vpc && location)
    throw usage(
      '--location goes with --cidr',
      `\`peerway vpc update ${vpc} --location ${location}\` moves the VPC`,
    );
  if (!endpoint)
    throw missing('--endpoint <host[:port]>', 'where the other gateways reach this one over UDP');
  return endpoint;
}

function addedVpc(state: State, { name, cidrs, location }: GatewayCreateIntent, owner: Owner): Change {
  if (state.vpcs.has(name)) {
    throw conflict(
      'name-taken',
      `There is already a VPC named ${name}`,
      `put the gateway into it with --vpc ${name} in place of --cidr`,
    );
  }
  return addVpc(state, {
    name,
    owner,
    ...(location ? { location } : {}),
    provider: { kind: 'generic' },
    cidrs: sortedCidrs(cidrs),
    subnets: [],
  });
}
