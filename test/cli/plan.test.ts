import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';

describe('plan check of the state', () => {
  const box = sandbox();

  test('finds nothing in an empty plan, nor in one without overlaps', async () => {
    expect(await box.run(['plan', 'check'])).toEqual({
      stdout: '',
      stderr: 'no overlaps among 0 networks\n',
      exit: 0,
    });
    await seoulAndOsaka(box);
    expect(await box.run(['plan', 'check'])).toEqual({
      stdout: '',
      stderr: 'no overlaps among 4 networks\n',
      exit: 0,
    });
  });

  test('names both networks and whose they are, exit 8', async () => {
    await box.ok('vpc add lab --cidr 10.0.64.0/18 --cidr fd00:1::/48');
    const { stdout, stderr, exit } = await box.run(['plan', 'check', '-o', 'json']);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { outer: { cidr: '10.0.0.0/16', name: 'VPC seoul' }, inner: { cidr: '10.0.64.0/18', name: 'VPC lab' } },
    ]);
    expect(stderr).toBe('warning: 1 overlapping pair among 6 networks\n');
    expect(exit).toBe(8);
  });
});

describe('plan check of a list', () => {
  const box = sandbox();
  const LIST =
    '# networks\n10.0.0.0/8 all of ten\n10.1.0.0/16\tlab\r\n\nfd00::/8\nfd00:1::/48 berlin # home\n192.168.0.0/24';

  test('reads names, comments, both families and stdin', async () => {
    const { stdout, exit } = await box.run(['plan', 'check', '--file', '-', '-o', 'json'], { input: LIST });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        outer: { cidr: '10.0.0.0/8', name: 'all of ten', line: 2 },
        inner: { cidr: '10.1.0.0/16', name: 'lab', line: 3 },
      },
      {
        outer: { cidr: 'fd00::/8', name: '', line: 5 },
        inner: { cidr: 'fd00:1::/48', name: 'berlin', line: 6 },
      },
    ]);
    expect(exit).toBe(8);
  });

  test('says every line that cannot be read, with what was probably meant', async () => {
    const path = join(box.folder, 'list.txt');
    writeFileSync(path, '10.0.0.0/8\n10.0.0.5/16\nnonsense\n10.1.0.0/16\n1.2.3.4\n');
    const { stdout, stderr, exit } = await box.run(['plan', 'check', '--file', path]);
    expect(stdout).toBe('');
    expect(stderr.split('\n').slice(0, 7)).toEqual([
      `error: 3 lines of ${path} are not CIDRs`,
      'line 2: "10.0.0.5/16" is not a CIDR',
      '  did you mean 10.0.0.0/16?',
      'line 3: "nonsense" is not a CIDR',
      '  write the network address and its prefix length, without leading zeros: 10.0.0.0/16 or fd00:1234::/48',
      'line 5: "1.2.3.4" is not a CIDR',
      '  add the prefix length: 1.2.3.4/32 for one address',
    ]);
    expect(exit).toBe(2);
  });

  test('counts pairs without end and lists the first ones', async () => {
    const input = '10.0.0.0/24\n'.repeat(100_000);
    const { stdout, stderr, exit } = await box.run(
      ['plan', 'check', '--file', '-', '-o', 'json', '--limit', '5'],
      { input },
    );
    expect(stdout.trimEnd().split('\n')).toHaveLength(5);
    expect(stderr).toBe(
      'warning: 4999950000 overlapping pairs among 100000 networks; the first 5 are listed (--limit)\n',
    );
    expect(exit).toBe(8);
  });

  test('shows a hostile name escaped', async () => {
    const input = '10.0.0.0/8 \u001b[31mred\n10.1.0.0/16 b\n';
    const { stdout } = await box.run(['plan', 'check', '--file', '-'], { input });
    expect(stdout).toContain('\\u{1b}[31mred');
    expect(stdout).not.toContain('\u001b');
  });

  test('a file that is not there is a usage error', async () => {
    const { stderr, exit } = await box.run(['plan', 'check', '--file', 'nowhere.txt']);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('nowhere.txt cannot be read: ENOENT')]);
  });
});

describe('plan suggest and plan list', () => {
  const box = sandbox();
  beforeAll(() => seoulAndOsaka(box));

  test.each([
    ['plan suggest --prefix 16', '10.1.0.0/16\n'],
    ['plan suggest --prefix 12', '10.16.0.0/12\n'],
    ['plan suggest --prefix 24 --within 10.99.0.0/22 --count 2', '10.99.0.0/24\n10.99.3.0/24\n'],
    ['plan suggest --prefix 64 --within fd12:3456:789a::/48', 'fd12:3456:789a::/64\n'],
  ])('%s', async (line, expected) => {
    expect(await box.ok(`${line} -o name`)).toBe(expected);
  });

  test('says plainly when there is none, or fewer than wished', async () => {
    const none = await box.run('plan suggest --prefix 15 --within 10.0.0.0/15'.split(' '));
    expect([none.exit, none.stderr]).toEqual([
      3,
      expect.stringContaining('No free /15 is left in 10.0.0.0/15'),
    ]);
    const few = await box.run('plan suggest --prefix 24 --within 10.99.0.0/22 --count 3'.split(' '));
    expect([few.exit, few.stderr]).toEqual([0, 'warning: only 2 of 3 are free in 10.99.0.0/22\n']);
  });

  test.each([
    ['plan suggest', 'missing --prefix'],
    ['plan suggest --prefix 64', '--prefix 64 needs --within'],
    ['plan suggest --prefix 8 --within 10.0.0.0/16', 'A /8 does not fit in 10.0.0.0/16'],
    ['plan suggest --prefix 129', '"129" is not a valid prefix length'],
  ])('%s is a usage error', async (line, message) => {
    const { stderr, exit } = await box.run(line.split(' '));
    expect([exit, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  test('the plan is listed in address order', async () => {
    await box.ok('vpc add lab --cidr 10.8.0.0/16 --cidr fd00:8::/48 --subnet web=10.8.1.0/24');
    expect(await box.ok('plan list -o name')).toBe(
      '10.0.0.0/16\n10.8.0.0/16\n10.8.1.0/24\n10.99.1.0/24\n10.99.2.0/24\n172.31.0.0/16\nfd00:8::/48\n',
    );
  });
});
