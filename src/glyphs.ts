/** Glyphs outside ASCII, and what replaces them where the locale has no UTF-8. */

/** True if the character set of the locale is UTF-8. POSIX: LC_ALL, then LC_CTYPE, then LANG. */
export const hasUtf8 = (env: Readonly<Record<string, string | undefined>>): boolean =>
  /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');

export const IS_UTF8: boolean = hasUtf8(process.env);

export const ELLIPSIS = IS_UTF8 ? '…' : '...';

/** One character for one, where a drawing or a column depends on its width. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  '…': '...',
  '✔': '*',
  '√': '*',
  '❯': '>',
  '↑↓': 'the arrow keys',
  '─': '-',
  '│': '|',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '├': '+',
  '┤': '+',
  '┬': '+',
  '┴': '+',
  '┼': '+',
  '▲': '^',
  '▼': 'v',
  '◄': '<',
  '►': '>',
};

/** Returns the text in ASCII. Any other character becomes its escape in JSON: `\u00e9`. */
export const inAscii = (text: string): string =>
  text.replace(
    /↑↓|[^\0-\x7f]/g,
    (glyph) => REPLACEMENTS[glyph] ?? `\\u${glyph.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Returns the text as the locale can show it. */
export const forLocale = (text: string): string => (IS_UTF8 ? text : inAscii(text));
