/** Longest piece of foreign text that a message quotes, in UTF-16 units. */
const LONGEST = 80;

/** Nearly all texts: without the tables of Unicode, which take a millisecond to look up for the first time. */
const NOTHING_TO_HIDE = /^[ -~]*$/;

/**
 * Foreign text made fit for a terminal and for one line: control characters (C0, DEL, C1), line separators,
 * bidirectional marks, characters that show as nothing and lone surrogates as escapes, and cut when it is long.
 * Escape sequences in names have reached terminals before: CVE-2021-25743.
 */
export function visible(text: string, longest = LONGEST): string {
  const cut = text.length > longest ? text.slice(0, longest) : text;
  const shown = NOTHING_TO_HIDE.test(cut)
    ? cut
    : cut.replace(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu,
        (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`,
      );
  return cut === text ? shown : `${shown}… (${text.length} characters)`;
}

/** A path in full: PATH_MAX of Linux is 4096. */
export const visiblePath = (path: string): string => visible(path, 4096);

/** 32 bytes in base64, as WireGuard's tools write keys, whether private or public. */
const KEY = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=/g;

/** Foreign text with nothing left in it that could be a private key: messages end up in logs. */
export const withoutKeys = (text: string): string => text.replace(KEY, '[redacted]');

/** The same in quotes, as messages show what was typed. */
export const quoted = (text: string): string => `"${visible(withoutKeys(text))}"`;

/** A word as it can be pasted into a shell; one that would do harm to the terminal is shown escaped. */
export const shellQuoted = (word: string): string =>
  /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${visiblePath(word).replaceAll("'", "'\\''")}'`;
