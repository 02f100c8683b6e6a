/** Returns a sum of a text (FNV-1a, 32 bits), which tells names that were cut from others that begin alike. */
export function checksum(text: string): string {
  let sum = 0x811c9dc5;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) as number), 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, '0');
}
