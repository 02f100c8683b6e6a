/** Questions at the terminal. They go to stderr: stdout is the product's, also when it is piped elsewhere. */
import inquirer from 'inquirer';
import type { Absent, Choice, Offer, TextQuestion } from '../ask.ts';
import { UserError } from '../errors.ts';
import { absentLine, fitted, wrapped } from './lines.ts';
import { put } from './put.ts';
import { type Reading, textPrompt } from './text-prompt.ts';

const columns = (): number => process.stderr.columns || 80;

const say = (lines: readonly string[]): void => {
  for (const line of lines) process.stderr.write(`${line}\n`);
};

/** A line of text that the question's parser takes; without blanks around it. */
export function typed<Value>({ message, fallback, parse, remark }: TextQuestion<Value>): Promise<string> {
  const read = (text: string): Reading => {
    try {
      const value = parse(text);
      return { remarks: remark?.(value) ?? [] };
    } catch (error) {
      if (error instanceof UserError) return { wrong: wordsOf(error) };
      throw error;
    }
  };
  return put((context) => textPrompt({ message, read, ...(fallback ? { fallback } : {}) }, context));
}

/** An error as it would stand on stderr, without its label. */
const wordsOf = ({ message, problems, hint }: UserError): string[] => [
  message,
  ...problems.flatMap((problem) => [
    ...(problem.message === message ? [] : [problem.message]),
    ...problem.details.map((detail) => `  ${detail}`),
  ]),
  ...(hint ? [`hint: ${hint}`] : []),
];

/** One of the offered; typing narrows the list. Those that cannot be had are named in a line, and found by name. */
export function chosen({ message, choices, absent = [] }: Offer): Promise<string> {
  if (absent.length > 0) say([absentLine(absent, columns())]);
  const source = (term = '') => {
    const found = choices.filter((choice) => matches(searchText(choice), term));
    const width = Math.max(0, ...found.slice(0, 200).map(({ value, label = value }) => label.length));
    return found.length > 0 ? found.map((choice) => shown(choice, width)) : absentMatches(absent, term);
  };
  return put(async (context) => {
    const prompt = inquirer.createPromptModule(context);
    return (await prompt([{ type: 'search', name: 'value', message, source, pageSize: 10 }])).value;
  });
}

const searchText = ({ value, label = value, detail }: Choice): string => `${label} ${detail}`.toLowerCase();

/** Every word of the term is in the text. */
const matches = (text: string, term: string): boolean =>
  term
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));

const shown = ({ value, label = value, detail }: Choice, width: number) => ({
  value,
  name: fitted(`${label.padEnd(width)}  ${detail}`.trimEnd(), columns() - 2),
  short: label,
});

const absentMatches = (absent: readonly Absent[], term: string) =>
  absent
    .filter(({ name }) => name.includes(term.trim().toLowerCase()))
    .map(({ name, why }) => ({ value: name, name, disabled: `(${why})` }));

/** A yes or a no, after all that a yes would come to. */
export function agreedTo(what: string, lines: readonly string[], fallback: boolean): Promise<boolean> {
  say(lines.flatMap((line) => wrapped(line, columns())));
  return put(async (context) => {
    const prompt = inquirer.createPromptModule(context);
    return (await prompt([{ type: 'confirm', name: 'yes', message: `${what}?`, default: fallback }])).yes;
  });
}
