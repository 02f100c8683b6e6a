import { expect, test } from 'vitest';
import { validationErrorOf } from '../../src/errors.ts';
import { problemsOf, type Rule } from '../../src/model/rules/rule.ts';
import { errorText } from '../../src/output/error.ts';

const rule: Rule<string> = {
  code: 'already-peered',
  reason: 'already peered',
  hint: (name) => `peerway peering show ${name}`,
  find: (name) => [{ message: `${name} is peered`, details: () => ['since May'] }, { message: 'twice' }],
};

test('as JSON, a problem has exactly the fields code, message and details', () => {
  const problems = problemsOf([rule], 'seoul');
  const [first] = problems;
  if (!first) throw new Error('the rule found no problem');
  expect(first).toHaveProperty('reason');
  const { error } = JSON.parse(errorText(validationErrorOf([first, ...problems.slice(1)], 'try it'), true));
  expect(error).toEqual({
    code: 'already-peered',
    message: 'seoul is peered',
    problems: [
      { code: 'already-peered', message: 'seoul is peered', details: ['since May'] },
      { code: 'already-peered', message: 'twice', details: [] },
    ],
    hint: 'try it',
  });
});
