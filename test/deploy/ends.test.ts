/** A change ends once and in one way, whoever ends it, and whoever is killed at that. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ScratchHost, SHELLS, seconds, shellAt, until } from './host.ts';

/** The last line that begins so. */
const lastOf = (text: string, start: string): string | undefined =>
  text.split('\n').findLast((line) => line.startsWith(start));

interface Scratch {
  readonly host: ScratchHost;
  /** How often a program was asked for just this. */
  lines(text: string): number;
  staged(): Promise<void>;
  applied(): Promise<void>;
}

describe.each(SHELLS)('In %s, a change', (name) => {
  const shell = shellAt(name);

  /** Side by side, since most of the time is spent on waiting. */
  const tried = (title: string, body: (scratch: Scratch) => Promise<void>): void =>
    (shell === undefined ? test.skip : test.concurrent)(title, async () => {
      const host = new ScratchHost(shell as string);
      const lines = (text: string): number =>
        host
          .asked()
          .split('\n')
          .filter((line) => line === text).length;
      const staged = async (): Promise<void> => expect(await host.run('stage')).toBe('@staged\n');
      const applied = async (): Promise<void> => {
        await staged();
        expect(await host.run('apply')).toBe('@applied\n');
      };
      try {
        await body({ host, lines, staged, applied });
      } finally {
        await host.close();
      }
    });

  tried('is undone once when its time is up while it is being undone', async ({ host, lines, applied }) => {
    await applied();
    // Longer than anybody would wait for who is at it without looking whether they live.
    host.tool('nft', 'case "$*" in "-f -") sleep 7 ;; esac');
    const rolledBack = host.run('rollback');
    await until(() => host.asked().includes('nft -f -'));
    await Promise.all([rolledBack, host.run('expire')]);
    expect(await rolledBack).toBe('@rolled-back\n');
    expect(lines('nft -f -')).toBe(1);
    expect(host.asked()).not.toMatch(/ip link del|nft delete/);
    expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
    expect(host.has('run/wg0/pending')).toBe(false);
  });

  tried('is undone by the timer where who was at it is killed', async ({ host, lines, applied }) => {
    await applied();
    host.tool(
      'nft',
      `case "$*" in "-f -") [ -e '${host.path('once')}' ] || { : >'${host.path('once')}'; kill -9 $PPID; } ;; esac`,
    );
    expect(await host.run('rollback')).toBe('');
    expect(host.has('run/wg0/pending')).toBe(true);
    await host.run('expire');
    expect(lines('nft -f -')).toBe(2);
    expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
    expect(host.has('run/wg0/pending')).toBe(false);
  });

  tried('that was confirmed stays so where who was at it is killed', async ({ host, applied }) => {
    await applied();
    const once = host.path('once');
    host.tool(
      'ip',
      `case "$*" in "address del"*) [ -e '${once}' ] || { : >'${once}'; kill -9 $PPID; } ;; esac`,
    );
    expect(await host.run('echo 10.9.9.9/32 >"$CHANGE/stale-addresses"; commit')).toBe('');
    await host.run('expire');
    expect(host.read('run/wg0/ended')).toMatch(/^confirmed aa (no-systemd|not-enabled)\n$/);
    expect(host.read('etc/wg0/record')).toBe('change aa aa\n');
    expect(host.asked()).not.toContain('nft -f -');
  });

  tried('whose snapshot is missing takes nothing away', async ({ host, applied }) => {
    await applied();
    await host.run('rm -rf "$CHANGE"/before/*; rollback');
    expect(host.asked()).not.toMatch(/ip link del|nft delete/);
  });

  tried('leaves the lock of somebody else alone', async ({ host, lines, applied }) => {
    await applied();
    await host.run('mv "$RUN/pending" "$RUN/theirs"; printf "bb\\nbob\\n" >"$RUN/pending"');
    const ending = host.run('expire');
    await seconds(1.5);
    expect(host.asked()).not.toContain('nft -f -');
    expect(host.read('run/wg0/pending')).toBe('bb\nbob\n');
    await host.run('rm "$RUN/pending"');
    await ending;
    expect(lines('nft -f -')).toBe(1);
    expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
  });

  tried('is taken back though its lock was lost', async ({ host, lines, applied }) => {
    await applied();
    await host.run('rm "$RUN/pending"');
    expect(await host.run('commit')).toMatch(/^@error not-pending /);
    await host.run('expire');
    expect(lines('nft -f -')).toBe(1);
    expect(existsSync(host.path('run/wg0/change.aa'))).toBe(false);
  });

  tried('is undone after all of a step that takes too long is gone', async ({ host, staged }) => {
    await staged();
    // Not the shell of the steps waits here, but a child of its child.
    host.tool(
      'wg',
      `case "$1" in syncconf) [ -e '${host.path('once')}' ] || { : >'${host.path('once')}'; sleep 9; echo too late >>'${host.path('asked')}'; } ;; esac`,
    );
    const applying = host.run('apply');
    await until(() => host.has('once'));
    await host.run('expire');
    expect(await applying).not.toMatch(/^@applied/m);
    expect(lastOf(host.asked(), 'wg syncconf')).toMatch(/before\/wg$/);
    await seconds(6);
    expect(host.asked()).not.toContain('too late');
    expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
  });

  tried('is undone after all of a step whose shell was killed is gone', async ({ host, staged }) => {
    await staged();
    host.tool(
      'wg',
      `case "$1" in syncconf) [ -e '${host.path('once')}' ] || { : >'${host.path('once')}'; kill -9 $PPID; sleep 9; echo too late >>'${host.path('asked')}'; } ;; esac`,
    );
    const applying = host.run('apply');
    await until(() => host.has('once'));
    await host.run('expire');
    expect(await applying).not.toMatch(/^@applied/m);
    await seconds(6);
    expect(host.asked()).not.toContain('too late');
  });

  tried('whose timer was killed is taken back by whoever comes next', async ({ host, lines, applied }) => {
    await applied();
    expect(await host.run('stage', 'bb')).toBe('@error busy aa\n');
    const timer = host.read('run/wg0/change.aa/timer').split('-')[0];
    process.kill(-Number(timer), 'SIGKILL');
    expect(await host.run('stage', 'bb')).toBe('@staged\n');
    expect(lines('nft -f -')).toBe(1);
    expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
    expect(host.read('run/wg0/pending')).toBe('bb\nbb\n');
  });

  tried('whose timer systemd has stopped is taken back by whoever comes next', async ({ host, applied }) => {
    await applied();
    await host.run('disarm_rollback; rm "$CHANGE/timer"; echo rollback-unit >"$CHANGE/unit"');
    for (const status of [0, 1]) {
      host.tool('systemctl', `[ "$1" != is-active ] || exit ${status}`);
      expect(await host.run('stage', 'bb')).toBe('@error busy aa\n');
    }
    host.tool('systemctl', '[ "$1" != is-active ] || exit 3');
    expect(await host.run('stage', 'bb')).toBe('@staged\n');
    expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
  });

  tried('tells how it has ended, also when only what it keeps is left', async ({ host, applied }) => {
    expect(await host.run('rollback')).toBe('@ended\n');
    await applied();
    const committed = await host.run('commit');
    expect(committed).toMatch(/^@(no-systemd|not-enabled)\n@confirmed\n$/);
    const remarks = committed.replace('@confirmed\n', '');
    expect(await host.run('rollback')).toBe(`@ended\nconfirmed aa\n${remarks}`);
    await host.run('rm -r "$RUN"');
    expect(await host.run('rollback')).toBe('@ended\nconfirmed aa\n');
    expect(await host.run('rollback', 'bb')).toBe('@ended\n');
  });

  tried('does not stop a process that was given the number of its timer', async ({ host, staged }) => {
    await staged();
    const other = host.run('setsid sleep 2 >/dev/null; echo lived');
    await host.run(`disarm_rollback; sleep 0.3; for each in /proc/[0-9]*; do
      [ "$(tr '\\0' ' ' <"$each/cmdline")" != 'sleep 2 ' ] || echo "\${each#/proc/}-1" >"$CHANGE/timer"; done 2>/dev/null; disarm_rollback`);
    expect(await other).toBe('lived\n');
  });
});
