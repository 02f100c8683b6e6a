/** The log and the previews of a restore and an import: every change, value by value, and no key. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, sandbox, seoulAndOsaka } from '../support/sandbox.ts';

const keysOf = async (box: Sandbox): Promise<string[]> =>
  [...(await box.ok('state export --with-secrets')).matchAll(/(?:private|preshared)Key": "([^"]{44})"/g)].map(
    ([, key = '']) => key,
  );

describe('a change', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('peering create seoul osaka');
    await box.ok('gateway update seoul --endpoint 203.0.113.9:443 --mtu 1400');
  });

  test('is in the log with its flags and with every value', async () => {
    const [last] = JSON.parse(await box.ok('log -o json'));
    expect(last).toMatchObject({
      command: 'gateway update seoul',
      line: 'peerway gateway update seoul --as netops --endpoint 203.0.113.9:443 --mtu 1400',
    });
    const text = await box.ok('log --revision 4');
    expect(text).toContain('gateway update seoul --as netops --endpoint 203.0.113.9:443 --mtu 1400');
    expect(text).toMatch(/^ +endpoint\.host: 203\.0\.113\.1 -> 203\.0\.113\.9$/m);
    expect(text).toMatch(/^ +endpoint\.port: 51820 -> 443$/m);
    expect(text).toMatch(/^ +mtu: 1420 -> 1400$/m);
    expect(await box.ok('log')).toContain('--mtu 1400');
  });

  test('that is unknown is an error', async () => {
    const { exit, stderr } = await box.run(['log', '--revision', '99']);
    expect([exit, stderr]).toEqual([4, expect.stringContaining('no entry for revision 99')]);
    expect((await box.run(['log', '--revision', '1', '--since', '1d'])).exit).toBe(2);
  });

  test('shows before a restore, and the restore does what it shows', async () => {
    const before = box.bytes();
    const dry = await box.ok('state restore 1 --dry-run');
    expect(box.bytes()).toBe(before);
    expect(dry).toMatch(/^ +- gateway osaka$/m);
    expect(dry).toMatch(/^ +- peering seoul-osaka$/m);
    expect(dry).toMatch(/^ +~ gateway seoul$/m);
    expect(dry).toMatch(/^ +mtu: 1400 -> 1420$/m);
    expect(dry).toMatch(/^ +privateKey: \(hidden\) \(removed\)$/m);
    const done = await box.ok('state restore 1 --yes');
    expect(done.split('\n').slice(1)).toEqual(dry.split('\n').slice(1));
    const { changes } = JSON.parse(await box.ok('state restore 4 --dry-run -o json'));
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'vpc', name: 'osaka', change: 'added' }));
  });

  test('shows before an import', async () => {
    const document = JSON.parse(await box.ok('state export'));
    document.gateways[0].mtu = 1380;
    const { stdout } = await box.run(['state', 'import', '-', '--dry-run'], {
      input: JSON.stringify(document),
    });
    expect(stdout).toMatch(/^ +~ gateway seoul\n +mtu: 1420 -> 1380$/m);
  });

  test('never shows a key', async () => {
    const keys = await keysOf(box);
    expect(keys.length).toBeGreaterThan(0);
    const texts = [
      await box.ok('log -o json'),
      await box.ok('state restore 4 --dry-run -o json'),
      readFileSync(join(box.state, 'journal.jsonl'), 'utf8'),
    ];
    for (const key of keys) for (const text of texts) expect(text).not.toContain(key);
  });
});

describe('a damaged log', () => {
  const box = sandbox();
  const path = () => join(box.state, 'journal.jsonl');
  let whole = '';
  const log = async () => JSON.parse(await box.ok('log -o json')) as { command: string; damage?: string }[];
  const check = async () => {
    const { exit, stderr } = await box.run(['state', 'check']);
    return [exit, stderr] as const;
  };

  beforeAll(async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await box.ok(`location set ${name}`);
    whole = readFileSync(path(), 'utf8');
  });
  beforeEach(() => writeFileSync(path(), whole));

  test('is sound before', async () => {
    expect((await check())[0]).toBe(0);
  });

  test.each([
    [
      'a value',
      (text: string) => text.replace('location set b', 'location set x'),
      'line 2 has been altered',
      5,
    ],
    [
      'the syntax',
      (text: string) => text.replace('"command":"location set b"', '"command":"location set b" '),
      'line 2 has been altered',
      5,
    ],
    [
      'a brace',
      (text: string) => text.replace('{"at"', '["at"'),
      'line 1 has been altered and cannot be read',
      5,
    ],
    [
      'a removed line',
      (text: string) => text.replace(/.*set c.*\n/, ''),
      'entries between revisions 2 and 3 have been removed',
      4,
    ],
  ])('shows everything else, with the damage at its place: %s', async (_, damage, words, count) => {
    writeFileSync(path(), damage(whole));
    const rows = await log();
    expect(rows.length).toBe(count);
    expect(rows.filter((row) => row.damage).map((row) => row.damage)).toEqual([words]);
    const table = await box.run(['log']);
    expect(table.stdout).toContain(words);
    expect(table.stderr).toContain(words);
    expect(await check()).toEqual([8, expect.stringContaining(words)]);
  });

  test('goes on after the damage', async () => {
    writeFileSync(path(), whole.replace('location set b', 'location set x'));
    await box.ok('location set f');
    expect((await log()).map(({ command }) => command)).toEqual(
      ['f', 'e', 'd', 'c', 'x', 'a'].map((one) => `location set ${one}`),
    );
    whole = readFileSync(path(), 'utf8').replace('location set x', 'location set b');
  });

  test.each([
    ['missing', () => rmSync(path()), 'all entries are missing', 0],
    ['empty', () => writeFileSync(path(), ''), 'all entries are missing', 0],
    [
      'cut off',
      () =>
        writeFileSync(
          path(),
          whole
            .split(/(?<=\n)/)
            .slice(0, 2)
            .join(''),
        ),
      'the last entries are missing',
      2,
    ],
    ['cut off in a line', () => writeFileSync(path(), whole.slice(0, -9)), 'line 6 has been altered', 6],
  ])('is noticed if it is %s', async (_, damage, words, count) => {
    damage();
    expect((await log()).length).toBe(count);
    expect(await check()).toEqual([8, expect.stringContaining(words)]);
  });

  test('that a change set aside is a warning', async () => {
    rmSync(path());
    await box.ok('location set g');
    const [exit, stderr] = await check();
    expect([exit, stderr]).toEqual([
      0,
      expect.stringMatching(/earlier entries are in journal\.before-\d+\.jsonl/),
    ]);
  });
});
