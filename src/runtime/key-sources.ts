/** Where a real run finds the key of an encrypted state: its flags, the environment, the preferences, the terminal. */
import { resolve } from 'node:path';
import { usage } from '../errors.ts';
import type { Preferences } from '../model/preferences.ts';
import { Secret } from '../model/secret.ts';
import type { Parameter, Prompter } from '../ports/terminal.ts';
import type { KeySources } from '../store/encryption/cipher.ts';
import { visible } from '../visible.ts';

/** Flags that lead to a key. */
export interface KeyFlags {
  readonly keyFile?: string;
  /** The path of a file with the passphrase in its first line, `-` for stdin. */
  readonly passphraseFile?: string;
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly preferences: () => Promise<Preferences>;
  readonly prompter: Prompter;
}

/** Paths in the environment stand for flags that are not given; neither ever holds a secret itself. */
export function keySources(flags: KeyFlags, { env, preferences, prompter }: Surroundings): KeySources {
  const keyFile = flags.keyFile ?? env['PEERWAY_KEY_FILE'];
  const passphraseFile = flags.passphraseFile ?? env['PEERWAY_PASSPHRASE_FILE'];
  return {
    ...(keyFile && { keyFile: resolve(keyFile) }),
    preferredKeyFile: async () => (await preferences())['key-file'],
    passphraseAtHand: Boolean(passphraseFile),
    passphrase: () =>
      passphraseFile
        ? passphraseIn(passphraseFile)
        : prompter.secret(PASSPHRASE_FILE, 'Passphrase of the state'),
  };
}

export const PASSPHRASE_FILE: Parameter = {
  flag: '--passphrase-file',
  missing: '--passphrase-file <path>',
  hint: 'the passphrase is in the first line of that file; - is stdin',
};

/** The passphrase in the first line of a file, or of stdin for `-`. */
export async function passphraseIn(path: string): Promise<Secret> {
  const { readInput } = await import('../store/read-input.ts');
  const [line = ''] = Buffer.from(await readInput(path))
    .toString('utf8')
    .split(/\r?\n/);
  if (line !== '') return new Secret(line);
  throw usage(
    `There is no passphrase in ${path === '-' ? 'stdin' : visible(path)}`,
    'its first line is the passphrase',
  );
}
