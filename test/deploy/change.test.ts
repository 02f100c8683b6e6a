/** A change ends exactly once and in one way, no matter which process ends it or is killed while it does. */
import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { type ScratchHost, SHELLS, seconds, shellAt, TOOLS, testOnHost, until } from './scratch-host.ts';

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

/** Commits a change of several gateways that belong together. */
const COMMIT_TOGETHER = ': >"$DATA/together"; commit; rm "$DATA/together"';

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

  testChange('fails if the planned table cannot be listed', async ({ host }) => {
    host.tool('nft', 'case "$*" in *"list table"*) echo "no such table" >&2; exit 1 ;; esac');
    const output = await host.run(
      'echo "table inet peerway {}" >"$DATA/peerway.nft"; planned_table "$DATA/peerway.nft" "$DATA/out" || echo "failed: $(cat "$DATA/nft.err")"',
    );
    expect(output).toBe('failed: no such table\n');
    expect(host.calls()).toMatch(/nft delete table inet peerway_aa\d+\n$/);
  });

  testChange('prints the planned tables of two gateways on one host at the same time', async ({ host }) => {
    const print = (): Promise<string> =>
      host.run(
        'mkdir "$DATA/$$"; echo table inet peerway >"$DATA/peerway.nft"; planned_table "$DATA/peerway.nft" "$DATA/$$/out"',
      );
    await Promise.all([print(), print()]);
    const tables = host.calls().match(/^nft delete table inet .*$/gm) ?? [];
    expect([tables.length, new Set(tables).size]).toEqual([2, 2]);
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
      expect(host.calls()).not.toMatch(/ip link del|nft delete table inet (?!peerway_aa\d+$)/m);
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
        `${TOOLS['ip']}; case "$*" in "address del"*) [ -e '${once}' ] || { : >'${once}'; kill -9 $PPID; } ;; esac`,
      );
      expect(await host.run('echo 10.9.9.9/32 >"$CHANGE/stale-addresses"; commit')).toBe('');
      await host.run('expire');
      expect(host.read('run/wg0/ended')).toMatch(/^confirmed aa (no-systemd|not-enabled)\n$/);
      expect(host.read('etc/wg0/record')).toBe('change aa aa\n');
      expect(host.calls()).not.toContain('nft -f -');
    },
  );

  testChange(
    'is not confirmed if something else altered what was applied',
    async ({ host, stageAndApply }) => {
      host.tool('nft', 'case "$*" in *"list table"*) echo "table inet peerway" ;; esac');
      await stageAndApply();
      host.tool('nft', 'case "$*" in "list tables"*) echo "table inet peerway" ;; esac');
      expect(await host.run('commit')).toBe('@error altered firewall table inet peerway\n');
      host.tool('nft', 'case "$*" in *"list table"*) echo "table inet peerway" ;; esac');
      host.tool('ip', 'exit 1');
      expect(await host.run('commit')).toBe('@error altered link wg0\n');
      host.tool('ip', TOOLS['ip'] ?? '');
      host.tool('wg', 'printf "[Interface]\\nPrivateKey = other\\n"');
      expect(await host.run('commit')).toBe('@error altered interface wg0\n');
      host.tool('wg', TOOLS['wg'] ?? '');
      expect(await host.run('commit')).toMatch(/@confirmed\n$/);
    },
  );

  testChange('that was confirmed on all gateways stays confirmed', async ({ host, stageAndApply }) => {
    await stageAndApply();
    expect(await host.run(COMMIT_TOGETHER)).toBe('@committed\n');
    expect(await host.run(COMMIT_TOGETHER)).toBe('@committed\n');
    expect(host.has('run/wg0/pending')).toBe(true);
    expect(await host.run('complete')).toMatch(/@confirmed\n$/);
    expect(await host.run('complete')).toMatch(/^@ended\nconfirmed aa\n/);
    expect(await host.run('rollback')).toMatch(/^@ended\nconfirmed aa\n/);
    expect(host.has('run/wg0/pending')).toBe(false);
  });

  testChange('that is committed can still be rolled back', async ({ host, countCalls, stageAndApply }) => {
    await stageAndApply();
    expect(await host.run(COMMIT_TOGETHER)).toBe('@committed\n');
    expect(await host.run('rollback')).toBe('@rolled-back\n');
    expect(countCalls('nft -f -')).toBe(1);
    expect(await host.run('complete')).toBe('@ended\nrolled-back aa\n');
    expect(host.has('etc/wg0')).toBe(false);
  });

  testChange('whose timer has fired cannot be committed', async ({ host, stageAndApply }) => {
    await stageAndApply();
    await host.run('expire');
    expect(await host.run(COMMIT_TOGETHER)).toMatch(/^@error not-pending /);
    expect(await host.run('commit')).toMatch(/^@error not-pending /);
  });

  testChange(
    'that is committed waits for the operator when its timer fires',
    async ({ host, stageAndApply }) => {
      await stageAndApply();
      await host.run(COMMIT_TOGETHER);
      const expiring = host.run('expire');
      await seconds(2);
      expect(host.has('run/wg0/pending')).toBe(true);
      expect(await host.run('complete')).toMatch(/@confirmed\n$/);
      await expiring;
      expect(host.read('run/wg0/ended')).toMatch(/^confirmed aa[^\n]*\n$/);
    },
  );

  for (const [title, ping, ending] of [
    ['confirms itself without the operator if its peers respond', 'exit 0', /^confirmed aa/],
    ['rolls itself back without the operator if a peer does not respond', 'exit 1', /^rolled-back aa/],
  ] as const)
    testChange(`that is committed ${title}`, async ({ host, stageAndApply }) => {
      writeFileSync(host.path('data/required-peers'), 'key 10.99.2.1\n');
      await stageAndApply();
      host.tool('ping', 'exit 0');
      await host.run('verify');
      await host.run(COMMIT_TOGETHER);
      host.tool('ping', ping);
      await host.run('echo -60 >"$CHANGE/seconds"; expire');
      expect(host.read('run/wg0/ended')).toMatch(ending);
      expect(host.has('run/wg0/pending')).toBe(false);
    });

  testChange('without a snapshot deletes nothing in its rollback', async ({ host, stageAndApply }) => {
    await stageAndApply();
    await host.run('rm -rf "$CHANGE"/before/*; rollback');
    expect(host.calls()).not.toMatch(/ip link del|nft delete table inet (?!peerway_aa\d+$)/m);
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
