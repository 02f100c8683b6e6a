/** Reasons not to deploy to a gateway. */
import { contains } from '../model/address/cidr.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { ROUTE_PROTOCOL } from '../render/iproute2.ts';
import { foreignOverlaps, overlapText } from './foreign-peers.ts';
import { type LiveGateway, routeDestination } from './live-gateway.ts';
import { managerObstacles } from './managers.ts';
import type { Failure } from './run-task.ts';

export interface ObstacleOptions {
  readonly pruneForeignPeers: boolean;
  /** peerway runs on the gateway itself. */
  readonly isLocal: boolean;
}

export const findObstacles = (
  desired: DesiredGateway,
  live: LiveGateway,
  { pruneForeignPeers, isLocal }: ObstacleOptions,
): Failure[] => [
  ...(live.plannedTableError === undefined ? [] : [failure('bad-firewall', live.plannedTableError)]),
  ...conflictingRoutes(desired, live).map((why) => failure('route-taken', why)),
  ...(pruneForeignPeers
    ? []
    : conflictingNetworks(desired, live).map((why) => failure('networks-taken', why))),
  ...(live.boot === 'cannot-keep' ? [] : managerObstacles(live.managers, desired.interface.name)).map((why) =>
    failure('managed-elsewhere', why),
  ),
  ...(isLocal ? operatorRoutes(desired, live).map((why) => failure('operator-cut-off', why)) : []),
];

const failure = (code: string, why: string): Failure => ({ code, why, unknown: false });

/**
 * Returns the command that removes a tunnel of peerway from its host. Another gateway on the host may have got the name
 * of its firewall table since then.
 */
export function removeTunnelCommand(
  wg: string,
  { firewallTable: table, neighbors }: Pick<DesiredGateway, 'firewallTable' | 'neighbors'>,
): string {
  const removeTable = `nft delete table inet ${table}`;
  return [
    `systemctl disable --now peerway-${wg}`,
    `ip link del ${wg}`,
    neighbors.length === 0
      ? removeTable
      : `nft list table inet ${table} | grep -q '"${wg}"' && ${removeTable}`,
    `rm -r /etc/peerway/${wg}`,
  ].join('; ');
}

/** Returns an error for each foreign route to a planned network. peerway does not replace routes of the host. */
export const conflictingRoutes = (desired: DesiredGateway, { hostRoutes }: LiveGateway): string[] => {
  const planned = new Set<string>(desired.routes);
  return hostRoutes
    .map((line) => line.trim())
    .filter((line) => !` ${line} `.includes(` dev ${desired.interface.name} `))
    .flatMap((line) => {
      const network = routeDestination(line);
      if (!planned.has(network)) return [];
      const device = / dev (\S+)/.exec(line)?.[1] ?? '';
      return [
        line.includes(` proto ${ROUTE_PROTOCOL}`)
          ? `${network} is already routed through ${device}, ${desired.neighbors.some((each) => each === device) ? 'of another gateway on this host: only one of them can be peered with it' : `of an earlier deploy: remove it first, systemctl disable --now peerway-${device}; ip link del ${device}; rm -r /etc/peerway/${device}`}`
          : `${network} already has a route that peerway did not create: ${line}`,
      ];
    });
};

/** Returns an error for each network of a foreign peer that overlaps a planned one: WireGuard routes it to only one. */
export const conflictingNetworks = (desired: DesiredGateway, live: LiveGateway): string[] =>
  foreignOverlaps(desired, live).map(
    (each) => `${overlapText(each)}: --prune-foreign-peers removes that peer`,
  );

/**
 * Returns an error for a new route that would capture the operator's own connection. A deploy with --local is not
 * confirmed over a new connection, so it would not be rolled back.
 */
function operatorRoutes(desired: DesiredGateway, { operator, routes }: LiveGateway): string[] {
  if (operator === undefined) return [];
  const route = desired.routes.find((each) => contains(each, operator) && !routes.includes(each));
  return route === undefined
    ? []
    : [`${route} would go through the tunnel and cut off your connection from ${operator}`];
}
