import { checksum } from '../checksum.ts';

/** Characters that a GCP resource's name may have (RFC 1035). */
const LONGEST = 63;

/**
 * A name that GCP takes: it begins with a letter and has 63 characters at most. A longer one is cut and told from
 * others that begin alike by a sum of all of it.
 */
export function gcpName(name: string): string {
  const text = /^[a-z]/.test(name) ? name : `peerway-${name}`;
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST - 9)}-${checksum(text)}`;
}
