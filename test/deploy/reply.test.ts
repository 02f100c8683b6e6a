import { expect, test } from 'vitest';
import { linesOf, readReply } from '../../src/deploy/reply.ts';

test.each([
  ['nothing', '', {}, undefined],
  ['a section without lines', '@staged\n', { staged: [] }, undefined],
  ['sections and their lines', '@a\n1\n2\n@b\n3\n', { a: ['1', '2'], b: ['3'] }, undefined],
  ['what a login shell says first', 'Welcome!\n@a\n1\n', { a: ['1'] }, undefined],
  ['blank lines', '@a\n\n1\n\n', { a: ['1'] }, undefined],
  ['an error', '@error busy alice since noon\n', {}, { code: 'busy', text: 'alice since noon' }],
  ['an error without words', '@error busy\n', {}, { code: 'busy', text: '' }],
  ['an error after a section', '@a\n1\n@error x y\n', { a: ['1'] }, { code: 'x', text: 'y' }],
  ['an answer that is cut off', '@a\n1\n@b', { a: ['1'], b: [] }, undefined],
])('reads %s', (_, text, sections, error) => {
  const reply = readReply(text);
  expect(Object.fromEntries(reply.sections)).toEqual(sections);
  expect(reply.error).toEqual(error);
});

test('has no lines of a section that is not there', () => {
  expect(linesOf(readReply('@a\n1\n'), 'b')).toEqual([]);
});
