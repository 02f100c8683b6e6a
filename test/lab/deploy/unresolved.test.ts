/** An endpoint whose host name does not resolve must not block the changes of other peers. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

describeDeploys('A peer whose endpoint no longer resolves', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openPair();
    await pair.lab.peerway.run('client', 'add', 'seoul', 'alice');
    await deployPair(pair);
  });

  afterAll(() => pair?.lab.close());

  test('keeps its address while a client is revoked', async () => {
    const { lab, operator, seoul } = pair;
    const wg = (): Promise<string> => seoul.gateway.run(['wg', 'show', 'wg0', 'endpoints']);
    const before = (await wg()).split('\n').filter((line) => line.includes('203.0.113.2:'));
    await lab.peerway.run('gateway', 'update', 'osaka', '--endpoint', 'osaka.invalid');
    await lab.peerway.run('client', 'delete', 'seoul', 'alice', '--yes');
    const { code, stdout, stderr } = await operator.try(['gateway', 'deploy', 'seoul', '--yes']);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/osaka\.invalid:51820 does not resolve/);
    expect((await wg()).trim().split('\n')).toEqual(before);
    const diff = await operator.try(['gateway', 'diff', 'seoul']);
    expect(diff.code, diff.stdout).toBe(0);
  });

  test('does not keep another gateway from its first deploy', async () => {
    const { lab, operator, seoul } = pair;
    await seoul.gateway.run(['sh', '-c', 'ip link del wg0; rm -rf /etc/peerway']);
    const { code, stdout, stderr } = await operator.try(['gateway', 'deploy', 'seoul', '--yes']);
    expect(code, stdout + stderr).toBe(0);
    await lab.peerway.run('gateway', 'update', 'osaka', '--endpoint', '203.0.113.2');
    await deployPair(pair);
  });
});
