/** The resources of a VPC peering connection at AWS, and their differences from the observed ones. */
import type { Cidr } from '../../model/address/cidr.ts';
import { isPending, type Peering, withAgreement } from '../../model/peering.ts';
import { type Change, creation, deletion, placeOf, type Resource } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import type { ObservedSides, Scene } from '../provider.ts';
import { type AwsObserved, isStanding, type ObservedConnection, type ObservedRoute } from './observed.ts';
import { type AwsPlace, awsPlaces } from './place.ts';

/** AWS sets the options of each side by its role in the request. */
type PeeringRole = 'requester' | 'accepter';

/** One resource at AWS, by its kind. */
export type AwsResource = Resource &
  (
    | { readonly kind: 'aws-peering' | 'aws-exists' | 'aws-accepted' | 'aws-active' }
    | { readonly kind: 'aws-dns'; readonly fields: { readonly role: PeeringRole } }
    | { readonly kind: 'aws-route'; readonly fields: { readonly table: string; readonly cidr: Cidr } }
    | { readonly kind: 'aws-ingress'; readonly fields: { readonly group: string; readonly cidr: Cidr } }
  );

/** Fields about the other side, as the AWS console asks for them. */
const placeText = ({ vpcId, region, account }: AwsPlace): string =>
  `${vpcId} in ${region}${account ? `, account ${account}` : ''}`;

const isRequester = ({ requester }: Peering, side: Name): boolean => requester.end.name === side;

/** Everything that the plan wants by now, in the order in which it is created across both sides. */
export function awsDesired({ state, peering, access }: Scene): AwsResource[] {
  const [ours, theirs] = awsPlaces(state, peering, access);
  const asked: AwsResource = {
    ...settingOf(ours.vpc, 'aws-peering', `request a peering of ${ours.vpcId} with ${placeText(theirs)}`),
    role: 'connection',
  };
  if (isPending(peering)) return [asked];
  const each = (resources: (own: AwsPlace, peer: AwsPlace) => AwsResource[]): AwsResource[] => [
    ...resources(ours, theirs),
    ...resources(theirs, ours),
  ];
  return [
    asked,
    settingOf(theirs.vpc, 'aws-exists', `wait until the request is visible in ${theirs.region}`),
    settingOf(theirs.vpc, 'aws-accepted', `accept the request of ${ours.vpc}`),
    ...each((own) => [settingOf(own.vpc, 'aws-active', `wait until the peering is active in ${own.region}`)]),
    ...each((own, peer) =>
      own.routeTables.flatMap((table) => peer.cidrs.map((cidr) => routeOf(own.vpc, peer.vpc, table, cidr))),
    ),
    ...each((own, peer) =>
      own.securityGroups.flatMap((group) =>
        peer.cidrs.map((cidr) => ingressOf(own.vpc, peer.vpc, group, cidr)),
      ),
    ),
    ...each((own, peer) =>
      (isRequester(peering, own.vpc) ? peering.requester : peering.accepter).options['dns']
        ? [dnsOf(own.vpc, peer.vpc, isRequester(peering, own.vpc) ? 'requester' : 'accepter')]
        : [],
    ),
  ];
}

const settingOf = (
  side: Name,
  kind: 'aws-peering' | 'aws-exists' | 'aws-accepted' | 'aws-active',
  title: string,
): AwsResource => ({ key: kind, side, kind, title, fields: {}, role: 'setting' });

const dnsOf = (side: Name, peer: Name, role: PeeringRole): AwsResource => ({
  key: 'aws-dns',
  side,
  kind: 'aws-dns',
  title: `allow ${peer} to resolve private DNS names of ${side}`,
  fields: { role },
  role: 'setting',
});

export const routeOf = (side: Name, peer: Name, table: string, cidr: Cidr): AwsResource => ({
  key: `aws-route ${table} ${cidr}`,
  side,
  kind: 'aws-route',
  title: `route ${cidr} of ${peer} through the peering, in ${table}`,
  fields: { table, cidr },
});

export const ingressOf = (side: Name, peer: Name, group: string, cidr: Cidr): AwsResource => ({
  key: `aws-ingress ${group} ${cidr}`,
  side,
  kind: 'aws-ingress',
  title: `allow traffic from ${cidr} of ${peer}, in ${group}`,
  fields: { group, cidr },
});

/** The changes that are left until the desired resources exist. */
export function awsDiff(
  scene: Scene,
  desired: readonly Resource[],
  observed: ObservedSides<AwsObserved>,
): Change[] {
  return (desired as readonly AwsResource[])
    .filter((resource) => !isSatisfied(resource, observed.get(resource.side)))
    .map((resource) => changeFor(scene, resource, observed.get(resource.side)));
}

function changeFor({ peering }: Scene, resource: AwsResource, seen: AwsObserved | undefined): Change {
  switch (resource.kind) {
    case 'aws-exists':
      return { op: 'wait', resource, title: resource.title, until: 'visible' };
    case 'aws-active':
      return { op: 'wait', resource, title: resource.title, until: 'active' };
    case 'aws-peering':
      return { ...creation(resource), isOccupied: seen?.connection !== undefined };
    case 'aws-accepted':
      return acceptance(peering, resource, seen?.connection);
    case 'aws-route':
      return routeChange(resource, seen?.routes ?? []);
    case 'aws-dns':
      return creation(
        seen?.connection?.isReversed ? { ...resource, fields: oppositeRole(resource) } : resource,
      );
    default:
      return creation(resource);
  }
}

/** When the plan's accepter made the request, the roles at AWS are the other way round. */
const oppositeRole = ({ fields }: AwsResource & { kind: 'aws-dns' }) => ({
  role: fields.role === 'requester' ? 'accepter' : 'requester',
});

/** The accepter of the plan cannot accept a request that it made itself. */
function acceptance(
  { accepter }: Peering,
  resource: AwsResource,
  connection: ObservedConnection | undefined,
): Change {
  const isOccupied = connection === undefined || !isStanding(connection);
  if (!connection?.isReversed) return { ...creation(resource), isOccupied };
  const blocked = {
    code: 'provider-wrong-state',
    message: `${accepter.end.name} has requested ${connection.id} itself; the other side must accept it`,
    hint: `run \`aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id ${connection.id}\` on the other side`,
  };
  return { ...creation(resource), isOccupied, blocked };
}

/** A route to the same network that leads nowhere is replaced. */
function routeChange(
  resource: AwsResource & { kind: 'aws-route' },
  routes: readonly ObservedRoute[],
): Change {
  const present = routes.find((route) => isRoute(route, resource.fields));
  if (present?.blackhole)
    return {
      op: 'replace',
      resource,
      title: `${resource.title}, replacing a route that leads nowhere`,
      isOccupied: true,
    };
  return { ...creation(resource), isOccupied: present !== undefined };
}

/** True when a resource exists and works. A side that was not observed has nothing. */
export function isSatisfied(resource: AwsResource, seen: AwsObserved | undefined): boolean {
  if (!seen) return false;
  // A connection that has ended keeps its options, and routes to it lead nowhere.
  const connection = seen.connection && isStanding(seen.connection) ? seen.connection : undefined;
  switch (resource.kind) {
    case 'aws-peering':
    case 'aws-exists':
      return connection !== undefined;
    case 'aws-accepted':
      return connection?.code === 'provisioning' || connection?.code === 'active';
    case 'aws-active':
      return connection?.code === 'active';
    case 'aws-dns':
      return connection?.dns === true;
    case 'aws-route':
      return seen.routes.some(
        (route) => isRoute(route, resource.fields) && leadsTo(route, connection) && !route.blackhole,
      );
    case 'aws-ingress':
      return seen.ingress.some(
        ({ group, cidr, protocol }) =>
          group === resource.fields.group && cidr === resource.fields.cidr && protocol === '-1',
      );
  }
}

const isRoute = (route: ObservedRoute, { table, cidr }: { table: string; cidr: Cidr }): boolean =>
  route.table === table && route.cidr === cidr;

const leadsTo = ({ target }: ObservedRoute, connection: ObservedConnection | undefined): boolean =>
  connection !== undefined && target === connection.id;

/** True for what peerway created and may delete, broken or not; never for what others created. */
function isRemovable({ name }: Peering, resource: AwsResource, seen: AwsObserved | undefined): boolean {
  if (!seen) return false;
  switch (resource.kind) {
    case 'aws-peering':
      return seen.connection !== undefined && isStanding(seen.connection);
    case 'aws-route':
      return seen.routes.some((route) => isRoute(route, resource.fields) && leadsTo(route, seen.connection));
    case 'aws-ingress':
      return seen.ingress.some(
        (rule) =>
          rule.group === resource.fields.group &&
          rule.cidr === resource.fields.cidr &&
          rule.protocol === '-1' &&
          rule.description === ruleDescription(name),
      );
    default:
      return false;
  }
}

/** peerway's rules in a security group are recognized by their description. */
export const ruleDescription = (peering: Name): string => `peerway:${peering}`;

/** The deletions of a peering: routes first, since they would remain as blackholes without the connection. */
export function awsRemoval(scene: Scene, observed?: ObservedSides<AwsObserved>): Change[] {
  const { peering } = scene;
  const resources = awsDesired({ ...scene, peering: withAgreement(peering) })
    .reverse()
    .filter(({ kind }) => kind === 'aws-route' || kind === 'aws-ingress' || kind === 'aws-peering');
  const removable = observed
    ? [
        ...strayRoutes(scene, resources, observed),
        ...resources.filter((resource) => isRemovable(peering, resource, observed.get(resource.side))),
      ]
    : resources;
  return removable.map((resource) => removalOf(scene, resource));
}

/** Routes through the connection that the plan does not know: without it they would be blackholes. */
function strayRoutes(
  { peering }: Scene,
  planned: readonly AwsResource[],
  observed: ObservedSides<AwsObserved>,
): AwsResource[] {
  const known = new Set(planned.map(placeOf));
  return [...observed].flatMap(([side, { connection, routes }]) => {
    if (!connection) return [];
    const peer = isRequester(peering, side) ? peering.accepter.end.name : peering.requester.end.name;
    return routes
      .filter(({ target }) => target === connection.id)
      .map(({ table, cidr }) => routeOf(side, peer, table, cidr as Cidr))
      .filter((route) => !known.has(placeOf(route)));
  });
}

/** The deletion of one resource. */
export function removalOf({ peering }: Pick<Scene, 'peering'>, resource: AwsResource): Change {
  const peer = isRequester(peering, resource.side) ? peering.accepter.end.name : peering.requester.end.name;
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
    default:
      return deletion(resource, `delete the peering with ${peer}`);
  }
}
