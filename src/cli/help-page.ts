/** Help pages as data, and their text. */
import type { Option } from 'commander';
import { wrap } from '../output/wrap.ts';
import type { Noun, Verb } from './grammar.ts';

/** Terms with their descriptions under a heading. */
export interface HelpSection {
  readonly heading: string;
  readonly items: readonly (readonly [term: string, text: string])[];
}

export interface HelpPage {
  readonly summary: string;
  readonly paragraphs: readonly string[];
  readonly usage: readonly string[];
  readonly sections: readonly HelpSection[];
  readonly examples: readonly string[];
  readonly closing?: string;
}

/** Groups flags by their heading. Those without one come first, under "Flags". */
export function flagSections(flags: readonly Option[]): HelpSection[] {
  const headings = [...new Set(flags.map(headingOf))].sort(
    (a, b) => Number(b === FLAGS) - Number(a === FLAGS),
  );
  return headings.map((heading) =>
    flagSection(
      heading,
      flags.filter((flag) => headingOf(flag) === heading),
    ),
  );
}

const FLAGS = 'Flags';

const headingOf = ({ helpGroupHeading }: Option): string => helpGroupHeading ?? FLAGS;

/** Returns a section of flags, aligned by their long forms. */
export function flagSection(heading: string, flags: readonly Option[]): HelpSection {
  const indent = flags.some(({ short }) => short) ? '    ' : '';
  return {
    heading,
    items: flags.map((flag) => [flag.short ? flag.flags : `${indent}${flag.flags}`, flagText(flag)]),
  };
}

/** Returns the description of a flag with its choices, default, and environment variable. */
export function flagText({ description, argChoices, envVar, ...flag }: Option): string {
  const choices = argChoices ? `: ${inWords(argChoices)}` : '';
  const value = flag.defaultValueDescription ?? flag.defaultValue;
  return [
    `${description}${choices}`,
    ...(value === undefined || typeof value === 'boolean' ? [] : [`(default: ${value})`]),
    ...(envVar ? [`(env: ${envVar})`] : []),
  ].join(' ');
}

/** Returns `table, json, or yaml`, or `on or off`. */
function inWords(choices: readonly string[]): string {
  const [last = '', ...rest] = [...choices].reverse();
  if (rest.length < 2) return [...rest, last].join(' or ');
  return `${rest.reverse().join(', ')}, or ${last}`;
}

/** Returns the page of a verb; `path` ends with its name. */
export function verbPage(path: readonly string[], verb: Verb, flags: readonly Option[]): HelpPage {
  const [, ...args] = verb.usage.split(' ');
  const command = ['peerway', ...path].join(' ');
  const alias = ['peerway', ...path.slice(0, -1), verb.alias].join(' ');
  return {
    summary: verb.summary,
    paragraphs: [
      ...(verb.description?.split('\n\n') ?? []),
      ...(verb.asks ? ['At a terminal, missing values are prompted for.'] : []),
    ],
    usage: [[command, ...args, '[flags]'].join(' ')],
    sections: [
      ...(verb.alias ? [{ heading: 'Alias', items: [[alias, ''] as const] }] : []),
      ...flagSections(flags),
    ],
    examples: verb.examples,
  };
}

/** The heading of the help topics of a noun. */
export const TOPICS_HEADING = 'Topics';

/** Returns the page of a noun, which lists its commands. */
export function nounPage(
  path: readonly string[],
  { summary, description, verbs, nouns = [], topics = [] }: Noun,
): HelpPage {
  const command = ['peerway', ...path].join(' ');
  return {
    summary,
    paragraphs: description === undefined ? [] : [description],
    usage: [`${command} <verb> [names] [flags]`],
    sections: [
      {
        heading: 'Commands',
        items: [
          ...verbs.map((verb) => [verb.usage.split(' ')[0] ?? '', verb.summary] as const),
          ...nouns.map((noun) => [noun.name, noun.summary] as const),
        ],
      },
      ...(topics.length > 0
        ? [{ heading: TOPICS_HEADING, items: topics.map((topic) => [`peerway help ${topic}`, ''] as const) }]
        : []),
    ],
    examples: [],
    closing: `Run \`${command} <verb> --help\` for more about a verb.`,
  };
}

/** Widest column of terms; the description of a longer term begins on the next line. */
const TERM_WIDTH = 28;

/** Formats a page in lines of at most `width` characters. */
export function pageText(page: HelpPage, width: number): string {
  const blocks = [
    wrap(page.summary, width),
    ...page.paragraphs.map((paragraph) => wrap(paragraph, width)),
    ['Usage:', ...page.usage.map((line) => `  ${line}`)],
    ...page.sections.map((section) => sectionLines(section, width)),
    ...(page.examples.length > 0
      ? [['Examples:', ...page.examples.flatMap((example) => exampleLines(example, width))]]
      : []),
    ...(page.closing ? [wrap(page.closing, width)] : []),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Blanks that are not inside parentheses: `(env: NAME)` stays together. */
const OUTSIDE_PARENTHESES = / (?![^(]*\))/;

function sectionLines({ heading, items }: HelpSection, width: number): string[] {
  const column = Math.max(...items.map(([term]) => term.length).filter((length) => length <= TERM_WIDTH), 0);
  return [
    `${heading}:`,
    ...items.flatMap(([term, text]) => {
      const lines = wrap(text, width - column - 4, OUTSIDE_PARENTHESES).map(
        (line) => `${' '.repeat(column + 4)}${line}`,
      );
      if (text === '') return [`  ${term}`];
      if (term.length > column) return [`  ${term}`, ...lines];
      const [first = '', ...rest] = lines;
      return [`  ${term.padEnd(column)}  ${first.trimStart()}`, ...rest];
    }),
  ];
}

/** Breaks a long example after a backslash, as a shell accepts it. */
function exampleLines(example: string, width: number): string[] {
  const [first = '', ...rest] = wrap(example, width - 8, / (?=--?[a-z])| (?=\|)/);
  const lines = [`  $ ${first}`, ...rest.map((line) => `      ${line}`)];
  return lines.map((line, at) => (at < lines.length - 1 ? `${line} \\` : line));
}
