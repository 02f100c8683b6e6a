import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { acrossRegions } from '../support/cloud-plans.ts';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { writeState } from '../support/state-file.ts';

describe('the state', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('peering create seoul osaka');
    await box.ok('client add seoul laptop');
  });

  test('is a folder only its owner may enter and a file only its owner may read', async () => {
    expect(await box.ok('state path')).toBe(`${box.state}\n`);
    expect(statSync(box.state).mode & 0o777).toBe(0o700);
    expect(statSync(join(box.state, 'state.jsonl')).mode & 0o777).toBe(0o600);
  });

  test('is the same after it went out with its secrets and in somewhere else', async () => {
    const other = sandbox();
    const document = await box.ok('state export --with-secrets');
    const { exit, stderr } = await other.run(['state', 'import', '-'], { input: document });
    expect([exit, stderr]).toEqual([0, '']);
    expect(await other.ok('state export --with-secrets')).toBe(document);
    expect(await other.ok('gateway render seoul')).toBe(await box.ok('gateway render seoul'));
  });

  test('comes back without secrets where the keys are still there, and only there', async () => {
    const document = await box.ok('state export');
    const rendered = await box.ok('gateway render seoul');
    expect((await box.run(['state', 'import', '-', '--yes'], { input: document })).exit).toBe(0);
    expect(await box.ok('gateway render seoul')).toBe(rendered);
    const other = sandbox();
    const { exit, stderr } = await other.run(['state', 'import', '-'], { input: document });
    expect(exit).toBe(0);
    expect(stderr).toContain('seoul');
    expect(stderr).toContain('--with-secrets');
    expect((await other.run(['gateway', 'render', 'seoul'])).exit).toBe(3);
  });

  test('is not replaced without a yes', async () => {
    const before = box.bytes();
    const { exit, stderr } = await box.run(['state', 'import', '-'], { input: await box.ok('state export') });
    expect([exit, stderr]).toEqual([2, expect.stringContaining('--yes')]);
    expect(box.bytes()).toBe(before);
  });

  test.each([
    ['a CIDR with host bits', (text: string) => text.replace('"172.31.0.0/16"', '"172.31.0.1/16"'), 3],
    ['a name that would reach a file', (text: string) => text.replaceAll('"laptop"', '"lap\\ntop"'), 3],
    [
      'an overlap of peered VPCs',
      (text: string) =>
        text.replace('"172.31.0.0/16"', '"10.0.0.0/24"').replace('"172.31.0.2"', '"10.0.0.9"'),
      3,
    ],
    ['no JSON at all', () => 'nonsense', 2],
  ])('an import with %s is refused, and nothing changes', async (_, change, exit) => {
    const before = box.bytes();
    const document = await box.ok('state export --with-secrets');
    const input = change(document);
    expect(input).not.toBe(document);
    const finished = await box.run(['state', 'import', '-', '--yes'], { input });
    expect(finished.exit, finished.stderr).toBe(exit);
    expect(box.bytes()).toBe(before);
  });

  test('that anybody may read is refused, with the command that closes it', async () => {
    const path = join(box.state, 'state.jsonl');
    chmodSync(path, 0o644);
    const { exit, stderr } = await box.run(['gateway', 'list']);
    chmodSync(path, 0o600);
    expect(exit).toBe(5);
    expect(stderr).toContain('chmod 600');
  });

  test('whose earlier revisions others can get at is sound, with the command that closes them', async () => {
    const [{ revision }] = JSON.parse(await box.ok('state backups -o json'));
    const path = join(box.state, 'generations', `${String(revision).padStart(8, '0')}.jsonl`);
    expect((await box.run(['state', 'check'])).stderr).toBe('');
    chmodSync(path, 0o644);
    const { exit, stderr } = await box.run(['state', 'check', '--quiet']);
    expect([exit, stderr]).toEqual([
      0,
      expect.stringMatching(/^warning: other users can access \S+ \(mode 0644\): `chmod -R go= /),
    ]);
    expect((await box.run(['state', 'restore', String(revision), '--yes'])).exit).toBe(5);
    const closing = /`(chmod [^`]*)`/.exec(stderr)?.[1] ?? 'false';
    execFileSync('sh', ['-c', closing]);
    expect((await box.run(['state', 'check'])).stderr).toBe('');
  });

  test('that is damaged is refused and left as it is', async () => {
    const path = join(box.state, 'state.jsonl');
    const good = readFileSync(path);
    writeFileSync(path, good.subarray(0, good.length - 10));
    const { exit, stderr } = await box.run(['vpc', 'add', 'x', '--cidr', '10.8.0.0/16']);
    expect(exit).toBe(5);
    expect(stderr).toMatch(/damaged[\s\S]*peerway state restore \d+/);
    expect(readFileSync(path).length).toBe(good.length - 10);
    writeFileSync(path, good);
  });

  test('comes back from an earlier revision, and what it replaces is kept', async () => {
    const rendered = await box.ok('gateway render seoul');
    await box.ok('peering delete seoul-osaka --yes');
    const [last] = JSON.parse(await box.ok('state backups -o json'));
    expect(last).toMatchObject({ whole: true });
    const { exit, stderr } = await box.run(['state', 'restore', String(last.revision)]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('--yes')]);
    await box.ok(`state restore ${last.revision} --yes`);
    expect(await box.ok('gateway render seoul')).toBe(rendered);
    expect(JSON.parse(await box.ok('state backups -o json'))[0].revision).toBe(last.revision + 1);
  });

  test('that is damaged is mended by the command that the error names', async () => {
    const path = join(box.state, 'state.jsonl');
    writeFileSync(path, 'nonsense\n');
    const { stderr } = await box.run(['gateway', 'list']);
    const command = /peerway (state restore \d+)/.exec(stderr)?.[1] ?? '';
    await box.ok(`${command} --yes`);
    expect(await box.ok('gateway list -o name')).toBe('osaka\nseoul\n');
  });
});

describe('a state with a provider that only a newer version has', () => {
  const box = sandbox();
  beforeAll(() => {
    const { state, peering } = acrossRegions();
    writeState(box.state, { ...state, peerings: new Map([[peering.name, { ...peering, via: 'oracle' }]]) });
  });

  test.each([
    'peering list',
    'peering show seoul-osaka',
    'peering reject seoul-osaka',
    'peering delete seoul-osaka --yes',
    'vpc add x --cidr 10.8.0.0/16',
    'state check',
  ])('is refused and left as it is by: %s', async (line) => {
    const before = box.bytes();
    const { exit, stderr } = await box.run([...line.split(' '), '-o', 'json', '--as', 'netops']);
    expect(exit).toBe(5);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'state-newer-format',
      message: expect.stringContaining('peering seoul-osaka is via oracle'),
    });
    expect(box.bytes()).toBe(before);
  });
});

test('a folder that cannot be made is said so, at once', async () => {
  const box = sandbox();
  await seoulAndOsaka(box);
  const out = await box.run(['gateway', 'render', 'seoul', '--out', '/proc/peerway/seoul']);
  expect([out.exit, out.stderr]).toEqual([
    5,
    expect.stringContaining('/proc/peerway/seoul cannot be written: ENOENT'),
  ]);
  const state = await box.run(['vpc', 'add', 'x', '--cidr', '10.8.0.0/16', '--state', '/proc/peerway']);
  expect([state.exit, state.stderr]).toEqual([5, expect.stringContaining('ENOENT')]);
});

describe('preferences', () => {
  const box = sandbox();

  test('are set, read, listed and unset', async () => {
    await box.ok('config set owner alice');
    expect(await box.ok('config get owner')).toBe('alice\n');
    expect(JSON.parse(await box.ok('config list -o json'))[0]).toMatchObject({
      key: 'owner',
      value: 'alice',
    });
    expect(statSync(join(box.folder, 'config', 'peerway', 'config.json')).mode & 0o777).toBe(0o600);
    await box.run(['vpc', 'add', 'x', '--cidr', '10.8.0.0/16']);
    expect(JSON.parse(await box.ok('vpc show x -o json')).owner).toBe('alice');
    await box.ok('config unset owner');
    expect((await box.run(['config', 'get', 'owner'])).stdout).toBe('');
  });

  test.each([
    ['config set owner a\nb', 'is not a valid owner'],
    ['config set tunnel-pool 10.0.0.1/8', 'did you mean 10.0.0.0/8?'],
    ['config set output xml', 'is not a valid output'],
    ['config set ownr alice', 'did you mean owner?'],
    ['config set __proto__ alice', 'There is no preference named "__proto__"'],
  ])('%j is refused', async (line, message) => {
    const { stderr, exit } = await box.run(line.split(' '));
    expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(
      existsSync(join(box.folder, 'config', 'peerway', 'config.json')) &&
        JSON.stringify(readFileSync(join(box.folder, 'config', 'peerway', 'config.json'), 'utf8')),
    ).not.toContain('alice');
  });
});
