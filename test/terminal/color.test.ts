import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { open, type PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';

const box = sandbox();
beforeAll(() => seoulAndOsaka(box));

const LIST = 'peerway gateway list';
const ESCAPE = '\u001b';

const shell = (line: string, env: Record<string, string>): PseudoTerminal =>
  open({ box, command: 'sh', args: ['-c', line], env, rows: 20, columns: 140 });

/** A surrounding, and whether the list and the questions in it have colours. */
const CASES = [
  ['', {}, true],
  ['', { NO_COLOR: '1' }, false],
  ['', { NO_COLOR: '' }, true],
  ['', { TERM: 'dumb' }, false],
  ['', { FORCE_COLOR: '0' }, false],
  ['', { FORCE_COLOR: '1', TERM: 'dumb' }, true],
  ['', { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ['', { FORCE_COLOR: '', NO_COLOR: '1' }, false],
  ['--no-color', {}, false],
  ['--no-color', { FORCE_COLOR: '1' }, false],
  ['--no-color', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
] as [string, Record<string, string>, boolean][];

describe.each(CASES)('with %j and %j', (flag, env, coloured) => {
  test(`a list is ${coloured ? '' : 'not '}coloured, and says the same`, async () => {
    const terminal = shell(`${LIST} ${flag}`, env);
    expect(await terminal.exit).toBe(0);
    expect(terminal.bytes().includes(ESCAPE)).toBe(coloured);
    const { stdout } = await box.run(['gateway', 'list']);
    expect(terminal.screen()).toBe(stdout.trimEnd());
  });
});

const isDumb = (env: Record<string, string>): boolean => env['TERM'] === 'dumb';

test.each(CASES.filter(([, env]) => !isDumb(env)))(
  'with %j and %j a question is coloured: %s, and nothing else is said',
  async (flag, env, coloured) => {
    const terminal = shell(`peerway gateway delete osaka ${flag}`, env);
    await terminal.until(/^\? Delete gateway osaka\? \(y\/N\)$/);
    terminal.key('enter');
    expect(await terminal.exit).toBe(130);
    expect(terminal.screen()).toMatch(/^\S+ Delete gateway osaka\? No\nnothing was changed$/);
    expect(/\u001b\[\d+m/.test(terminal.bytes())).toBe(coloured);
  },
);

test('a terminal that cannot be drawn on is not asked at', async () => {
  const terminal = shell('peerway gateway delete osaka', { TERM: 'dumb' });
  expect(await terminal.exit).toBe(2);
  expect(terminal.screen()).toMatch(
    /^error: Delete gateway osaka: --yes is required when not running interactively/,
  );
  expect(terminal.bytes()).not.toContain(ESCAPE);
});

test('a pipe on a terminal has colours only where they are forced', async () => {
  const plain = shell(`${LIST} | cat`, {});
  await plain.exit;
  expect(plain.bytes()).not.toContain(ESCAPE);
  const forced = shell(`${LIST} | cat`, { FORCE_COLOR: '1' });
  await forced.exit;
  expect(forced.look('active')).toMatchObject({ colour: 2 });
});

test.each(['gateway show osaka', 'gateway render osaka', 'gateway list -o json', 'gateway list -o yaml'])(
  '%s is the same on a terminal as in a pipe',
  async (line) => {
    const terminal = open({ box, args: line.split(' '), columns: 300, rows: 20 });
    expect(await terminal.exit).toBe(0);
    expect(terminal.bytes().replaceAll('\r\n', '\n')).toBe((await box.run(line.split(' '))).stdout);
  },
);
