/** Encrypts and decrypts the state of a real run. */
import { relative, resolve } from 'node:path';
import { missingValue, usage } from '../errors.ts';
import type { Secret } from '../model/secret.ts';
import type { Encrypted, Encryption, Protection } from '../ports/state-admin.ts';
import type { Prompter } from '../ports/terminal.ts';
import { cipherOf, lockIdentity } from '../store/encryption/age.ts';
import { keyBesideState } from '../store/encryption/key-errors.ts';
import { newKey, readOrCreateKeyFile } from '../store/encryption/key-file.ts';
import type { Target } from '../store/encryption/stage-files.ts';
import type { FileStore } from '../store/file-store.ts';
import type { Author } from '../store/store.ts';
import { type KeyFlags, PASSPHRASE_FILE, readPassphrase } from './key-sources.ts';

/** The parts of a run that encryption needs. */
interface Run {
  readonly flags: KeyFlags;
  readonly now: string;
  readonly stateFolder: string;
  readonly prompter: Prompter;
  /** Returns a store that finds its key with these flags. */
  readonly storeWith: (flags: KeyFlags) => FileStore;
  readonly author: () => Promise<Author>;
}

export function liveEncryption(run: Run): Encryption {
  const { flags, stateFolder, storeWith, author } = run;
  return {
    on: storeWith(flags).isEncrypted(),
    wanted: (passphrase) => {
      if (passphrase || (!flags.keyFile && flags.passphraseFile)) return { kind: 'passphrase' };
      if (!flags.keyFile)
        throw missingValue(
          '--key-file <path> or --passphrase',
          '--key-file creates the file if it does not exist',
        );
      const keyFile = resolve(flags.keyFile);
      if (isInside(stateFolder, keyFile)) throw keyBesideState(keyFile);
      return { kind: 'key-file', keyFile };
    },
    encrypt: async (protection) => {
      const { target, made } = await targetOf(protection, run);
      const { recipient, ...note } = target.cipher.note;
      const store = storeWith(currentKeyFlags(flags, protection));
      return { revision: await store.convert(target, await author()), recipient, made, ...note } as Encrypted;
    },
    decrypt: async () => storeWith(flags).convert(undefined, await author()),
  };
}

/** Returns the flags for the current key: those that describe the new key do not apply to it. */
const currentKeyFlags = ({ keyFile, passphraseFile }: KeyFlags, { kind }: Protection): KeyFlags =>
  kind === 'key-file' ? { ...(passphraseFile && { passphraseFile }) } : { ...(keyFile && { keyFile }) };

async function targetOf(
  { kind, keyFile = '' }: Protection,
  { flags, now, prompter }: Run,
): Promise<{ readonly target: Target; readonly made: boolean }> {
  if (kind === 'passphrase') {
    const passphrase = flags.passphraseFile
      ? await readPassphrase(flags.passphraseFile)
      : await newPassphrase(prompter);
    const { identity, recipient } = await newKey();
    const lockedKey = await lockIdentity(identity, passphrase);
    return { target: { cipher: cipherOf(identity, { kind, recipient }), lockedKey }, made: false };
  }
  const { keys, isRegular, created } = await readOrCreateKeyFile(keyFile, now);
  const [{ identity, recipient }] = keys;
  const cipher = cipherOf(identity, { kind, recipient, ...(isRegular && { keyFile }) });
  return { target: { cipher }, made: created };
}

/** Prompts for a new passphrase, twice; up to three times if the two are empty or do not match. */
async function newPassphrase(prompter: Prompter): Promise<Secret> {
  let problem = '';
  for (let attempt = 0; attempt < 3; attempt++) {
    const message = problem === '' ? 'New passphrase' : `${problem}; new passphrase`;
    const first = await prompter.secret(PASSPHRASE_FILE, message);
    problem = 'The passphrase is empty';
    if (first.reveal() === '') continue;
    const repeated = await prompter.secret(PASSPHRASE_FILE, 'Confirm passphrase');
    if (repeated.reveal() === first.reveal()) return first;
    problem = 'The passphrases do not match';
  }
  throw usage(problem, 'nothing was changed; run the command again');
}

function isInside(folder: string, path: string): boolean {
  const fromFolder = relative(folder, path);
  return fromFolder !== '..' && !fromFolder.startsWith('../');
}
