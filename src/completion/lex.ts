/** Splits a command line into words the way a shell does. Never runs anything in it. */

type Environment = Readonly<Record<string, string | undefined>>;

/** A command line up to the cursor. */
export interface Line {
  /** The words before the word at the cursor, without quotes. */
  readonly words: readonly string[];
  /** The word at the cursor, up to the cursor. Often empty. */
  readonly current: string;
  /** Number of characters of `current` that the shell does not replace: for the shell, the word starts after them. */
  readonly kept: number;
  /** True if `current` is the file of a redirection. */
  readonly redirected: boolean;
}

/** Lexer state. */
interface LexerState {
  readonly text: string;
  readonly breaks: string;
  at: number;
  word: string | undefined;
  kept: number;
}

/**
 * Splits a line into words.
 * @param breaks  characters that start a new word for completion: bash's COMP_WORDBREAKS
 * @returns undefined if only the shell can expand the line, as with `$(…)`
 */
export function splitLine(text: string, breaks: string, env: Environment): Line | undefined {
  const lexer: LexerState = { text, breaks, at: 0, word: undefined, kept: 0 };
  const words: string[] = [];
  let redirects = false;
  const endWord = (): void => {
    if (lexer.word !== undefined && !redirects) words.push(expandWord(lexer.word, env));
    if (lexer.word !== undefined) redirects = false;
    lexer.word = undefined;
    lexer.kept = 0;
  };
  while (lexer.at < text.length) {
    const char = text[lexer.at] as string;
    if (' \t\n'.includes(char)) endWord();
    else if ('<>'.includes(char)) {
      if (/^[0-9&]$/.test(lexer.word ?? '')) lexer.word = undefined;
      endWord();
      redirects = true;
    } else if (!readPart(lexer)) return undefined;
    lexer.at += 1;
  }
  return { words, current: lexer.word ?? '', kept: lexer.kept, redirected: redirects };
}

/** Reads one character or quoted part of a word. Returns false at a command substitution. */
function readPart(lexer: LexerState): boolean {
  const { text, at, breaks } = lexer;
  const char = text[at] as string;
  lexer.word ??= '';
  if (/^(?:`|\$[('"])/.test(text.slice(at, at + 2))) return false;
  if (char === "'" || char === '"') return readQuoted(lexer, char);
  if (char === '\\') {
    lexer.word += text[at + 1] ?? '';
    lexer.at += 1;
    return true;
  }
  lexer.word += char;
  if (breaks.includes(char)) lexer.kept = lexer.word.length;
  return true;
}

/** Reads up to the closing quote or the end of the line. Returns false at a command substitution. */
function readQuoted(lexer: LexerState, quote: string): boolean {
  const { text, breaks } = lexer;
  lexer.word ??= '';
  lexer.kept = lexer.word.length;
  for (lexer.at += 1; lexer.at < text.length; lexer.at += 1) {
    const char = text[lexer.at] as string;
    if (char === quote) {
      if (breaks.includes(quote)) lexer.kept = lexer.word.length;
      return true;
    }
    if (quote === '"' && (char === '`' || text.startsWith('$(', lexer.at))) return false;
    const escapes = quote === '"' && char === '\\' && '"\\$`'.includes(text[lexer.at + 1] ?? ' ');
    if (escapes) lexer.at += 1;
    lexer.word += text[lexer.at] ?? '';
  }
  return true;
}

/** Expands `~` and environment variables, enough to resolve the path of a folder. */
export const expandWord = (word: string, env: Environment): string =>
  !/[~$]/.test(word)
    ? word
    : word
        .replace(/^~(?=\/|$)/, (tilde) => env['HOME'] ?? tilde)
        .replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, (whole, braced, bare) => env[braced ?? bare] ?? whole);
