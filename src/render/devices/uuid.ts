/** UUIDs that depend only on a text, so that a file renders the same bytes each time. */

const OFFSET = 0x6c62272e07bb014262b821756295c58dn;
const PRIME = 0x0000000001000000000000000000013bn;
const MASK = (1n << 128n) - 1n;

/**
 * Returns the UUID of a text: its FNV-1a hash of 128 bits (draft-eastlake-fnv) with the version 8 of RFC 9562, which is
 * for values of an own format.
 */
export function uuidOf(text: string): string {
  let hash = OFFSET;
  for (const byte of new TextEncoder().encode(`peerway ${text}`))
    hash = ((hash ^ BigInt(byte)) * PRIME) & MASK;
  const digits = hash.toString(16).padStart(32, '0');
  const variant = '89ab'[Number.parseInt(digits[16] ?? '0', 16) % 4];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20),
  ].join('-');
}
