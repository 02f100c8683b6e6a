import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';

describe('the journal', () => {
  const box = sandbox();
  const log = async (line = '') => JSON.parse(await box.ok(`log ${line}-o json`)) as { command: string }[];
  const commands = async (line = '') => (await log(line)).map(({ command }) => command);

  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('peering create seoul osaka');
    await box.ok('client add seoul laptop');
  });

  test('answers who peered these two, and when', async () => {
    const [entry] = await log('--object seoul-osaka ');
    expect(entry).toMatchObject({
      operator: 'netops',
      command: 'peering create seoul osaka',
      before: 2,
      after: 3,
      objects: [{ kind: 'peering', name: 'seoul-osaka', change: 'added', of: ['seoul', 'osaka'] }],
      at: expect.stringMatching(/^20.*Z$/),
    });
  });

  test('tells the newest first, and by object also what belongs to it', async () => {
    expect(await commands()).toEqual([
      'client add seoul laptop',
      'peering create seoul osaka',
      'gateway create osaka',
      'gateway create seoul',
    ]);
    expect(await commands('--object osaka ')).toEqual(['peering create seoul osaka', 'gateway create osaka']);
    expect(await commands('--object laptop ')).toEqual(['client add seoul laptop']);
    expect(await commands('--object vpc/osaka ')).toEqual(['gateway create osaka']);
  });

  test('--since narrows it to a time', async () => {
    expect((await commands('--since 1h ')).length).toBe(4);
    expect(await commands('--since 2999-01-01 ')).toEqual([]);
    const { stderr, exit } = await box.run(['log', '--since', 'yesterday']);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('"yesterday" is not a valid time')]);
  });

  test('holds no key, and nothing of a command that was refused or only looked', async () => {
    const secrets = (await box.ok('state export --with-secrets')).matchAll(
      /(?:private|preshared)Key": "([^"]{44})"/g,
    );
    await box.run(['peering', 'create', 'seoul', 'osaka']);
    await box
      .ok('peering create seoul osaka --dry-run'.replace('seoul osaka', 'osaka seoul'))
      .catch(() => '');
    const text = await box.ok('log -o json');
    for (const [, key] of secrets) expect(text).not.toContain(key);
    expect(JSON.parse(text).length).toBe(4);
  });
});

describe('a second operator', () => {
  const box = sandbox();
  const accept = (who: string) => box.run(['peering', 'accept', 'seoul-osaka', '--as', who]);

  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('config set require-second-operator on');
    await box.ok('peering create seoul osaka --request');
  });

  test('has to accept where that is required', async () => {
    const before = box.bytes();
    const { exit, stderr } = await accept('netops');
    expect(stderr).toMatch(/^Peering seoul-osaka was requested by netops.*, who cannot also accept it$/m);
    expect([exit, box.bytes()]).toEqual([3, before]);
    await box.ok('gateway update osaka --owner bob');
    expect((await accept('bob')).exit).toBe(0);
  });

  test('is not asked for otherwise', async () => {
    await box.ok('config unset require-second-operator');
    await box.ok('gateway update osaka --owner netops --as bob');
    await box.ok('peering delete seoul-osaka --yes');
    await box.ok('peering create seoul osaka --request');
    expect((await accept('netops')).exit).toBe(0);
  });

  test('on and off are all there is', async () => {
    const { exit, stderr } = await box.run(['config', 'set', 'require-second-operator', 'yes']);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('one of on, off')]);
  });
});
