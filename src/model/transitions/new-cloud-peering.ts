/** A peering that a cloud is to carry, as somebody wants it. */
import { familyOf } from '../address/cidr.ts';
import {
  type AwsPeering,
  type CloudPeering,
  GCP_DEFAULTS,
  type GcpOptions,
  type StackType,
} from '../cloud-peering.ts';
import { addSeconds, type Instant } from '../instant.ts';
import { gatewaysIn, isAlive, peeringsOf, sidesFrom } from '../queries.ts';
import type { State, Vpc } from '../state.ts';
import type { Name, Owner } from '../values.ts';

/** AWS lets a request run out after 7 days; in seconds. */
const AWS_REQUEST_LIFETIME = 7 * 86_400;

/** What a side asks of its cloud; what is left out is as the cloud has it. */
export interface CloudOptions {
  /** AWS: whether the peer may resolve private DNS names. */
  readonly dns?: boolean;
  readonly routes?: Partial<GcpOptions>;
}

export interface NewCloudPeering {
  readonly via: CloudPeering['via'];
  /** In the order they were named. */
  readonly vpcs: readonly [string, string];
  readonly name: Name;
  /** Whether both sides are set up at once. */
  readonly duplex: boolean;
  readonly options: CloudOptions;
  /** GCP; else IPv6 goes along where both have it. */
  readonly stackType?: StackType;
  readonly actor: Owner;
  readonly login?: Owner | undefined;
  readonly now: Instant;
}

/** The two sides of it, before anything is looked at. */
export function newPeering(intent: NewCloudPeering, requester: Vpc, accepter: Vpc): CloudPeering {
  const { via, name, duplex, options, actor, login, now } = intent;
  const [ours, theirs] = [requester, accepter].map((vpc) => ({ vpc: vpc.name, owner: vpc.owner })) as [
    Pick<AwsPeering['requester'], 'vpc' | 'owner'>,
    Pick<AwsPeering['requester'], 'vpc' | 'owner'>,
  ];
  const status = duplex ? 'active' : 'inactive';
  const record = { createdAt: now, createdBy: actor, ...(login ? { createdLogin: login } : {}) };
  if (via === 'aws') {
    const dns = options.dns ?? false;
    return {
      name,
      via,
      status,
      requester: { ...ours, dns },
      accepter: { ...theirs, dns: duplex && dns },
      ...record,
      ...(duplex ? {} : { expiresAt: addSeconds(now, AWS_REQUEST_LIFETIME) }),
    };
  }
  const routes = options.routes ?? {};
  return {
    name,
    via,
    status,
    requester: { ...ours, confirmed: true, options: { ...GCP_DEFAULTS, ...routes } },
    accepter: {
      ...theirs,
      confirmed: duplex,
      options: { ...GCP_DEFAULTS, ...(duplex ? mirrored(routes) : {}) },
    },
    stackType: intent.stackType ?? (hasIpv6(requester) && hasIpv6(accepter) ? 'IPV4_IPV6' : 'IPV4_ONLY'),
    ...record,
  };
}

const hasIpv6 = ({ cidrs }: Vpc): boolean => cidrs.some((cidr) => familyOf(cidr) === 6);

/** What one side exports is of use only where the other imports it. */
export const mirrored = (routes: Partial<GcpOptions>): Partial<GcpOptions> => ({
  ...(routes.exportCustomRoutes === undefined ? {} : { importCustomRoutes: routes.exportCustomRoutes }),
  ...(routes.importCustomRoutes === undefined ? {} : { exportCustomRoutes: routes.importCustomRoutes }),
  ...(routes.exportSubnetRoutesWithPublicIp === undefined
    ? {}
    : { importSubnetRoutesWithPublicIp: routes.exportSubnetRoutesWithPublicIp }),
  ...(routes.importSubnetRoutesWithPublicIp === undefined
    ? {}
    : { exportSubnetRoutesWithPublicIp: routes.importSubnetRoutesWithPublicIp }),
});

/** Nothing is routed or let in where the plan does not know into what. */
export function gaps(state: State, { requester, accepter }: CloudPeering): string[] {
  return [requester, accepter].flatMap(({ vpc }) => {
    const provider = state.vpcs.get(vpc)?.provider;
    if (provider?.kind !== 'aws') return [];
    const lacking = [
      ...(provider.routeTables.length === 0 ? ['--route-table <id>'] : []),
      ...(provider.securityGroups.length === 0 ? ['--security-group <id>'] : []),
    ];
    if (lacking.length === 0) return [];
    const what = lacking.map((flag) => (flag.startsWith('--route') ? 'route table' : 'security group'));
    return [
      `VPC ${vpc} has no ${what.join(' and no ')} in the plan, so nothing is configured there; run \`peerway vpc update ${vpc} ${lacking.join(' ')}\``,
    ];
  });
}

/** Without the account of the other owner, AWS looks for its VPC in the requester's own. */
export function accountUnknown(state: State, { via, requester, accepter }: CloudPeering): string[] {
  const provider = state.vpcs.get(accepter.vpc)?.provider;
  if (via !== 'aws' || requester.owner === accepter.owner) return [];
  if (provider?.kind !== 'aws' || provider.account !== undefined) return [];
  return [
    `VPC ${accepter.vpc} of ${accepter.owner} has no account in the plan, so AWS looks for it in the account of ${requester.vpc}; run \`peerway vpc update ${accepter.vpc} --account <id>\``,
  ];
}

/** Gateways of the same two VPCs that are peered too: both ways would claim the routes. */
export function doubles(state: State, { requester, accepter }: CloudPeering): string[] {
  return gatewaysIn(state, requester.vpc).flatMap(({ name }) =>
    peeringsOf(state, name)
      .filter(
        (peering) =>
          isAlive(peering) &&
          state.gateways.get(sidesFrom(peering, name).remote.gateway)?.vpc === accepter.vpc,
      )
      .map(
        (peering) =>
          `gateways of ${requester.vpc} and ${accepter.vpc} are peered, too; once this peering carries the traffic, run \`peerway peering delete ${peering.name}\``,
      ),
  );
}
