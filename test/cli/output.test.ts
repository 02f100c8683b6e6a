import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { verbsOf } from '../../src/cli/grammar.ts';
import { NOUNS } from '../../src/cli/program.ts';
import { peerwayWords } from '../support/program.ts';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';

describe('output', () => {
  const box = sandbox();
  beforeAll(async () => {
    await seoulAndOsaka(box);
    await box.ok('peering create seoul osaka');
  });

  test('a table in a pipe is columns and nothing drawn', async () => {
    expect(await box.ok('peering list')).toBe(
      'NAME         REQUESTER  ACCEPTER  VIA        STATUS  OWNER   REQUESTER CIDRS  ACCEPTER CIDRS  KEY AGE\n' +
        'seoul-osaka  seoul      osaka     wireguard  active  netops  10.0.0.0/16      172.31.0.0/16   0 d\n',
    );
  });

  test('YAML and JSON say the same', async () => {
    expect(parse(await box.ok('gateway list -o yaml'))).toEqual(
      JSON.parse(await box.ok('gateway list -o json')),
    );
  });

  test('global flags are taken before, between and after', async () => {
    const { stdout } = await box.run(['-o', 'name', 'gateway', 'list']);
    expect(stdout).toBe('osaka\nseoul\n');
    expect((await box.run(['gateway', '-o', 'name', 'list'])).stdout).toBe(stdout);
    expect((await box.run(['gateway', 'list', '-o=name'.replace('=', '')])).stdout).toBe(stdout);
  });

  test('the preference is the default of --output', async () => {
    await box.ok('config set output name');
    expect(await box.ok('vpc list')).toBe('osaka\nseoul\n');
    await box.ok('config unset output');
  });

  test('--mine narrows lists to whoever acts', async () => {
    expect(await box.ok('vpc list --mine -o name')).toBe('osaka\nseoul\n');
    expect((await box.run(['vpc', 'list', '--mine', '-o', 'name', '--as', 'bob'])).stdout).toBe('');
  });

  test('no secret is in any list, object or plain export', async () => {
    await box.ok('client add seoul laptop');
    const secrets = [
      ...(await box.ok('state export --with-secrets')).matchAll(
        /"(?:privateKey|presharedKey)": "([^"]{44})"/g,
      ),
    ];
    expect(secrets.length).toBe(5);
    const lines =
      'gateway list|gateway show seoul|gateway peers seoul|peering list|peering show seoul-osaka|peering render seoul-osaka|client list|client show seoul laptop|vpc list|plan list|state export|gateway delete seoul|peering create seoul osaka|client add seoul laptop';
    for (const line of lines.split('|')) {
      for (const format of ['table', 'json', 'yaml']) {
        const { stdout, stderr } = await box.run([...line.split(' '), '-o', format]);
        for (const [, secret] of secrets) expect(stdout + stderr, line).not.toContain(secret);
      }
    }
  }, 60_000);

  test('an error about the command line is JSON too when JSON is asked for', async () => {
    const { stderr, exit } = await box.run(['gateway', 'lits', '-o', 'json']);
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'usage',
      message: 'unknown command "lits" for "peerway gateway"',
      hint: 'did you mean `peerway gateway list`?',
    });
    expect(exit).toBe(2);
  });

  test('an error is JSON wherever the wish for it stands', async () => {
    for (const wish of ['-qo json gateway show x', 'gateway show x --output=json', 'gateway show x -ojson']) {
      expect(JSON.parse((await box.run(wish.split(' '))).stderr).error.code).toBe('not-found');
    }
    for (const bad of ['xml', '\nxml', 'json\n'])
      for (const words of [['--output', bad], [`--output=${bad}`], [`-o${bad}`]])
        expect((await box.run(['state', 'path', '-o', 'json', ...words])).stderr, words.join(' ')).toMatch(
          /^error: .*\nhint: /,
        );
    await box.ok('config set output json');
    expect(JSON.parse((await box.run(['gateway', 'show', 'x'])).stderr).error.code).toBe('not-found');
    expect((await box.run(['gateway', 'show', 'x', '-o', 'table'])).stderr).toMatch(/^error: /);
    await box.ok('config unset output');
  });

  test('a closed pipe is no error', () => {
    const list = join(box.folder, 'many.txt');
    writeFileSync(list, '10.0.0.0/24\n'.repeat(2000));
    const script = `set -o pipefail; ${peerwayWords(['plan']).join(' ')} check --file ${list} --limit 1000000 -o json 2>${join(box.folder, 'err')} | head -n 1; cat ${join(box.folder, 'err')}`;
    const out = execFileSync('bash', ['-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    expect(out).toMatch(/^\{"outer".*\}\n/);
    expect(out).not.toContain('EPIPE');
  });
});

describe('help', () => {
  const box = sandbox();
  test('peerway alone is a short map of the nouns and their verbs, exit 0', async () => {
    const { stdout, stderr, exit } = await box.run([]);
    for (const { name } of NOUNS) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    for (const [path] of NOUNS.flatMap((noun) => verbsOf(noun)))
      expect(stdout).toMatch(new RegExp(`\\b${path.split(' ')[1] ?? path}\\b`));
    expect(stdout.split('\n').length).toBeLessThan(32);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect([exit, stderr]).toEqual([0, '']);
  });

  test('--help says what each noun is', async () => {
    const { stdout, exit } = await box.run(['--help']);
    for (const { name, summary } of NOUNS)
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary.split(' ')[0]}`, 'm'));
    expect(exit).toBe(0);
  });

  test('a noun alone lists its verbs, exit 0', async () => {
    const { stdout, exit } = await box.run(['gateway']);
    expect(stdout).toMatch(/^ {2}create .*Add a gateway$/m);
    expect(exit).toBe(0);
  });

  test('the version is the package’s', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    expect((await box.run(['--version'])).stdout).toBe(`${manifest.version}\n`);
  });
});
