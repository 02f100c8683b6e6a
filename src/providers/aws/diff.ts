/** The differences of the resources of a peering at AWS from the observed ones. */
import type { Cidr } from '../../model/address/cidr.ts';
import { type Alteration, type Change, creation, type Resource } from '../../model/resource.ts';
import { visible } from '../../visible.ts';
import type { ObservedSides, Scene } from '../provider.ts';
import { targetFlag } from './arguments.ts';
import { flowLogChanges, isLogging } from './flow-logs.ts';
import {
  type AwsObserved,
  isStanding,
  type ObservedConnection,
  type ObservedRoute,
  ownIds,
} from './observed.ts';
import type { AwsResource } from './resources.ts';

/** The changes that are left until the desired resources exist. */
export function awsDiff(
  scene: Scene,
  desired: readonly Resource[],
  observed: ObservedSides<AwsObserved>,
): Change[] {
  return (desired as readonly AwsResource[])
    .filter((resource) => !isSatisfied(resource, observed.get(resource.side)))
    .flatMap((resource) =>
      resource.kind === 'aws-flow-log'
        ? flowLogChanges(resource, observed.get(resource.side))
        : [changeFor(scene, resource, observed.get(resource.side))],
    );
}

function changeFor(scene: Scene, resource: AwsResource, seen: AwsObserved | undefined): Change {
  switch (resource.kind) {
    case 'aws-exists':
      return { op: 'wait', resource, title: resource.title, until: 'visible' };
    case 'aws-active':
      return {
        op: 'wait',
        resource,
        title: resource.title,
        until: 'active',
        needs: {
          side: scene.peering.accepter.end.name,
          states: ['initiating-request', 'pending-acceptance'],
        },
      };
    case 'aws-peering':
      return { ...creation(resource), isOccupied: seen?.connection !== undefined };
    case 'aws-accepted':
      return {
        ...creation(resource),
        isOccupied: seen?.connection === undefined || !isStanding(seen.connection),
      };
    case 'aws-route':
      return routeChange(scene, resource, seen);
    case 'aws-dns':
      return dnsChange(resource, seen?.connection);
    default:
      return creation(resource);
  }
}

export function dnsChange(
  resource: AwsResource & { kind: 'aws-dns' },
  connection: ObservedConnection | undefined,
): Alteration {
  const { fields } = resource;
  const prior = { ...resource, fields: { ...fields, isAllowed: !fields.isAllowed } };
  return { ...creation(resource), ...(connection && isStanding(connection) ? { prior } : {}) };
}

/** A route to the same network is replaced. One through an earlier connection is peerway's own; any other is not. */
function routeChange(
  { peering }: Scene,
  resource: AwsResource & { kind: 'aws-route' },
  seen: AwsObserved | undefined,
): Change {
  const present = seen?.routes.find((route) => isRoute(route, resource.fields));
  if (!seen || !present || present.isPropagated) return creation(resource);
  const { table, cidr } = resource.fields;
  const target = present.blackhole ? `${present.target}, which leads nowhere` : present.target;
  const isOwn = ownIds(peering, seen).has(present.target);
  const change = {
    op: 'replace',
    resource,
    title: `${resource.title}, replacing ${isOwn ? 'a route that leads nowhere' : `the route to ${target}`}`,
    isOccupied: true,
  } as const;
  if (isOwn) return change;
  if (targetFlag(present.target) !== undefined) return { ...change, was: foreignRoute(resource, present) };
  const blocked = {
    code: 'provider-route-taken',
    message: `${table} already routes ${cidr} to ${visible(target)}`,
    hint: `delete that route, or run \`peerway vpc import --from-aws\` if the CIDRs of the plan are wrong`,
  };
  return { ...change, blocked };
}

/** A route of others, as a rollback restores it. */
const foreignRoute = (
  resource: AwsResource & { kind: 'aws-route' },
  { target, blackhole }: ObservedRoute,
): AwsResource => {
  const { table, cidr } = resource.fields;
  const title = `${table} routes ${cidr} to ${visible(target)}${blackhole ? ', which leads nowhere' : ''}`;
  return { ...resource, title, fields: { table, cidr, target } };
};

/** True when a resource exists and works. A side that was not observed has nothing. */
export function isSatisfied(resource: AwsResource, seen: AwsObserved | undefined): boolean {
  if (!seen) return false;
  // A connection that has ended keeps its options, and routes to it lead nowhere.
  const connection = seen.connection && isStanding(seen.connection) ? seen.connection : undefined;
  switch (resource.kind) {
    case 'aws-flow-log':
      return isLogging(resource.fields, seen);
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

export const isRoute = (route: ObservedRoute, { table, cidr }: { table: string; cidr: Cidr }): boolean =>
  route.table === table && route.cidr === cidr;

const leadsTo = ({ target }: ObservedRoute, connection: ObservedConnection | undefined): boolean =>
  connection !== undefined && target === connection.id;
