/** The bytes that a keyboard sends. */
const KEYS = {
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  space: ' ',
  backspace: '\u007f',
  'ctrl-c': '\u0003',
  'ctrl-d': '\u0004',
  'ctrl-z': '\u001a',
  'ctrl-\\': '\u001c',
} as const;

const MOVES = { up: 'A', down: 'B', right: 'C', left: 'D', end: 'F', home: 'H' } as const;

export type Key = keyof typeof KEYS | keyof typeof MOVES;

/** @param application  true if the program has switched the cursor keys to application mode (DECCKM) */
export function keySequence(key: Key, application: boolean): string {
  if (key in KEYS) return KEYS[key as keyof typeof KEYS];
  return `\u001b${application ? 'O' : '['}${MOVES[key as keyof typeof MOVES]}`;
}
