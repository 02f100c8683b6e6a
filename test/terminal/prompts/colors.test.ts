import { describe, expect, test } from 'vitest';
import { type Opening, open, type PseudoTerminal } from '../../support/terminal/pseudo-terminal.ts';
import { asked, peerway, play, type Step } from '../dialogue.ts';
import { boxWith, plan } from '../plan.ts';

const STEPS: readonly Step[] = [
  ['Which gateway do you want to peer?', 'seoul'],
  ['Which gateway do you want to peer with seoul?', 'osaka'],
  ['Peer seoul and osaka?', 'y'],
];

/** ECMA-48: SGR, which is how text gets its colour and weight. */
const COLOURED = /\u001b\[[\d;:]*m/;

async function peered(line: string, more: Partial<Opening>): Promise<PseudoTerminal> {
  const terminal = peerway(boxWith(plan()), line, more);
  await play(terminal, STEPS);
  expect(await terminal.exit).toBe(0);
  return terminal;
}

describe('questions', () => {
  test('are in colour on a terminal', async () => {
    const terminal = await peered('peering create', {});
    expect(terminal.look('Which gateway do you want to peer with seoul?')).toMatchObject({ bold: true });
    expect(terminal.look('+ address').colour).toBe(2);
  });

  test.each<[string, string, Partial<Opening>]>([
    ['--no-color', 'peering create --no-color', {}],
    ['--no-color, whatever FORCE_COLOR says', '--no-color peering create', { env: { FORCE_COLOR: '1' } }],
    ['NO_COLOR', 'peering create', { env: { NO_COLOR: '1' } }],
  ])('are not with %s, nor is what is wrong with an answer', async (_, line, more) => {
    expect((await peered(line, more)).bytes()).not.toMatch(COLOURED);
    const flag = line.includes('--no-color') ? ' --no-color' : '';
    const terminal = peerway(boxWith(plan()), `vpc add${flag}`, more);
    await asked(terminal, 'VPC name');
    terminal.type('lab');
    terminal.key('enter');
    await terminal.until('There is already a VPC named lab');
    expect(terminal.bytes()).not.toMatch(COLOURED);
  });
});

describe('in a command substitution', () => {
  const substituted = (line: string): PseudoTerminal =>
    open({
      box: boxWith(plan()),
      command: 'sh',
      args: ['-c', `x=$(${line}); echo "exit $?"; printf '<%s>' "$x"`],
      rows: 60,
      columns: 120,
    });

  test('questions are on the terminal, in colour, and stdout has only the product', async () => {
    const terminal = substituted('peerway peering create -o name');
    await play(terminal, STEPS);
    expect(await terminal.exit).toBe(0);
    expect(terminal.look('Which gateway do you want to peer with seoul?')).toMatchObject({ bold: true });
    expect(terminal.all()).toMatch(
      /\nwithout prompts: peerway peering create seoul osaka --output name --yes\nexit 0\n<seoul-osaka>$/,
    );
  });

  test('the table says in full what was shown before, since that went elsewhere', async () => {
    const terminal = substituted('peerway peering create');
    await play(terminal, STEPS);
    expect(await terminal.exit).toBe(0);
    expect(terminal.all()).toMatch(
      /<Peering seoul-osaka is active\nseoul:\n {2}\+ address .*\n[\s\S]*osaka:\n/,
    );
  });

  test('JSON is whole, and null after a no', async () => {
    const terminal = substituted('peerway peering create -o json');
    await play(terminal, [...STEPS.slice(0, 2), ['Peer seoul and osaka?', 'n']]);
    expect(await terminal.exit).toBe(0);
    expect(terminal.all()).toMatch(/\nexit 130\n<null>$/);
  });
});
