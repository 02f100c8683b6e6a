/** Terraform's configuration language, formatted as by `terraform fmt`. */

import type { Cidr } from '../../model/address/cidr.ts';

/** A reference to another object, written unquoted. */
export interface Reference {
  readonly ref: string;
}

export type Value = string | boolean | Reference | readonly (string | Reference)[];

export interface Block {
  /** The type and the labels: `resource "<type>" "<name>"`. */
  readonly head: readonly string[];
  /** Undefined values are left out. */
  readonly values: Readonly<Record<string, Value | undefined>>;
  /** Nested maps. */
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

/** A key of a map that is no identifier is quoted. */
const keyText = (key: string): string => (/^[a-z_][a-z0-9_-]*$/i.test(key) ? key : quotedText(key));

/** Aligns the equal signs of consecutive lines, as `terraform fmt` does. */
function valueLines(values: Readonly<Record<string, Value | undefined>>): string[] {
  const given = Object.entries(values)
    .filter((pair): pair is [string, Value] => pair[1] !== undefined)
    .map(([key, value]): [string, Value] => [keyText(key), value]);
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

/** A valid identifier, which begins with a letter or an underscore. */
export const identifier = (name: string): string => (/^[a-z_]/i.test(name) ? name : `_${name}`);

/** The block that names the Terraform provider of a configuration. */
export const requiredProvider = (name: string): Block => ({
  head: ['terraform'],
  values: {},
  blocks: [{ head: ['required_providers'], values: {}, maps: { [name]: { source: `hashicorp/${name}` } } }],
});

/** A network with only letters, digits and hyphens. */
export const slug = (cidr: string): string => cidr.replace(/[^0-9a-z]+/g, '-');

/** Every address, of both families. */
export const ANYWHERE = ['0.0.0.0/0', '::/0'] as Cidr[];
