/** Ctrl-Z at a prompt, and `fg`: the prompt is drawn again with everything that it is about, and works. */
import { expect, test } from 'vitest';
import type { Sandbox } from '../support/sandbox.ts';
import { open, type PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';
import { boxWith, plan } from './plan.ts';

/** An interactive shell that runs the line. */
async function shell(box: Sandbox, line: string): Promise<PseudoTerminal> {
  const args = ['--norc', '--noprofile', '-i'];
  const terminal = open({ box, command: 'bash', args, env: { PS1: '> ' }, columns: 120, rows: 40 });
  await terminal.until(/^>$/);
  enter(terminal, line);
  return terminal;
}

function enter(terminal: PseudoTerminal, text: string): void {
  terminal.type(text);
  terminal.key('enter');
}

/** Suspends the prompt, clears the screen, and continues. */
async function suspend(terminal: PseudoTerminal): Promise<void> {
  terminal.key('ctrl-z');
  await terminal.until(/Stopped[\s\S]*\n>$/);
  enter(terminal, 'clear');
  await terminal.until(/^>$/);
  enter(terminal, 'fg');
}

test('a line of text is there again, as far as it was typed', async () => {
  const terminal = await shell(boxWith(plan()), 'peerway vpc add');
  await terminal.until('VPC name');
  terminal.type('berl');
  await terminal.until(/VPC name berl$/m);
  await suspend(terminal);
  await terminal.until(/VPC name berl$/m);
  enter(terminal, 'in');
  await terminal.until(/VPC name berlin\n.*CIDRs of VPC berlin/);
  terminal.key('escape');
  await terminal.until(/Interrupted[\s\S]*>$/);
});

test('a list is there again, with its search', async () => {
  const terminal = await shell(boxWith(plan()), 'peerway peering create');
  await terminal.until('Which gateway do you want to peer?');
  terminal.type('seo');
  await terminal.until(/peer\? seo\n. seoul/m);
  await suspend(terminal);
  await terminal.until(/peer\? seo\n. seoul/m);
  terminal.key('enter');
  await terminal.until(/peer\? seoul\n[\s\S]*peer with seoul\?/);
  terminal.key('escape');
  await terminal.until(/Interrupted[\s\S]*>$/);
});

test('a confirmation shows again what it is about, and can be suspended twice', async () => {
  const terminal = await shell(boxWith(plan()), 'peerway gateway delete seoul');
  await terminal.until(/\(y\/N\)$/);
  for (let turn = 0; turn < 2; turn++) {
    await suspend(terminal);
    await terminal.until(/client seoul\/laptop[\s\S]*Delete gateway seoul\? \(y\/N\)$/);
  }
  enter(terminal, 'n');
  await terminal.until(/nothing was changed\n>$/);
  enter(terminal, 'exit $?');
  expect(await terminal.exit).toBe(130);
});
