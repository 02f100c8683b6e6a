/** Leftovers of a peering at AWS, and its deletion. */
import type { Cidr } from '../../model/address/cidr.ts';
import {
  connectionIds,
  isAlive,
  isPending,
  otherEnd,
  type Peering,
  withAgreement,
} from '../../model/peering.ts';
import { type Change, deletion, placeOf } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { flowLogsOf } from '../flow-logs.ts';
import type { Command, ObservedSides, Scene } from '../provider.ts';
import { dnsChange, isRoute } from './diff.ts';
import { flowLogsQuestion, isOnlyOurs, unwantedFlowLogs } from './flow-logs.ts';
import {
  type AwsObserved,
  isStanding,
  type ObservedIngress,
  type ObservedRoute,
  ownIds,
} from './observed.ts';
import { awsPlaces } from './place.ts';
import {
  type AwsResource,
  awsDesired,
  connectionOf,
  dnsOf,
  ingressOf,
  routeOf,
  ruleDescription,
} from './resources.ts';

/** True for what peerway created and may delete, broken or not; never for what others created. */
function isRemovable(peering: Peering, resource: AwsResource, seen: AwsObserved | undefined): boolean {
  if (!seen) return false;
  switch (resource.kind) {
    case 'aws-peering':
      return seen.connection !== undefined && isStanding(seen.connection);
    case 'aws-route':
      return ownRoutes(peering, seen).some((route) => isRoute(route, resource.fields));
    case 'aws-ingress':
      return ownRules(peering, seen).some(
        ({ group, cidr }) => group === resource.fields.group && cidr === resource.fields.cidr,
      );
    default:
      return false;
  }
}

/** Routes through any connection that the peering has had. */
export function ownRoutes(peering: Peering, seen: AwsObserved): ObservedRoute[] {
  const ids = ownIds(peering, seen);
  return seen.routes.filter(({ target }) => ids.has(target));
}

/** Rules in the security groups of the VPC that peerway made for the peering. */
export const ownRules = (peering: Peering, { ingress }: AwsObserved): ObservedIngress[] =>
  ingress.filter(
    ({ protocol, description }) => protocol === '-1' && description === ruleDescription(peering),
  );

/**
 * The deletions of a peering: routes first, since they would remain as blackholes without the connection. Routes and
 * rules of peerway are deleted even if the plan no longer wants them, and if the connection no longer exists.
 */
export function awsRemoval(scene: Scene, observed?: ObservedSides<AwsObserved>): Change[] {
  const { peering } = scene;
  const resources = awsDesired({ ...scene, peering: withAgreement(peering) })
    .reverse()
    .filter(
      (resource) =>
        resource.kind === 'aws-route' ||
        resource.kind === 'aws-ingress' ||
        (!observed && isOnlyOurs(scene, resource)),
    )
    .concat(connectionToDelete(scene, observed));
  const removable = observed
    ? [
        ...strays(scene, resources, observed),
        ...resources.filter((resource) => isRemovable(peering, resource, observed.get(resource.side))),
      ]
    : resources.filter((resource) => mayExist(peering, resource));
  return removable.map((resource) => removalOf(scene, resource));
}

/**
 * The changes that remove what the plan does not want on the observed sides of a peering that stays: routes and rules
 * of networks that it no longer connects, and names that the peer may no longer resolve.
 */
export function awsStrays(scene: Scene, observed: ObservedSides<AwsObserved>): Change[] {
  const { peering } = scene;
  const wanted = awsDesired(scene);
  const isWanted = (side: Name): boolean => wanted.some((one) => one.side === side && one.kind === 'aws-dns');
  const named = [...observed].flatMap(([side, { connection }]) =>
    connection?.dns === true && isStanding(connection) && !isWanted(side)
      ? [dnsRevoked(dnsOf(peering, side, false), connection)]
      : [],
  );
  return [...named, ...strays(scene, wanted, observed).map((resource) => removalOf(scene, resource))];
}

/**
 * The connection. The requester's side deletes it, unless only the side of another owner is reached. While it waits for
 * acceptance, the accepter can only reject it (EC2 API, `DeleteVpcPeeringConnection`).
 */
function connectionToDelete({ peering, side }: Scene, observed?: ObservedSides<AwsObserved>): AwsResource {
  const { requester, accepter } = peering;
  const name = accepter.end.name;
  const waits = observed ? observed.get(name)?.connection?.code === 'pending-acceptance' : isPending(peering);
  const isAccepters = side === name && (waits || requester.owner !== accepter.owner);
  return isAccepters ? connectionOf(name, waits) : connectionOf(requester.end.name);
}

/** Nothing is behind a request that was never accepted, and AWS itself deletes a connection that has ended. */
const mayExist = (peering: Peering, { kind }: AwsResource): boolean =>
  kind === 'aws-peering' ? isAlive(peering) : !isPending(peering);

/** An option that is on and has to be off. */
export const dnsRevoked = (...args: Parameters<typeof dnsChange>): Change => ({
  ...dnsChange(...args),
  op: 'update',
});

/** Routes and rules of peerway that the plan does not want: those of CIDRs, tables and groups that it no longer has. */
function strays(
  { state, peering }: Scene,
  planned: readonly AwsResource[],
  observed: ObservedSides<AwsObserved>,
): AwsResource[] {
  const known = new Set(planned.map(placeOf));
  return [...observed].flatMap(([side, seen]) => {
    const peer = otherEnd(peering, side);
    return [
      ...unwantedFlowLogs(state, peering, side, seen),
      ...ownRoutes(peering, seen).map(({ table, cidr }) => routeOf(side, peer, table, cidr as Cidr)),
      ...ownRules(peering, seen).map(({ group, cidr }) => ingressOf(side, peer, group, cidr as Cidr)),
    ].filter((resource) => !known.has(placeOf(resource)));
  });
}

/** The deletion of one resource. */
export function removalOf({ peering }: Pick<Scene, 'peering'>, resource: AwsResource): Change {
  const peer = otherEnd(peering, resource.side);
  switch (resource.kind) {
    case 'aws-route':
      return deletion(
        resource,
        `delete the route to ${resource.fields.cidr} of ${peer} from ${resource.fields.table}`,
      );
    case 'aws-ingress':
      return deletion(
        resource,
        `revoke traffic from ${resource.fields.cidr} of ${peer}, in ${resource.fields.group}`,
      );
    case 'aws-flow-log':
      return deletion(resource, `delete the flow log to ${resource.fields.destination}`);
    default:
      return deletion(
        resource,
        resource.kind === 'aws-peering' && resource.fields.isTheirs
          ? `reject the request of ${peer}`
          : `delete the peering with ${peer}`,
      );
  }
}

/** The commands that list the routes and the rules of a peering. */
export function awsLeftoverQueries({ state, peering, access }: Scene): Command[] {
  const ids = connectionIds(peering);
  const rules = `[?Description=='${ruleDescription(peering)}']`;
  return awsPlaces(state, peering, access).flatMap((own) => {
    const { vpc: side, vpcId, region } = own;
    const ask = (words: readonly string[]): Command => ({
      program: 'aws',
      words: ['ec2', ...words, '--region', region],
    });
    const vpc = `Name=vpc-id,Values=${vpcId}`;
    const routes = `Name=route.vpc-peering-connection-id,Values=${ids.join(',')}`;
    return [
      ...(ids.length > 0 ? [ask(['describe-route-tables', '--filters', vpc, routes])] : []),
      ask([
        ...['describe-security-groups', '--filters', vpc, '--query'],
        `SecurityGroups[].[GroupId,IpPermissions[].IpRanges${rules}[].CidrIp,IpPermissions[].Ipv6Ranges${rules}[].CidrIpv6]`,
      ]),
      ...(flowLogsOf(peering, side) === undefined ? [] : [ask(flowLogsQuestion(own))]),
    ];
  });
}
