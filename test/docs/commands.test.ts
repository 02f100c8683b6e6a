/** Every command and flag that the README and the topics mention exists. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { treeOfAll } from '../../src/cli/program.ts';
import type { TreeCommand } from '../../src/completion/tree.ts';
import { TOPICS } from '../../src/help/topics.ts';
import { type CodeBlock, codeBlocks, DOCUMENTS, type Document } from './documents.ts';

const { root, everywhere } = await treeOfAll();

const globalFlags = [...everywhere, ...root.flags].flatMap(({ long, short = '' }) => [long, short]);

const flagsOf = (command: TreeCommand): string[] => [
  ...command.flags.flatMap(({ long, short = '' }) => [long, short]),
  ...command.commands.flatMap(flagsOf),
];
const allFlags = new Set([...globalFlags, ...flagsOf(root)]);

const isNoun = (word: string): boolean => root.commands.some(({ name }) => name === word);

/** Code inside sentences: commands without `peerway` begin with a noun and have a verb. */
function mentions({ text }: Document): string[] {
  const blocks = codeBlocks(text);
  const prose = blocks.reduce((rest, block) => rest.replace(block.text, ''), text);
  const lines = blocks.flatMap(commandLines).flatMap((line) => line.match(/\bpeerway [^|>;#)&`]+/g) ?? []);
  const spans = [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replaceAll('\\|', '|'));
  return [
    ...lines,
    ...spans.filter((span) => /^peerway [a-z]/.test(span)),
    ...spans
      .filter((span) => isNoun(span.split(' ')[0] ?? '') && span.includes(' '))
      .map((span) => `peerway ${span}`),
    ...spans.filter((span) => span.startsWith('--')).map((span) => `flag ${span}`),
  ].map((line) => line.trim());
}

/** The lines of a script, or those after a `$ `, without comments. */
const commandLines = ({ language, text }: CodeBlock): string[] => {
  const lines = text
    .replaceAll('\\\n', ' ')
    .replace(/(^| )#.*/gm, '')
    .split('\n');
  if (language === 'console') return lines.filter((line) => line.startsWith('$ '));
  return language === 'sh' ? lines : [];
};

/** Returns the reason why a command line cannot work, as far as its words can tell. */
function problemWith(line: string): string | undefined {
  const [program, ...words] = line.split(/\s+/);
  const flags = words
    .filter((word) => /^(?:--[[a-z]|-[A-Za-z]$)/.test(word))
    .flatMap((word) => {
      const name = word.replace(/=.*/, '');
      return name.includes('[no-]') ? [name.replace('[no-]', ''), name.replace('[no-]', 'no-')] : [name];
    });
  if (program === 'flag') return flags.every((flag) => allFlags.has(flag)) ? undefined : 'unknown flag';
  if (words[0] === 'help') return isTopicOrNoun(words[1]) ? undefined : 'unknown topic';
  let command = root;
  for (const word of words) {
    const next = command.commands.find(({ name, alias }) => name === word || alias === word);
    if (!next) break;
    command = next;
  }
  if (command === root) return words[0]?.startsWith('-') ? undefined : 'unknown noun';
  const verb = words[words.indexOf(command.name) + 1];
  if (command.commands.length > 0 && verb !== undefined) return `unknown verb of ${command.name}`;
  const known = [...globalFlags, ...flagsOf(command)];
  const unknown = flags.filter((flag) => !known.includes(flag));
  return unknown.length > 0 ? `unknown: ${unknown.join(', ')}` : undefined;
}

const isTopicOrNoun = (word: string | undefined): boolean =>
  word === undefined || isNoun(word) || TOPICS.some(({ name }) => name === word);

test.each(DOCUMENTS)('commands and flags of $name exist', (document) => {
  const problems = mentions(document).map((line) => [line, problemWith(line)] as const);
  expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([]);
});

test('mentions of unknown commands and flags are found', () => {
  expect(
    [
      'peerway gateway fly',
      'peerway gate',
      'peerway gateway list --fast',
      'peerway help gravity',
      'flag --fast',
    ].map(problemWith),
  ).toEqual(['unknown verb of gateway', 'unknown noun', 'unknown: --fast', 'unknown topic', 'unknown flag']);
});

test.each(DOCUMENTS)('links of $name lead somewhere', ({ path, text }) => {
  const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);
  for (const target of targets.filter((url) => !/^https:/.test(url)))
    expect(existsSync(join(dirname(path), target)), target).toBe(true);
});
