import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sandbox } from '../support/sandbox.ts';
import { open } from '../support/terminal/pseudo-terminal.ts';

const box = sandbox();
beforeAll(() => writeFileSync(join(box.folder, 'many.txt'), '10.0.0.0/24\n'.repeat(4000)));

/** 4000 equal networks overlap 7 998 000 times: more than any pipe holds, so that its writer finds it closed. */
const LONG = 'peerway plan check --file many.txt --limit 20000';

test.each(['-o json', '-o table'])('%s into head is cut without a word about it', async (format) => {
  const line = `${LONG} ${format} 2>errors | head -n 2; echo "status \${PIPESTATUS[0]}"; cat errors`;
  const terminal = open({ box, command: 'bash', args: ['-c', line], columns: 200 });
  expect(await terminal.exit).toBe(0);
  const [first, second, ...rest] = terminal.all().split('\n');
  expect(first).toMatch(/^\{"outer"|^[A-Z]+ /);
  expect(second).toMatch(/10\.0\.0\.0\/24/);
  // What is left is the command's own verdict.
  expect(rest).toEqual([
    'status 8',
    expect.stringMatching(/^warning: 7998000 overlapping pairs among 4000 networks/),
  ]);
});
