import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import type { Key } from '../support/terminal/keys.ts';
import { open, type PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';

const box = sandbox();

beforeEach(async () => {
  if (box.bytes() === '') await seoulAndOsaka(box);
  const { exit } = await box.run(['peering', 'show', 'seoul-osaka']);
  if (exit !== 0) await box.ok('peering create seoul osaka');
});

/** A deletion whose question stands on the screen, with the terminal set for single keys. */
async function asked(line: string, columns = 80): Promise<PseudoTerminal> {
  const terminal = open({
    box,
    command: 'sh',
    args: ['-c', `echo $$ >pid; exec ${line}`],
    columns,
    rows: 40,
  });
  await terminal.until(/\(y\/N\)$/);
  expect(terminal.echo()).toBe(false);
  return terminal;
}

/** The terminal is as it was, the cursor can be seen, and a prompt would begin a line of its own. */
function expectTidy(terminal: PseudoTerminal): void {
  expect(terminal.echo()).toBe(true);
  expect(terminal.modesRestored()).toBe(true);
  expect(terminal.cursorVisible()).toBe(true);
  expect(terminal.atLineStart()).toBe(true);
}

const DELETIONS = [
  ['peerway peering delete seoul-osaka', /- route +172\.31\.0\.0\/16 through wg0/],
  ['peerway gateway delete osaka', /^ *peering seoul-osaka$/m],
] as const;

describe.each(DELETIONS)('%s', (line, losses) => {
  test('shows what goes with it, and does nothing on a no', async () => {
    const before = box.bytes();
    const terminal = await asked(line);
    expect(terminal.screen()).toMatch(losses);
    terminal.type('n');
    terminal.key('enter');
    expect(await terminal.exit).toBe(130);
    expect(terminal.screen()).toMatch(/nothing was changed$/);
    expect(box.bytes()).toBe(before);
    expectTidy(terminal);
  });

  test('takes Enter alone for a no', async () => {
    const before = box.bytes();
    const terminal = await asked(line);
    terminal.key('enter');
    expect(await terminal.exit).toBe(130);
    expect(box.bytes()).toBe(before);
    expectTidy(terminal);
  });

  test.each(['ctrl-c', 'ctrl-d', 'escape'] satisfies Key[])('is left with %s, exit 130', async (key) => {
    const before = box.bytes();
    const terminal = await asked(line);
    terminal.key(key);
    expect(await terminal.exit).toBe(130);
    expect(terminal.screen()).toMatch(/^error: Interrupted; nothing was changed$/m);
    expect(box.bytes()).toBe(before);
    expectTidy(terminal);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 130],
    // Whose terminal has gone ends by the signal that says so.
    ['SIGHUP', 129],
  ] as const)('leaves the terminal in order on %s', async (signal, exit) => {
    const before = box.bytes();
    const terminal = await asked(line);
    process.kill(Number(readFileSync(join(box.folder, 'pid'), 'utf8')), signal);
    expect(await terminal.exit).toBe(exit);
    expect(box.bytes()).toBe(before);
    expectTidy(terminal);
  });

  test('is done on a yes', async () => {
    const before = box.bytes();
    const terminal = await asked(line);
    terminal.type('y');
    terminal.key('enter');
    expect(await terminal.exit).toBe(0);
    expect(terminal.screen()).toMatch(/^deleted peering seoul-osaka$/m);
    expect(terminal.screen()).toMatch(/to render seoul again, run `peerway gateway render seoul`$/m);
    expect(box.bytes()).not.toBe(before);
    expect(await box.ok('peering list -o name')).toBe('');
    expectTidy(terminal);
    if (line.includes('gateway')) await box.ok('gateway create osaka --vpc osaka --endpoint 203.0.113.2');
  });
});

const GATEWAY = 'peerway gateway delete osaka';

test('the question and its answer stay readable where they take several lines', async () => {
  const terminal = await asked(GATEWAY, 20);
  terminal.type('n');
  terminal.key('enter');
  expect(await terminal.exit).toBe(130);
  expect(terminal.all().replaceAll(/\n */g, ' ')).toContain('Delete gateway osaka? No');
  expect(terminal.all().match(/Delete/g)).toHaveLength(1);
  expectTidy(terminal);
});

test('the question is put anew after Ctrl-Z and fg', async () => {
  const before = box.bytes();
  const terminal = open({ box, command: 'bash', args: ['--norc', '--noprofile', '-i'], env: { PS1: '> ' } });
  const enter = (text: string): void => {
    terminal.type(text);
    terminal.key('enter');
  };
  await terminal.until(/^>$/);
  enter(GATEWAY);
  await terminal.until(/\(y\/N\)$/);
  terminal.key('ctrl-z');
  await terminal.until(/Stopped[\s\S]*\n>$/);
  enter('fg');
  await terminal.until(/gateway delete osaka\n+peering seoul-osaka\n[\s\S]*\(y\/N\)$/);
  enter('n');
  await terminal.until(/nothing was changed\n>$/);
  enter('exit $?');
  expect(await terminal.exit).toBe(130);
  expect(box.bytes()).toBe(before);
  expectTidy(terminal);
});

test('the question is put on stderr, so that stdout can go elsewhere', async () => {
  const terminal = await asked(`${GATEWAY} -o name >deleted`);
  terminal.type('y');
  terminal.key('enter');
  expect(await terminal.exit).toBe(0);
  expect(readFileSync(join(box.folder, 'deleted'), 'utf8')).toBe('osaka\nseoul-osaka\n');
  await box.ok('gateway create osaka --vpc osaka --endpoint 203.0.113.2');
});

test.each([`echo y | ${GATEWAY}`, `${GATEWAY} 2>errors`, `${GATEWAY} --no-input`, `${GATEWAY} </dev/null`])(
  '%s does not ask and needs --yes',
  async (line) => {
    const before = box.bytes();
    const terminal = open({ box, command: 'sh', args: ['-c', line] });
    expect(await terminal.exit).toBe(2);
    const errors = line.includes('errors')
      ? readFileSync(join(box.folder, 'errors'), 'utf8')
      : terminal.screen();
    expect(errors).toMatch(
      /^error: Delete gateway osaka: --yes is required when not running interactively\n +peering seoul-osaka/,
    );
    expect(box.bytes()).toBe(before);
  },
);
