import { type Cidr, familyOf, ipText, prefixOf, rangeOf } from '../model/address/cidr.ts';
import { widthOf } from '../model/address/ip.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';

/**
 * Returns the networks between which the gateway forwards, for the agent to ask the kernel about: a line per network
 * with addresses in it. Several for the VPC, since some may be the gateway's own.
 */
export const networkLines = ({ firewall, routes }: DesiredGateway): string =>
  [
    ...firewall.vpc.map((cidr) => ['own', familyOf(cidr), cidr, ...hostsOf(cidr)].join(' ')),
    ...routes.map((cidr) => `remote ${familyOf(cidr)} ${cidr} ${hostsOf(cidr)[0]}`),
  ]
    .map((line) => `${line}\n`)
    .join('');

/** Returns the first, second, third and last host address of a network; all of them if it is smaller. */
function hostsOf(cidr: Cidr): string[] {
  const { family, first, last } = rangeOf(cidr);
  const single = widthOf(family) - prefixOf(cidr) < 2;
  const hosts = single ? [first, last] : [first + 1n, first + 2n, first + 3n, last - 1n];
  return [...new Set(hosts)].filter((value) => value <= last).map((value) => ipText({ family, value }));
}
