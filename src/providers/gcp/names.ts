/** Characters that a GCP resource's name may have (RFC 1035). */
const LONGEST = 63;

/**
 * A name that GCP takes: it begins with a letter and has 63 characters at most. A longer one is cut and told from
 * others that begin alike by a sum of all of it (FNV-1a, 32 bits).
 */
export function gcpName(name: string): string {
  const text = /^[a-z]/.test(name) ? name : `peerway-${name}`;
  if (text.length <= LONGEST) return text;
  let sum = 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) as number), 0x01000193) >>> 0;
  return `${text.slice(0, LONGEST - 9)}-${sum.toString(16).padStart(8, '0')}`;
}
