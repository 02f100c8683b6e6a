/** The commands of `gcloud` for each change of a peering (gcloud reference, `compute`). */
import { nameAtProvider } from '../../model/name-at-provider.ts';
import { endsOf, type Options, type Peering } from '../../model/peering.ts';
import { optionText } from '../../model/provider.ts';
import type { Change } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { flowLogsOf } from '../flow-logs.ts';
import type { Command, Scene } from '../provider.ts';
import { flowLogsCommand, flowLogsQuery } from './flow-logs.ts';
import { gcpName } from './names.ts';
import { type GcpPlace, gcpPlaces } from './place.ts';
import type { GcpResource } from './resource.ts';
import { rulePrefix } from './resources.ts';

interface Arguments {
  readonly peering: Peering;
  readonly own: GcpPlace;
  readonly peer: GcpPlace;
}

/** The command of a change. `--quiet`: gcloud must not ask for confirmation. */
export function gcpCommand(scene: Scene, change: Change): Command {
  const args = { peering: scene.peering, ...gcpPlaces(scene, change.resource.side) };
  const resource = change.resource as GcpResource;
  if (resource.kind === 'gcp-flow-logs') return flowLogsCommand(args.own, resource.fields.config, change.op);
  const draft = change.op === 'delete' ? deletionOf(resource, args) : creationOf(resource, args, change.op);
  return gcloud(args.own, draft.words, draft.until);
}

const gcloud = ({ project }: GcpPlace, words: readonly string[], until?: string): Command => ({
  program: 'gcloud',
  ...(until === undefined ? {} : { until }),
  words: ['compute', ...words, `--project=${project}`, '--quiet'],
});

/** The command that lists the peerings of a side's network. */
export function peeringsQuery(scene: Scene, side: Name): Command {
  const { own } = gcpPlaces(scene, side);
  return gcloud(own, ['networks', 'peerings', 'list', `--network=${own.network}`]);
}

/** The commands that list the halves and the firewall rules of a peering. */
export const gcpLeftoverQueries = (scene: Scene): Command[] =>
  endsOf(scene.peering).flatMap((side) => {
    const { own } = gcpPlaces(scene, side);
    return [
      peeringsQuery(scene, side),
      gcloud(own, ['firewall-rules', 'list', `--filter=name~^${rulePrefix(scene.peering)}`]),
      ...(flowLogsOf(scene.peering, side) === undefined ? [] : [flowLogsQuery(own)]),
    ];
  });

interface Draft {
  readonly words: readonly string[];
  readonly until?: string;
}

type PeeringResource = Exclude<GcpResource, { readonly kind: 'gcp-flow-logs' }>;

function creationOf(resource: PeeringResource, { peering, own, peer }: Arguments, op: Change['op']): Draft {
  const name = gcpName(nameAtProvider(peering));
  const verb = op === 'update' ? 'update' : 'create';
  switch (resource.kind) {
    case 'gcp-peering':
      return {
        words: [
          ...['networks', 'peerings', verb, name, `--network=${own.network}`],
          ...(op === 'update' ? [] : [`--peer-network=${peer.network}`, `--peer-project=${peer.project}`]),
          ...optionWords(resource.fields.options),
        ],
      };
    case 'gcp-active':
      return {
        words: [
          ...['networks', 'peerings', 'list', `--network=${own.network}`],
          ...['--flatten=peerings[]', `--filter=peerings.name=${name}`, '--format=value(peerings.state)'],
        ],
        until: 'ACTIVE',
      };
    case 'gcp-firewall': {
      const { rule, cidrs, isDisabled } = resource.fields;
      return {
        words: [
          ...['firewall-rules', verb, rule],
          // `firewall-rules update` takes no network, direction or action.
          ...(op === 'update' ? [] : [`--network=${own.network}`, '--direction=INGRESS', '--action=ALLOW']),
          ...['--rules=all', `--source-ranges=${cidrs.join(',')}`],
          ...(isDisabled ? ['--no-disabled'] : []),
        ],
      };
    }
  }
}

/** Every option, so that the result does not depend on GCP's defaults. */
export const optionWords = (options: Options): string[] =>
  Object.entries(options).map(([key, value]) => optionText(key, value).replace(' ', '='));

function deletionOf(resource: PeeringResource, { peering, own }: Arguments): Draft {
  return resource.kind === 'gcp-firewall'
    ? { words: ['firewall-rules', 'delete', resource.fields.rule] }
    : {
        words: [
          'networks',
          'peerings',
          'delete',
          gcpName(nameAtProvider(peering)),
          `--network=${own.network}`,
        ],
      };
}
