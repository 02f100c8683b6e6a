import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../host.ts';
import { serve } from '../probes.ts';
import { bothWays, connected, settle } from '../ways.ts';
import { alteringSsh } from './altering-ssh.ts';
import { compareFingerprints, fingerprint, isIdle } from './fingerprint.ts';
import { writeOn } from './managed-host.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys, describeLongDeploys } from './requirements.ts';
import { times } from './size.ts';

describeDeploys('A first deploy', () => {
  const selections: [string, string[]][] = [
    ['to two gateways', ['seoul', 'osaka']],
    ['with --peering', ['--peering', 'seoul-osaka']],
  ];
  describe.each(selections.slice(0, times(1, 2)))('%s', (_, selection) => {
    let pair: Pair;
    let first: Outcome;

    const peerway = (...words: string[]): Promise<Outcome> => pair.operator.try(words);
    const statuses = async () => JSON.parse((await peerway('gateway', 'list', '-o', 'json')).stdout);

    beforeAll(async () => {
      pair = await openPair();
      await pair.lab.peerway.run('gateway', 'update', 'osaka', '--status', 'pending');
      first = await peerway('gateway', 'deploy', ...selection, '--yes');
    });

    afterAll(() => pair?.lab.close());

    test('brings up both gateways, and traffic flows', async () => {
      expect(first.stdout).toMatch(/^seoul +confirmed +\d+ /m);
      expect(first.stdout).toMatch(/^osaka +confirmed +\d+ /m);
      expect(first.code).toBe(0);
      await Promise.all([serve(pair.seoul.instance), serve(pair.osaka.instance)]);
      await settle(bothWays(pair.seoul, pair.osaka));
      expect(await connected(pair.seoul, pair.osaka)).toBe(true);
    });

    test('makes a pending gateway active', async () => {
      expect(await statuses()).toEqual([
        expect.objectContaining({ name: 'osaka', status: 'active' }),
        expect.objectContaining({ name: 'seoul', status: 'active' }),
      ]);
    });

    test('leaves no differences', async () => {
      const before = await fingerprint(pair.seoul.gateway);
      const again = await peerway('gateway', 'deploy', ...selection, '--yes', '-o', 'json');
      expect(again.code).toBe(0);
      expect(JSON.parse(again.stdout)).toEqual(
        expect.arrayContaining([
          { gateway: 'osaka', outcome: 'as-planned', changes: 0, why: null },
          { gateway: 'seoul', outcome: 'as-planned', changes: 0, why: null },
        ]),
      );
      const diff = await peerway('gateway', 'diff', 'seoul', 'osaka', '-o', 'json');
      expect(diff).toEqual({ code: 0, stdout: '[]', stderr: expect.any(String) });
      expect(await isIdle(pair.seoul.gateway)).toBe(true);
      expect(await fingerprint(pair.seoul.gateway)).toBe(before);
    });

    test('needs a confirmation', async () => {
      await pair.lab.peerway.run('client', 'add', 'seoul', 'laptop');
      const before = await fingerprint(pair.seoul.gateway);
      const withoutYes = await peerway('gateway', 'deploy', 'seoul', '--no-input');
      expect(withoutYes.code).toBe(2);
      expect(withoutYes.stderr).toMatch(/--yes/);
      expect(await fingerprint(pair.seoul.gateway)).toBe(before);
    });
  });
});

describeLongDeploys('A deploy', () => {
  test.each(['busybox', 'bash', 'dash'])(
    'and a rollback work with %s as the shell of the host',
    async (shell) => {
      const pair = await openPair();
      try {
        const { gateway } = pair.seoul;
        const found = await gateway.try(['sh', '-c', 'command -v "$0"', shell]);
        if (found.code !== 0)
          return console.log(`no deploy was tried with ${shell} as the shell: there is none`);
        const sh = await gateway.run(['readlink', '-f', '/bin/sh']);
        await gateway.run(['mount', '--bind', found.stdout.trim(), sh.trim()]);
        const good = await pair.operator.try(['gateway', 'deploy', 'seoul', 'osaka', '--yes']);
        expect(good.code, good.stdout + good.stderr).toBe(0);
        await pair.lab.peerway.run('client', 'add', 'seoul', 'laptop');
        const before = await fingerprint(gateway);
        const ssh = await alteringSsh(
          pair.operator,
          's/iifname != "wg0" udp dport [0-9]* accept/tcp dport 22 drop/',
        );
        const words = ['gateway', 'deploy', 'seoul', '--yes', '--confirm-within', '5'];
        const bad = await pair.operator.try(words, { ssh });
        expect(bad.code, bad.stdout + bad.stderr).toBe(6);
        expect(bad.stdout).toMatch(/^seoul +rolled-back/m);
        expect(compareFingerprints(before, await fingerprint(gateway))).toEqual([]);
      } finally {
        await pair.lab.close();
      }
    },
  );

  test('works on the host itself, without SSH', async () => {
    const pair = await openPair();
    try {
      const state = await pair.lab.peerway.run('state', 'export', '--with-secrets');
      const { gateway } = pair.seoul;
      await writeOn(gateway, '/run/lab/plan.json', state);
      const env = { ...pair.lab.peerway.env, PEERWAY_STATE: '/run/lab/state', PEERWAY_SSH: '/nowhere/ssh' };
      await gateway.run(pair.lab.peerway.argv(['state', 'import', '/run/lab/plan.json', '--yes']), { env });
      const words = ['gateway', 'deploy', 'seoul', '--local', '--yes'];
      const { code, stdout, stderr } = await gateway.try(pair.lab.peerway.argv(words), { env, seconds: 60 });
      expect(code, stdout + stderr).toBe(0);
      const diff = await pair.operator.try(['gateway', 'diff', 'seoul']);
      expect(diff.code, diff.stdout).toBe(0);
    } finally {
      await pair.lab.close();
    }
  });
});
