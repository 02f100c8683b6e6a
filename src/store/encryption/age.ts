/** The `age` format (age-encryption.org/v1). Only this file uses the `age-encryption` library. */
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

/** Suppresses the warning of older Node 20 releases that X25519 in WebCrypto is experimental. */
function muteWarning(): void {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: never[]): void => {
    if (!String(warning).startsWith('The X25519 Web Crypto API algorithm'))
      emit.call(process, warning, ...rest);
  }) as typeof process.emitWarning;
}

/** Wraps bytes in a stream. Given bytes, the library would use fetch(), which takes node 20 ms to load. */
const streamOf = (bytes: Uint8Array): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      controller.enqueue(bytes);
      controller.close();
    },
  });

export const makeIdentity = async (): Promise<Secret> => new Secret(await generateX25519Identity());

/** Returns the public key of an identity. Throws unless it is an X25519 identity of age. */
export const recipientOf = (identity: Secret): Promise<string> => identityToRecipient(identity.reveal());

/** Returns the cipher for an identity. */
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

/** Base-2 logarithm of scrypt's cost, the same as age chooses: about a second. */
const WORK_FACTOR = 18;

/** Encrypts an identity with a passphrase, in the same way as age protects identity files. */
export async function lockIdentity(
  identity: Secret,
  passphrase: Secret,
  workFactor = WORK_FACTOR,
): Promise<Buffer> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase.reveal());
  encrypter.setScryptWorkFactor(workFactor);
  return buffer(await encrypter.encrypt(streamOf(Buffer.from(`${identity.reveal()}\n`))));
}

/** Decrypts an identity. Returns undefined if the passphrase is wrong. */
export async function unlockIdentity(file: Uint8Array, passphrase: Secret): Promise<Secret | undefined> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(scryptIdentity(passphrase));
  try {
    return new Secret((await text(await decrypter.decrypt(streamOf(file)))).trim());
  } catch {
    return undefined;
  }
}

/** Highest work factor to accept: 2^20 takes 1 GiB of memory. */
const MAX_WORK_FACTOR = 20;

/**
 * Unwraps the scrypt stanza (C2SP age.md, "The scrypt recipient type") with node's OpenSSL. This takes half the time
 * of the library's JavaScript, and every command waits for it.
 */
const scryptIdentity = (passphrase: Secret): Identity => ({
  unwrapFileKey: async (stanzas) => {
    const [stanza] = stanzas;
    const [type, salt64 = '', work64 = ''] = stanza?.args ?? [];
    const work = /^[1-9][0-9]?$/.test(work64) ? Number(work64) : Number.NaN;
    if (!stanza || stanzas.length !== 1 || type !== 'scrypt' || !(work <= MAX_WORK_FACTOR)) return null;
    const salt = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), Buffer.from(salt64, 'base64')]);
    const key = await scryptKey(passphrase.reveal(), salt, 2 ** work);
    return decryptFileKey(key, stanza.body);
  },
});

function scryptKey(passphrase: string, salt: Buffer, cost: number): Promise<Buffer> {
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
  // scrypt needs 128 N r bytes, plus a little.
  return derive(passphrase, salt, 32, { N: cost, r: 8, p: 1, maxmem: 128 * cost * 8 + 2 ** 20 });
}

/** Decrypts the file key in a stanza. Returns null if the key is wrong. */
function decryptFileKey(key: Buffer, body: Uint8Array): Uint8Array | null {
  const decipher = createDecipheriv('chacha20-poly1305', key, Buffer.alloc(12), { authTagLength: 16 });
  try {
    decipher.setAuthTag(body.subarray(-16));
    return Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()]);
  } catch {
    return null;
  }
}
