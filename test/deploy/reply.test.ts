import { expect, test } from 'vitest';
import { parseReply, sectionLines } from '../../src/deploy/reply.ts';

test.each([
  ['an empty reply', '', {}, undefined],
  ['a section without lines', '@staged\n', { staged: [] }, undefined],
  ['sections and their lines', '@a\n1\n2\n@b\n3\n', { a: ['1', '2'], b: ['3'] }, undefined],
  ['a reply after the greeting of a login shell', 'Welcome!\n@a\n1\n', { a: ['1'] }, undefined],
  ['blank lines', '@a\n\n1\n\n', { a: ['1'] }, undefined],
  ['an error', '@error busy alice since noon\n', {}, { code: 'busy', text: 'alice since noon' }],
  ['an error without text', '@error busy\n', {}, { code: 'busy', text: '' }],
  ['an error after a section', '@a\n1\n@error x y\n', { a: ['1'] }, { code: 'x', text: 'y' }],
  ['a reply that is cut off', '@a\n1\n@b', { a: ['1'], b: [] }, undefined],
])('parses %s', (_, text, sections, error) => {
  const reply = parseReply(text);
  expect(Object.fromEntries(reply.sections)).toEqual(sections);
  expect(reply.error).toEqual(error);
});

test('returns no lines for a missing section', () => {
  expect(sectionLines(parseReply('@a\n1\n'), 'b')).toEqual([]);
});
