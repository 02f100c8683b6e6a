/** Encrypting and decrypting the state of a real run. */
import { relative, resolve } from 'node:path';
import { missingValue, usage } from '../errors.ts';
import type { Secret } from '../model/secret.ts';
import type { Encrypted, Encryption, Protection } from '../ports/state-admin.ts';
import type { Prompter } from '../ports/terminal.ts';
import { cipherOf, lockIdentity } from '../store/encryption/age.ts';
import { keyBesideState } from '../store/encryption/key-errors.ts';
import { keyIn, newKey } from '../store/encryption/key-file.ts';
import type { Target } from '../store/encryption/stage-files.ts';
import type { FileStore } from '../store/file-store.ts';
import type { Author } from '../store/store.ts';
import { type KeyFlags, PASSPHRASE_FILE, passphraseIn } from './key-sources.ts';

interface Run {
  readonly flags: KeyFlags;
  readonly now: string;
  readonly stateFolder: string;
  readonly prompter: Prompter;
  /** A store that goes by these flags. */
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
        throw missingValue('--key-file <path> or --passphrase', 'a key file is made where there is none');
      const keyFile = resolve(flags.keyFile);
      if (isInside(stateFolder, keyFile)) throw keyBesideState(keyFile);
      return { kind: 'key-file', keyFile };
    },
    encrypt: async (wanted) => {
      const { target, made } = await targetOf(wanted, run);
      const { recipient, ...note } = target.cipher.note;
      const store = storeWith(flagsOfPresent(flags, wanted));
      return { revision: await store.convert(target, await author()), recipient, made, ...note } as Encrypted;
    },
    decrypt: async () => storeWith(flags).convert(undefined, await author()),
  };
}

/** What the flags say of the new key, they do not say of the present one. */
const flagsOfPresent = ({ keyFile, passphraseFile }: KeyFlags, { kind }: Protection): KeyFlags =>
  kind === 'key-file' ? { ...(passphraseFile && { passphraseFile }) } : { ...(keyFile && { keyFile }) };

async function targetOf(
  { kind, keyFile = '' }: Protection,
  { flags, now, prompter }: Run,
): Promise<{ readonly target: Target; readonly made: boolean }> {
  if (kind === 'passphrase') {
    const passphrase = flags.passphraseFile
      ? await passphraseIn(flags.passphraseFile)
      : await newPassphrase(prompter);
    const { identity, recipient } = await newKey();
    const lockedKey = await lockIdentity(identity, passphrase);
    return { target: { cipher: cipherOf(identity, { kind, recipient }), lockedKey }, made: false };
  }
  const { keys, lasting, made } = await keyIn(keyFile, now);
  const [{ identity, recipient }] = keys;
  return { target: { cipher: cipherOf(identity, { kind, recipient, ...(lasting && { keyFile }) }) }, made };
}

async function newPassphrase(prompter: Prompter): Promise<Secret> {
  const first = await prompter.secret(PASSPHRASE_FILE, 'New passphrase');
  if (first.reveal() === '') throw usage('The passphrase is empty', 'nothing was changed; give one');
  const again = await prompter.secret(PASSPHRASE_FILE, 'Confirm passphrase');
  if (again.reveal() === first.reveal()) return first;
  throw usage('The two passphrases differ', 'nothing was changed; run the command again');
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../');
}
