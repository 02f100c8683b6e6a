/** Verbs that access live gateways. */
import { usage } from '../errors.ts';
import { parseInteger } from '../model/values.ts';
import type { Flag } from './flag.ts';
import { dryRunFlag, switchFlag, type Verb, valueFlag } from './grammar.ts';
import { objectsNamed } from './headline.ts';

/** Flags that select gateways and limit concurrency. */
const reachFlags = (): Flag[] => [
  switchFlag('--all', 'select all gateways with an SSH target'),
  switchFlag('--local', 'use this host as the gateway, without SSH'),
  valueFlag('--concurrency <n>', 'maximum number of gateways at a time', 'nothing', (text) =>
    parseInteger(text, 'number of gateways', 1, 100),
  ).describeDefault('8'),
];

/** The flag of commands that deploy and confirm a change. */
export const confirmWithinFlag = (describe: string): Flag =>
  valueFlag('--confirm-within <seconds>', describe, 'nothing', (text) =>
    parseInteger(text, 'number of seconds', 5, 3600),
  ).describeDefault('60');

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
  summary: 'Deploy the configuration to gateways',
  headline: (names) => `cannot deploy to ${objectsNamed('gateway', names)}`,
  description: [
    'Compares each gateway with the plan over SSH, shows the changes, and asks for confirmation. Before it applies',
    'them, it arms a rollback on the gateway itself, which runs unless the changes are confirmed over a new connection',
    'and by WireGuard handshakes; a bad change cannot lock you out. Both gateways of a peering are changed before',
    'either is confirmed.',
  ].join(' '),
  examples: [
    'peerway gateway deploy seoul osaka --yes',
    'peerway gateway deploy --peering seoul-osaka --yes',
  ],
  flags: () => [
    valueFlag(
      '--peering <name>',
      'peering whose gateways to deploy to; if one fails, both roll back',
      'peering',
      (text) => text,
    ),
    ...reachFlags(),
    confirmWithinFlag('time to confirm a change before the gateway rolls it back'),
    switchFlag(
      '--key-on-host',
      'generate new keys on the gateways, where the private keys stay; requires the names of their peers, too',
    ),
    switchFlag('--prune-foreign-peers', 'remove peers that peerway did not create'),
    switchFlag(
      '--stop-foreign-peers',
      'stop the traffic of foreign peers in use; required with --yes on a first deployment',
    ),
    dryRunFlag(),
  ],
  invoke: (
    names: string[],
    flags: ReachFlags & {
      peering?: string;
      confirmWithin?: number;
      pruneForeignPeers?: boolean;
      stopForeignPeers?: boolean;
      keyOnHost?: boolean;
      dryRun?: boolean;
    },
  ) => {
    const {
      peering,
      confirmWithin: secondsToConfirm = 60,
      pruneForeignPeers = false,
      stopForeignPeers = false,
      keyOnHost = false,
      dryRun = false,
    } = flags;
    if (dryRun && keyOnHost)
      throw usage(
        '--dry-run cannot be used with --key-on-host',
        'the gateways would generate their keys; omit --key-on-host to see the other changes',
      );
    const intent = {
      ...reachOf(names, flags),
      ...(peering ? { peering } : {}),
      secondsToConfirm,
      pruneForeignPeers,
      stopForeignPeers,
      keyOnHost,
      ...(dryRun ? { dryRun } : {}),
    };
    return async (ports) => (await import('../commands/gateway/deploy.ts')).gatewayDeploy(intent, ports);
  },
};

export const DIFF: Verb = {
  usage: 'diff [gateway...]',
  lists: async () => (await import('../commands/gateway/diff.ts')).DIFF_COLUMNS,
  completes: ['gateway'],
  summary: 'Compare live gateways with the plan',
  headline: (names) => `cannot compare ${objectsNamed('gateway', names)} with the plan`,
  description:
    'Prints nothing and exits with status 0 if all gateways match the plan; exits with status 8 if there are differences.',
  examples: ['peerway gateway diff seoul', 'peerway gateway diff --all -o json'],
  flags: reachFlags,
  invoke: (names: string[], flags: ReachFlags) => async (ports) =>
    (await import('../commands/gateway/diff.ts')).gatewayDiff(reachOf(names, flags), ports),
};

export const STATUS: Verb = {
  usage: 'status [gateway...]',
  lists: async () => (await import('../commands/gateway/status.ts')).STATUS_COLUMNS,
  completes: ['gateway'],
  summary: 'Show the status of live gateways',
  headline: (names) => `cannot show the status of ${objectsNamed('gateway', names)}`,
  description:
    'Shows the handshake, endpoint, and transfer of each peer. Warns about common causes of lost traffic: disabled forwarding, a strict reverse-path filter, a firewall table that drops packets, or a network of the host that overlaps a peered one.',
  examples: ['peerway gateway status seoul', 'peerway gateway status --all --filter state!=up'],
  flags: () => [
    ...reachFlags(),
    switchFlag('--watch', 'refresh until interrupted'),
    valueFlag('--interval <seconds>', 'refresh interval of --watch', 'nothing', (text) =>
      parseInteger(text, 'number of seconds', 1, 3600),
    ).describeDefault('2'),
  ],
  invoke: (names: string[], flags: ReachFlags & { watch?: boolean; interval?: number }) => async (ports) => {
    const { watch = false, interval } = flags;
    if (interval !== undefined && !watch)
      throw usage('--interval requires --watch', 'add --watch or omit --interval');
    const intent = { ...reachOf(names, flags), ...(watch ? { every: interval ?? 2 } : {}) };
    return (await import('../commands/gateway/status.ts')).gatewayStatus(intent, ports);
  },
};
