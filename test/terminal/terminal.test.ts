import { describe, expect, test } from 'vitest';
import { sandbox } from '../support/sandbox.ts';
import { type Opening, open, type PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';

const box = sandbox();

const shell = (line: string, more: Partial<Opening> = {}): PseudoTerminal =>
  open({ box, command: 'sh', args: ['-c', line], ...more });

describe('a pseudo-terminal', () => {
  test('is one, of the size asked for, and gives the exit status', async () => {
    const terminal = shell('test -t 0 && test -t 1 && test -t 2 && stty size; exit 7', {
      columns: 40,
      rows: 10,
    });
    expect(await terminal.exit).toBe(7);
    expect(terminal.screen()).toBe('10 40');
  });

  test('hands over the environment that was asked for and no other', async () => {
    process.env['PEERWAY_TEST_STRAY'] = 'stray';
    const unset = shell('echo "[$TERM] [$PEERWAY_TEST_STRAY] [$X]"', { env: { TERM: undefined, X: 'x' } });
    await unset.exit;
    expect(unset.screen()).toBe('[] [] [x]');
    const dumb = shell('env', { env: { TERM: 'dumb' } });
    await dumb.exit;
    expect(dumb.screen()).toMatch(/^TERM=dumb$/m);
    delete process.env['PEERWAY_TEST_STRAY'];
  });

  test('shows what is left after carriage returns, erasures and lines that scrolled away', async () => {
    const terminal = shell("printf '1\\n2\\n3\\n4\\nwrong\\r\\033[Kright'", { rows: 3 });
    await terminal.exit;
    expect(terminal.screen()).toBe('3\n4\nright');
    expect(terminal.all()).toBe('1\n2\n3\n4\nright');
  });

  test('tells lines that it had to break, and how text looks', async () => {
    const terminal = shell("printf '123456789012\\n漢字 \\033[1;32mgreen\\033[0m \\033[2mdim\\033[0m'", {
      columns: 10,
    });
    await terminal.exit;
    expect(terminal.broken()).toEqual(['12', ' dim']);
    expect(terminal.look('green')).toEqual({ colour: 2, bold: true, dim: false });
    expect(terminal.look('dim')).toEqual({ bold: false, dim: true });
    expect(() => terminal.look('red')).toThrow('does not say "red"');
  });

  test('types text and keys, and hears of a new size', async () => {
    const terminal = shell('trap "stty size" WINCH; read -r line; echo "got $line"; read -r line; echo end');
    terminal.type('helo');
    terminal.key('backspace');
    terminal.type('lo');
    terminal.key('enter');
    await terminal.until(/^got hello$/m);
    terminal.resize(50, 12);
    terminal.key('enter');
    await terminal.until(/^12 50\n/m);
    expect(await terminal.exit).toBe(0);
  });

  test('tells whether echo, line mode and the cursor are there, during and after', async () => {
    const terminal = shell(
      "stty -echo -icanon; printf '\\033[?25lon'; read -r x; printf '\\033[?25h'; stty echo; echo off",
    );
    await terminal.until('on');
    expect([terminal.echo(), terminal.cursorVisible()]).toEqual([false, false]);
    terminal.key('enter');
    expect(await terminal.exit).toBe(0);
    expect([terminal.echo(), terminal.cursorVisible()]).toEqual([false, true]);
    expect(terminal.modesRestored()).toBe(false);
    const tidy = shell('stty -echo; stty echo');
    await tidy.exit;
    expect([tidy.echo(), tidy.modesRestored()]).toEqual([true, true]);
  });

  test('interrupts what runs in it, and not the looks at it', async () => {
    const terminal = shell('echo ready; exec sleep 60');
    await terminal.until('ready');
    terminal.key('ctrl-c');
    expect(await terminal.exit).toBe(130);
    expect(terminal.modesRestored()).toBe(true);
  });

  test('says what it waited for, and what stands there instead', async () => {
    const terminal = shell('echo here; exec sleep 60');
    await expect(terminal.until(/there$/, 500)).rejects.toThrow(/500 ms to show \/there\$\/[\s\S]*│ here/);
    await expect(shell('echo done').until('more')).rejects.toThrow(
      /ended with 0 and does not show more[\s\S]*│ done/,
    );
    await terminal.close();
    expect(await terminal.exit).toBe(128 + 9);
  });
});
