/** A command line as far as it is typed, taken apart the way shells do. Nothing of it is ever run. */

type Environment = Readonly<Record<string, string | undefined>>;

/** A line up to the cursor. */
export interface Line {
  /** The words before the one that the cursor is in, without their quotes. */
  readonly words: readonly string[];
  /** The word that the cursor is in, as far as it: often empty. */
  readonly current: string;
  /** How many characters of `current` the shell leaves alone, since it takes what follows for a word of its own. */
  readonly kept: number;
  /** Whether `current` is the name of a file to redirect to or from. */
  readonly redirected: boolean;
}

interface Reading {
  readonly text: string;
  readonly breaks: string;
  at: number;
  word: string | undefined;
  kept: number;
}

/**
 * @param breaks  characters at which the shell begins a new word to complete: bash's COMP_WORDBREAKS
 * @returns undefined for a line whose words only the shell could tell, as with `$(…)`
 */
export function readLine(text: string, breaks: string, env: Environment): Line | undefined {
  const reading: Reading = { text, breaks, at: 0, word: undefined, kept: 0 };
  const words: string[] = [];
  let redirects = false;
  const end = (): void => {
    if (reading.word !== undefined && !redirects) words.push(expanded(reading.word, env));
    if (reading.word !== undefined) redirects = false;
    reading.word = undefined;
    reading.kept = 0;
  };
  while (reading.at < text.length) {
    const char = text[reading.at] as string;
    if (' \t\n'.includes(char)) end();
    else if ('<>'.includes(char)) {
      if (/^[0-9&]$/.test(reading.word ?? '')) reading.word = undefined;
      end();
      redirects = true;
    } else if (!readPiece(reading)) return undefined;
    reading.at += 1;
  }
  return { words, current: reading.word ?? '', kept: reading.kept, redirected: redirects };
}

/** A character or a quoted piece of a word. False when it is one to be run. */
function readPiece(reading: Reading): boolean {
  const { text, at, breaks } = reading;
  const char = text[at] as string;
  reading.word ??= '';
  if (/^(?:`|\$[('"])/.test(text.slice(at, at + 2))) return false;
  if (char === "'" || char === '"') return readQuoted(reading, char);
  if (char === '\\') {
    reading.word += text[at + 1] ?? '';
    reading.at += 1;
    return true;
  }
  reading.word += char;
  if (breaks.includes(char)) reading.kept = reading.word.length;
  return true;
}

/** From one quote to the other, or to the end of what is typed. */
function readQuoted(reading: Reading, quote: string): boolean {
  const { text, breaks } = reading;
  reading.word ??= '';
  reading.kept = reading.word.length;
  for (reading.at += 1; reading.at < text.length; reading.at += 1) {
    const char = text[reading.at] as string;
    if (char === quote) {
      if (breaks.includes(quote)) reading.kept = reading.word.length;
      return true;
    }
    if (quote === '"' && (char === '`' || text.startsWith('$(', reading.at))) return false;
    const escapes = quote === '"' && char === '\\' && '"\\$`'.includes(text[reading.at + 1] ?? ' ');
    if (escapes) reading.at += 1;
    reading.word += text[reading.at] ?? '';
  }
  return true;
}

/** With `~` and variables of the environment in place: enough to find a folder that is named so. */
export const expanded = (word: string, env: Environment): string =>
  !/[~$]/.test(word)
    ? word
    : word
        .replace(/^~(?=\/|$)/, (tilde) => env['HOME'] ?? tilde)
        .replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (whole, braced, bare) => env[braced ?? bare] ?? whole);
