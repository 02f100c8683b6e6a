/** The flags that every command takes. */
import { OUTPUT_FORMATS, type OutputFormat } from '../model/preferences.ts';
import { type Owner, parseDuration, parseOwner } from '../model/values.ts';
import { Flag } from './flag.ts';
import { choiceFlag, pathFlag, switchFlag, valueFlag } from './grammar.ts';

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

export const HELP_FLAG = ['-h, --help', 'show help'] as const;
export const VERSION_FLAG = ['-V, --version', 'show the version'] as const;

export const globalFlags = (): Flag[] => [
  new Flag('--state <dir>', 'state folder', 'folder')
    .env('PEERWAY_STATE')
    .describeDefault('~/.local/share/peerway'),
  choiceFlag('-o, --output <format>', 'output format', OUTPUT_FORMATS).describeDefault('table'),
  switchFlag('-q, --quiet', 'suppress notes and progress'),
  switchFlag('--no-input', 'disable prompts'),
  switchFlag('-y, --yes', 'assume "yes" for all prompts'),
  switchFlag('--no-color', 'disable colors (env: NO_COLOR)'),
  valueFlag('--as <owner>', 'owner to act as', 'owner', parseOwner).describeDefault(
    'preference owner, or your login name',
  ),
  valueFlag(
    '--lock-timeout <duration>',
    'timeout for the state lock',
    'nothing',
    parseDuration,
  ).describeDefault('10s'),
  pathFlag('--key-file <path>', 'key file of an encrypted state (env: PEERWAY_KEY_FILE)', 'file'),
  pathFlag(
    '--passphrase-file <path|->',
    'file whose first line is the passphrase of an encrypted state (env: PEERWAY_PASSPHRASE_FILE)',
    'file',
  ),
];
