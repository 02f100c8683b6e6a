/** A peering that is created and deployed with one command, and deleted with another. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../probes.ts';
import { bothWays, connected, settle } from '../ways.ts';
import { fingerprint } from './fingerprint.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

describeDeploys('One command', () => {
  let pair: Pair;

  const peerway = (...words: string[]) => pair.operator.try(words);
  const listPeerings = async (): Promise<string> =>
    (await peerway('peering', 'list', '-o', 'name')).stdout.trim();

  beforeAll(async () => {
    pair = await openPair();
    await pair.lab.peerway.run('peering', 'delete', 'seoul-osaka', '--yes');
  });

  afterAll(() => pair?.lab.close());

  test('creates a peering on both gateways, and traffic flows', async () => {
    const created = await peerway('peering', 'create', 'seoul', 'osaka', '--deploy', '--yes');
    expect(created.code, created.stdout + created.stderr).toBe(0);
    expect(created.stdout).toMatch(/^seoul +confirmed/m);
    expect(created.stdout).toMatch(/^osaka +confirmed/m);
    await Promise.all([serve(pair.seoul.instance), serve(pair.osaka.instance)]);
    await settle(bothWays(pair.seoul, pair.osaka));
    expect(await connected(pair.seoul, pair.osaka)).toBe(true);
  });

  test('deletes a peering from both gateways completely', async () => {
    const deleted = await peerway('peering', 'delete', 'seoul-osaka', '--deploy', '--yes');
    expect(deleted.code, deleted.stdout + deleted.stderr).toBe(0);
    expect(deleted.stdout).toMatch(/^seoul +confirmed/m);
    for (const { gateway } of [pair.seoul, pair.osaka]) {
      expect((await gateway.run(['wg', 'show', 'wg0', 'peers'])).trim()).toBe('');
      expect(await gateway.run(['ip', 'route', 'show', 'proto', '112'])).toBe('');
    }
    expect((await gatewayAddresses()).trim()).toBe('10.99.1.1/24');
    expect((await peerway('gateway', 'diff', '--all')).code).toBe(0);
  });

  const gatewayAddresses = () =>
    pair.seoul.gateway.run(['sh', '-c', "ip -4 -o address show dev wg0 | awk '{ print $4 }'"]);

  test('changes neither gateway if one cannot be reached, and names the command to try again', async () => {
    await pair.lab.peerway.run('gateway', 'update', 'osaka', '--ssh', 'root@203.0.113.66');
    const before = await fingerprint(pair.seoul.gateway);
    const created = await peerway('peering', 'create', 'seoul', 'osaka', '--deploy', '--yes', '-o', 'json');
    await pair.lab.peerway.run('gateway', 'update', 'osaka', '--ssh', 'root@203.0.113.2');
    expect(created.code).toBe(6);
    const rows = JSON.parse(created.stdout) as { gateway: string; outcome: string; why: string | null }[];
    expect(rows.map(({ gateway, outcome }) => [gateway, outcome]).sort()).toEqual([
      ['osaka', 'untouched'],
      ['seoul', 'untouched'],
    ]);
    expect(rows.find(({ gateway }) => gateway === 'osaka')?.why).toMatch(/^cannot connect/);
    expect(created.stderr).toMatch(
      /the plan was changed, but not all gateways were; run `peerway gateway deploy --peering seoul-osaka` to try again/,
    );
    expect(await fingerprint(pair.seoul.gateway)).toBe(before);
    expect(await listPeerings()).toBe('seoul-osaka');
  });

  const privateKeys = async (): Promise<string[]> =>
    JSON.parse((await peerway('gateway', 'list', '-o', 'json')).stdout).map(
      ({ privateKey }: { privateKey: string }) => privateKey,
    );

  test('plans nothing that cannot be deployed', async () => {
    await pair.lab.peerway.run('peering', 'delete', 'seoul-osaka', '--yes');
    const withoutYes = await peerway('peering', 'create', 'seoul', 'osaka', '--deploy', '--no-input');
    expect(withoutYes.code).toBe(2);
    expect(withoutYes.stderr).toMatch(/--yes/);
    await pair.lab.peerway.run(
      'gateway',
      'create',
      'lima',
      '--cidr',
      '192.168.0.0/16',
      '--endpoint',
      '203.0.113.3',
    );
    const withoutSsh = await peerway('peering', 'create', 'seoul', 'lima', '--deploy', '--yes');
    expect(withoutSsh.code).toBe(3);
    expect(withoutSsh.stderr).toMatch(/lima has no SSH target/);
    expect(await listPeerings()).toBe('');
    await pair.lab.peerway.run('gateway', 'delete', 'lima', '--yes');
    await pair.lab.peerway.run('peering', 'create', 'seoul', 'osaka');
  });

  test('deploys a key that the gateway generates and keeps', async () => {
    const alone = await peerway('gateway', 'deploy', 'osaka', '--key-on-host', '--yes');
    expect(alone.code).toBe(3);
    expect(alone.stderr).toMatch(/The peers need the new public key too: seoul/);
    const withoutYes = await peerway('gateway', 'deploy', 'seoul', 'osaka', '--key-on-host', '--no-input');
    expect(withoutYes.code).toBe(2);
    expect(await privateKeys()).toEqual(['stored', 'stored']);
    const created = await peerway('gateway', 'deploy', 'seoul', 'osaka', '--key-on-host', '--yes');
    expect(created.code, created.stdout + created.stderr).toBe(0);
    expect(await privateKeys()).toEqual(['operator', 'operator']);
    const [key, publicKey] = await Promise.all([
      pair.osaka.gateway.run(['wg', 'show', 'wg0', 'private-key']),
      pair.osaka.gateway.run(['wg', 'show', 'wg0', 'public-key']),
    ]);
    const state = await pair.lab.peerway.run('state', 'export', '--with-secrets');
    expect(state).not.toContain(key.trim());
    expect(state).toContain(publicKey.trim());
    await settle(bothWays(pair.seoul, pair.osaka));
    expect(await connected(pair.seoul, pair.osaka)).toBe(true);
    const again = await peerway(
      'gateway',
      'deploy',
      'osaka',
      'seoul',
      '--key-on-host',
      '--yes',
      '-o',
      'json',
    );
    expect(again.code, again.stdout).toBe(0);
    const asPlanned = expect.objectContaining({ outcome: 'as-planned' });
    expect(JSON.parse(again.stdout)).toEqual([asPlanned, asPlanned]);
    expect(await pair.osaka.gateway.run(['wg', 'show', 'wg0', 'public-key'])).toBe(publicKey);
  });
});
