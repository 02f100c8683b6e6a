import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import type { CommandTree } from '../completion/tree.ts';
import { terminalWidth } from '../streams.ts';
import { CLIENT } from './client.ts';
import { recordFlags } from './command-line.ts';
import { commandTree } from './command-tree.ts';
import { completionNoun } from './completion.ts';
import { CONFIG } from './config.ts';
import { Flag } from './flag.ts';
import { GATEWAY } from './gateway.ts';
import { globalFlags, HELP_FLAG, VERSION_FLAG } from './global-flags.ts';
import type { Noun } from './grammar.ts';
import { HELP, VERSION } from './help.ts';
import { LOCATION } from './location.ts';
import { LOG } from './log.ts';
import { type NounGroup, rootPage } from './map.ts';
import { addMembers, type Chosen, type ParseResult, showHelp } from './parser.ts';
import { PEERING } from './peering.ts';
import { PLAN } from './plan.ts';
import { STATE } from './state.ts';
import { VPC } from './vpc.ts';

/** Every noun, in the order of the help. */
export const NOUN_GROUPS: readonly NounGroup[] = [
  { heading: 'Network', nouns: [PEERING, GATEWAY, VPC, CLIENT, LOCATION, PLAN] },
  { heading: 'State and preferences', nouns: [STATE, LOG, CONFIG] },
  { heading: 'Other', nouns: [completionNoun(() => treeOfAll()), HELP, VERSION] },
];

export const NOUNS: readonly Noun[] = NOUN_GROUPS.flatMap(({ nouns }) => nouns);

/** All commands as plain data. */
export const treeOfAll = (): Promise<CommandTree> =>
  commandTree(NOUNS, {
    everywhere: [...globalFlags(), new Flag(...HELP_FLAG, 'nothing')],
    own: [new Flag(...VERSION_FLAG, 'nothing')],
  });

/** Widest help page: longer lines are hard to read. */
const WIDEST = 100;

/** Returns the parser for one argv. It calls `choose` with the command that argv names, and `say` with help or the version. */
export function buildProgram(
  argv: readonly string[],
  choose: (chosen: Chosen) => void,
  say: (text: string) => void,
): Command {
  const program = new Command('peerway')
    .version(packageJson.version, ...VERSION_FLAG)
    .helpOption(...HELP_FLAG)
    .helpCommand(false)
    .configureOutput({
      writeOut: say,
      writeErr: say,
      outputError: () => undefined,
      // Commander itself would ask process.stdout and process.stderr, which load node's streams.
      getOutHelpWidth: helpWidth,
      getErrHelpWidth: helpWidth,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  showHelp(program, () => rootPage(NOUN_GROUPS));
  for (const flag of globalFlags()) program.addOption(flag);
  const result: ParseResult = { argv, choose, given: [] };
  recordFlags(program, result.given);
  addMembers(program, NOUNS, result);
  return program;
}

const helpWidth = (): number => Math.min(terminalWidth() ?? 80, WIDEST);
