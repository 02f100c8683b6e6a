import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { open } from '../../support/terminal/pseudo-terminal.ts';
import { asked, peerway } from '../dialogue.ts';
import { boxWith, plan } from '../plan.ts';
import { describeCancel, expectCanceled } from './flows/cancel-cases.ts';
import { PEERING_FLOWS } from './flows/peering-flows.ts';

describeCancel(PEERING_FLOWS.filter(({ line }) => line.split(' ').length === 2));

test('SIGTERM leaves a question as Ctrl-C does', async () => {
  const box = boxWith(plan());
  const before = box.bytes();
  const terminal = peerway(box, 'peering create seoul osaka');
  await asked(terminal, 'Peer seoul and osaka?');
  execFileSync('kill', ['-TERM', ...childrenOf(terminal.pid)]);
  await expectCanceled(terminal);
  expect(box.bytes()).toBe(before);
});

test('SIGHUP ends a question, and the terminal is as it was', async () => {
  const box = boxWith(plan());
  const before = box.bytes();
  const terminal = peerway(box, 'peering create seoul osaka');
  await asked(terminal, 'Peer seoul and osaka?');
  execFileSync('kill', ['-HUP', ...childrenOf(terminal.pid)]);
  expect(await terminal.exit).toBe(128 + 1);
  expect([terminal.cursorVisible(), terminal.echo(), terminal.modesRestored()]).toEqual([true, true, true]);
  expect(box.bytes()).toBe(before);
});

test('a terminal that is closed ends a question at once, and without an abort', async () => {
  const box = boxWith(plan());
  const before = box.bytes();
  const status = join(box.folder, 'status');
  const line = `trap : HUP; peerway peering create seoul osaka; echo $? >${status}`;
  const terminal = open({ box, command: 'script', args: ['-qc', line, '/dev/null'], rows: 50 });
  await asked(terminal, 'Peer seoul and osaka?');
  execFileSync('kill', ['-KILL', ...childrenOf(terminal.pid)]);
  await expect
    .poll(() => existsSync(status) && readFileSync(status, 'utf8'), { timeout: 10_000 })
    .toBe('129\n');
  expect(box.bytes()).toBe(before);
});

/** The processes that run in the shell around a command. */
const childrenOf = (pid: number): string[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/);
