/** Exports of version 0.1.0, and of versions that do not exist yet. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { contentOf, LEFT, readLeft } from '../../support/left-by-0.1.0.ts';
import { folderForFile, folderForTest } from '../../support/temporary.ts';
import { expectSameLists, exportOf, type Program, programIn, programOn } from './program.ts';

const WITH_SECRETS = join(LEFT, 'export-with-secrets.json');
const WITHOUT_SECRETS = join(LEFT, 'export.json');

const original = programOn('plain', folderForFile());
let state: unknown;
beforeAll(async () => {
  state = await exportOf(original);
});

const importInto = ({ run }: Program, path: string) => run('state', 'import', path, '--yes', '-o', 'json');

/** Writes a document to a file of its own. */
function fileWith(document: unknown): string {
  const path = join(folderForTest(), 'export.json');
  writeFileSync(path, JSON.stringify(document), { mode: 0o600 });
  return path;
}

describe('an export of version 0.1.0', () => {
  test('with secrets gives the state that it was made from', async () => {
    const program = programIn(folderForTest());
    expect((await importInto(program, WITH_SECRETS)).exit).toBe(0);
    await expectSameLists(program);
    expect(await exportOf(program)).toEqual(state);
  });

  test('without secrets gives the same where the keys are still in the state', async () => {
    const program = programOn('plain', folderForTest());
    expect((await importInto(program, WITHOUT_SECRETS)).exit).toBe(0);
    await expectSameLists(program);
    expect(await exportOf(program)).toEqual(state);
  });

  test('without secrets is a plan to look at where the keys are missing', async () => {
    const program = programIn(folderForTest());
    const { exit, stderr } = await importInto(program, WITHOUT_SECRETS);
    expect([exit, stderr]).toEqual([0, expect.stringContaining('--with-secrets')]);
    expect(existsSync(join(program.state, 'state.jsonl'))).toBe(true);
  });

  test('gives the same again after an export of today', async () => {
    expect(state).toMatchObject({ version: 2, secrets: true });
    const program = programIn(folderForTest());
    expect((await importInto(program, fileWith(state))).exit).toBe(0);
    await expectSameLists(program);
    expect(await exportOf(program)).toEqual(state);
  });
});

test.each([
  ['of today', () => state],
  ['of version 0.1.0', () => readLeft('export-with-secrets.json')],
])(
  'an export %s with version 3 is refused for its version alone, and nothing is written',
  async (_, read) => {
    const path = fileWith({ ...(read() as object), version: 3 });
    const before = contentOf(original.state);
    const empty = programIn(folderForTest());
    rmSync(empty.state, { recursive: true });
    for (const program of [original, empty]) {
      const { exit, stdout, stderr } = await importInto(program, path);
      expect([exit, stdout]).toEqual([3, '']);
      expect(JSON.parse(stderr).error).toMatchObject({
        code: 'import-invalid',
        problems: [{ message: 'version: expected version 1 or 2, the only ones that this peerway can read' }],
        hint: 'import it with the version of peerway that exported it',
      });
    }
    expect(contentOf(original.state)).toEqual(before);
    expect(existsSync(empty.state)).toBe(false);
  },
);
