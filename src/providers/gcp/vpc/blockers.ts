/** Objects of others in a network at GCP, with which it cannot be deleted. */
import * as v from 'valibot';
import { visible } from '../../../visible.ts';
import { readAnswer } from '../../imported.ts';
import type { Ask, VpcScene } from '../../provider.ts';
import { type GcpVpcObserved, lastPart } from './observe.ts';
import { networkOf } from './resources.ts';

/** A kind of object that can be in a network. */
const KINDS = [
  { words: ['instances', 'list'], word: 'instance' },
  { words: ['firewall-rules', 'list'], word: 'firewall rule' },
  { words: ['routes', 'list'], word: 'route' },
] as const;

const OBJECTS = v.array(
  v.object({
    name: v.string(),
    network: v.optional(v.string()),
    networkInterfaces: v.optional(v.array(v.object({ network: v.string() })), []),
  }),
);

/** The objects that peerway did not create, one line each. GCP deletes the routes that it has created itself. */
export async function gcpVpcBlockers(
  scene: VpcScene,
  { network: seen, subnets }: GcpVpcObserved,
  ask: Ask,
): Promise<string[]> {
  if (!seen?.isOwn) return [];
  const { project, network } = networkOf(scene);
  const found = await Promise.all(
    KINDS.map(async ({ words, word }) => {
      const answer = await ask([
        ...['compute', ...words],
        ...[`--project=${project}`, '--format=json', '--quiet'],
      ]);
      return readAnswer(OBJECTS, answer, `gcloud compute ${words.join(' ')}`)
        .filter((one) =>
          [one.network, ...one.networkInterfaces.map((card) => card.network)].some(
            (link) => link !== undefined && lastPart(link) === network,
          ),
        )
        .filter(({ name }) => word !== 'route' || !/^(default|peering)-route-/.test(name))
        .map(({ name }) => `${word} ${visible(name, 80)}`);
    }),
  );
  return [
    ...subnets
      .filter((one) => one.network === network && !one.isOwn)
      .map(({ subnet, region }) => `subnet ${visible(subnet, 80)} in ${visible(region, 80)}`),
    ...seen.peerings.map((name) => `peering ${visible(name, 80)}`),
    ...found.flat(),
  ];
}
