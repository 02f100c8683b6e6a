/** Gateways on devices other than Linux: what can be set, rendered and deployed. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEVICES } from '../../src/model/device.ts';
import { OTHER_DEVICES } from '../support/device-plans.ts';
import { sandbox } from '../support/sandbox.ts';

const CREATE = 'gateway create x --cidr 10.77.0.0/16 --endpoint 203.0.113.77';

describe('settings that a device cannot express', () => {
  const box = sandbox();
  beforeAll(() =>
    box.ok(
      'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --ssh root@203.0.113.1 --status active',
    ),
  );

  test.each([
    ['--device vyos --interface seoul', 'names WireGuard interfaces wg0', '--interface wg0'],
    ['--device opnsense --interface tun_wg0', 'names WireGuard interfaces wg0', '--interface wg0'],
    ['--device pfsense --interface wg0', 'names WireGuard interfaces tun_wg0', '--interface tun_wg0'],
    ['--device openwrt --interface wg-osaka', 'takes letters, digits and _', '--interface wg0'],
    ['--device openwrt --interface lan', 'has sections named lan', '--interface wg0'],
    ['--device vyos --device-version 1.3', 'versions: 1.4, 1.5', '--device-version 1.5'],
    ['--device routeros --device-version 6', 'versions: 7', '--device-version 7'],
    ['--device nixos --device-version 25.05', 'the same for all versions of NixOS', 'omit --device-version'],
    ['--device-version 1.4', 'the same for all versions of Linux', 'name another --device'],
    ['--device routeros --ssh admin@203.0.113.77', 'deploys only to Linux', 'peerway gateway render x'],
  ])('%s is rejected with the reason', async (flags, reason, hint) => {
    const { exit, stderr } = await box.run(`${CREATE} ${flags}`.split(' '));
    expect(exit).toBe(3);
    expect(stderr).toContain(reason);
    expect(stderr).toContain(hint);
  });

  test.each([
    ['--device-version v1.4', 'device version'],
    ['--device cisco', 'value for --device'],
  ])('%s is a usage error', async (flags, what) => {
    const { exit, stderr } = await box.run(`${CREATE} ${flags}`.split(' '));
    expect([exit, stderr]).toEqual([2, expect.stringContaining(what)]);
  });

  test.each(OTHER_DEVICES)(
    '%s has a default version and interface, which stay in an export',
    async (device) => {
      const name = `x-${device}`;
      await box.ok(
        `gateway create ${name} --cidr 10.${80 + OTHER_DEVICES.indexOf(device)}.0.0/16 --no-endpoint --device ${device}`,
      );
      const shown = JSON.parse(await box.ok(`gateway show ${name} -o json`));
      expect(shown).toMatchObject({
        device,
        deviceVersion: DEVICES[device].defaultVersion ?? null,
        interface: DEVICES[device].interface.default,
      });
      const document = JSON.parse(await box.ok('state export'));
      const exported = document.gateways.find((one: { name: string }) => one.name === name);
      expect(exported.device.name).toBe(device);
    },
  );

  test('update changes the device, takes a point release, and says that the SSH target goes', async () => {
    await box.ok('gateway create y --cidr 10.78.0.0/16 --endpoint 203.0.113.78 --ssh root@203.0.113.78');
    const { stdout, stderr } = await box.run(
      'gateway update y --device vyos --device-version 1.5.2'.split(' '),
    );
    expect(stdout).toContain('Linux -> VyOS 1.5');
    expect(stderr).toContain('the SSH target root@203.0.113.78 of y is removed');
    expect(JSON.parse(await box.ok('gateway show y -o json'))).toMatchObject({
      deviceVersion: '1.5',
      ssh: null,
    });
    expect((await box.run('gateway update y --device pfsense'.split(' '))).stderr).toContain(
      '--interface tun_wg0',
    );
    await box.ok('gateway update y --device linux');
    expect(JSON.parse(await box.ok('gateway show y -o json'))).toMatchObject({
      device: 'linux',
      deviceVersion: null,
    });
  });

  test('a host name as endpoint needs a device that resolves it, or one that the other side can reach', async () => {
    await box.ok('gateway create named --cidr 10.90.0.0/16 --endpoint vpn.named.example');
    await box.ok('gateway create mute --cidr 10.91.0.0/16 --no-endpoint --device vyos');
    const { exit, stderr } = await box.run('peering create named mute'.split(' '));
    expect(exit).toBe(3);
    expect(stderr).toContain('takes only IP addresses as endpoints');
    await box.ok('gateway update mute --device-version 1.5');
    await box.ok('peering create named mute');
    const back = await box.run('gateway update mute --device-version 1.4'.split(' '));
    expect([back.exit, back.stderr]).toEqual([3, expect.stringContaining('breaks peering named-mute')]);
    expect(await box.ok('gateway render mute')).toContain("host-name 'vpn.named.example'");
  });
});

describe.each(OTHER_DEVICES)('a Linux gateway peered with %s', (device) => {
  const box = sandbox();
  beforeAll(async () => {
    await box.ok(
      'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24',
    );
    await box.ok(
      `gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2 --tunnel-subnet 10.99.2.0/24 --device ${device}`,
    );
    await box.ok('peering create seoul osaka');
  });

  test('renders both sides, and says what to apply where', async () => {
    const both = await box.ok('peering render seoul-osaka');
    expect(both).toMatch(/^# Side seoul, on Linux\n# {3}Apply: run `peerway gateway deploy seoul`/);
    expect(both).toContain('# Side osaka, on ');
    expect(both).toContain('run `peerway gateway render osaka --out ./osaka`, which writes ');
    expect(both).toMatch(/# {3}Confirm: /);
    expect(both).toMatch(/# {3}Undo: /);
    const { files } = JSON.parse(
      await box.ok(`gateway render osaka --out ${join(box.folder, 'osaka')} -o json`),
    );
    expect(files.length).toBeGreaterThan(1);
    const key = JSON.parse(await box.ok('gateway show seoul -o json')).publicKey;
    expect(both).toContain(key);
    expect(await box.ok('gateway render osaka')).toContain(key);
    expect(await box.ok('gateway render osaka --undo')).not.toContain(key);
  });

  test('--all renders every format of the device', async () => {
    const { files } = JSON.parse(
      await box.ok(`gateway render osaka --format all --out ${join(box.folder, 'all')} -o json`),
    );
    expect(files.map((path: string) => path.replace(/.*\//, ''))).toContain(
      `${DEVICES[device].interface.default}.json`,
    );
  });

  test('rejects formats of other devices, and deploys and inspections of the device', async () => {
    const other = device === 'vyos' ? 'routeros' : 'vyos';
    const format = await box.run(`gateway render osaka --format ${other}`.split(' '));
    expect([format.exit, format.stderr]).toEqual([2, expect.stringContaining(`--device ${other}`)]);
    for (const verb of ['deploy', 'diff', 'status']) {
      const { exit, stderr } = await box.run(`gateway ${verb} osaka`.split(' '));
      expect([exit, stderr]).toEqual([3, expect.stringContaining('peerway gateway render osaka')]);
    }
  });

  test('is listed with its device', async () => {
    expect(await box.ok('gateway list --filter device=linux -o name')).toBe('seoul\n');
    expect(await box.ok(`gateway list --filter device=${device} -o name`)).toBe('osaka\n');
  });
});
