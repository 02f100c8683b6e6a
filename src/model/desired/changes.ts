/** What a change of the plan adds to and takes from gateways: the preview of a dry run, and the summary after it. */
import type { State } from '../state.ts';
import type { Name } from '../values.ts';
import { type DesiredGateway, desiredGateway } from './gateway.ts';

/** One line of a gateway's gain or loss. */
export interface SideChange {
  readonly gateway: Name;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

/** The gains and losses of the named gateways in their order, those without any left out. */
export function sideChanges(before: State, after: State, gateways: readonly Name[]): SideChange[] {
  return [...new Set(gateways)]
    .map((name) => sideChange(name, before, after))
    .filter(({ gains, loses }) => gains.length + loses.length > 0);
}

function sideChange(gateway: Name, before: State, after: State): SideChange {
  const old = before.gateways.has(gateway) ? summaryOf(desiredGateway(before, gateway)) : [];
  const now = after.gateways.has(gateway) ? summaryOf(desiredGateway(after, gateway)) : [];
  const [had, has] = [new Set(old), new Set(now)];
  return {
    gateway,
    gains: now.filter((line) => !had.has(line)),
    loses: old.filter((line) => !has.has(line)),
  };
}

/** All that a gateway does, a line each: equal lines mean equal behaviour. No secrets. */
export function summaryOf(desired: DesiredGateway): string[] {
  const {
    firewall,
    interface: { name: wg },
  } = desired;
  const vpc = firewall.vpc.join(', ');
  return [
    ...desired.interface.addresses.map(({ ip, prefix }) => `address  ${ip}/${prefix} on ${wg}`),
    ...desired.peers.map((peer) => `peer     ${peer.name}, AllowedIPs ${peer.allowedIps.join(', ')}`),
    ...desired.routes.map((cidr) => `route    ${cidr} through ${wg}`),
    ...desired.vpcRoutes.map(
      (cidr) => `route    ${cidr} in the VPC, via ${desired.lanAddresses.join(' or ') || 'the gateway'}`,
    ),
    ...firewall.peeredVpcs.map((cidr) => `firewall ${vpc} <-> ${cidr}`),
    ...firewall.peeredTunnels.map((cidr) => `firewall ${cidr} -> ${vpc}`),
    ...firewall.clients.map((ip) => `firewall ${ip} -> ${[vpc, ...firewall.peeredVpcs].join(', ')}`),
  ];
}
