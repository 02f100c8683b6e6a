/** `peering create`: two gateways, or two VPCs of one cloud. */
import type { CloudPeeringIntent } from '../commands/peering/create-cloud.ts';
import type { Cloud } from '../model/cloud-peering.ts';
import { VIAS, type Via } from '../model/state.ts';
import { type Name, parseName } from '../model/values.ts';
import type { Outcome } from '../output/outcome.ts';
import type { Context } from '../ports/context.ts';
import type { PeeringCreateDraft } from '../prompts/peering.ts';
import { type CloudFlags, cloudFlags, optionsOf, throwIfStray } from './cloud-flags.ts';
import { choiceFlag, type Invocation, switchFlag, type Verb, valueFlag } from './grammar.ts';
import { type ApplyFlags, applyFlags, applyOf, applyPart } from './provider-flags.ts';

interface CreateFlags extends CloudFlags, ApplyFlags {
  readonly name?: Name;
  readonly via: Via;
  readonly request?: boolean;
  readonly dryRun?: boolean;
  readonly deploy?: boolean;
}

export const CREATE: Verb = {
  usage: 'create [a] [b]',
  asks: true,
  summary: 'Peer two gateways, or two VPCs of one cloud',
  headline: ([a, b]) => (a && b ? `cannot peer ${a} and ${b}` : 'cannot create a peering'),
  completes: ['peering-end', 'peerable'],
  description: [
    'Allocates tunnel addresses and a preshared key, and computes AllowedIPs, routes, and firewall rules for both',
    'sides. If the gateways have different owners, or with --request, the other owner must accept the peering within',
    '7 days with `peerway peering accept`.\n\nWith --via aws or --via gcp, a and b are VPCs of that cloud, which',
    'carries the peering itself.',
  ].join(' '),
  examples: [
    'peerway peering create seoul osaka',
    'peerway peering create seoul osaka --dry-run',
    'peerway peering create shop cache --via aws --dns',
    'peerway peering create files apps --via gcp --duplex --export-custom-routes',
    'peerway peering create shop cache --via aws --apply --profile shop=prod --profile cache=dragonfly',
  ],
  flags: () => [
    valueFlag('--name <name>', 'peering name', 'nothing', (text) =>
      parseName(text, 'peering name'),
    ).describeDefault('<a>-<b>'),
    choiceFlag('--via <via>', 'transport', VIAS).default('wireguard'),
    switchFlag('--request', 'require acceptance even if you own both sides'),
    switchFlag('--dry-run', 'show the changes without making them'),
    switchFlag('--deploy', 'deploy to both gateways over SSH; if one fails, roll back both'),
    ...cloudFlags(),
    ...applyFlags(),
  ],
  invoke: (a: string | undefined, b: string | undefined, flags: CreateFlags) => {
    const { name, via, request = false, dryRun = false, deploy = false } = flags;
    throwIfStray(via, flags);
    if (via !== 'wireguard') return createAtCloud(via, a, b, flags);
    const gateways = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
    const draft = { ...gateways, ...(name ? { name } : {}), request, dryRun };
    return async (ports) => {
      const { peeringCreate } = await import('../commands/peering/create.ts');
      const intent = a !== undefined && b !== undefined ? { ...draft, a, b } : await asked(draft, ports);
      if (!deploy || dryRun) return peeringCreate(intent, ports);
      const { deployed, throwUnlessReachable } = await import('../commands/peering/deployed.ts');
      throwUnlessReachable(await ports.read(), [intent.a, intent.b]);
      const outcome = await peeringCreate({ ...intent, deploy }, ports);
      if (!isDone(outcome)) return outcome;
      const [peering = ''] = outcome.kind === 'object' ? outcome.names : [];
      if (isActive(outcome)) return deployed(outcome, [intent.a, intent.b], ports, peering);
      const note = `nothing was deployed: once the peering is accepted, run \`peerway gateway deploy --peering ${peering}\``;
      return { ...outcome, notes: [...(outcome.notes ?? []), note] };
    };
  },
};

/** Peers two VPCs of one cloud. */
function createAtCloud(
  via: Cloud,
  a: string | undefined,
  b: string | undefined,
  { name, dryRun = false, duplex = false, stackType, ...rest }: CreateFlags,
): Invocation {
  const ends = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
  const draft = {
    ...ends,
    via,
    ...(name ? { name } : {}),
    duplex,
    options: optionsOf(rest),
    ...(stackType ? { stackType } : {}),
    dryRun,
  };
  const how = applyOf(applyPart(rest));
  return async (ports) => {
    const make = how
      ? async (intent: CloudPeeringIntent) =>
          (await import('../commands/peering/create-applied.ts')).createApplied(intent, how, ports)
      : async (intent: CloudPeeringIntent) =>
          (await import('../commands/peering/create-cloud.ts')).cloudPeeringCreate(intent, ports);
    if (a !== undefined && b !== undefined) return make({ ...draft, a, b });
    const { promptForCloudPeering } = await import('../prompts/cloud-peering.ts');
    return make(await promptForCloudPeering(draft, ports));
  };
}

const asked = async (draft: PeeringCreateDraft, ports: Context) =>
  (await import('../prompts/peering.ts')).promptForPeering(draft, ports);

/** Returns true if the peering is active: a pending request has nothing to deploy. */
const isActive = (outcome: Outcome): boolean =>
  outcome.kind === 'object' && (outcome.value as { readonly status?: string } | null)?.status === 'active';

/** Returns true if the change was confirmed. */
export const isDone = (outcome: Outcome): boolean => outcome.kind === 'object' && outcome.lines.length > 0;
