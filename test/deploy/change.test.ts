/** A change ends exactly once and in one way, no matter which process ends it or is killed while it does. */
import { existsSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { type ScratchHost, SHELLS, seconds, shellAt, testOnHost, until } from './scratch-host.ts';

/** Returns the last line that starts with a text. */
const lastLine = (text: string, start: string): string | undefined =>
  text.split('\n').findLast((line) => line.startsWith(start));

interface Scratch {
  readonly host: ScratchHost;
  /** Returns the number of calls of a tool with exactly these arguments. */
  countCalls(call: string): number;
  stage(): Promise<void>;
  stageAndApply(): Promise<void>;
}

describe.each(SHELLS)('In %s, a change', (name) => {
  const shell = shellAt(name);

  const testChange = (title: string, body: (scratch: Scratch) => Promise<void>): void =>
    testOnHost(shell, title, async (host) => {
      const countCalls = (call: string): number =>
        host
          .calls()
          .split('\n')
          .filter((line) => line === call).length;
      const stage = async (): Promise<void> => expect(await host.run('stage')).toBe('@staged\n');
      const stageAndApply = async (): Promise<void> => {
        await stage();
        expect(await host.run('apply')).toBe('@applied\n');
      };
      await body({ host, countCalls, stage, stageAndApply });
    });

  testChange(
    'is rolled back only once if its timer fires during the rollback',
    async ({ host, countCalls, stageAndApply }) => {
      await stageAndApply();
      // Longer than the timer would wait without checking that the other process is alive.
      host.tool('nft', 'case "$*" in "-f -") sleep 7 ;; esac');
      const rolledBack = host.run('rollback');
      await until(() => host.calls().includes('nft -f -'));
      await Promise.all([rolledBack, host.run('expire')]);
      expect(await rolledBack).toBe('@rolled-back\n');
      expect(countCalls('nft -f -')).toBe(1);
      expect(host.calls()).not.toMatch(/ip link del|nft delete/);
      expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
      expect(host.has('run/wg0/pending')).toBe(false);
    },
  );

  testChange(
    'is rolled back by the timer if the process that rolled it back is killed',
    async ({ host, countCalls, stageAndApply }) => {
      await stageAndApply();
      host.tool(
        'nft',
        `case "$*" in "-f -") [ -e '${host.path('once')}' ] || { : >'${host.path('once')}'; kill -9 $PPID; } ;; esac`,
      );
      expect(await host.run('rollback')).toBe('');
      expect(host.has('run/wg0/pending')).toBe(true);
      await host.run('expire');
      expect(countCalls('nft -f -')).toBe(2);
      expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
      expect(host.has('run/wg0/pending')).toBe(false);
    },
  );

  testChange(
    'that was confirmed stays confirmed if the confirming process is killed',
    async ({ host, stageAndApply }) => {
      await stageAndApply();
      const once = host.path('once');
      host.tool(
        'ip',
        `case "$*" in "address del"*) [ -e '${once}' ] || { : >'${once}'; kill -9 $PPID; } ;; esac`,
      );
      expect(await host.run('echo 10.9.9.9/32 >"$CHANGE/stale-addresses"; commit')).toBe('');
      await host.run('expire');
      expect(host.read('run/wg0/ended')).toMatch(/^confirmed aa (no-systemd|not-enabled)\n$/);
      expect(host.read('etc/wg0/record')).toBe('change aa aa\n');
      expect(host.calls()).not.toContain('nft -f -');
    },
  );

  testChange('without a snapshot deletes nothing in its rollback', async ({ host, stageAndApply }) => {
    await stageAndApply();
    await host.run('rm -rf "$CHANGE"/before/*; rollback');
    expect(host.calls()).not.toMatch(/ip link del|nft delete/);
  });

  testChange('respects the lock of another change', async ({ host, countCalls, stageAndApply }) => {
    await stageAndApply();
    await host.run('mv "$RUN/pending" "$RUN/other"; printf "bb\\nbob\\n" >"$RUN/pending"');
    const ending = host.run('expire');
    await seconds(1.5);
    expect(host.calls()).not.toContain('nft -f -');
    expect(host.read('run/wg0/pending')).toBe('bb\nbob\n');
    await host.run('rm "$RUN/pending"');
    await ending;
    expect(countCalls('nft -f -')).toBe(1);
    expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
  });

  testChange('is rolled back even if its lock was lost', async ({ host, countCalls, stageAndApply }) => {
    await stageAndApply();
    await host.run('rm "$RUN/pending"');
    expect(await host.run('commit')).toMatch(/^@error not-pending /);
    await host.run('expire');
    expect(countCalls('nft -f -')).toBe(1);
    expect(existsSync(host.path('run/wg0/change.aa'))).toBe(false);
  });

  testChange('is rolled back after a step that takes too long has been killed', async ({ host, stage }) => {
    await stage();
    // The process that waits here is a grandchild of the shell that runs the steps.
    host.tool(
      'wg',
      `case "$1" in syncconf) [ -e '${host.path('once')}' ] || { : >'${host.path('once')}'; sleep 9; echo too late >>'${host.path('calls')}'; } ;; esac`,
    );
    const applying = host.run('apply');
    await until(() => host.has('once'));
    await host.run('expire');
    expect(await applying).not.toMatch(/^@applied/m);
    expect(lastLine(host.calls(), 'wg syncconf')).toMatch(/before\/wg$/);
    await seconds(6);
    expect(host.calls()).not.toContain('too late');
    expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
  });

  testChange('is rolled back after all processes of a killed shell have ended', async ({ host, stage }) => {
    await stage();
    host.tool(
      'wg',
      `case "$1" in syncconf) [ -e '${host.path('once')}' ] || { : >'${host.path('once')}'; kill -9 $PPID; sleep 9; echo too late >>'${host.path('calls')}'; } ;; esac`,
    );
    const applying = host.run('apply');
    await until(() => host.has('once'));
    await host.run('expire');
    expect(await applying).not.toMatch(/^@applied/m);
    await seconds(6);
    expect(host.calls()).not.toContain('too late');
  });

  testChange(
    'whose timer was killed is rolled back by the next change',
    async ({ host, countCalls, stageAndApply }) => {
      await stageAndApply();
      expect(await host.run('stage', 'bb')).toBe('@error busy aa\n');
      const timer = host.read('run/wg0/change.aa/timer').split('-')[0];
      process.kill(-Number(timer), 'SIGKILL');
      expect(await host.run('stage', 'bb')).toBe('@staged\n');
      expect(countCalls('nft -f -')).toBe(1);
      expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
      expect(host.read('run/wg0/pending')).toBe('bb\nbb\n');
    },
  );

  testChange(
    'whose timer was stopped by systemd is rolled back by the next change',
    async ({ host, stageAndApply }) => {
      await stageAndApply();
      await host.run('disarm_rollback; rm "$CHANGE/timer"; echo rollback-unit >"$CHANGE/unit"');
      for (const status of [0, 1]) {
        host.tool('systemctl', `[ "$1" != is-active ] || exit ${status}`);
        expect(await host.run('stage', 'bb')).toBe('@error busy aa\n');
      }
      host.tool('systemctl', '[ "$1" != is-active ] || exit 3');
      expect(await host.run('stage', 'bb')).toBe('@staged\n');
      expect(host.read('run/wg0/ended')).toBe('rolled-back aa\n');
    },
  );

  testChange(
    'reports how it ended, even if only its boot files are left',
    async ({ host, stageAndApply }) => {
      expect(await host.run('rollback')).toBe('@ended\n');
      await stageAndApply();
      const commitReply = await host.run('commit');
      expect(commitReply).toMatch(/^@(no-systemd|not-enabled)\n@confirmed\n$/);
      const warnings = commitReply.replace('@confirmed\n', '');
      expect(await host.run('rollback')).toBe(`@ended\nconfirmed aa\n${warnings}`);
      await host.run('rm -r "$RUN"');
      expect(await host.run('rollback')).toBe('@ended\nconfirmed aa\n');
      expect(await host.run('rollback', 'bb')).toBe('@ended\n');
    },
  );

  testChange('does not stop a process that reuses the process id of its timer', async ({ host, stage }) => {
    await stage();
    const other = host.run('setsid sleep 2 >/dev/null; echo survived');
    await host.run(`disarm_rollback; sleep 0.3; for each in /proc/[0-9]*; do
      [ "$(tr '\\0' ' ' <"$each/cmdline")" != 'sleep 2 ' ] || echo "\${each#/proc/}-1" >"$CHANGE/timer"; done 2>/dev/null; disarm_rollback`);
    expect(await other).toBe('survived\n');
  });
});
