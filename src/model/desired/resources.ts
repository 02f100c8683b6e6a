/** The resources of gateways, one line for people each. */
import { type Cidr, familyOf, type Ip } from '../address/cidr.ts';
import type { Resource } from '../resource.ts';
import { type Flow, flowsOf, networkCidrs } from './flows.ts';
import type { DesiredGateway } from './gateway.ts';

/** The kinds of a gateway's resources. */
export type GatewayResourceKind = 'address' | 'peer' | 'route' | 'vpc-route' | 'firewall';

/** All resources of a gateway. */
export const resourcesOf = (desired: DesiredGateway): Resource[] => [
  ...singleResources(desired),
  ...flowNetworks(desired).flatMap((flow) => flowResources(desired, flow, undefined)),
];

/** The resources of a gateway that it lacks in another state; all of them if it does not exist there. */
export function missingResources(
  desired: DesiredGateway | undefined,
  other: DesiredGateway | undefined,
): Resource[] {
  if (!desired) return [];
  if (!other) return resourcesOf(desired);
  const others = new Map(flowNetworks(other).map((flow) => [flow.key, flow]));
  const known = new Set(singleResources(other).map(({ key }) => key));
  return [
    ...singleResources(desired).filter(({ key }) => !known.has(key)),
    ...flowNetworks(desired).flatMap((flow) => flowResources(desired, flow, others.get(flow.key))),
  ];
}

const resourceOf = (
  side: DesiredGateway['name'],
  kind: GatewayResourceKind,
  title: string,
  key = title,
): Resource => ({ key: `${kind} ${key}`, side, kind, title, fields: {} });

const singlesByGateway = new WeakMap<DesiredGateway, readonly Resource[]>();

/** The resources other than those of the firewall. They are cached, since a comparison needs them in both directions. */
function singleResources(desired: DesiredGateway): readonly Resource[] {
  const resources = singlesByGateway.get(desired) ?? computeSingles(desired);
  singlesByGateway.set(desired, resources);
  return resources;
}

function computeSingles(desired: DesiredGateway): Resource[] {
  const { name, interface: wg } = desired;
  return [
    ...wg.addresses.map(({ ip, prefix }) => resourceOf(name, 'address', `${ip}/${prefix} on ${wg.name}`)),
    ...desired.peers.map((peer) =>
      resourceOf(name, 'peer', `${peer.name}, AllowedIPs ${peer.allowedIps.join(', ')}`, peer.name),
    ),
    ...desired.routes.map((cidr) => resourceOf(name, 'route', `${cidr} through ${wg.name}`)),
    ...desired.vpcRoutes.map((cidr) =>
      resourceOf(name, 'vpc-route', `${cidr} via ${lanAddress(desired, cidr)}`),
    ),
  ];
}

const lanAddress = ({ lanAddresses }: DesiredGateway, cidr: Cidr): Ip | string =>
  lanAddresses.find((ip) => familyOf(ip) === familyOf(cidr)) ?? 'the gateway';

/** New connections from each of some networks to each of others of its family. */
interface FlowNetworks {
  readonly key: string;
  readonly from: readonly Cidr[];
  readonly to: readonly Cidr[];
  readonly arrow: '<->' | '->';
}

/** Returns the flows of a gateway. Two opposite ones are one, in the direction that comes first. */
function flowNetworks(desired: DesiredGateway): FlowNetworks[] {
  const flows = flowsOf(desired);
  const oppositeOf = ({ from, to }: Flow): number =>
    flows.findIndex((one) => one.from === to && one.to === from);
  return flows.flatMap((flow, at): FlowNetworks[] => {
    const opposite = oppositeOf(flow);
    if (opposite >= 0 && opposite < at) return [];
    const { from, to } = flow;
    return [
      {
        key: `${from} ${to}`,
        from: networkCidrs(desired, from),
        to: networkCidrs(desired, to),
        arrow: opposite > at ? '<->' : '->',
      },
    ];
  });
}

/**
 * The pairs of a flow that another flow lacks. Only these are built: a gateway with 500 clients and 500 peers has a
 * quarter of a million pairs.
 */
function flowResources(
  { name }: DesiredGateway,
  { key, from, to, arrow }: FlowNetworks,
  other: FlowNetworks | undefined,
): Resource[] {
  // Pairs of clients would be quadratic, too.
  if (key === 'clients clients')
    return other ? [] : [resourceOf(name, 'firewall', 'clients of this gateway <-> each other')];
  const [knownFrom, knownTo] = [new Set(other?.from), new Set(other?.to)];
  const newTo = to.filter((cidr) => !knownTo.has(cidr));
  return from.flatMap((one) =>
    (knownFrom.has(one) ? newTo : to)
      .filter((cidr) => familyOf(cidr) === familyOf(one))
      .map((cidr) => resourceOf(name, 'firewall', `${one} ${arrow} ${cidr}`)),
  );
}
