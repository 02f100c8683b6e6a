import { expect, test } from 'vitest';
import { NOUNS } from '../../src/cli/program.ts';
import { type Block, parseMarkdown, spansOf } from '../../src/help/markdown.ts';
import { TOPICS } from '../../src/help/topics.ts';
import { README, TOPIC_FILES } from '../docs/documents.ts';

const textsOf = (block: Block): readonly string[] => {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return [block.text];
    case 'list':
      return block.items;
    case 'table':
      return [...block.header, ...block.rows.flat()];
    case 'code':
      return [];
  }
};

test('every file is a topic, and no topic has the name of a noun', () => {
  const names: string[] = TOPICS.map(({ name }) => name);
  expect([...names].sort()).toEqual(TOPIC_FILES.map(({ name }) => name).sort());
  expect(NOUNS.filter(({ name }) => names.includes(name))).toEqual([]);
});

test('the README is short and leads to every topic', () => {
  expect(README.text.split('\n').length).toBeLessThanOrEqual(250);
  for (const { name } of TOPICS) expect(README.text).toContain(`[${name}](src/help/${name}.md)`);
});

test.each(TOPICS)('$name is written in the Markdown that is understood', ({ title, text }) => {
  expect(title).toMatch(/^[A-Z].{0,60}[^.]$/);
  const blocks = parseMarkdown(text);
  expect(blocks.filter(({ kind }) => kind === 'heading' && kind).length).toBeGreaterThan(0);
  for (const one of blocks.flatMap(textsOf)) {
    const plain = spansOf(one).flatMap(({ style, text: piece }) => (style === 'plain' ? [piece] : []));
    expect(plain.join('')).not.toMatch(/[`*]|\]\(|^#|^>|<[a-z]/);
  }
});

test.each(TOPICS)('$name has tables of equal rows and fences that close', ({ text }) => {
  expect((text.match(/^```/gm) ?? []).length % 2).toBe(0);
  for (const block of parseMarkdown(text))
    if (block.kind === 'table')
      for (const row of block.rows) expect(row.length, row.join(' | ')).toBe(block.header.length);
});
