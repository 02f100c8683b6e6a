/** Peers whose endpoints are host names: the names are resolved again when a peer has moved. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answersPing, becomesReachable, serve } from '../probes.ts';
import { bothWays, settle } from '../ways.ts';
import { writeOn } from './managed-host.ts';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeDeploys, describeLongDeploys } from './requirements.ts';
import { installSystemdStubs } from './systemd-stubs.ts';

const NAMES = { seoul: 'gw.seoul.test', osaka: 'gw.osaka.test' } as const;

/** Answers for names, as a name server would give them. */
const answers = (pair: Pair, addresses: Readonly<Record<string, string>>): Promise<unknown> =>
  Promise.all(
    [pair.seoul, pair.osaka].map(({ gateway }) =>
      writeOn(
        gateway,
        '/etc/hosts',
        ['127.0.0.1 localhost', ...Object.entries(addresses).map(([name, ip]) => `${ip} ${name}`), ''].join(
          '\n',
        ),
      ),
    ),
  );

async function openNamed(): Promise<Pair> {
  const pair = await openPair();
  for (const name of ['seoul', 'osaka'] as const)
    await pair.lab.peerway.run('gateway', 'update', name, '--endpoint', NAMES[name]);
  return pair;
}

const endpoints = ({ gateway }: Pair['seoul']): Promise<string> =>
  gateway.run(['wg', 'show', 'wg0', 'endpoints']);

const processes = ({ gateway }: Pair['seoul']): Promise<string> => gateway.run(['ps', '-eo', 'args']);

describeDeploys('Endpoints with host names', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openNamed();
    await installSystemdStubs(pair.osaka.gateway);
  });

  afterAll(() => pair?.lab.close());

  test('that do not resolve at first are found as soon as they do', async () => {
    const { code, stdout, stderr } = await pair.operator.try(['gateway', 'deploy', 'seoul', '--yes']);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain('gw.osaka.test:51820 does not resolve');
    await answers(pair, { [NAMES.seoul]: '203.0.113.1', [NAMES.osaka]: '203.0.113.2' });
    const found = 'until wg show wg0 endpoints | grep -q 203.0.113.2:51820; do sleep 0.5; done';
    await pair.seoul.gateway.run(['sh', '-c', found], { seconds: 60 });
  });

  test('have a timer on a host with systemd, and a process on another', async () => {
    await deployPair(pair);
    await settle(bothWays(pair.seoul, pair.osaka));
    const calls = await pair.osaka.gateway.run(['cat', '/run/lab/calls']);
    expect(calls).toMatch(/^systemctl enable --quiet --now peerway-wg0\.resolve\.timer$/m);
    expect((await processes(pair.seoul)).match(/sh \/run\/peerway\/wg0\/resolve/g)).toHaveLength(1);
    const diff = await pair.operator.try(['gateway', 'diff', 'seoul', 'osaka']);
    expect(diff.code, diff.stdout).toBe(0);
  });

  test('are not resolved again by a deploy while their peers respond', async () => {
    await answers(pair, {});
    const before = await endpoints(pair.seoul);
    await pair.lab.peerway.run('client', 'add', 'seoul', 'alice');
    const { code, stdout, stderr } = await pair.operator.try(['gateway', 'deploy', 'seoul', '--yes']);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).not.toContain('does not resolve');
    expect(await endpoints(pair.seoul)).toContain(before.trim());
  });

  test('are followed by the command of the unit, but only while a handshake is overdue', async () => {
    const { gateway } = pair.osaka;
    const startUnit = `line=$(sed -n 's/^ExecStart=//p' /etc/systemd/system/peerway-wg0.resolve.service) &&
      eval "set -- $line" && env -i "$@"`;
    await answers(pair, { [NAMES.seoul]: '203.0.113.77', [NAMES.osaka]: '203.0.113.2' });
    await gateway.run(['sh', '-c', startUnit]);
    expect(await endpoints(pair.osaka)).toContain('203.0.113.1:51820');
    // Once no packet gets through, peers that are set again have no handshake.
    const cutOff = `nft 'table inet cut { chain out { type filter hook output priority 0; udp dport 51820 drop; }; }'`;
    await gateway.run([
      'sh',
      '-c',
      `${cutOff} && wg showconf wg0 >/run/lab/wg && wg setconf wg0 /run/lab/wg`,
    ]);
    await gateway.run(['sh', '-c', startUnit]);
    expect(await endpoints(pair.osaka)).toContain('203.0.113.77:51820');
    await gateway.run(['nft', 'delete', 'table', 'inet', 'cut']);
    await answers(pair, { [NAMES.seoul]: '203.0.113.1', [NAMES.osaka]: '203.0.113.2' });
  });

  test('leave nothing behind with the last of them', async () => {
    for (const [name, address] of [
      ['seoul', '203.0.113.1'],
      ['osaka', '203.0.113.2'],
    ] as const)
      await pair.lab.peerway.run('gateway', 'update', name, '--endpoint', address);
    await deployPair(pair);
    expect(await processes(pair.seoul)).not.toContain('/run/peerway/wg0/resolve');
    expect(await pair.osaka.gateway.run(['cat', '/run/lab/calls'])).toMatch(
      /^systemctl disable --quiet --now peerway-wg0\.resolve\.timer$/m,
    );
    expect(await pair.osaka.gateway.run(['ls', '/etc/systemd/system'])).not.toContain('resolve');
    expect(await answersPing(pair.seoul.instance, pair.osaka.plan.instance.v4)).toBe(true);
  });
});

describeLongDeploys('Endpoints with host names, of which both move at once', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openNamed();
    await answers(pair, { [NAMES.seoul]: '203.0.113.1', [NAMES.osaka]: '203.0.113.2' });
    await deployPair(pair);
    await serve(pair.osaka.instance);
  });

  afterAll(() => pair?.lab.close());

  test('are found again once their names have new addresses', async () => {
    for (const [{ gateway }, last] of [
      [pair.seoul, 1],
      [pair.osaka, 2],
    ] as const)
      await gateway.run([
        'sh',
        '-c',
        `ip address del 203.0.113.${last}/24 dev wan0 && ip address add 203.0.113.${last}1/24 dev wan0 &&
         ip route replace default via 203.0.113.254`,
      ]);
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    await answers(pair, { [NAMES.seoul]: '203.0.113.11', [NAMES.osaka]: '203.0.113.21' });
    expect(await becomesReachable(pair.seoul.instance, pair.osaka.plan.instance.v4, 240)).toBe(true);
    const kept = await pair.seoul.gateway.run(['cat', '/etc/peerway/wg0/endpoints']);
    expect(kept).toContain('203.0.113.2');
  }, 400_000);
});
