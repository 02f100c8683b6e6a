import type { Cidr } from '../model/address/cidr.ts';
import type { Secret } from '../model/secret.ts';
import type { PublicKey } from '../model/values.ts';

/** A WireGuard key pair. */
export interface KeyPair {
  readonly privateKey: Secret;
  readonly publicKey: PublicKey;
}

/** Random values, and keys. */
export interface Random {
  keyPair(): Promise<KeyPair>;
  presharedKey(): Promise<Secret>;
  /** Returns the public key of a private key. */
  publicKeyOf(privateKey: Secret): Promise<PublicKey>;
  /** Returns a random unique local IPv6 network for the whole run, a /48 (RFC 4193, section 3.2). */
  uniqueLocal(): Cidr;
  /** Returns the id of one change on gateways: eight bytes in hexadecimal. */
  changeId(): string;
}
