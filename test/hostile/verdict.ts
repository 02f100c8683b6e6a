/** The outcome of a hostile value, and the rules for it. */
import type { Ran } from './stage.ts';

/** Rejected, with the value as it is or not shown; rejected with a part of it escaped; accepted. */
export type Fate = 'refused' | 'escaped' | 'accepted';

/**
 * Characters that never go to a terminal or into a line: controls, format characters, lone surrogates, line
 * separators.
 */
const RAW = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;

/**
 * Characters that are not in a path either. Scripts need paths as they are, and names in some languages have joiners.
 */
const RAW_IN_PATHS = /[\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029]/u;

/** Returns the first raw character of a text whose lines end with LF. Rendered firewall files contain tabs. */
export function rawIn(text: string, raw = RAW): string | undefined {
  const found = raw.exec(text.replace(/[\n\t]/g, ''))?.[0];
  return found && `U+${(found.codePointAt(0) as number).toString(16).padStart(4, '0')}`;
}

const DOCUMENTED = [0, 2, 3, 4, 5, 6, 8];

/** A list can report that gateways differ, or that one cannot be reached. */
const isFinding = ({ exit, err }: Ran): boolean =>
  (exit === 8 || exit === 6) && !/^(error: |\{"error")/m.test(err);

const linesBeginning = (text: string, word: string): number =>
  text.split('\n').filter((line) => line.startsWith(word)).length;

/** Returns everything that is wrong with the end of a run, with errors as text or JSON. */
export function complaints(ran: Ran, { json, paths }: { json: boolean; paths?: boolean }): string[] {
  const { exit, out, err } = ran;
  const raw = rawIn(out, paths ? RAW_IN_PATHS : RAW) ?? rawIn(err);
  return [
    ...(DOCUMENTED.includes(exit) ? [] : [`exit ${exit}`]),
    ...(raw ? [`prints ${raw}`] : []),
    ...(/^ {4}at .*\d+:\d+\)?$/m.test(err) ? ['a stack trace'] : []),
    ...(exit === 0 || isFinding(ran) ? [] : errorComplaints(ran, json)),
  ];
}

/** A bad value has a hint. A rule may give details instead. */
function errorComplaints({ exit, out, err }: Ran, json: boolean): string[] {
  if (json) return jsonComplaints(exit, err.replace(/^(warning: .*\n)*/, ''));
  const hints = linesBeginning(err, 'hint: ');
  return [
    ...(linesBeginning(err, 'error: ') > 1 ? ['more than one error'] : []),
    ...(hints > 1 ? ['more than one hint'] : []),
    ...(hints > 0 || (exit === 3 && /^ {2}/m.test(err)) ? [] : ['no hint']),
    ...(out === '' ? [] : ['prints a product all the same']),
  ];
}

interface JsonError {
  readonly error: {
    readonly message: string;
    readonly hint: string | null;
    readonly problems: readonly { readonly message: string; readonly details: readonly string[] }[];
  };
}

/** Expects one line with one object, and no line breaks in its texts. */
function jsonComplaints(exit: number, err: string): string[] {
  if (!/^[^\n]+\n$/.test(err)) return ['not one line of JSON'];
  const { error } = JSON.parse(err) as JsonError;
  const texts = [
    error.message,
    error.hint ?? '',
    ...error.problems.flatMap(({ message, details }) => [message, ...details]),
  ];
  const raw = texts
    .map((text) => rawIn(text) ?? (text.includes('\n') ? 'a line end' : undefined))
    .find(Boolean);
  const advised = error.hint || (exit === 3 && error.problems.some(({ details }) => details.length > 0));
  return [...(raw ? [`the error holds ${raw}`] : []), ...(advised ? [] : ['no hint'])];
}

/** Escapes in messages, as text or in JSON. */
const ESCAPED = /\\u\{[0-9a-f]+\}/;

export const fateOf = ({ exit, err }: Ran): Fate =>
  exit === 0 ? 'accepted' : ESCAPED.test(err) ? 'escaped' : 'refused';
