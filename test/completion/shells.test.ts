/** Completion with Tab in real shells, in a real terminal. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeUnless } from '../support/requirements.ts';
import { sandbox } from '../support/sandbox.ts';
import type { PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';
import { writePlan, writeSurroundings } from './plan.ts';
import { missingFor, openShell, SHELLS } from './shells.ts';

/** Lines, with words that Tab lists and words that it does not. */
const LISTS: readonly [name: string, line: string, shown: readonly string[], hidden: readonly string[]][] = [
  ['nouns', '', ['peering', 'gateway', 'vpc', 'completion'], ['create']],
  ['verbs', 'peering ', ['create', 'accept', 'render'], ['ls', 'rm', 'gateway']],
  ['flags', 'peering create --', ['--dry-run', '--request', '--output'], ['--format']],
  ['flags that are not given yet', 'peering create --dry-run --', ['--request', '--output'], []],
  ['gateways to peer with', 'peering create seoul ', ['busan', 'daegu'], ['osaka', 'tokyo', 'jeju']],
  [
    'the peers of a gateway',
    'gateway peer delete seoul ',
    ['laptop', 'vpc-peering-osaka'],
    ['phone', 'busan'],
  ],
  ['names that are not given yet', 'gateway delete osaka ', ['busan', 'seoul'], []],
  ['values of a flag', 'gateway render seoul --format ', ['nftables', 'wg-quick', 'sysctl'], ['osaka']],
  [
    'values of a flag after =',
    'gateway render seoul --format=',
    ['(--format=)?nftables', '(--format=)?sysctl'],
    ['osaka'],
  ],
  [
    'columns after a comma',
    'peering list --columns name,',
    ['(name,)?status', '(name,)?requester'],
    ['name,name'],
  ],
  ['names of another state', '--state other gateway show ', ['elsewhere', 'somewhere'], ['seoul']],
];

/** Lines before and after Tab. The mark shows where the next character goes. */
const INSERTIONS: readonly [name: string, line: string, made: string][] = [
  ['a noun', 'peeri', 'peering X'],
  ['a verb', 'peering acc', 'peering accept X'],
  ['a gateway to peer with', 'peering create seoul bu', 'peering create seoul busan X'],
  ['the pending peering', 'peering accept ', 'peering accept osaka-busan X'],
  ['the client of a gateway', 'client show seoul ', 'client show seoul laptop X'],
  ['a value of a flag', 'gateway render seoul --format nf', 'gateway render seoul --format nftables X'],
  ['a value after =', 'gateway render seoul --format=nf', 'gateway render seoul --format=nftables X'],
  ['a value of a short flag', 'peering list -o js', 'peering list -o json X'],
  ['a column after a comma', 'peering list --columns name,stat', 'peering list --columns name,status X'],
  ['a column to filter by, without a space', 'peering list --filter stat', 'peering list --filter status=X'],
  ['an address with colons', 'vpc update lab --remove-cidr fd', 'vpc update lab --remove-cidr fd00:8::/48 X'],
  ['a file', 'plan check --file netw', 'plan check --file networks.txt X'],
  ['a file after =', 'plan check --file=netw', 'plan check --file=networks.txt X'],
  ['a folder', 'gateway render seoul --out ren', 'gateway render seoul --out render-here/X'],
  ['a name in quotes', 'gateway show "seo', 'gateway show "seoul" X'],
  ['a value of another preference', 'config set output y', 'config set output yaml X'],
];

/** Lines that Tab does not change. */
const SILENCES: readonly [name: string, line: string][] = [
  ['an unknown name', 'gateway show zzz'],
  ['free text', 'gateway create new'],
  ['an unknown noun', 'gatway show se'],
  ['a damaged state', '--state broken gateway show seo'],
  ['a state that others can read', '--state open gateway show seo'],
  ['a missing state', '--state nowhere gateway show seo'],
  ['a flag after --', 'peering delete -- --y'],
  ['a command substitution', 'gateway show $(echo seo) se'],
];

/** Typed after a Tab: shows that it is done, and where the next character goes. */
const MARK = 'X';
/** Timeout in milliseconds for a Tab on a busy machine. */
const TIMEOUT_MS = 5_000;
const box = sandbox();

beforeAll(async () => {
  await writePlan(box);
  writeSurroundings(box);
  for (const name of ['elsewhere', 'somewhere'])
    await box.ok(
      `gateway create ${name} --cidr 10.0.0.0/16 --endpoint ${name}.example --state ${join(box.folder, 'other')}`,
    );
});

for (const shell of SHELLS) {
  describeUnless(missingFor(shell), shell.name, () => {
    let terminal: PseudoTerminal;

    beforeAll(async () => {
      terminal = openShell(box, shell);
      await terminal.until(/^> $|^>$/m);
    });
    afterAll(() => terminal.close());

    /** Clears the screen and types a line. */
    async function typed(line: string): Promise<void> {
      terminal.type(shell.clear);
      await terminal.until(/^>$/);
      terminal.type(`peerway ${line}`);
      await terminal.until(`> peerway ${line}`.trimEnd());
    }

    test.each(LISTS)('lists %s', async (_name, line, shown, hidden) => {
      await typed(line);
      for (let tab = 0; tab < shell.tabs; tab++) terminal.key('tab');
      const words = new RegExp(shown.map((word) => `(?=[\\s\\S]*\\n(?:.*\\s)?${word}(?:\\s|$))`).join(''));
      const screen = await terminal.until(words, TIMEOUT_MS);
      const listed = screen.split('\n').slice(1).join('\n');
      for (const word of hidden) expect(listed).not.toMatch(new RegExp(`^(?:.*\\s)?${word}(?:\\s|$)`, 'm'));
    });

    test.each(INSERTIONS)('inserts %s', async (_name, line, made) => {
      await typed(line);
      terminal.key('tab');
      terminal.type(MARK);
      expect(await terminal.until(MARK, TIMEOUT_MS)).toBe(`> peerway ${made}`);
    });

    test.each(SILENCES)('is silent about %s', async (_name, line) => {
      await typed(line);
      for (let tab = 0; tab < shell.tabs; tab++) terminal.key('tab');
      terminal.type(MARK);
      expect(await terminal.until(MARK, TIMEOUT_MS)).toBe(`> peerway ${line}${MARK}`);
    });

    // Bash passes nothing of the line before the command to a completion.
    test
      .skipIf(shell.command === 'bash')
      .each([
        'PEERWAY_STATE=other',
        'LANG=C PEERWAY_STATE="other"',
        'true; NO_COLOR=1 PEERWAY_STATE=$PWD/other LANG=C',
      ])('looks at the state of an assignment before the command: %s', async (before) => {
      for (const [rest, shown] of [
        ['gateway show ', /(?=[\s\S]*elsewhere)[\s\S]*somewhere/],
        ['gateway show some', /gateway show somewhere/],
      ] as const) {
        terminal.type(shell.clear);
        await terminal.until(/^>$/);
        terminal.type(`${before} peerway ${rest}`);
        await terminal.until(`> ${before} peerway ${rest}`.trimEnd());
        for (let tab = 0; tab < shell.tabs; tab++) terminal.key('tab');
        expect(await terminal.until(shown, TIMEOUT_MS)).not.toMatch(/seoul/);
      }
    });

    test('suggests nothing that a shell would interpret', async () => {
      await typed('--state garbled gateway show ');
      for (let tab = 0; tab < shell.tabs; tab++) terminal.key('tab');
      const screen = await terminal.until(/daegu[\s\S]*seoul/);
      expect(screen).not.toContain('touch');
      expect(existsSync(join(box.folder, 'pwned'))).toBe(false);
    });

    async function describesWhatItLists(): Promise<void> {
      await typed('peering create seoul ');
      terminal.key('tab');
      await terminal.until(/busan.*10\.5\.0\.0\/16, active/);
      await typed('peering create --dry');
      terminal.type('\u007f'.repeat(3));
      terminal.key('tab');
      await terminal.until(/--dry-run.*show the changes/);
      await typed('peering delete ');
      terminal.key('tab');
      await terminal.until(/osaka-busan.*osaka and busan, pending-acceptance/);
    }
    if (shell.describes) test('describes what it lists', describesWhatItLists);

    test('completes nouns, verbs and flags without node', async () => {
      await typed('');
      terminal.type(`${shell.clear}${shell.pathIs(join(box.folder, 'bare'))}\r`);
      await terminal.until(/^>$/m);
      await typed('peering acc');
      terminal.key('tab');
      terminal.type(MARK);
      expect(await terminal.until(MARK, TIMEOUT_MS)).toBe('> peerway peering accept X');
      await typed('gateway show se');
      terminal.key('tab');
      terminal.type(MARK);
      expect(await terminal.until(MARK, TIMEOUT_MS)).toBe('> peerway gateway show seX');
    });

    test('creates no state', () => {
      expect(existsSync(join(box.folder, 'nowhere'))).toBe(false);
    });
  });
}
