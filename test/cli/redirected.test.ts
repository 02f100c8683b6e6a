import { statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { type Ended, runLines } from './shells.ts';

const PUBLIC_KEY = '4uGiBsQPEQMSTLDPdZMcyBTpH1HkpBPJ1CXkHvGZ6Ho=';
const box = sandbox();
const run = (lines: string): Ended => runLines({ program: 'sh', flags: ['-eu'] }, lines, box);

beforeAll(async () => {
  await seoulAndOsaka(box);
  await box.ok('peering create seoul osaka');
  await box.ok('client add seoul laptop');
  await box.ok(`gateway create own --cidr 10.7.0.0/16 --endpoint 203.0.113.7 --public-key ${PUBLIC_KEY}`);
});

describe('keys that go to a file', () => {
  const KEYED = [
    'client config seoul laptop',
    'client config seoul laptop --qr',
    'gateway render seoul',
    'gateway render seoul --format networkd',
    'gateway render seoul --format json -o json',
    'state export --with-secrets --quiet',
  ];

  test.each(KEYED)('others can read are printed with a warning: %s', (command) => {
    const { exit, stderr } = run(`umask 022; rm -f 'my keys'; peerway ${command} >'my keys'`);
    const path = join(box.folder, 'my keys');
    expect([exit, stderr]).toEqual([
      0,
      `warning: other users can access ${path} (mode 0644), which contains keys: run \`chmod 600 '${path}'\`; next time, run \`umask 077\` first\n`,
    ]);
    run(/`(chmod [^`]*)`/.exec(stderr)?.[1] ?? 'false');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(run(`peerway ${command} >'my keys'`).stderr).toBe('');
  });

  test.each(['| cat', '>/dev/null', '>&-', '>>closed'])('nobody else can read: %s', (to) => {
    for (const command of KEYED)
      expect(run(`umask 077; peerway ${command} ${to}`)).toMatchObject({ exit: 0, stderr: '' });
  });

  test('where the file can be read by its group alone, too', () => {
    expect(run('umask 027; peerway client config seoul laptop >grouped').stderr).toContain('(mode 0640)');
  });
});

test.each([
  'state export',
  'peering render seoul-osaka --format wg',
  'gateway render seoul --format nftables',
  'gateway render seoul --format vpc-routes',
  'gateway show seoul',
])('what holds no keys may go anywhere: %s', (command) => {
  expect(run(`umask 0; peerway ${command} >open`)).toMatchObject({ exit: 0, stderr: '' });
});

test('a gateway that has no key of ours nor peers may be rendered anywhere', () => {
  const { exit, stderr } = run('umask 0; peerway gateway render own >open');
  expect([exit, stderr]).toEqual([
    0,
    expect.stringContaining('peerway does not have the private key of own'),
  ]);
  expect(stderr).not.toContain('chmod');
});
