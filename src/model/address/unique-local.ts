import { type Cidr, networkOf } from './cidr.ts';

/** Returns the unique local network with a global ID of 40 bits: `fd00::/8` and the ID are its first 48 bits (RFC 4193). */
export function uniqueLocalOf(globalId: Uint8Array): Cidr {
  const prefix = [0xfd, ...globalId.slice(0, 5)].reduce((all, byte) => (all << 8n) | BigInt(byte), 0n);
  return networkOf({ family: 6, value: prefix << 80n }, 48);
}
