/**
 * What JSON and YAML leave as it is in a text and a terminal acts upon, or shows as nothing: DEL, C1, bidirectional
 * marks, line separators and the like. C0 they escape themselves.
 */
const UNSHOWN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u007f-\u009f\u2028\u2029]/gu;

/** Whether there is any of it in a text. */
export const hasUnshown = (text: string): boolean => text.search(UNSHOWN) >= 0;

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

/** The text with escapes of JSON in its place: one for each UTF-16 unit. */
export const escapedForJson = (text: string): string =>
  text.replace(UNSHOWN, (char) =>
    Array.from({ length: char.length }, (_, at) => `\\u${hex(char.charCodeAt(at), 4)}`).join(''),
  );

/** The text with escapes of YAML in its place: one for each character. They mean themselves in double quotes only. */
export const escapedForYaml = (text: string): string =>
  text.replace(UNSHOWN, (char) => {
    const code = char.codePointAt(0) as number;
    return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
  });
