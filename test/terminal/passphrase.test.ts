import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { open, type PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';

const PASSPHRASE = 'correct horse';

/** Nothing of what was typed is on the screen or was ever written to it, and the terminal is as it was. */
function leftNothing(terminal: PseudoTerminal): void {
  expect(terminal.bytes()).not.toContain('horse');
  expect([terminal.modesRestored(), terminal.cursorVisible(), terminal.echo()]).toEqual([true, true, true]);
}

describe('a passphrase at a terminal', () => {
  const box = sandbox();
  beforeAll(() => seoulAndOsaka(box));

  const encrypt = () =>
    open({ box, args: ['state', 'encrypt', '--passphrase', '--as', 'netops'], columns: 120 });
  const answer = async (terminal: PseudoTerminal, question: string | RegExp, text: string): Promise<void> => {
    await terminal.until(question);
    terminal.type(text);
    terminal.key('enter');
  };

  test.each(['escape', 'ctrl-c', 'ctrl-d'] as const)(
    'is left with %s, and nothing is changed',
    async (key) => {
      const before = box.bytes();
      const terminal = encrypt();
      await answer(terminal, 'Encrypt the state? (y/N)', 'y');
      await answer(terminal, 'New passphrase', PASSPHRASE);
      await terminal.until('Confirm passphrase');
      terminal.key(key);
      expect(await terminal.exit).toBe(130);
      leftNothing(terminal);
      expect(box.bytes()).toBe(before);
      expect(existsSync(join(box.state, 'encryption.json'))).toBe(false);
    },
  );

  test('is asked for twice, and refused when the two differ', async () => {
    const before = box.bytes();
    const terminal = encrypt();
    await answer(terminal, 'Encrypt the state? (y/N)', 'y');
    await answer(terminal, 'New passphrase', PASSPHRASE);
    await answer(terminal, 'Confirm passphrase', 'incorrect horse');
    await answer(terminal, 'The passphrases do not match; new passphrase', '');
    await answer(terminal, 'The passphrase is empty; new passphrase', PASSPHRASE);
    await answer(terminal, /Confirm passphrase$/, 'incorrect horse');
    expect(await terminal.exit).toBe(2);
    expect(terminal.screen()).toContain('error: The passphrases do not match');
    leftNothing(terminal);
    expect(box.bytes()).toBe(before);
  });

  test('encrypts the state, is asked for once a command, and decrypts it', async () => {
    const terminal = encrypt();
    await terminal.until('if you lose the passphrase, you lose the state');
    await answer(terminal, 'Encrypt the state? (y/N)', 'y');
    await answer(terminal, 'New passphrase', PASSPHRASE);
    await answer(terminal, 'Confirm passphrase', PASSPHRASE);
    expect(await terminal.exit).toBe(0);
    leftNothing(terminal);

    const add = open({ box, args: ['vpc', 'add', 'tokyo', '--cidr', '10.2.0.0/16', '-o', 'name'] });
    await answer(add, 'Passphrase for the state', PASSPHRASE);
    expect(await add.exit).toBe(0);
    expect(add.screen()).toMatch(/^tokyo$/m);
    expect(add.screen().match(/Passphrase for the state/g)).toHaveLength(1);
    leftNothing(add);

    const wrong = open({ box, args: ['vpc', 'list'] });
    await answer(wrong, 'Passphrase for the state', 'incorrect horse');
    await answer(wrong, 'Wrong passphrase, try again', 'another horse');
    await answer(wrong, /again \(hidden\)\n.*Wrong passphrase, try again$/, 'third horse');
    expect(await wrong.exit).toBe(2);
    expect(wrong.screen()).toContain('This is not the passphrase of the state');
    leftNothing(wrong);

    const again = open({ box, args: ['vpc', 'list', '-o', 'name'] });
    await answer(again, 'Passphrase for the state', 'incorrect horse');
    await answer(again, 'Wrong passphrase, try again', PASSPHRASE);
    expect(await again.exit).toBe(0);
    expect(again.screen()).toMatch(/^tokyo$/m);
    leftNothing(again);

    const left = open({ box, args: ['vpc', 'list'] });
    await left.until('Passphrase for the state');
    left.key('escape');
    expect(await left.exit).toBe(130);

    const decrypt = open({ box, args: ['state', 'decrypt', '--yes'] });
    await answer(decrypt, 'Passphrase for the state', PASSPHRASE);
    expect(await decrypt.exit).toBe(0);
    expect(await box.ok('vpc list -o name')).toBe('osaka\nseoul\ntokyo\n');
  }, 60_000);
});
