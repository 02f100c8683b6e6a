/** The commands of `gcloud` for each effect of a peering (gcloud reference, `compute`). */
import type { GcpOptions, GcpPeering } from '../../model/cloud-peering.ts';
import type { State } from '../../model/state.ts';
import { type GcpPlace, gcpPlace } from '../places.ts';
import type { Access, Effect, SideEffect, Step } from '../step.ts';
import { gcpName } from './names.ts';

interface Scene {
  readonly peering: GcpPeering;
  /** The side that the effect is on. */
  readonly own: GcpPlace;
  readonly peer: GcpPlace;
}

type GcpEffect = Extract<Effect, { kind: `gcp-${string}` }>;
type Draft = { readonly what: string; readonly words: readonly string[]; readonly until?: string };

function sceneOf(state: State, peering: GcpPeering, side: SideEffect['side'], access: Access): Scene {
  const { requester, accepter } = peering;
  const [own, peer] = side === requester.vpc ? [requester, accepter] : [accepter, requester];
  return { peering, own: gcpPlace(state, own.vpc, access), peer: gcpPlace(state, peer.vpc, access) };
}

/** The step that brings an effect about, or waits for it. */
export function gcpMaking(state: State, peering: GcpPeering, wanted: SideEffect, access: Access): Step {
  const scene = sceneOf(state, peering, wanted.side, access);
  return stepOf(wanted, scene, making(wanted.effect as GcpEffect, scene));
}

/** The step that takes an effect away; undefined where it goes with another. */
export function gcpUnmaking(
  state: State,
  peering: GcpPeering,
  gone: SideEffect,
  access: Access,
): Step | undefined {
  const scene = sceneOf(state, peering, gone.side, access);
  const draft = unmaking(gone.effect as GcpEffect, scene);
  return draft && stepOf(gone, scene, draft);
}

/** The command that has a side take the custom routes of the other. */
export function gcpImporting(
  state: State,
  { name }: GcpPeering,
  side: SideEffect['side'],
  access: Access,
): Pick<Step, 'program' | 'words'> {
  const { network, project } = gcpPlace(state, side, access);
  const flags = [`--network=${network}`, '--import-custom-routes', `--project=${project}`, '--quiet'];
  return {
    program: 'gcloud',
    words: ['compute', 'networks', 'peerings', 'update', gcpName(name), ...flags],
  };
}

/** Whether to go on is nothing that gcloud may ask: nobody sits there to answer. */
const stepOf = ({ side, effect }: SideEffect, { own }: Scene, draft: Draft): Step => ({
  side,
  effect,
  program: 'gcloud',
  ...draft,
  words: ['compute', ...draft.words, `--project=${own.project}`, '--quiet'],
});

function making(effect: GcpEffect, { peering, own, peer }: Scene): Draft {
  const name = gcpName(peering.name);
  switch (effect.kind) {
    case 'gcp-peering':
      return {
        what: `make its half of the peering with ${peer.vpc}`,
        words: [
          ...['networks', 'peerings', 'create', name, `--network=${own.network}`],
          ...[`--peer-network=${peer.network}`, `--peer-project=${peer.project}`],
          ...optionWords(effect.options),
          `--stack-type=${effect.stackType}`,
        ],
      };
    case 'gcp-active':
      return {
        what: 'wait until its half is active',
        words: [
          ...['networks', 'peerings', 'list', `--network=${own.network}`],
          ...['--flatten=peerings[]', `--filter=peerings.name=${name}`, '--format=value(peerings.state)'],
        ],
        until: 'ACTIVE',
      };
    case 'gcp-firewall':
      return {
        what: `let ${effect.cidrs.join(', ')} of ${peer.vpc} in`,
        words: [
          ...['firewall-rules', 'create', effect.rule, `--network=${own.network}`, '--direction=INGRESS'],
          ...['--action=ALLOW', '--rules=all', `--source-ranges=${effect.cidrs.join(',')}`],
        ],
      };
  }
}

const flag = (on: boolean, name: string): string => `--${on ? '' : 'no-'}${name}`;

/** All four of them, so that what a network has does not hang on what GCP does by itself. */
export const optionWords = (options: GcpOptions): string[] => [
  flag(options.exportCustomRoutes, 'export-custom-routes'),
  flag(options.importCustomRoutes, 'import-custom-routes'),
  flag(options.exportSubnetRoutesWithPublicIp, 'export-subnet-routes-with-public-ip'),
  flag(options.importSubnetRoutesWithPublicIp, 'import-subnet-routes-with-public-ip'),
];

function unmaking(effect: GcpEffect, { peering, own, peer }: Scene): Draft | undefined {
  switch (effect.kind) {
    case 'gcp-firewall':
      return {
        what: `let ${effect.cidrs.join(', ')} of ${peer.vpc} in no more`,
        words: ['firewall-rules', 'delete', effect.rule],
      };
    case 'gcp-peering':
      return {
        what: `delete its half of the peering with ${peer.vpc}`,
        words: ['networks', 'peerings', 'delete', gcpName(peering.name), `--network=${own.network}`],
      };
    default:
      return undefined;
  }
}
