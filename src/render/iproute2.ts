/** Addresses and routes as batches for `ip -batch` (ip(8)). They can be run repeatedly. */
import { validationError } from '../errors.ts';
import { familyOf } from '../model/address/cidr.ts';
import { type DesiredGateway, ofFamily } from '../model/desired/gateway.ts';
import { banner, fileText, oneFile, type Rendering, type RenderOptions } from './rendering.ts';

/**
 * Routing protocol number that marks peerway's routes (rtnetlink(7)). It is not assigned in iproute2's rt_protos.
 */
export const ROUTE_PROTOCOL = 112;

export function renderIproute2(desired: DesiredGateway, options: RenderOptions): Rendering {
  const { name: wg, addresses, mtu } = desired.interface;
  const text = fileText([
    banner(desired, options),
    `# Run with \`ip -batch\`. Create the interface first: \`ip link add ${wg} type wireguard\`.`,
    `# This file removes nothing. After a deletion, run \`ip address del <address> dev ${wg}\` and \`ip route del <cidr> dev ${wg}\`.`,
    `link set dev ${wg} mtu ${mtu}`,
    ...addresses.map(({ ip, prefix }) => `address replace ${ip}/${prefix} dev ${wg}`),
    `link set dev ${wg} up`,
    ...desired.routes.map((cidr) => `route replace ${cidr} dev ${wg} proto ${ROUTE_PROTOCOL}`),
  ]);
  return oneFile(`${wg}.ip`, text);
}

/**
 * Renders the routes to the gateway for the VPC's router or its instances. Throws if it has no LAN address of a family
 * that has routes (exit 3).
 */
export function renderVpcRoutes(desired: DesiredGateway, options: RenderOptions): Rendering {
  const lines = desired.lanAddresses.flatMap((via) =>
    ofFamily(desired.vpcRoutes, familyOf(via)).map(
      (cidr) => `route replace ${cidr} via ${via} proto ${ROUTE_PROTOCOL}`,
    ),
  );
  const unroutable = desired.vpcRoutes.filter(
    (cidr) => !desired.lanAddresses.some((ip) => familyOf(ip) === familyOf(cidr)),
  );
  if (lines.length === 0) {
    const families = [...new Set(unroutable.map((cidr) => `IPv${familyOf(cidr)}`))].join(' or ');
    const kind = desired.lanAddresses.length === 0 ? 'LAN address' : `${families} LAN address`;
    throw validationError(
      'lan-address-missing',
      `Gateway ${desired.name} has no ${kind}, which is the next hop of the VPC's routes`,
      `run \`peerway gateway update ${desired.name} --lan-address <ip>\``,
    );
  }
  const text = fileText([
    banner(desired, options),
    '# Run with `ip -batch` on the router of the VPC, or on each of its instances.',
    ...lines,
  ]);
  return {
    files: [{ name: 'vpc-routes.ip', text }],
    notes:
      unroutable.length === 0
        ? []
        : [
            `no VPC route to ${unroutable.join(', ')}: gateway ${desired.name} has no LAN address of that family`,
          ],
  };
}
