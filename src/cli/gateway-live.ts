/** The verbs about live gateways. */
import { usage } from '../errors.ts';
import { parseInteger } from '../model/values.ts';
import type { Flag } from './flag.ts';
import { switchFlag, type Verb, valueFlag } from './grammar.ts';
import { objectsNamed } from './headline.ts';

/** Which gateways, and how many of them at a time. */
const reachFlags = (): Flag[] => [
  switchFlag('--all', 'every gateway with an SSH target'),
  switchFlag('--local', 'this host is the gateway; no SSH'),
  valueFlag('--concurrency <n>', 'gateways at a time; 8 unless it is named', 'nothing', (text) =>
    parseInteger(text, 'number of gateways', 1, 100),
  ),
];

interface ReachFlags {
  readonly all?: boolean;
  readonly local?: boolean;
  readonly concurrency?: number;
}

const reachOf = (names: readonly string[], { all = false, local = false, concurrency = 8 }: ReachFlags) => ({
  names,
  all,
  local,
  concurrency,
});

export const DEPLOY: Verb = {
  usage: 'deploy [gateway...]',
  lists: async () => (await import('../commands/gateway/deploy-summary.ts')).DEPLOY_COLUMNS,
  completes: ['gateway'],
  summary: 'Make gateways what the plan says, with a rollback that cannot be cut off',
  headline: (names) => `cannot deploy to ${objectsNamed('gateway', names)}`,
  description: [
    'Each gateway is looked at, and what would change is shown and asked about. A rollback is armed on the gateway',
    'itself; the change is confirmed over a new connection and by handshakes, or it is taken back. Gateways of one',
    'peering answer each other, so both are changed before either is confirmed.',
  ].join(' '),
  examples: [
    'peerway gateway deploy seoul osaka --yes',
    'peerway gateway deploy --peering seoul-osaka --yes',
  ],
  flags: () => [
    valueFlag(
      '--peering <name>',
      'both gateways of it: both are changed or neither',
      'peering',
      (text) => text,
    ),
    ...reachFlags(),
    valueFlag(
      '--confirm-within <seconds>',
      'after that a gateway takes the change back; 60 unless it is named',
      'nothing',
      (text) => parseInteger(text, 'number of seconds', 5, 3600),
    ),
    switchFlag(
      '--key-on-host',
      'have each make its own key, which never leaves it; name its peers too, which have to learn of it',
    ),
    switchFlag(
      '--prune-foreign-peers',
      'take away peers that are neither in the plan nor of an earlier deploy',
    ),
  ],
  invoke: (
    names: string[],
    flags: ReachFlags & {
      peering?: string;
      confirmWithin?: number;
      pruneForeignPeers?: boolean;
      keyOnHost?: boolean;
    },
  ) => {
    const {
      peering,
      confirmWithin: secondsToConfirm = 60,
      pruneForeignPeers = false,
      keyOnHost = false,
    } = flags;
    const intent = {
      ...reachOf(names, flags),
      ...(peering ? { peering } : {}),
      secondsToConfirm,
      pruneForeignPeers,
      keyOnHost,
    };
    return async (ports) => (await import('../commands/gateway/deploy.ts')).gatewayDeploy(intent, ports);
  },
};

export const DIFF: Verb = {
  usage: 'diff [gateway...]',
  lists: async () => (await import('../commands/gateway/diff.ts')).DIFF_COLUMNS,
  completes: ['gateway'],
  summary: 'Tell what differs between live gateways and the plan',
  headline: (names) => `cannot compare ${objectsNamed('gateway', names)} with the plan`,
  description: 'Nothing and exit 0 when all are as planned, exit 3 when not.',
  examples: ['peerway gateway diff seoul', 'peerway gateway diff --all -o json'],
  flags: reachFlags,
  invoke: (names: string[], flags: ReachFlags) => async (ports) =>
    (await import('../commands/gateway/diff.ts')).gatewayDiff(reachOf(names, flags), ports),
};

export const STATUS: Verb = {
  usage: 'status [gateway...]',
  lists: async () => (await import('../commands/gateway/status.ts')).STATUS_COLUMNS,
  completes: ['gateway'],
  summary: 'Show the peers of live gateways: handshake, endpoint, transfer',
  headline: (names) => `cannot show the status of ${objectsNamed('gateway', names)}`,
  description:
    'What breaks traffic though all looks right is warned of: forwarding off, a strict reverse-path filter, another table that drops, a network of the host that overlaps a peered one.',
  examples: ['peerway gateway status seoul', 'peerway gateway status --all --filter state!=up'],
  flags: () => [
    ...reachFlags(),
    switchFlag('--watch', 'look again and again, until it is ended'),
    valueFlag(
      '--interval <seconds>',
      'between two looks of --watch; 2 unless it is named',
      'nothing',
      (text) => parseInteger(text, 'number of seconds', 1, 3600),
    ),
  ],
  invoke: (names: string[], flags: ReachFlags & { watch?: boolean; interval?: number }) => async (ports) => {
    const { watch = false, interval } = flags;
    if (interval !== undefined && !watch)
      throw usage('--interval goes with --watch', 'give both, or neither');
    const intent = { ...reachOf(names, flags), ...(watch ? { every: interval ?? 2 } : {}) };
    return (await import('../commands/gateway/status.ts')).gatewayStatus(intent, ports);
  },
};
