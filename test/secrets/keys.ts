/** Finds keys in bytes, in any of the forms that encode them. */

/** A key and the form in which it was found. */
export interface Found {
  readonly key: string;
  readonly form: string;
}

/** Returns the beginning and the end of a key in each form, so that a truncated one is found, too. */
function partsOf(key: string): (readonly [form: string, part: Buffer])[] {
  const bytes = Buffer.from(key, 'base64');
  const forms = {
    base64: key.slice(0, -1),
    base64url: bytes.toString('base64url'),
    'percent-encoded': encodeURIComponent(key.slice(0, -1)),
    hex: bytes.toString('hex'),
    HEX: bytes.toString('hex').toUpperCase(),
  };
  const texts = Object.entries(forms).filter(([form, text]) => form === 'base64' || text !== forms.base64);
  return [...texts.flatMap(([form, text]) => ends(form, Buffer.from(text), 20)), ...ends('raw', bytes, 12)];
}

const ends = (form: string, bytes: Buffer, length: number): [form: string, part: Buffer][] => [
  [form, bytes.subarray(0, length)],
  [form, bytes.subarray(-length)],
];

/** Returns the keys that the bytes hold. */
export function keysIn(bytes: Buffer, keys: Iterable<string>): Found[] {
  return [...keys].flatMap((key) => {
    const parts = partsOf(key).filter(([, part]) => bytes.includes(part));
    return [...new Set(parts.map(([form]) => form))].map((form) => ({ key, form }));
  });
}

/** Returns the base64 texts that look like keys and are not public ones. */
export const unknownKeysIn = (bytes: Buffer, publicKeys: ReadonlySet<string>): string[] =>
  [...bytes.toString('latin1').matchAll(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=/g)]
    .map(([key]) => key)
    .filter((key) => !publicKeys.has(key));

/** Returns the public keys of a document or a state file. */
export const publicKeysOfJson = (text: string): string[] =>
  [...text.matchAll(/"(?:publicKey|gatewayPublicKey)": ?"([^"]{44})"/g)].map(([, key = '']) => key);

/** Returns the public keys among the values of a line of the journal: those of a failed command are in no state. */
export const publicKeysOfJournal = (text: string): string[] =>
  [
    ...text.matchAll(
      /"name":"(?:publicKey|issued\.gatewayPublicKey)"(?:,"before":"([^"]{44})")?(?:,"after":"([^"]{44})")?/g,
    ),
  ].flatMap(([, before, after]) => [before ?? [], after ?? []].flat());

/** Returns the private and preshared keys of a document or a state file, which are JSON properties there. */
export const keysOfJson = (text: string): string[] =>
  [...text.matchAll(/"(?:privateKey|presharedKey)": ?"([^"]{44})"/g)].map(([, key = '']) => key);
