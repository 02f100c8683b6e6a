import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makePresharedKey } from '../../src/store/wireguard-keys.ts';
import { sandbox } from '../support/sandbox.ts';
import { canWatch, leaksOf, watch } from './watch.ts';

const WATCHED = await canWatch('whether a key that gets out would be seen');
const box = sandbox();

const node = (script: string) => ({ line: '', env: { SCRIPT: script } });
const key = makePresharedKey().reveal();

test.skipIf(!WATCHED).each<[string, string, string, string]>([
  ['arguments', `require('child_process').spawnSync('true', [key])`, 'arguments and environment', 'base64'],
  [
    'the environment',
    `require('child_process').spawnSync('true', [], { env: { KEY: Buffer.from(key, 'base64').toString('hex') } })`,
    'arguments and environment',
    'hex',
  ],
  ['a file that is removed', `fs.writeFileSync('x', raw); fs.unlinkSync('x')`, 'x', 'raw'],
  ['a file written by a thread', `fs.promises.writeFile('y', raw)`, 'y', 'raw'],
  [
    'two writes',
    `const fd = fs.openSync('z', 'w'); for (const at of [0, 14]) fs.writeSync(fd, key.slice(at, at + 14))`,
    'z',
    'base64',
  ],
  [
    'the name of a file',
    `fs.existsSync(key.replaceAll('/', '_')); fs.mkdirSync(raw.toString('hex'))`,
    'names of files',
    'hex',
  ],
  ['the journal', `fs.appendFileSync('journal.jsonl', key)`, 'journal.jsonl', 'base64'],
  ['stderr', `fs.writeSync(2, key)`, 'stderr', 'base64'],
])('a key is seen that gets out by %s', async (_, script, place, form) => {
  const prelude = `const fs = require('fs'), raw = fs.readFileSync('raw'), key = raw.toString('base64');`;
  writeFileSync(join(box.folder, 'raw'), Buffer.from(key, 'base64'));
  const seen = await watch(box, node(prelude + script), ['sh', '-c', 'node -e "$SCRIPT"'], true);
  const leaks = leaksOf(seen, { secret: new Set([key]), open: new Set() }, box);
  expect(
    leaks.map((leak) => leak.place.replace(`${box.folder}/`, '')),
    seen.stderr,
  ).toContain(place);
  expect(leaks.flatMap(({ forms }) => forms)).toContain(form);
});
