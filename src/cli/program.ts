import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { CommandTree } from '../completion/tree.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../model/preferences.ts';
import { type Owner, parseOwner, parseWait } from '../model/values.ts';
import { terminalWidth } from '../streams.ts';
import { CLIENT } from './client.ts';
import { noteFlags } from './command-line.ts';
import { commandTree } from './command-tree.ts';
import { completionNoun } from './completion.ts';
import { CONFIG } from './config.ts';
import { Flag } from './flag.ts';
import { GATEWAY } from './gateway.ts';
import {
  addNoun,
  type Chosen,
  choiceFlag,
  type Hearing,
  type Noun,
  pathFlag,
  switchFlag,
  valueFlag,
} from './grammar.ts';
import { LOCATION } from './location.ts';
import { LOG } from './log.ts';
import { PEERING } from './peering.ts';
import { PLAN } from './plan.ts';
import { STATE } from './state.ts';
import { VPC } from './vpc.ts';

/** Every noun, in the order of the help. */
export const NOUNS: readonly Noun[] = [
  PEERING,
  GATEWAY,
  VPC,
  CLIENT,
  LOCATION,
  PLAN,
  CONFIG,
  STATE,
  LOG,
  completionNoun(() => treeOfAll()),
];

/** All commands as plain data. */
export const treeOfAll = (): Promise<CommandTree> =>
  commandTree(NOUNS, {
    everywhere: [...globalFlags(), new Flag(...HELP, 'nothing')],
    own: [new Flag(...VERSION, 'nothing')],
  });

const HELP = ['-h, --help', 'print help'] as const;
const VERSION = ['-V, --version', 'print the version'] as const;

/** Flags that every command takes. */
export interface GlobalFlags {
  readonly state?: string;
  readonly output?: OutputFormat;
  readonly quiet?: boolean;
  readonly input: boolean;
  readonly yes?: boolean;
  readonly color: boolean;
  readonly as?: Owner;
  /** Milliseconds. */
  readonly lockTimeout?: number;
  readonly keyFile?: string;
  readonly passphraseFile?: string;
}

/**
 * The command tree, with the verbs of those nouns only that argv mentions: the others are not worth the time at
 * every start. `choose` is called with the command that argv names; `say` gets help and version.
 */
export function buildProgram(
  argv: readonly string[],
  choose: (chosen: Chosen) => void,
  say: (text: string) => void,
): Command {
  const program = new Command('peerway')
    .description('Peers VPC networks: both sides worked out at once, checked against the whole address plan.')
    .version(packageJson.version, ...VERSION)
    .helpOption(...HELP)
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: say,
      writeErr: say,
      outputError: () => undefined,
      getOutHelpWidth: () => terminalWidth() ?? 100,
      getOutHasColors: () => false,
    })
    .exitOverride();
  for (const flag of globalFlags()) program.addOption(flag);
  const hearing: Hearing = { choose, given: [] };
  noteFlags(program, hearing.given);
  for (const noun of NOUNS)
    addNoun(program, argv.includes(noun.name) ? noun : { ...noun, verbs: [], nouns: [] }, hearing);
  return program;
}

const globalFlags = (): Flag[] => [
  new Flag('--state <dir>', 'folder of the state', 'folder').env('PEERWAY_STATE'),
  choiceFlag('-o, --output <format>', 'how to print', OUTPUT_FORMATS),
  switchFlag('-q, --quiet', 'leave out notes on stderr'),
  switchFlag('--no-input', 'never ask'),
  switchFlag('-y, --yes', 'take every question as answered with yes'),
  switchFlag('--no-color', 'no colours'),
  valueFlag('--as <owner>', 'act as this owner', 'owner', parseOwner),
  valueFlag(
    '--lock-timeout <duration>',
    'how long to wait while another changes the state: 500ms, 10s, 2m (default: 10s)',
    'nothing',
    parseWait,
  ),
  pathFlag('--key-file <path>', 'key of an encrypted state (env: PEERWAY_KEY_FILE)', 'file'),
  pathFlag(
    '--passphrase-file <path|->',
    'file with the passphrase of an encrypted state in its first line (env: PEERWAY_PASSPHRASE_FILE)',
    'file',
  ),
];
