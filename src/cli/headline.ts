/** Words the first line of validation errors: `cannot peer tokyo and osaka`. */
import type { Verb } from './grammar.ts';

/** Nouns as messages write them, where the command's name differs. */
const LABELS: Readonly<Record<string, string>> = { vpc: 'VPC', plan: 'network', config: 'preference' };

/** @param names  arguments of the command line, then the answers to prompts */
export function headlineOf(verb: Verb, path: readonly string[], names: readonly string[]): string {
  if (verb.headline) return verb.headline(names);
  const name = path.at(-1) ?? '';
  const noun = path.at(-2) ?? name;
  const label = LABELS[noun] ?? noun;
  return name === 'list' ? `cannot list ${label}s` : `cannot ${name} ${objectsNamed(label, names)}`;
}

/** Returns `a VPC`, `VPC lab`, or `VPCs lab and shop`; a name that was not given, or is empty, is left out. */
export function objectsNamed(noun: string, given: readonly (string | undefined)[]): string {
  const names = given.filter((name) => name !== undefined && name !== '') as string[];
  if (names.length === 0) return `a ${noun}`;
  return `${noun}${names.length === 1 ? '' : 's'} ${inWords(names)}`;
}

/** Returns `client laptop of gateway seoul`, as far as both are named. */
export const objectOfGateway = (noun: string, link: 'of' | 'to', gateway?: string, name?: string): string =>
  gateway ? `${objectsNamed(noun, [name])} ${link} gateway ${gateway}` : `a ${noun}`;

/** Returns `a`, `a and b`, or `a, b, and c`. */
function inWords(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
}
