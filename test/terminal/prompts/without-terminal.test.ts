import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { NOUNS } from '../../../src/cli/program.ts';
import { environment } from '../../support/environment.ts';
import type { Sandbox } from '../../support/sandbox.ts';
import { open } from '../../support/terminal/pseudo-terminal.ts';
import { boxWith, plan } from '../plan.ts';
import { NEVER_ASKED, UNANSWERED } from './unanswered.ts';

test('every command that takes an argument is in the table', () => {
  const lines = [...UNANSWERED, ...NEVER_ASKED].map(([line]) => line);
  const taking = NOUNS.flatMap((noun) => [
    ...noun.verbs.map(({ usage }) => `${noun.name} ${usage}`),
    ...(noun.nouns ?? []).flatMap((inner) =>
      inner.verbs.map(({ usage }) => `${noun.name} ${inner.name} ${usage}`),
    ),
  ])
    // These take names to narrow them, and are whole without.
    .filter((usage) => /[<[]/.test(usage) && !/ (list|refresh) /.test(usage))
    .map((usage) => usage.replace(/ [<[].*/, ''));
  expect(taking.length).toBeGreaterThan(25);
  for (const command of taking) expect(lines).toContain(command);
});

/** Ways for stdin not to be a terminal, as a shell writes them; none of them may be waited for. */
const STDIN = ['</dev/null', '<&-', '', '2>&- 0<&-'];

/** Runs a line without a terminal, stdin being a pipe that nobody writes to or closes. */
async function shell(box: Sandbox, line: string): Promise<{ exit: number; out: string }> {
  let out = '';
  const child = execFile('setsid', ['sh', '-c', line], {
    cwd: box.folder,
    env: environment(box),
    timeout: 30_000,
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: string) => {
      out += text;
    });
  const [exit] = (await once(child, 'close')) as [number];
  return { exit, out };
}

test.each(UNANSWERED)('%s: without a terminal %s, whatever stdin is', async (line, missing) => {
  const box = boxWith(plan());
  const before = box.bytes();
  await Promise.all(
    STDIN.slice(0, 3).map(async (stdin) => {
      const { exit, out } = await shell(box, `peerway ${line} ${stdin}`);
      expect([exit, out]).toEqual([
        2,
        expect.stringMatching(new RegExp(`^error: ${literal(missing)}\nhint: `)),
      ]);
    }),
  );
  expect((await shell(box, `peerway ${line} ${STDIN[3]}`)).exit).toBe(2);
  expect(box.bytes()).toBe(before);
});

test.each(NEVER_ASKED)('%s: %s', async (line, missing) => {
  const { exit, out } = await shell(boxWith(plan()), `peerway ${line} </dev/null`);
  expect([exit, out]).toEqual([2, expect.stringMatching(new RegExp(`^error: ${literal(missing)}\n`))]);
});

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const LINES = ['peering create', 'gateway create x', 'vpc add x', 'client delete', 'vpc delete'];

test.each([
  ['with --no-input', (line: string) => `peerway --no-input ${line}`],
  ['when it is dumb', (line: string) => `TERM=dumb peerway ${line}`],
  ['when stdin is none', (line: string) => `peerway ${line} </dev/null`],
  ['when stderr is none', (line: string) => `peerway ${line} 2>err; e=$?; cat err; (exit $e)`],
])('at a terminal nothing is asked %s', async (_, command) => {
  const box = boxWith(plan());
  const before = box.bytes();
  const lines = LINES.map((line) => `${command(line)}; echo "exit $?"`);
  const terminal = open({ box, command: 'sh', args: ['-c', lines.join('\n')], columns: 120 });
  expect(await terminal.exit).toBe(0);
  const expected = LINES.map((line) => {
    const missing = UNANSWERED.find(([one]) => one === line)?.[1] ?? '';
    return `error: ${literal(missing)}\nhint: .*\nexit 2`;
  });
  expect(terminal.all()).toMatch(new RegExp(`^${expected.join('\n')}$`));
  expect(box.bytes()).toBe(before);
});

test('a yes is not asked for either, where nothing can be asked', async () => {
  const box = boxWith(plan());
  const terminal = open({
    box,
    command: 'sh',
    args: [
      '-c',
      'peerway vpc delete lab --no-input; echo "exit $?"; TERM=dumb peerway peering create seoul osaka',
    ],
    columns: 120,
    rows: 60,
  });
  expect(await terminal.exit).toBe(0);
  expect(terminal.all()).toMatch(
    /^error: Delete VPC lab: --yes is required when not running interactively\n(?: .*\n)+hint: .*\nexit 2\nPeering seoul-osaka is active\n/,
  );
});
