/** Objects of others in a network at GCP, with which it cannot be deleted. */
import * as v from 'valibot';
import { UserError } from '../../../errors.ts';
import { visible } from '../../../visible.ts';
import { readAnswer } from '../../imported.ts';
import type { Ask, VpcScene } from '../../provider.ts';
import type { GcpVpcObserved } from './observe.ts';
import { networkOf } from './resources.ts';

/** The commands of `gcloud compute` that list objects in networks, and the word for one of them. */
const KINDS: Readonly<Record<string, string>> = {
  instances: 'instance',
  'instance-groups': 'instance group',
  'network-endpoint-groups': 'network endpoint group',
  'forwarding-rules': 'forwarding rule',
  'backend-services': 'backend service',
  'service-attachments': 'service attachment',
  'network-attachments': 'network attachment',
  addresses: 'address',
  'firewall-rules': 'firewall rule',
  'network-firewall-policies': 'network firewall policy',
  'packet-mirrorings': 'packet mirroring policy',
  routes: 'route',
  routers: 'Cloud Router',
  'vpn-gateways': 'VPN gateway',
  'target-vpn-gateways': 'classic VPN gateway',
  'vpn-tunnels': 'VPN tunnel',
};

/** Kinds that name no network, and the kinds of which they name an object. */
const DEPENDENTS: Readonly<Record<string, readonly string[]>> = {
  'vpn-tunnels': ['routers', 'vpn-gateways', 'target-vpn-gateways'],
};

/** Each question starts an interpreter, so that only a few run at once. */
const AT_ONCE = 4;

interface Found {
  readonly kind: string;
  readonly name: string;
  readonly object: unknown;
}

/** The objects that peerway did not create, one line each. GCP deletes the routes that it has created itself. */
export async function gcpVpcBlockers(scene: VpcScene, observed: GcpVpcObserved, ask: Ask): Promise<string[]> {
  if (!observed.network?.isOwn) return [];
  const { network } = networkOf(scene);
  const isInNetwork = namesAny(linksOf(scene, observed));
  const [all, connectors] = [await listed(scene, ask), await connectorsIn(scene, observed, ask)];
  const direct = all.filter(({ object }) => isInNetwork(object));
  const indirect = all.filter(({ kind, object }) => {
    const owners = direct.filter((one) => DEPENDENTS[kind]?.includes(one.kind));
    return namesAny(owners.flatMap((owner) => linkOf(owner)))(object);
  });
  return [
    ...observed.subnets
      .filter((one) => one.network === network && !one.isOwn)
      .map(({ subnet, region }) => `subnet ${visible(subnet, 80)} in ${visible(region, 80)}`),
    ...observed.network.peerings.map((name) => `peering ${visible(name, 80)}`),
    ...[...new Set([...direct, ...indirect])]
      .filter(({ kind, name }) => kind !== 'routes' || !/^(default|peering)-route-/.test(name))
      .map(({ kind, name }) => `${KINDS[kind]} ${visible(name, 80)}`),
    ...connectors,
  ];
}

/** The ends of the links to the network and to its subnets. */
function linksOf(scene: VpcScene, { subnets }: GcpVpcObserved): string[] {
  const { project, network } = networkOf(scene);
  return [
    `projects/${project}/global/networks/${network}`,
    ...subnets
      .filter((one) => one.network === network)
      .map(({ subnet, region }) => `projects/${project}/regions/${region}/subnetworks/${subnet}`),
  ];
}

const linkOf = ({ object }: Found): string[] => {
  const { selfLink } = object as { readonly selfLink?: string };
  return selfLink === undefined ? [] : [selfLink.replace(/^.*\/(?=projects\/)/, '')];
};

/** Returns whether a value names one of the links anywhere: each kind has fields of its own for its networks. */
const namesAny =
  (links: readonly string[]) =>
  (value: unknown): boolean => {
    if (typeof value === 'string') return links.some((link) => value === link || value.endsWith(`/${link}`));
    return typeof value === 'object' && value !== null && Object.values(value).some(namesAny(links));
  };

const OBJECTS = v.array(v.looseObject({ name: v.string() }));

/** Everything in the project that could be in the network. */
async function listed(scene: VpcScene, ask: Ask): Promise<Found[]> {
  const found: Found[] = [];
  const kinds = Object.keys(KINDS);
  for (let at = 0; at < kinds.length; at += AT_ONCE) {
    const some = kinds.slice(at, at + AT_ONCE).map(async (kind) => {
      const answer = await ask(['compute', kind, 'list', ...whereWords(scene)]).catch(unlessUnknown);
      const objects = readAnswer(OBJECTS, answer, `gcloud compute ${kind} list`);
      return objects.map((object) => ({ kind, name: object.name, object }));
    });
    found.push(...(await Promise.all(some)).flat());
  }
  return found;
}

const whereWords = (scene: VpcScene): string[] => [
  `--project=${networkOf(scene).project}`,
  '--format=json',
  '--quiet',
];

const CONNECTORS = v.array(v.object({ name: v.string(), network: v.optional(v.string(), '') }));

/** Serverless VPC Access connectors, which are listed by region, and by an API of their own. */
async function connectorsIn(scene: VpcScene, { subnets }: GcpVpcObserved, ask: Ask): Promise<string[]> {
  const { network } = networkOf(scene);
  const regions = new Set(subnets.filter((one) => one.network === network).map(({ region }) => region));
  const lines = [...regions].map(async (region) => {
    const words = ['compute', 'networks', 'vpc-access', 'connectors', 'list', `--region=${region}`];
    const answer = await ask([...words, ...whereWords(scene)]).catch(unlessUnused);
    return readAnswer(CONNECTORS, answer, `gcloud ${words.slice(0, 5).join(' ')}`)
      .filter((one) => one.network === network)
      .map(({ name }) => `serverless connector ${visible(name.slice(name.lastIndexOf('/') + 1), 80)}`);
  });
  return (await Promise.all(lines)).flat();
}

/** An older gcloud does not know each kind. */
function unlessUnknown(error: unknown): [] {
  if (error instanceof UserError && /Invalid choice/.test(error.message)) return [];
  throw error;
}

/** A project without the API has no connectors. The firewall rules of connectors are listed without a right to it. */
function unlessUnused(error: unknown): [] {
  if (!(error instanceof UserError)) throw error;
  const isUnused = /SERVICE_DISABLED|has not been used in project|is disabled|not enabled/.test(
    error.message,
  );
  if (isUnused || error.code === 'provider-denied') return [];
  return unlessUnknown(error);
}
