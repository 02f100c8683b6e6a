import { ELLIPSIS } from './glyphs.ts';

/** Maximum length of quoted text in a message, in UTF-16 units. */
const MAX_LENGTH = 80;

/** Most texts are printable ASCII. This test avoids the first use of Unicode tables, which takes a millisecond. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/**
 * Returns untrusted text as one line that is safe to print on a terminal: control characters (C0, DEL, C1), line
 * separators, bidirectional marks, invisible characters and lone surrogates are escaped, and long text is truncated.
 * Escape sequences in names have reached terminals before: CVE-2021-25743.
 */
export function visible(text: string, maxLength = MAX_LENGTH): string {
  const truncated = text.length > maxLength ? text.slice(0, maxLength) : text;
  const escaped = PRINTABLE_ASCII.test(truncated)
    ? truncated
    : truncated.replace(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu,
        (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`,
      );
  return truncated === text ? escaped : `${escaped}${ELLIPSIS} (${text.length} characters)`;
}

/** Returns a path, which can be longer than other text: PATH_MAX is 4096 on Linux. */
export const visiblePath = (path: string): string => visible(path, 4096);

/** A private or public WireGuard key: 32 bytes in base64. */
const KEY = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=/g;

/** Redacts everything that could be a private key, since messages end up in logs. */
export const withoutKeys = (text: string): string => text.replace(KEY, '[redacted]');

/** Returns untrusted text in quotes, for messages about invalid values. */
export const quoted = (text: string): string => `"${visible(withoutKeys(text))}"`;

/** Quotes a word for a POSIX shell if necessary. Characters that are unsafe on a terminal are escaped. */
export const shellQuoted = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${visiblePath(word).replaceAll("'", "'\\''")}'`;
