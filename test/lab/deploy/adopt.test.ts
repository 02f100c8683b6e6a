/** Tunnels that were set up by hand with wg-quick, and that peerway takes over while traffic runs through them. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publicKeyOf, wgQuickUp } from '../gateway.ts';
import type { Host } from '../host.ts';
import { Laboratory } from '../laboratory.ts';
import { answersPing, becomesReachable, pingStream } from '../probes.ts';
import { addRoutes, osaka, type SitePlan, seoul, wire } from '../sites.ts';
import { manage, writeOn } from './managed-host.ts';
import { Operator, operatorAddress } from './operator.ts';
import { target } from './pair.ts';
import { describeDeploys } from './requirements.ts';

interface HandMade {
  readonly plan: SitePlan;
  readonly gateway: Host;
  readonly instance: Host;
  /** Its address in the subnet that both ends share. */
  readonly address: string;
}

const PRESHARED_KEY = 'q9Wz0cVhJ0fL2mS1d3n4b5v6c7x8z9a0s1d2f3g4h5I=';

describeDeploys('A pair that was set up by hand with wg-quick', () => {
  let lab: Laboratory;
  let operator: Operator;
  let sites: readonly [HandMade, HandMade];
  let foreign: Host;

  beforeAll(async () => {
    lab = await Laboratory.open();
    operator = await Operator.create(await lab.laptop(operatorAddress), lab.peerway);
    sites = await Promise.all([handMade(seoul, '10.99.0.1'), handMade(osaka, '10.99.0.2')]);
    foreign = await lab.laptop({ v4: '203.0.113.73', v6: '2001:db8::73' }, 'foreign');
    await writeFiles();
    for (const { gateway } of sites) await wgQuickUp(gateway, '/etc/wireguard/wg0.conf');
    await wgQuickUp(foreign, '/run/foreign/wg0.conf');
    const [one, other] = sites;
    expect(await becomesReachable(one.instance, other.plan.instance.v4)).toBe(true);
    expect(await becomesReachable(foreign, one.plan.instance.v4)).toBe(true);
  });

  afterAll(() => lab?.close());

  async function handMade(plan: SitePlan, address: string): Promise<HandMade> {
    const [gateway, instance] = await Promise.all([
      lab.host(`${plan.name}-gateway`),
      lab.host(`${plan.name}-instance`),
    ]);
    await wire(plan, gateway, instance, lab.internet);
    await manage(gateway, operator, plan.gatewayWan.v4);
    const other = plan === seoul ? osaka : seoul;
    await addRoutes(instance, [
      [other.vpc.v4, plan.gatewayLan.v4],
      ['10.50.0.0/16', plan.gatewayLan.v4],
    ]);
    return { plan, gateway, instance, address };
  }

  /** Writes the files as people write them. */
  async function writeFiles(): Promise<void> {
    const keys = await Promise.all([...sites.map(({ gateway }) => gateway), foreign].map(newKey));
    const [seoulKey, osakaKey, foreignKey] = keys as [KeyPair, KeyPair, KeyPair];
    const peer = (to: HandMade, key: KeyPair, ...more: string[]) => [
      `\n[peer]\nPublicKey=${key.publicKey} # ${to.plan.name}`,
      `PresharedKey = ${PRESHARED_KEY}\nAllowedIPs = ${to.address}/32\nAllowedIPs = ${to.plan.vpc.v4}`,
      `Endpoint = ${to.plan.gatewayWan.v4}:51820`,
      ...more,
    ];
    const file = (at: HandMade, key: KeyPair, peers: readonly string[]) =>
      [
        `[Interface]\naddress = ${at.address}/24\nListenPort=51820\nPRIVATEKEY = ${key.privateKey}`,
        'PostUp = sysctl -q -w net.ipv4.ip_forward=1; echo up >>/run/lab/hooks-%i',
        'SaveConfig = false',
        ...peers,
        '',
      ].join('\n');
    const [one, other] = sites;
    const foreignPeer = `\n[Peer]\nPublicKey = ${foreignKey.publicKey}\nAllowedIPs = 10.50.0.0/16`;
    const files = [
      [one, file(one, seoulKey, [...peer(other, osakaKey), foreignPeer])],
      [other, file(other, osakaKey, peer(one, seoulKey, 'PersistentKeepalive = 15'))],
    ] as const;
    for (const [{ gateway, plan }, text] of files) {
      await gateway.run(['mkdir', '-p', '-m', '700', '/etc/wireguard']);
      await writeOn(gateway, '/etc/wireguard/wg0.conf', text);
      await writeFile(lab.peerway.file(`${plan.name}.conf`), text, { mode: 0o600 });
    }
    await foreign.run(['mkdir', '-m', '700', '/run/foreign']);
    const toSeoul = [
      `[Peer]\nPublicKey = ${seoulKey.publicKey}\nEndpoint = ${seoul.gatewayWan.v4}:51820`,
      `AllowedIPs = ${seoul.vpc.v4}\nPersistentKeepalive = 5`,
    ];
    const own = `[Interface]\nPrivateKey = ${foreignKey.privateKey}\nAddress = 10.50.0.1/32\n`;
    await writeOn(foreign, '/run/foreign/wg0.conf', `${own}${toSeoul.join('\n')}\n`);
  }

  const run = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await operator.try(words);
    expect(code, stdout + stderr).toBe(0);
    return stdout + stderr;
  };

  const handshakes = () =>
    Promise.all(
      sites.map(async ({ gateway }) =>
        (await gateway.run(['wg', 'show', 'wg0', 'latest-handshakes'])).trim().split('\n').sort(),
      ),
    );

  test('is imported from a host and from a file, without a change and without a private key', async () => {
    const before = await handshakes();
    await run(
      ...['gateway', 'import', 'seoul', '--ssh', target(seoul), '--cidr', seoul.vpc.v4],
      ...['--endpoint', seoul.gatewayWan.v4, '--lan-address', seoul.gatewayLan.v4],
    );
    const output = await run(
      ...['gateway', 'import', 'osaka', '--file', lab.peerway.file('osaka.conf'), '--interface', 'wg0'],
      ...['--ssh', target(osaka), '--cidr', osaka.vpc.v4, '--endpoint', osaka.gatewayWan.v4],
    );
    expect(output).toContain('peerings: seoul-osaka');
    expect(output).toMatch(/PostUp = sysctl .*never run by peerway/);
    expect(await handshakes()).toEqual(before);
    const exported = JSON.parse(await lab.peerway.run('state', 'export', '--with-secrets'));
    expect(exported.peerings).toMatchObject([{ name: 'seoul-osaka', presharedKey: PRESHARED_KEY }]);
    expect(exported.gateways.map((one: { keyPair: string }) => one.keyPair)).toEqual([
      'operator',
      'operator',
    ]);
    const diff = await operator.try(['gateway', 'diff', 'seoul', 'osaka']);
    expect(diff.code).toBe(8);
    expect(diff.stdout).not.toMatch(/ (address|interface) /);
    expect(diff.stderr).toMatch(
      /10\.50\.0\.0\/16\) is not in the plan.*\n.*--allow-foreign 10\.50\.0\.0\/16/,
    );
  });

  test('is not deployed without a preview while a foreign peer would be cut off', async () => {
    const { code, stdout } = await operator.try(['gateway', 'deploy', 'seoul', '--yes', '-o', 'json']);
    expect(code).toBe(6);
    expect(JSON.parse(stdout)[0].why).toMatch(
      /would stop the traffic of .*10\.50\.0\.0\/16.*--allow-foreign/,
    );
    expect(await answersPing(foreign, seoul.instance.v4)).toBe(true);
  });

  test('is deployed with no ping of at least 1,000 lost, and with the same keys', async () => {
    const [one, other] = sites;
    const keys = () => Promise.all(sites.map(({ gateway }) => publicKeyOf(gateway)));
    const [before, ups] = [await keys(), await handshakes()];
    await run('gateway', 'update', 'seoul', '--allow-foreign', '10.50.0.0/16');
    let isStreaming = true;
    const count = 2000;
    const streams = Promise.all([
      pingStream(one.instance, other.plan.instance.v4, count),
      pingStream(foreign, one.plan.instance.v4, count),
    ]).finally(() => {
      isStreaming = false;
    });
    const output = await run('gateway', 'deploy', 'seoul', 'osaka', '--yes');
    expect(isStreaming, 'the deploy ends while the pings still run').toBe(true);
    expect(output).toMatch(/^seoul +confirmed[\s\S]*^osaka +confirmed/m);
    expect(await streams).toEqual(Array(2).fill({ sent: count, received: count }));
    expect(await keys()).toEqual(before);
    expect(await handshakes()).toEqual(ups);
    await run('gateway', 'diff', 'seoul', 'osaka');
    expect(await one.gateway.run(['cat', '/run/lab/hooks-wg0']), 'the hook ran only at the start').toBe('up');
  });
});

interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

async function newKey(host: Host): Promise<KeyPair> {
  const privateKey = (await host.run(['wg', 'genkey'])).trim();
  return { privateKey, publicKey: (await host.run(['wg', 'pubkey'], { input: `${privateKey}\n` })).trim() };
}
