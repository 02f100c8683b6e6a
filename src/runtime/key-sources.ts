/** Sources of the key in a real run: flags, environment, preferences, prompts. */
import { resolve } from 'node:path';
import { usage } from '../errors.ts';
import type { Preferences } from '../model/preferences.ts';
import { Secret } from '../model/secret.ts';
import type { Parameter, Prompter } from '../ports/terminal.ts';
import type { KeySources } from '../store/encryption/cipher.ts';
import { visible } from '../visible.ts';

/** Flags that locate a key. */
export interface KeyFlags {
  readonly keyFile?: string;
  /** File with the passphrase in its first line; `-` for stdin. */
  readonly passphraseFile?: string;
}

/** The parts of a run that key lookups need. */
interface Run {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly preferences: () => Promise<Preferences>;
  readonly prompter: Prompter;
}

/** Returns the sources of keys. Environment variables replace missing flags; both contain paths, never secrets. */
export function keySources(flags: KeyFlags, { env, preferences, prompter }: Run): KeySources {
  const keyFile = flags.keyFile ?? env['PEERWAY_KEY_FILE'];
  const passphraseFile = flags.passphraseFile ?? env['PEERWAY_PASSPHRASE_FILE'];
  return {
    ...(keyFile && { keyFile: resolve(keyFile) }),
    preferredKeyFile: async () => (await preferences())['key-file'],
    passphraseAtHand: Boolean(passphraseFile),
    passphrase: (attempt) =>
      passphraseFile
        ? readPassphrase(passphraseFile)
        : prompter.secret(
            PASSPHRASE_FILE,
            attempt === 0 ? 'Passphrase for the state' : 'Wrong passphrase, try again',
          ),
  };
}

export const PASSPHRASE_FILE: Parameter = {
  flag: '--passphrase-file',
  missing: '--passphrase-file <path>',
  hint: 'the file contains the passphrase in its first line; - reads stdin',
};

/** Reads the passphrase from the first line of a file, or of stdin for `-`. */
export async function readPassphrase(path: string): Promise<Secret> {
  const { readInput } = await import('../store/read-input.ts');
  const [line = ''] = Buffer.from(await readInput(path))
    .toString('utf8')
    .split(/\r?\n/);
  if (line !== '') return new Secret(line);
  throw usage(
    `There is no passphrase in ${path === '-' ? 'stdin' : visible(path)}`,
    'expected the passphrase in the first line',
  );
}
