/** Traffic and foreign configuration that a deploy to a running gateway must not disturb. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { peersOf } from '../gateway.ts';
import type { Host } from '../host.ts';
import { answersPing, pingStream } from '../probes.ts';
import { bothWays, settle } from '../ways.ts';
import { compareFingerprints, fingerprint } from './fingerprint.ts';
import { addForeign, foreignPeer } from './foreign-config.ts';
import { writeOn } from './managed-host.ts';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';
import { times } from './size.ts';

/** Adds a foreign host with two tunnels to seoul: as a foreign peer on wg0, and on an interface wg7. */
async function addForeignHost({ lab, seoul }: Pair): Promise<Host> {
  const foreignHost = await lab.host('foreign');
  await foreignHost.connect('wan0', lab.internet, 'to-foreign');
  await lab.internet.run(['ip', 'link', 'set', 'to-foreign', 'master', 'br0', 'up']);
  await foreignHost.run(['ip', 'address', 'add', '203.0.113.200/24', 'dev', 'wan0']);
  await foreignHost.run(['ip', 'link', 'set', 'wan0', 'up']);
  const { gateway } = seoul;
  const tunnels = [
    { wg: 'wg0', port: 51_820, address: '192.0.2.9', to: '10.99.1.1' },
    { wg: 'wg7', port: 51_827, address: '192.0.2.19', to: '192.0.2.18' },
  ];
  await gateway.run([
    'sh',
    '-c',
    'wireguard-go wg7 >/dev/null 2>&1; wg genkey | wg set wg7 listen-port 51827 private-key /dev/stdin',
  ]);
  await gateway.run(['ip', 'address', 'add', '192.0.2.18/32', 'dev', 'wg7']);
  await gateway.run(['ip', 'link', 'set', 'wg7', 'up']);
  for (const { wg, port, address, to } of tunnels) {
    await foreignHost.run([
      'sh',
      '-c',
      `wireguard-go ${wg} >/dev/null 2>&1; wg genkey | wg set ${wg} private-key /dev/stdin`,
    ]);
    const [gatewayKey, foreignKey] = await Promise.all([
      gateway.run(['wg', 'show', wg, 'public-key']),
      foreignHost.run(['wg', 'show', wg, 'public-key']),
    ]);
    const peer = (key: string) => ['peer', key.trim(), 'allowed-ips'];
    await gateway.run(['wg', 'set', wg, ...peer(foreignKey), `${address}/32`]);
    await foreignHost.run([
      'wg',
      'set',
      wg,
      ...peer(gatewayKey),
      `${to}/32`,
      'endpoint',
      `203.0.113.1:${port}`,
    ]);
    await foreignHost.run(['ip', 'address', 'add', `${address}/32`, 'dev', wg]);
    await foreignHost.run(['ip', 'link', 'set', wg, 'up']);
    await foreignHost.run(['ip', 'route', 'add', `${to}/32`, 'dev', wg, 'src', address]);
    await gateway.run(['ip', 'route', 'add', `${address}/32`, 'dev', wg]);
  }
  return foreignHost;
}

describeDeploys('A deploy to a gateway in use', () => {
  let pair: Pair;
  let foreignHost: Host;
  let packets = 0;

  const deploy = (...flags: string[]): Promise<string> => deployPair(pair, ...flags);

  beforeAll(async () => {
    pair = await openPair();
    const start = performance.now();
    await deploy();
    // Three times as long as a deploy takes, at one ping every 10 ms.
    packets = Math.max(1000, Math.round((3 * (performance.now() - start)) / 10));
    await addForeign(pair.seoul.gateway);
    foreignHost = await addForeignHost(pair);
    await settle(bothWays(pair.seoul, pair.osaka));
    for (const address of ['10.99.1.1', '192.0.2.18'])
      expect(await answersPing(foreignHost, address), `${address} from the foreign host`).toBe(true);
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

  test('loses no packet and causes no handshake in tunnels that it does not change', async () => {
    const before = await handshakes();
    let isStreaming = true;
    const streams = Promise.all([
      pingStream(foreignHost, '10.99.1.1', packets),
      pingStream(foreignHost, '192.0.2.18', packets),
      pingStream(pair.seoul.instance, pair.osaka.plan.instance.v4, packets),
    ]).finally(() => {
      isStreaming = false;
    });
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--add-cidr', '10.200.0.0/16');
    await pair.lab.peerway.run('client', 'add', 'seoul', 'laptop');
    const output = await deploy();
    expect(isStreaming, 'the deploy ends while the pings still run').toBe(true);
    expect(output).toMatch(/^seoul +confirmed/m);
    expect(await streams).toEqual(Array(3).fill({ sent: packets, received: packets }));
    expect((await handshakes()).split('\n')).toEqual(expect.arrayContaining(before.split('\n')));
  });

  test('never leaves the firewall missing or incomplete', async () => {
    const { gateway } = pair.seoul;
    await writeOn(
      gateway,
      '/run/lab/read',
      'while [ ! -e /run/lab/stop ]; do nft -s list table inet peerway 2>&1 | cksum; done',
    );
    const listing = gateway.run(['sh', '/run/lab/read'], { seconds: 200 });
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
    const reads = (await listing).trim().split('\n');
    console.log(`${reads.length} reads during ${tables.size - 1} changes of the firewall`);
    expect(tables.size).toBeGreaterThan(2);
    expect(reads.length).toBeGreaterThan(50);
    expect([...new Set(reads)].filter((read) => !tables.has(read))).toEqual([]);
  });

  test('leaves foreign configuration unchanged', async () => {
    const foreignLines = (text: string): string =>
      text
        .split('\n')
        .filter((line) => /others|192\.0\.2|10\.77|10\.78|10\.0\.77|198\.51\.100|wg7|lan0|wan0/.test(line))
        .join('\n');
    const before = await fingerprint(pair.seoul.gateway);
    await pair.lab.peerway.run('vpc', 'update', 'seoul', '--remove-cidr', '10.200.0.0/16');
    await pair.lab.peerway.run('client', 'delete', 'seoul', 'laptop', '--yes');
    expect(await deploy()).toMatch(/^seoul +confirmed/m);
    const after = await fingerprint(pair.seoul.gateway);
    expect(compareFingerprints(before, after)).not.toEqual([]);
    expect(compareFingerprints(foreignLines(before), foreignLines(after))).toEqual([]);
    expect((await peersOf(pair.seoul.gateway)).map(({ publicKey }) => publicKey)).toContain(foreignPeer);
  });

  test('removes foreign peers only with --prune-foreign-peers', async () => {
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
