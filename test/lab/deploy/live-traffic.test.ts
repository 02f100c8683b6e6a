/** What a deploy to a running gateway is not to be noticed by. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peersOf } from '../gateway.ts';
import type { Host } from '../host.ts';
import { answersPing, pingStream } from '../probes.ts';
import { bothWays, settle } from '../ways.ts';
import { fingerprint, unlike } from './fingerprint.ts';
import { addForeign, foreignPeer } from './foreign-config.ts';
import { writeOn } from './managed-host.ts';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';
import { times } from './size.ts';

const packets = 1000;

/** Somebody else's tunnels to seoul: a peer on wg0 that peerway knows nothing of, and an interface of its own. */
async function addStranger({ lab, seoul }: Pair): Promise<Host> {
  const stranger = await lab.host('stranger');
  await stranger.connect('wan0', lab.internet, 'to-stranger');
  await lab.internet.run(['ip', 'link', 'set', 'to-stranger', 'master', 'br0', 'up']);
  await stranger.run(['ip', 'address', 'add', '203.0.113.200/24', 'dev', 'wan0']);
  await stranger.run(['ip', 'link', 'set', 'wan0', 'up']);
  const at = seoul.gateway;
  const tunnels = [
    { ours: 'wg0', theirs: 'wg0', port: 51_820, address: '192.0.2.9', to: '10.99.1.1', from: '192.0.2.9' },
    { ours: 'wg7', theirs: 'wg7', port: 51_827, address: '192.0.2.19', to: '192.0.2.18', from: '192.0.2.19' },
  ];
  await at.run([
    'sh',
    '-c',
    'wireguard-go wg7 >/dev/null 2>&1; wg genkey | wg set wg7 listen-port 51827 private-key /dev/stdin',
  ]);
  await at.run(['ip', 'address', 'add', '192.0.2.18/32', 'dev', 'wg7']);
  await at.run(['ip', 'link', 'set', 'wg7', 'up']);
  for (const { ours, theirs, port, address, to } of tunnels) {
    await stranger.run([
      'sh',
      '-c',
      `wireguard-go ${theirs} >/dev/null 2>&1; wg genkey | wg set ${theirs} private-key /dev/stdin`,
    ]);
    const [there, here] = await Promise.all([
      at.run(['wg', 'show', ours, 'public-key']),
      stranger.run(['wg', 'show', theirs, 'public-key']),
    ]);
    const peer = (key: string) => ['peer', key.trim(), 'allowed-ips'];
    await at.run(['wg', 'set', ours, ...peer(here), `${address}/32`]);
    await stranger.run(['wg', 'set', theirs, ...peer(there), `${to}/32`, 'endpoint', `203.0.113.1:${port}`]);
    await stranger.run(['ip', 'address', 'add', `${address}/32`, 'dev', theirs]);
    await stranger.run(['ip', 'link', 'set', theirs, 'up']);
    await stranger.run(['ip', 'route', 'add', `${to}/32`, 'dev', theirs, 'src', address]);
    await at.run(['ip', 'route', 'add', `${address}/32`, 'dev', ours]);
  }
  return stranger;
}

describeDeploys('A deploy to a gateway in use', () => {
  let pair: Pair;
  let stranger: Host;

  const deploy = (...flags: string[]): Promise<string> => deployPair(pair, ...flags);

  beforeAll(async () => {
    pair = await openPair();
    await deploy();
    await addForeign(pair.seoul.gateway);
    stranger = await addStranger(pair);
    await settle(bothWays(pair.seoul, pair.osaka));
    for (const address of ['10.99.1.1', '192.0.2.18'])
      expect(await answersPing(stranger, address), `${address} from the stranger`).toBe(true);
  });

  afterAll(() => pair?.lab.close());

  const handshakes = async (): Promise<string> => {
    const { gateway } = pair.seoul;
    return (
      await Promise.all(['wg0', 'wg7'].map((wg) => gateway.run(['wg', 'show', wg, 'latest-handshakes'])))
    )
      .flatMap((text) => text.trim().split('\n').sort())
      .join('\n');
  };

  test(`costs tunnels that it does not change none of ${packets} packets, and no handshake`, async () => {
    const before = await handshakes();
    let isStreaming = true;
    const streams = Promise.all([
      pingStream(stranger, '10.99.1.1', packets),
      pingStream(stranger, '192.0.2.18', packets),
      pingStream(pair.seoul.instance, pair.osaka.plan.instance.v4, packets),
    ]).finally(() => {
      isStreaming = false;
    });
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', '10.200.0.0/16');
    await pair.lab.peerway.run('client', 'add', 'seoul', 'laptop');
    const said = await deploy();
    expect(isStreaming, 'the deploy is over while the pings still run').toBe(true);
    expect(said).toMatch(/^seoul +confirmed/m);
    expect(await streams).toEqual(Array(3).fill({ sent: packets, received: packets }));
    expect((await handshakes()).split('\n')).toEqual(expect.arrayContaining(before.split('\n')));
  });

  test('never shows a firewall that is missing or in parts', async () => {
    const { gateway } = pair.seoul;
    await writeOn(
      gateway,
      '/run/lab/read',
      'while [ ! -e /run/lab/stop ]; do nft -s list table inet peerway 2>&1 | cksum; done',
    );
    const shown = gateway.run(['sh', '/run/lab/read'], { seconds: 200 });
    const tables = new Set<string>();
    const table = async () =>
      (await gateway.run(['sh', '-c', 'nft -s list table inet peerway | cksum'])).trim();
    tables.add(await table());
    for (let at = 0; at < times(4, 20); at++) {
      await pair.lab.peerway.run('client', 'add', 'seoul', `phone-${at}`);
      await deploy();
      tables.add(await table());
    }
    await writeOn(gateway, '/run/lab/stop', '');
    const reads = (await shown).trim().split('\n');
    console.log(`${reads.length} reads during ${tables.size - 1} changes of the firewall`);
    expect(tables.size).toBeGreaterThan(2);
    expect(reads.length).toBeGreaterThan(50);
    expect([...new Set(reads)].filter((read) => !tables.has(read))).toEqual([]);
  });

  test('leaves what is of others as it is', async () => {
    const others = (text: string): string =>
      text
        .split('\n')
        .filter((line) => /others|192\.0\.2|10\.77|10\.78|10\.0\.77|198\.51\.100|wg7|lan0|wan0/.test(line))
        .join('\n');
    const before = await fingerprint(pair.seoul.gateway);
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--remove-cidr', '10.200.0.0/16');
    await pair.lab.peerway.run('client', 'delete', 'seoul', 'laptop', '--yes');
    expect(await deploy()).toMatch(/^seoul +confirmed/m);
    const after = await fingerprint(pair.seoul.gateway);
    expect(unlike(before, after)).not.toEqual([]);
    expect(unlike(others(before), others(after))).toEqual([]);
    expect((await peersOf(pair.seoul.gateway)).map(({ publicKey }) => publicKey)).toContain(foreignPeer);
  });

  test('takes the peers of others away when told to, and only then', async () => {
    const keys = async () => (await peersOf(pair.seoul.gateway)).map(({ publicKey }) => publicKey);
    const diff = await pair.operator.try(['gateway', 'diff', 'seoul']);
    expect(diff.code, diff.stdout).toBe(0);
    expect(await deploy()).toMatch(/^seoul +as-planned/m);
    expect(await keys()).toContain(foreignPeer);
    expect(await deploy('--prune-foreign-peers')).toMatch(/^seoul +confirmed +2 /m);
    expect(await keys()).not.toContain(foreignPeer);
    expect(await deploy('--prune-foreign-peers')).toMatch(/^seoul +as-planned/m);
  });
});
