/**
 * Runs the console blocks of the README and the topics, from the first to the last of each document in one state, and
 * compares what they print. `npm run vitest -- docs/console --update` rewrites the blocks.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environment } from '../support/environment.ts';
import { type Sandbox, sandbox } from '../support/sandbox.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { codeBlocks, DOCUMENTS, type Document } from './documents.ts';

/** Runs a command line as a terminal shows it: both streams, whatever its exit status. */
function shown(command: string, box: Sandbox): string {
  const env = environment(box, { PEERWAY_SSH: join(box.folder, 'ssh') });
  return execFileSync('sh', ['-c', `{ ${command}; } 2>&1 || true`], {
    env,
    cwd: box.folder,
    encoding: 'utf8',
  });
}

/** Keys and times, which differ from run to run. */
const CHANGING = /[A-Za-z0-9+/]{43}=|\d{4}-\d\d-\d\dT[\d:]+Z/g;

/** Returns the output with the keys and times that the document shows, so that an update changes words only. */
function withShownValues(now: string, before: string): string {
  const values = before.match(CHANGING) ?? [];
  return now.replace(CHANGING, (value) => values.shift() ?? value);
}

/** The number of changes is that of real gateways, which the laboratory checks. */
const withoutCounts = (text: string): string => text.replace(/(confirmed +)\d+ +/g, '$1<n>');

/** Returns the document with the present output of its commands. */
function rerun({ text }: Document, box: Sandbox): string {
  return text.replace(/(?<=^```console\n)[\s\S]*?(?=^```$)/gm, (block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...lines] = part.split('\n');
        const before = lines.join('\n');
        const now = withShownValues(shown(command, box), before);
        return `$ ${command}\n${withoutCounts(now) === withoutCounts(before) ? before : now}`;
      })
      .join(''),
  );
}

const documents = DOCUMENTS.filter(({ text }) => codeBlocks(text, 'console').length > 0);

test.each(documents)('$name prints what it shows', async (document) => {
  const box = sandbox();
  writeStandInSsh(join(box.folder, 'ssh'));
  await box.ok('config set owner netops');
  await expect(rerun(document, box)).toMatchFileSnapshot(document.path);
});

test('the README shows a peering from its gateways to its rejection', () => {
  const commands = documents.flatMap(({ name, text }) =>
    name === 'README'
      ? codeBlocks(text, 'console').flatMap((block) => block.text.match(/^\$ .*/gm) ?? [])
      : [],
  );
  expect(commands.length).toBeGreaterThan(6);
});
