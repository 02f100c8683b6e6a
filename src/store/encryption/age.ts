/** The `age` format (age-encryption.org/v1), by the library of its author. The one place that knows of it. */
import { createDecipheriv, scrypt } from 'node:crypto';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import {
  Decrypter,
  Encrypter,
  generateX25519Identity,
  type Identity,
  identityToRecipient,
} from 'age-encryption';
import { Secret } from '../../model/secret.ts';
import { UnusableFile } from '../envelope.ts';
import type { Cipher, KeyNote } from './cipher.ts';

muteWarning();

/** X25519 in WebCrypto is an experiment to Node 20 up to some minor version, which it says on stderr each time. */
function muteWarning(): void {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: never[]): void => {
    if (!String(warning).startsWith('The X25519 Web Crypto API algorithm'))
      emit.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
}

/** Given bytes, the library gathers its own by way of fetch(), which node takes 20 ms to load. */
const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });

export const makeIdentity = async (): Promise<Secret> => new Secret(await generateX25519Identity());

/** The public half of an identity. Throws for anything but an X25519 identity of age. */
export const recipientOf = (identity: Secret): Promise<string> => identityToRecipient(identity.reveal());

/** A key as the store uses it. */
export function cipherOf(identity: Secret, note: KeyNote): Cipher {
  return {
    note,
    encrypt: async (plain) => {
      const encrypter = new Encrypter();
      encrypter.addRecipient(note.recipient);
      return buffer(await encrypter.encrypt(streamOf(plain)));
    },
    decrypt: async (sealed) => {
      const decrypter = new Decrypter();
      decrypter.addIdentity(identity.reveal());
      try {
        return await buffer(await decrypter.decrypt(streamOf(sealed)));
      } catch {
        throw new UnusableFile(`it cannot be decrypted with the key of ${note.recipient}`);
      }
    },
  };
}

/** The base-2 logarithm of scrypt's cost, as age itself chooses it: about a second. */
const WORK = 18;

/** An identity as a file that a passphrase opens, the way age keeps protected identity files. */
export async function lockIdentity(identity: Secret, passphrase: Secret, work = WORK): Promise<Buffer> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase.reveal());
  encrypter.setScryptWorkFactor(work);
  return buffer(await encrypter.encrypt(streamOf(Buffer.from(`${identity.reveal()}\n`))));
}

/** The identity in such a file; undefined when the passphrase is another. */
export async function unlockIdentity(file: Uint8Array, passphrase: Secret): Promise<Secret | undefined> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(scryptIdentity(passphrase));
  try {
    return new Secret((await text(await decrypter.decrypt(streamOf(file)))).trim());
  } catch {
    return undefined;
  }
}

/** Up to which a work factor is believed to be ours: 2^20 takes 1 GiB. */
const MOST_WORK = 20;

/**
 * The scrypt stanza (C2SP age.md, "The scrypt recipient type") by node's OpenSSL, which takes half the time of the
 * library's JavaScript: every command waits for it.
 */
const scryptIdentity = (passphrase: Secret): Identity => ({
  unwrapFileKey: async (stanzas) => {
    const [stanza] = stanzas;
    const [type, salt64 = '', work64 = ''] = stanza?.args ?? [];
    const work = /^[1-9][0-9]?$/.test(work64) ? Number(work64) : Number.NaN;
    if (!stanza || stanzas.length !== 1 || type !== 'scrypt' || !(work <= MOST_WORK)) return null;
    const salt = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), Buffer.from(salt64, 'base64')]);
    const key = await scryptKey(passphrase.reveal(), salt, 2 ** work);
    return opened(key, stanza.body);
  },
});

function scryptKey(passphrase: string, salt: Buffer, cost: number): Promise<Buffer> {
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
  // It takes 128 N r bytes, and a little more.
  return derive(passphrase, salt, 32, { N: cost, r: 8, p: 1, maxmem: 128 * cost * 8 + 2 ** 20 });
}

/** The file key of a stanza's body; null when the key is another. */
function opened(key: Buffer, body: Uint8Array): Uint8Array | null {
  const decipher = createDecipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 });
  try {
    decipher.setAuthTag(body.subarray(-16));
    return Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()]);
  } catch {
    return null;
  }
}
