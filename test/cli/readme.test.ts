import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sandbox } from '../support/sandbox.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const BIN = new URL('../../bin/peerway.js', import.meta.url).pathname;

/** A command of the README and what it prints there. */
interface Shown {
  readonly command: string;
  readonly printed: string;
}

const blocks = [...README.matchAll(/```console\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

const shown: Shown[] = blocks.flatMap((block) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...lines] = part.split('\n');
      return { command, printed: lines.join('\n') };
    }),
);

/** Keys are new at every run. */
const withoutKeys = (text: string): string => text.replace(/[A-Za-z0-9+/]{43}=/g, '<key>');

test('what the README shows is what its commands print, from the first to the last', () => {
  const box = sandbox();
  const path = join(box.folder, 'path');
  mkdirSync(path);
  symlinkSync(BIN, join(path, 'peerway'));
  const config = join(box.folder, 'config');
  const env = {
    ...process.env,
    PATH: `${path}:${process.env['PATH']}`,
    PEERWAY_STATE: box.state,
    XDG_CONFIG_HOME: config,
  };
  execFileSync(BIN, ['config', 'set', 'owner', 'netops'], { env });
  expect(shown.length).toBeGreaterThan(8);
  for (const { command, printed } of shown) {
    // A terminal shows both streams; what a command warns of comes after what it has made.
    const out = execFileSync('sh', ['-c', `{ ${command}; } 2>&1 || true`], {
      env,
      cwd: box.folder,
      encoding: 'utf8',
    });
    expect(withoutKeys(out), command).toBe(withoutKeys(printed));
  }
}, 60_000);
