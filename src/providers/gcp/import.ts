/** Reads networks from the output of `gcloud compute networks list` and `networks subnets list`. */
import * as v from 'valibot';
import { usage } from '../../errors.ts';
import type { Cidr } from '../../model/address/cidr.ts';
import { contains } from '../../model/address/cidr.ts';
import { parseCidr } from '../../model/address/parse.ts';
import type { ImportedVpc } from '../../model/transitions/import-vpcs.ts';
import { parseZone } from '../../model/values.ts';
import { visible } from '../../visible.ts';
import { namedSubnets, nameFrom } from '../imported.ts';
import type { NetworkImport } from '../provider.ts';
import { readAs, SAVE_HINT } from './documents.ts';
import { parseGcpNetwork, parseGcpProject } from './ids.ts';

/** The range of the subnets of an auto-mode network, in future regions too. */
const AUTO_MODE = parseCidr('10.128.0.0/9');

const network = v.object({
  name: v.string(),
  selfLink: v.string(),
  autoCreateSubnetworks: v.optional(v.boolean()),
  mtu: v.optional(v.number()),
  /** Range of a legacy network, which has no subnets. */
  IPv4Range: v.optional(v.string()),
});

const subnet = v.object({
  name: v.string(),
  network: v.string(),
  description: v.optional(v.string(), ''),
  region: v.optional(v.string(), ''),
  ipCidrRange: v.optional(v.string()),
  secondaryIpRanges: v.optional(v.array(v.object({ rangeName: v.string(), ipCidrRange: v.string() })), []),
  internalIpv6Prefix: v.optional(v.string()),
  externalIpv6Prefix: v.optional(v.string()),
  ipv6CidrRange: v.optional(v.string()),
});

const SCHEMA = v.array(v.union([subnet, network]));

type Network = v.InferOutput<typeof network>;
type Subnet = v.InferOutput<typeof subnet>;

/** The networks in all documents, which may come in any order. */
function gcpVpcs(documents: readonly unknown[]): ImportedVpc[] {
  const items = documents.flatMap((document) =>
    readAs(SCHEMA, document, '`gcloud compute networks list` or `networks subnets list`'),
  );
  const networks = items.filter((item): item is Network => 'selfLink' in item);
  const subnets = items.filter((item): item is Subnet => 'network' in item);
  if (networks.length === 0)
    throw usage(
      'The document contains no networks',
      'use the output of `gcloud compute networks list --format json`',
    );
  return networks.map((one) => {
    const place = placeOf(one.selfLink);
    const own = subnets.filter((each) => placeOf(each.network).key === place.key);
    return {
      names: [place.network, `${place.project}-${place.network}`],
      id: `projects/${place.project}/global/networks/${place.network}`,
      provider: {
        kind: 'gcp',
        project: parseGcpProject(place.project),
        network: parseGcpNetwork(place.network),
        ...(one.autoCreateSubnetworks === undefined ? {} : { autoMode: one.autoCreateSubnetworks }),
      },
      cidrs: cidrsOf(one, own),
      ...(one.mtu === undefined ? {} : { mtu: one.mtu }),
      subnets: namedSubnets(own.flatMap(rangesOf)),
    };
  });
}

/** `…/projects/p/global/networks/n`. */
function placeOf(link: string): { project: string; network: string; key: string } {
  const [, project, name] = /projects\/([^/]+)\/global\/networks\/([^/]+)$/.exec(link) ?? [];
  if (project !== undefined && name !== undefined)
    return { project, network: name, key: `${project}/${name}` };
  throw usage(`${visible(link)} is not a link to a network`, SAVE_HINT);
}

/** A network at GCP has only the ranges of its subnets. */
function cidrsOf(one: Network, subnets: readonly Subnet[]): Cidr[] {
  const ranges = subnets.flatMap(rangesOf).map(({ cidr }) => cidr);
  if (one.IPv4Range) return [parseCidr(one.IPv4Range)];
  if (!one.autoCreateSubnetworks) return [...new Set(ranges)];
  return [AUTO_MODE, ...new Set(ranges.filter((cidr) => !contains(AUTO_MODE, cidr)))];
}

/** All ranges of a subnet, secondary ranges included. In auto mode, every region has a subnet of the same name. */
function rangesOf({ name, region, ...ranges }: Subnet) {
  const place = region.slice(region.lastIndexOf('/') + 1);
  const id = nameFrom(`${name}-${place}`);
  const zone = place === '' ? {} : { zone: parseZone(place) };
  const ipv6 = ranges.ipv6CidrRange ?? ranges.internalIpv6Prefix ?? ranges.externalIpv6Prefix;
  return [
    ...(ranges.ipCidrRange
      ? [{ label: planName(name, ranges), id, cidr: parseCidr(ranges.ipCidrRange), ...zone }]
      : []),
    ...ranges.secondaryIpRanges.map(({ rangeName, ipCidrRange }) => ({
      label: `${name}-${rangeName}`,
      id: `${id}-${rangeName}`,
      cidr: parseCidr(ipCidrRange),
      ...zone,
    })),
    ...(ipv6 ? [{ label: `${name}-ipv6`, id: `${id}-ipv6`, cidr: parseCidr(ipv6), ...zone }] : []),
  ];
}

/** A subnet that peerway created has the name of its network before the one in the plan. */
const planName = (
  name: string,
  { network: link, description }: Pick<Subnet, 'network' | 'description'>,
): string => {
  const prefix = `${link.slice(link.lastIndexOf('/') + 1)}-`;
  return description.startsWith('peerway:') && name.startsWith(prefix) ? name.slice(prefix.length) : name;
};

/** Reads the networks of one project; without one, of the project in the operator's configuration. */
export const gcpNetworks: NetworkImport = {
  questions: ({ values: { project = [] } }) => [
    {
      commands: [
        ['networks', 'list'],
        ['networks', 'subnets', 'list'],
      ].map((question) => [
        ...['compute', ...question],
        ...project.slice(0, 1).map((id) => `--project=${id}`),
        '--format=json',
      ]),
    },
  ],
  placeOf: () => undefined,
  read: gcpVpcs,
  unplaced: () => undefined,
  saveHint: SAVE_HINT,
  inspect: 'gcloud compute networks list',
};
