/** WireGuard keys: Curve25519, computed by node's OpenSSL. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { usage } from '../errors.ts';
import { Secret } from '../model/secret.ts';
import { type PublicKey, parsePublicKey } from '../model/values.ts';

/** Converts a JWK field of 32 bytes (RFC 8037) to the base64 of wg(8). */
const toBase64 = (field: unknown): string => Buffer.from(String(field), 'base64url').toString('base64');

/**
 * Returns a new key pair, as `wg genkey` and `wg pubkey` generate it. Both keys are encoded while they are generated:
 * node 20 deadlocks if its garbage collector runs while `export` converts a generated key to JWK.
 */
export function makeKeyPair(): { privateKey: Secret; publicKey: PublicKey } {
  const { privateKey, publicKey } = generateKeyPairSync('x25519', {
    privateKeyEncoding: { format: 'der', type: 'pkcs8' },
    publicKeyEncoding: { format: 'der', type: 'spki' },
  });
  return {
    privateKey: new Secret(rawKey(privateKey).toString('base64')),
    publicKey: parsePublicKey(rawKey(publicKey).toString('base64')),
  };
}

/** Returns the key at the end of its DER encoding (RFC 8410). */
const rawKey = (der: Buffer): Buffer => der.subarray(-32);

/** Returns a new preshared key, as `wg genpsk` generates it. */
export const makePresharedKey = (): Secret => new Secret(randomBytes(32).toString('base64'));

/**
 * Parses a private or preshared key: 32 bytes in base64. The error does not contain the key.
 * @param label  "private key" or "preshared key", for the error
 */
export function parseSecretKey(text: string, label: string): Secret {
  const bytes = Buffer.from(text, 'base64');
  // WireGuard treats a key of zeros as no key, and would remove the current one.
  if (bytes.length === 32 && bytes.toString('base64') === text && bytes.some(Boolean))
    return new Secret(text);
  throw usage(`This is not a valid ${label}`, 'expected 44 characters of base64, as `wg genkey` prints');
}

/** PKCS #8 prefix of an X25519 private key (RFC 8410), before its 32 bytes. */
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** Returns the public key of a private key, as `wg pubkey` does. */
export function publicKeyOf(privateKey: Secret): PublicKey {
  const der = Buffer.concat([PKCS8_X25519, Buffer.from(privateKey.reveal(), 'base64')]);
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  return parsePublicKey(toBase64(key.export({ format: 'jwk' })['x']));
}
