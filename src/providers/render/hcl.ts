/** Terraform's configuration language as `terraform fmt` writes it. */

/** Something written as it stands: a reference to another object. */
export interface Reference {
  readonly ref: string;
}

export type Value = string | boolean | Reference | readonly (string | Reference)[];

export interface Block {
  /** `resource "aws_route" "name"`: the type and the labels. */
  readonly head: readonly string[];
  /** Those that are undefined are left out. */
  readonly values: Readonly<Record<string, Value | undefined>>;
  /** Values that are maps of texts, and blocks within. */
  readonly maps?: Readonly<Record<string, Readonly<Record<string, Value>>>>;
  readonly blocks?: readonly Block[];
}

/** Templates begin with `${` and `%{` (Terraform, Strings and Templates). */
const quotedText = (text: string): string =>
  JSON.stringify(text).replaceAll('${', '$${').replaceAll('%{', '%%{');

function valueText(value: Value): string {
  if (typeof value === 'string') return quotedText(value);
  if (typeof value === 'boolean') return String(value);
  if ('ref' in value) return value.ref;
  return `[${value.map(valueText).join(', ')}]`;
}

/** The signs of equality of lines that follow each other stand below each other. */
function valueLines(values: Readonly<Record<string, Value | undefined>>): string[] {
  const given = Object.entries(values).filter((pair): pair is [string, Value] => pair[1] !== undefined);
  const width = Math.max(0, ...given.map(([key]) => key.length));
  return given.map(([key, value]) => `${key.padEnd(width)} = ${valueText(value)}`);
}

const indented = (lines: readonly string[]): string[] =>
  lines.map((line) => (line === '' ? '' : `  ${line}`));

/** A block without its indentation. */
export function blockLines({ head: [type, ...labels], values, maps = {}, blocks = [] }: Block): string[] {
  const parts = [
    valueLines(values),
    ...Object.entries(maps).map(([key, map]) => [`${key} = {`, ...indented(valueLines(map)), '}']),
    ...blocks.map(blockLines),
  ].filter((lines) => lines.length > 0);
  const inner = parts.flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
  return [[type, ...labels.map((label) => `"${label}"`), '{'].join(' '), ...indented(inner), '}'];
}

/** A name that begins with a letter, as identifiers have to. */
export const identifier = (name: string): string => (/^[a-z_]/i.test(name) ? name : `_${name}`);
