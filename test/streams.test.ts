import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, NODE } from './support/program.ts';
import { sandbox } from './support/sandbox.ts';

const box = sandbox();

/** Runs the words after it with a stdout that does not block, as a program that shares the pipe can leave it. */
const NON_BLOCKING =
  'import os, sys; os.set_blocking(1, False); os.set_blocking(2, False); os.execvp(sys.argv[1], sys.argv[1:])';

test('a slow reader of a non-blocking pipe gets every byte', () => {
  const list = join(box.folder, 'many.txt');
  writeFileSync(list, '10.0.0.0/24\n'.repeat(600));
  const read = (pipe: string): string =>
    execFileSync(
      'sh',
      ['-c', `${pipe} "$BIN" plan check --file "$LIST" --limit 100000 -o json | (sleep 0.5; cat)`],
      {
        encoding: 'utf8',
        env: { ...process.env, BIN, NODE, LIST: list, NON_BLOCKING },
        maxBuffer: 2 ** 28,
      },
    );
  const whole = read('"$NODE"');
  expect(whole.length).toBeGreaterThan(2 ** 20);
  expect(read('python3 -c "$NON_BLOCKING" "$NODE"')).toBe(whole);
});
