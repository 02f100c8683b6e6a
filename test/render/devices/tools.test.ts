import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DesiredGateway, desiredGateway } from '../../../src/model/desired/gateway.ts';
import { endpointText } from '../../../src/model/endpoint.ts';
import type { FormatName } from '../../../src/render/format-names.ts';
import { render } from '../../../src/render/formats.ts';
import { DEVICE_PLANS, onDevice } from '../../support/device-plans.ts';
import { dualStack, threePeerings } from '../../support/plans.ts';
import { describeWith, searchPath } from '../../support/requirements.ts';
import { folderForFile } from '../../support/temporary.ts';

const env = { PATH: searchPath };

const filesOf = (desired: DesiredGateway, format: FormatName) => render(desired, format, { secrets: true });

const textOf = (desired: DesiredGateway, format: FormatName): string =>
  filesOf(desired, format).files[0]?.text ?? '';

describeWith(['nmcli'], 'nmcli loads the keyfile of NetworkManager', () => {
  test.each(DEVICE_PLANS)('%s, with every value and no warning', (_, plan, gateway) => {
    const desired = desiredGateway(onDevice(plan(), gateway, 'networkmanager'), gateway);
    const { stdout, stderr } = execaSync(
      'nmcli',
      ['--offline', 'connection', 'modify', 'connection.zone', 'x'],
      {
        input: textOf(desired, 'networkmanager'),
        env,
      },
    );
    expect(stderr).toBe('');
    const { interface: wg } = desired;
    const expected = [
      `interface-name=${wg.name}`,
      `listen-port=${wg.listenPort}`,
      `private-key=${wg.privateKey?.reveal()}`,
      ...wg.addresses.map(({ ip, prefix }) => `=${ip}/${prefix}`),
      ...desired.peers.flatMap(({ publicKey, presharedKey, endpoint, keepalive, allowedIps }) => [
        `[wireguard-peer.${publicKey}]`,
        `preshared-key=${presharedKey?.reveal()}`,
        ...(endpoint ? [`endpoint=${endpointText(endpoint)}`] : []),
        ...(keepalive === undefined ? [] : [`persistent-keepalive=${keepalive}`]),
        `allowed-ips=${allowedIps.join(';')};`,
      ]),
    ];
    for (const line of expected) expect(stdout).toContain(line);
  });
});

describeWith(['nix-instantiate'], 'nix-instantiate parses the module of NixOS', () => {
  const parse = (text: string) =>
    execaSync('nix-instantiate', ['--parse', '-'], {
      input: text,
      env: { ...env, NIX_STATE_DIR: join(folderForFile('nix'), 'state') },
      reject: false,
    });

  test.each(DEVICE_PLANS)('%s, and finds every peer in it', (_, plan, gateway) => {
    const desired = desiredGateway(onDevice(plan(), gateway, 'nixos'), gateway);
    const { exitCode, stdout, stderr } = parse(textOf(desired, 'nixos'));
    expect(exitCode, stderr).toBe(0);
    for (const { publicKey, allowedIps } of desired.peers) {
      expect(stdout).toContain(`publicKey = "${publicKey}";`);
      expect(stdout).toContain(`allowedIPs = [ ${allowedIps.map((cidr) => `("${cidr}")`).join(' ')} ]`);
    }
  });

  test('a corrupted module is rejected', () => {
    const desired = desiredGateway(onDevice(threePeerings(), 'seoul', 'nixos'), 'seoul');
    const text = textOf(desired, 'nixos');
    for (const corrupted of [text.replace('"wg0" = {', '"wg0 = {'), text.replace("table = ''", 'table = "')])
      expect(parse(corrupted).exitCode).not.toBe(0);
  });
});

test('the module of NixOS has the table of a Linux gateway, and no keys', () => {
  const desired = desiredGateway(onDevice(dualStack(), 'berlin', 'nixos'), 'berlin');
  const module = textOf(desired, 'nixos');
  const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());
  const table = lines(textOf(desired, 'nftables')).filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of table.slice(2)) expect(lines(module)).toContain(line);
  expect(module).not.toContain(desired.interface.privateKey?.reveal());
  for (const { presharedKey } of desired.peers) expect(module).not.toContain(presharedKey?.reveal());
});

/** A firewall that keeps the objects of its API, and what was applied last. */
interface StandIn {
  readonly server: Server;
  readonly objects: Map<string, Map<string, Record<string, string>>>;
  readonly applied: string[];
  /** A path that answers with a failed validation. */
  broken?: string;
}

function opnsenseStandIn(): StandIn {
  const objects = new Map<string, Map<string, Record<string, string>>>();
  const standIn: StandIn = {
    objects,
    applied: [],
    server: createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const path = (request.url ?? '').replace('/api/', '');
        const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, Record<string, string>>;
        response.end(JSON.stringify(answer(path, body)));
      });
    }),
  };
  const answer = (path: string, body: Record<string, Record<string, string>>): object => {
    const [, api = '', verb = '', uuid = ''] = /^(\w+\/\w+)\/(\w+)(?:\/(.*))?$/.exec(path) ?? [];
    const kept = objects.get(api) ?? new Map<string, Record<string, string>>();
    objects.set(api, kept);
    if (standIn.broken !== undefined && path.startsWith(standIn.broken))
      return { result: 'failed', validations: { 'client.name': 'no' } };
    if (verb === 'set' || verb.startsWith('set_')) {
      kept.set(uuid, Object.values(body)[0] ?? {});
      return { result: 'saved' };
    }
    if (verb.startsWith('search_'))
      return { rows: [...kept].map(([id, object]) => ({ uuid: id, ...object })) };
    if (verb.startsWith('del_')) return { result: kept.delete(uuid) ? 'deleted' : 'not found' };
    standIn.applied.push(path);
    return verb === 'apply' ? { status: 'OK\n\n' } : { status: 'ok' };
  };
  return standIn;
}

describeWith(['curl', 'jq', 'sh'], 'the script for OPNsense', () => {
  const standIn = opnsenseStandIn();
  const folder = folderForFile('opnsense');
  const keys = join(folder, 'keys');
  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(keys, 'user = "KEY:SECRET"\n', { mode: 0o600 });
    await new Promise<void>((done) => standIn.server.listen(0, '127.0.0.1', done));
  });
  afterAll(() => standIn.server.close());

  const run = (text: string) => {
    const { port } = standIn.server.address() as AddressInfo;
    const path = join(folder, 'script.sh');
    writeFileSync(path, text);
    return execa('sh', [path, `http://127.0.0.1:${port}`, keys], { env, reject: false });
  };
  const names = (api: string): string[] =>
    [...(standIn.objects.get(api)?.values() ?? [])]
      .map(({ name, description }) => name ?? description ?? '')
      .sort();
  const desiredOf = (state = threePeerings()) =>
    desiredGateway(onDevice(state, 'seoul', 'opnsense'), 'seoul');
  const own = ['firewall/alias', 'firewall/filter', 'wireguard/client', 'wireguard/server'];

  test('sets everything, can be repeated, prunes deleted peers, and is undone without a trace', async () => {
    standIn.objects.set('wireguard/client', new Map([['foreign', { name: 'someone-else' }]]));
    standIn.objects.set('firewall/filter', new Map([['other', { description: 'peerway wg01: not ours' }]]));
    const { files, undo = [] } = filesOf(desiredOf(), 'opnsense');
    const first = await run(files[0]?.text ?? '');
    expect(first.stderr).toBe('');
    expect(first.exitCode).toBe(0);
    const once = own.map(names);
    expect(names('wireguard/client')).toEqual([
      'peerway-wg0-laptop',
      'peerway-wg0-phone',
      'peerway-wg0-vpc-peering-osaka',
      'peerway-wg0-vpc-peering-taipei',
      'peerway-wg0-vpc-peering-tokyo',
      'someone-else',
    ]);
    expect(standIn.applied.slice(-3)).toEqual([
      'firewall/alias/reconfigure',
      'wireguard/service/reconfigure',
      'firewall/filter/apply',
    ]);
    await run(files[0]?.text ?? '');
    expect(own.map(names)).toEqual(once);
    const fewer = desiredOf();
    const without = { ...fewer, peers: fewer.peers.filter(({ name }) => name !== 'phone') };
    await run(textOf(without, 'opnsense'));
    expect(names('wireguard/client')).not.toContain('peerway-wg0-phone');
    expect((await run(undo[0]?.text ?? '')).exitCode).toBe(0);
    expect(own.map(names)).toEqual([[], ['peerway wg01: not ours'], ['someone-else'], []]);
  });

  test('stops at a failed validation before anything is applied', async () => {
    standIn.applied.length = 0;
    standIn.broken = 'wireguard/client/set_client';
    const { exitCode, stderr } = await run(textOf(desiredOf(), 'opnsense'));
    delete standIn.broken;
    expect(exitCode).toBe(1);
    expect(stderr).toContain('nothing has been applied');
    expect(standIn.applied).toEqual([]);
  });
});

/** `uci` as far as the script uses it, on files of lines `config.section[.option]=value`. */
const UCI = `#!/usr/bin/env node
const fs = require('node:fs');
const path = process.env.UCI_STATE;
const lines = fs.existsSync(path) ? fs.readFileSync(path, 'utf8').split('\\n').filter(Boolean) : [];
const words = process.argv.slice(2).filter((word) => word !== '-q');
const save = (next) => fs.writeFileSync(path, next.map((line) => line + '\\n').join(''));
const without = (key) => lines.filter((line) => !(line.startsWith(key + '=') || line.startsWith(key + '.')));
if (words[0] === 'delete') {
  const next = without(words[1]);
  if (next.length === lines.length) process.exit(1);
  save(next);
} else if (words[0] === 'batch') {
  save([...lines, ...fs.readFileSync(0, 'utf8').split('\\n').filter(Boolean).map((line) => line.replace(/^(set|add_list) /, ''))]);
} else if (words[0] === 'show') {
  process.stdout.write(lines.filter((line) => line.startsWith(words[1] + '.')).map((line) => line + '\\n').join(''));
}
`;

describeWith(['busybox'], 'the script for OpenWrt, in its shell', () => {
  test('can be repeated, keeps what is not its own, and is undone without a trace', () => {
    const folder = folderForFile('openwrt');
    const path = join(folder, 'path');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'uci'), UCI, { mode: 0o755 });
    const state = join(folder, 'uci');
    const before = 'network.lan=interface\nnetwork.wg1=interface\nfirewall.peerway_zone_wg1=zone\n';
    writeFileSync(state, before);
    const desired = desiredGateway(onDevice(threePeerings(), 'seoul', 'openwrt'), 'seoul');
    const { files, undo = [] } = filesOf(desired, 'openwrt');
    const run = (text = ''): string => {
      // Paths of the router lie in the folder, and the services and the timer do nothing.
      const script = text
        .replaceAll(/(\/etc\/config|\/root|\/tmp)\//g, `${folder}/`)
        .replaceAll('/etc/init.d/', ': ')
        .replace('sleep 120', 'exit 0');
      writeFileSync(join(folder, 'network'), '');
      writeFileSync(join(folder, 'firewall'), '');
      writeFileSync(join(folder, 'script.sh'), script);
      execaSync('busybox', ['sh', join(folder, 'script.sh')], {
        env: { PATH: `${path}:${searchPath}`, UCI_STATE: state },
      });
      return readFileSync(state, 'utf8');
    };
    const once = run(files[0]?.text);
    expect(once.startsWith(before)).toBe(true);
    expect(once).toContain("network.peerway_peer0_wg0.description='vpc-peering-osaka'");
    expect(run(files[0]?.text)).toBe(once);
    expect(run(undo[0]?.text)).toBe(before);
  });
});

describe('the removal of each device', () => {
  test('RouterOS selects only items with its own mark', () => {
    const desired = desiredGateway(onDevice(threePeerings(), 'seoul', 'routeros'), 'seoul');
    const { undo = [] } = filesOf(desired, 'routeros');
    const lines = (undo[0]?.text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines)
      expect(line).toMatch(/ remove \[find where comment~"\^peerway wg0\( \|\\\$\)"\]$/);
  });

  test('VyOS deletes every node that the file sets, and no other', () => {
    const desired = desiredGateway(onDevice(dualStack(), 'berlin', 'vyos'), 'berlin');
    const { files, undo = [] } = filesOf(desired, 'vyos');
    const deleted = (undo[0]?.text ?? '')
      .split('\n')
      .flatMap((line) => /^delete (.*)$/.exec(line)?.[1] ?? []);
    const set = (files[0]?.text ?? '').split('\n').flatMap((line) => /^set (.*)$/.exec(line)?.[1] ?? []);
    for (const line of set)
      expect(
        deleted.some((node) => line === node || line.startsWith(`${node} `)),
        line,
      ).toBe(true);
    for (const node of deleted)
      expect(
        set.some((line) => line === node || line.startsWith(`${node} `)) || /nat66 source rule 2$/.test(node),
        node,
      ).toBe(true);
  });
});
