import { IS_UTF8 } from '../glyphs.ts';

/**
 * Matches characters that are invisible, outside of the locale, or change how a terminal shows text, and that JSON and YAML do not escape: DEL,
 * C1, bidirectional marks, line separators and the like. C0 is always escaped. The Unicode tables are looked up when
 * the expression is made, which takes a millisecond.
 */
const invisible = () =>
  IS_UTF8 ? /[\p{Cf}\p{Default_Ignorable_Code_Point}\u007f-\u009f\u2028\u2029]/gu : /[^\0-\x7e]/gu;

export const hasInvisible = (text: string): boolean => text.search(invisible()) >= 0;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/** Escapes invisible characters for JSON, one escape for each UTF-16 unit. */
export const escapeForJson = (text: string): string =>
  /^[\n -~]*$/.test(text)
    ? text
    : text.replace(invisible(), (char) =>
        Array.from({ length: char.length }, (_, at) => `\\u${hex(char.charCodeAt(at), 4)}`).join(''),
      );

/** Escapes invisible characters for a YAML string in double quotes, one escape for each character. */
export const escapeForYaml = (text: string): string =>
  text.replace(invisible(), (char) => {
    const code = char.codePointAt(0) as number;
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  });
