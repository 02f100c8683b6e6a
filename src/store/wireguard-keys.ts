/** WireGuard keys: Curve25519 by node's own OpenSSL. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { usage } from '../errors.ts';
import { Secret } from '../model/secret.ts';
import { type PublicKey, parsePublicKey } from '../model/values.ts';

/** The 32 bytes of a JWK's field (RFC 8037), in the base64 of wg(8). */
const toBase64 = (field: unknown): string => Buffer.from(String(field), 'base64url').toString('base64');

/** A new key pair, as `wg genkey` and `wg pubkey` make it. */
export function makeKeyPair(): { privateKey: Secret; publicKey: PublicKey } {
  const jwk = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  return { privateKey: new Secret(toBase64(jwk['d'])), publicKey: parsePublicKey(toBase64(jwk['x'])) };
}

/** A new preshared key, as `wg genpsk` makes it. */
export const makePresharedKey = (): Secret => new Secret(randomBytes(32).toString('base64'));

/** A private or preshared key as text: 32 bytes in base64. The error does not show it. */
export function parseSecretKey(text: string, what: string): Secret {
  const bytes = Buffer.from(text, 'base64');
  // A key of zeros is none at all to WireGuard, which would take the present one away.
  if (bytes.length === 32 && bytes.toString('base64') === text && bytes.some(Boolean))
    return new Secret(text);
  throw usage(`This is not a valid ${what}`, 'it is 44 characters of base64, as `wg genkey` prints it');
}

/** PKCS #8 of an X25519 private key (RFC 8410), up to its 32 bytes. */
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The public key of a private one, as `wg pubkey` gives it. */
export function publicKeyOf(privateKey: Secret): PublicKey {
  const der = Buffer.concat([PKCS8_X25519, Buffer.from(privateKey.reveal(), 'base64')]);
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  return parsePublicKey(toBase64(key.export({ format: 'jwk' })['x']));
}
