/** Without UTF-8 in the locale, nothing outside of ASCII is printed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { TOPIC_NAMES } from '../../src/help/topic-names.ts';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { open } from '../support/terminal/pseudo-terminal.ts';

const ASCII = /^[\n\t -~]*$/;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const UNSET = { LC_ALL: '', LC_CTYPE: '', LANG: '' };
const LOCALES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'LC_ALL=C': { ...UNSET, LC_ALL: 'C', LANG: 'C.UTF-8' },
  'LANG=en_US.ISO-8859-1': { ...UNSET, LANG: 'en_US.ISO-8859-1' },
  'nothing set': UNSET,
};

const box = sandbox();
beforeAll(async () => {
  await seoulAndOsaka(box);
  await box.ok('client add seoul laptop');
  await box.ok('peering create seoul osaka');
});

describe.each(Object.entries(LOCALES))('with %s', (_, env) => {
  test.each([
    ...TOPIC_NAMES.map((topic) => `help ${topic}`),
    'help',
    '--help',
    'peering create --help',
    'gateway list',
    'peering show seoul-osaka',
    'log',
    'client config seoul laptop --qr',
    `vpc show ${'x'.repeat(200)}`,
    'vpc show Zoë',
    'vpc add é --cidr 10.8.0.0/16 -o json',
    'completion zsh',
    'completion fish',
  ])('%s is ASCII', async (line) => {
    const { stdout, stderr } = await box.run(line.split(' '), { env });
    expect(stdout + stderr).not.toBe('');
    expect(stdout).toMatch(ASCII);
    expect(stderr).toMatch(ASCII);
  });

  test('data keeps its characters, escaped', async () => {
    const input = '10.0.0.0/8 Zoë … 🙂\n10.1.0.0/16 lab\n';
    const args = ['plan', 'check', '--file', '-', '-o'];
    const json = await box.run([...args, 'json'], { input, env });
    const yaml = await box.run([...args, 'yaml'], { input, env });
    expect(json.stdout + yaml.stdout).toMatch(ASCII);
    expect(JSON.parse(json.stdout).outer.name).toBe('Zoë … 🙂');
    expect(parse(yaml.stdout)[0].outer.name).toBe('Zoë … 🙂');
  });

  test('prompts are ASCII', async () => {
    const terminal = open({ box, args: ['client', 'add'], env, columns: 30 });
    await terminal.until('the client to?');
    await terminal.until(/> osaka/);
    expect(terminal.screen()).toMatch(ASCII);
    terminal.key('enter');
    await terminal.until(/^\* Which gateway[\s\S]*Client name/m);
    expect(terminal.all()).toMatch(ASCII);
    terminal.key('escape');
    expect(await terminal.exit).toBe(130);
  });
});

test('with UTF-8, the glyphs are there', async () => {
  for (const env of [{ LC_ALL: 'en_US.utf8' }, { ...UNSET, LC_CTYPE: 'C.UTF-8', LANG: 'C' }]) {
    expect((await box.run(['help', 'wireguard'], { env })).stdout).toContain('┌──');
    expect((await box.run(['vpc', 'show', 'x'.repeat(200)], { env })).stderr).toContain('…');
  }
});

test('man pages and completion scripts are ASCII', () => {
  for (const folder of ['dist/man', 'completions'])
    for (const file of readdirSync(join(ROOT, folder))) {
      const text = readFileSync(join(ROOT, folder, file), 'utf8');
      expect(text.match(/[^\n\t -~]/g), file).toBe(null);
      if (folder === 'dist/man') expect(text, file).not.toMatch(/\\u[0-9a-f]{4}/);
    }
});
