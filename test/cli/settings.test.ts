/** Settings of the network: they are kept in the state, and apply whoever runs the command. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, sandbox, seoulAndOsaka } from '../support/sandbox.ts';

const ELSEWHERE = (box: Sandbox) => ({ env: { XDG_CONFIG_HOME: join(box.folder, 'elsewhere') } });
const as = (line: string, who: string) => [...line.split(' '), '--as', who];

/** Writes preferences as version 0.1.0 left them. */
function leave(box: Sandbox, preferences: Readonly<Record<string, string>>): void {
  mkdirSync(join(box.folder, 'config', 'peerway'), { recursive: true });
  writeFileSync(
    join(box.folder, 'config', 'peerway', 'config.json'),
    JSON.stringify({ owner: 'netops', ...preferences }),
  );
}

const row = async (box: Sandbox, key: string) =>
  (JSON.parse(await box.ok('config list -o json')) as { key: string }[]).find((one) => one.key === key);

describe('require-second-operator', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('config set require-second-operator on');
    await box.ok('peering create seoul osaka --request');
  });

  test('holds with any preferences', async () => {
    const line = as('peering accept seoul-osaka', 'netops');
    const { exit, stderr } = await box.run(line, ELSEWHERE(box));
    expect([exit, stderr]).toEqual([3, expect.stringContaining('who cannot also accept it')]);
    expect(await row(box, 'require-second-operator')).toMatchObject({ value: 'on', keptIn: 'state' });
  });

  test.each(['config set require-second-operator off', 'config unset require-second-operator'])(
    'cannot be turned off while the own request waits: %s',
    async (line) => {
      const before = box.bytes();
      for (const who of ['netops', 'bob']) {
        const { exit, stderr } = await box.run(as(line, who));
        expect([exit, stderr]).toEqual([3, expect.stringContaining('while your own request waits')]);
      }
      expect(box.bytes()).toBe(before);
    },
  );

  test.each([
    ['restoring an earlier revision', 'state restore 1 --yes'],
    ['an import', 'state import without.json --yes'],
  ])('cannot be turned off by %s, either', async (_, line) => {
    const document = JSON.parse(await box.ok('state export --with-secrets'));
    const settings = document.settings.map((one: object) => ({ ...one, value: 'off' }));
    expect(settings).toHaveLength(1);
    writeFileSync(join(box.folder, 'without.json'), JSON.stringify({ ...document, settings }));
    const before = box.bytes();
    const { exit, stderr } = await box.run(
      line.replace('without.json', join(box.folder, 'without.json')).split(' '),
    );
    expect([exit, stderr]).toEqual([3, expect.stringContaining('while your own request waits')]);
    expect(box.bytes()).toBe(before);
  });

  test('is turned off otherwise, and the log says so', async () => {
    await box.ok('peering delete seoul-osaka --yes');
    await box.ok('config set require-second-operator off');
    expect(JSON.parse(await box.ok('log -o json'))[0]).toMatchObject({
      command: 'config set require-second-operator off',
      objects: [{ kind: 'setting', name: 'require-second-operator', change: 'changed' }],
    });
  });
});

describe('a preference that version 0.1.0 left', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    leave(box, { 'require-second-operator': 'on', 'tunnel-pool': '10.254.0.0/16' });
    await box.ok('peering create seoul osaka --request');
  });

  test('applies as before, with the command that sets it in the state', async () => {
    const { exit, stderr } = await box.run(as('peering accept seoul-osaka', 'netops'));
    expect([exit, stderr]).toEqual([3, expect.stringContaining('who cannot also accept it')]);
    const listed = await box.run(['config', 'list']);
    expect(listed.stderr).toContain('run `peerway config set require-second-operator on`');
    expect(listed.stderr).toContain('run `peerway config set tunnel-pool 10.254.0.0/16`');
    expect(await row(box, 'tunnel-pool')).toMatchObject({ value: '10.254.0.0/16', keptIn: 'preferences' });
    const created = await box.run(as('gateway create z --cidr 10.9.0.0/16 --endpoint 192.0.2.9', 'netops'));
    expect(created.stdout).toContain('10.254.0.0/24');
    expect(created.stderr).toContain('run `peerway config set tunnel-pool 10.254.0.0/16`');
  });

  test('is not a way to turn the setting off, either', async () => {
    const { exit } = await box.run(as('config unset require-second-operator', 'netops'));
    expect(exit).toBe(3);
    expect(await row(box, 'require-second-operator')).toMatchObject({ value: 'on' });
  });

  test('ends once the state has the value', async () => {
    await box.ok('config set require-second-operator on');
    await box.ok('config set tunnel-pool 10.253.0.0/16');
    const listed = await box.run(['config', 'list']);
    expect(listed.stderr).toBe('');
    expect(listed.stdout).toMatch(/^tunnel-pool +10\.253\.0\.0\/16 +the state/m);
    leave(box, { 'require-second-operator': 'off' });
    expect((await box.run(as('peering accept seoul-osaka', 'netops'))).exit).toBe(3);
  });
});

describe('settings', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('config set tunnel-pool 10.254.0.0/16');
  });

  test('are exported and imported; a document without them keeps those of the state', async () => {
    const document = JSON.parse(await box.ok('state export --with-secrets'));
    expect(document.settings).toEqual([{ name: 'tunnel-pool', value: '10.254.0.0/16' }]);
    const { settings: _, ...earlier } = document;
    await box.run(['state', 'import', '-', '--yes'], { input: JSON.stringify(earlier) });
    expect(await box.ok('config get tunnel-pool')).toBe('10.254.0.0/16\n');
    const changed = { ...document, settings: [{ name: 'tunnel-pool', value: '10.253.0.0/16' }] };
    await box.run(['state', 'import', '-', '--yes'], { input: JSON.stringify(changed) });
    expect(await box.ok('config get tunnel-pool')).toBe('10.253.0.0/16\n');
  });

  test.each([
    [{ name: 'tunnel-pool', value: '10.0.0.0/30' }],
    [{ name: 'owner', value: 'bob' }],
    [
      { name: 'tunnel-pool', value: '10.0.0.0/8' },
      { name: 'tunnel-pool', value: '10.1.0.0/16' },
    ],
  ])('of a document are validated: %j', async (...settings) => {
    const document = { ...JSON.parse(await box.ok('state export --with-secrets')), settings };
    expect((await box.run(['state', 'import', '-', '--yes'], { input: JSON.stringify(document) })).exit).toBe(
      3,
    );
  });

  test('are listed as unknown if the state cannot be read, and preferences still are', async () => {
    writeFileSync(join(box.state, 'state.jsonl'), 'damaged', { mode: 0o600 });
    await box.ok('config set owner bob');
    const { exit, stdout, stderr } = await box.run(['config', 'list']);
    expect([exit, stdout]).toEqual([0, expect.stringMatching(/^owner +bob +your preferences/m)]);
    expect(stderr).toContain('the settings of the network are not known');
  });
});

describe('a changed value is shown with the one before', () => {
  const box = sandbox();
  test.each([
    ['config set owner alice', 'owner is now alice, in your preferences\n  owner  netops -> alice\n'],
    ['config set owner bob', 'owner is now bob, in your preferences\n  owner  alice -> bob\n'],
    ['config set owner bob', 'owner is now bob, in your preferences\n'],
    ['config unset owner', 'owner is not set\n  owner  bob -> none\n'],
    [
      'config set tunnel-pool 10.9.0.0/16',
      'tunnel-pool is now 10.9.0.0/16, in the state\n  tunnel-pool  none -> 10.9.0.0/16\n',
    ],
    ['location set dc1 --vpn-gateway off', 'VPN gateways are off in dc1\n  VPN gateways  on -> off\n'],
    ['location set dc1', 'VPN gateways are off in dc1\n'],
  ])('%s', async (line, text) => {
    if (line.startsWith('config set tunnel-pool')) await box.ok('location set dc0 --vpn-gateway on');
    expect(await box.ok(line)).toBe(text);
  });
  test('in JSON', async () => {
    const on = JSON.parse(await box.ok('location set dc1 --vpn-gateway on -o json'));
    expect(on).toMatchObject({
      vpnGateway: 'on',
      updated: [{ field: 'vpnGateway', before: 'off', after: 'on' }],
    });
    const pool = JSON.parse(await box.ok('config unset tunnel-pool -o json'));
    expect(pool.updated).toEqual([{ field: 'value', before: '10.9.0.0/16', after: null }]);
  });
});
