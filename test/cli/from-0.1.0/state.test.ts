/** The first change of a state of version 0.1.0, and the way back. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { contentOf, type Form, LEFT, readLeft } from '../../support/left-by-0.1.0.ts';
import { folderForFile, folderForTest } from '../../support/temporary.ts';
import {
  asToday,
  expectSameLists,
  exportOf,
  generationFile,
  headerOf,
  type Program,
  programIn,
  programOn,
  stateFile,
} from './program.ts';

interface Entry {
  readonly command: string;
  readonly objects: readonly { readonly name: string }[];
}

const originalOf = (form: Form): string => join(LEFT, form, 'state', 'state.jsonl');

const addVpc = ({ ok }: Program) => ok('vpc', 'add', 'newest', '--cidr', '10.200.0.0/16');

const logOf = async ({ json }: Program) => (await json('log')) as Entry[];

/** The LAN address of gateway shop is one that AWS reserves, which version 0.1.0 did not notice. */
const isValid = async ({ run }: Program) => {
  const { exit, stderr } = await run('state', 'check', '-o', 'json');
  const { problems } = JSON.parse(stderr.slice(stderr.indexOf('{'))).error;
  expect({ exit, codes: problems.map(({ code }: { code: string }) => code) }).toEqual({
    exit: 8,
    codes: ['lan-address-reserved'],
  });
};

/** Compares two files: a difference of large files is not worth printing. */
const expectSameBytes = (path: string, other: string) =>
  expect(readFileSync(path).equals(readFileSync(other)), path).toBe(true);

describe.each(['plain', 'key-file'] as const)('a state of version 0.1.0 in the form %s', (form) => {
  const program = programOn(form, folderForFile());
  const { revision, format } = headerOf(originalOf(form));

  test('is valid, gives the same lists and log, and is the same as its export', async () => {
    expect(format).toBe(form === 'plain' ? 2 : 3);
    await isValid(program);
    await expectSameLists(program);
    expect(await logOf(program)).toEqual(readLeft(form, 'log.json'));
    const imported = programIn(folderForTest());
    await imported.ok('state', 'import', join(LEFT, 'export-with-secrets.json'));
    expect(await exportOf(imported)).toEqual(await exportOf(program));
    expect(contentOf(program.state)).toEqual(contentOf(join(LEFT, form, 'state')));
  });

  describe('after its first change', () => {
    beforeAll(() => addVpc(program));

    test('has format 4, and keeps the earlier file byte for byte', () => {
      expect(headerOf(stateFile(program))).toMatchObject({ format: 4, revision: revision + 1 });
      expectSameBytes(generationFile(program, revision), originalOf(form));
    });

    test('has one more VPC, and everything else as before', async () => {
      const { json } = program;
      for (const noun of ['peering', 'gateway', 'client'])
        expect(await json(noun, 'list')).toMatchObject(asToday(readLeft('expected', `${noun}-list.json`)));
      const vpcs = (await json('vpc', 'list')) as { readonly name: string }[];
      expect(vpcs.filter(({ name }) => name !== 'newest')).toMatchObject(
        readLeft('expected', 'vpc-list.json') as object[],
      );
    });

    test('has a log that lists what has changed, not what was written in another format', async () => {
      const [latest, ...earlier] = await logOf(program);
      expect(latest).toMatchObject({ command: 'vpc add newest', before: revision, after: revision + 1 });
      // A client and two requests have expired since.
      const names = ['newest', 'osaka-busan', 'seoul/visitor', 'shop-cache'];
      expect(latest?.objects.map(({ name }) => name).sort()).toEqual(names);
      expect(earlier).toEqual(readLeft(form, 'log.json'));
      await isValid(program);
    });

    test('can be restored, and gives the same lists again', async () => {
      await program.ok('state', 'restore', String(revision), '--yes');
      expect(headerOf(stateFile(program))).toMatchObject({ format: 4, revision: revision + 2 });
      await expectSameLists(program);
      expectSameBytes(generationFile(program, revision), originalOf(form));
      const [latest, , ...earlier] = await logOf(program);
      expect(latest?.command).toBe(`state restore ${revision}`);
      expect(earlier).toEqual(readLeft(form, 'log.json'));
      await isValid(program);
    });

    test('can be restored to the oldest revision that is kept', async () => {
      const kept = (await program.json('state', 'backups')) as { readonly revision: number }[];
      const oldest = Math.min(...kept.map((one) => one.revision));
      expect(headerOf(generationFile(program, oldest)).format).toBeLessThan(4);
      await program.ok('state', 'restore', String(oldest), '--yes');
      await isValid(program);
    });
  });

  test('is not touched if a newer version has changed it', async () => {
    const newer = programOn(form, folderForTest());
    const bytes = readFileSync(stateFile(newer), 'latin1').replace(/^\{"format":\d/, '{"format":5');
    writeFileSync(stateFile(newer), bytes, 'latin1');
    const before = contentOf(newer.state);
    const commands = [
      ['peering', 'list'],
      ['peering', 'create', 'riga', 'oslo'],
      ['state', 'import', join(LEFT, 'export-with-secrets.json'), '--yes'],
    ];
    for (const args of commands) {
      const { exit, stdout, stderr } = await newer.run(...args, '-o', 'json');
      expect([exit, stdout]).toEqual([5, '']);
      expect(JSON.parse(stderr).error).toMatchObject({
        code: 'state-newer-format',
        message: expect.stringContaining('it has format 5, and this version reads formats up to 4'),
        hint: expect.stringContaining(`peerway state restore ${revision - 1}`),
      });
    }
    const { lock: _, ...after } = contentOf(newer.state);
    expect(after).toEqual(before);
  });
});

// One test with few commands: each derives the key from the passphrase, which takes a second.
test('a state of version 0.1.0 with a passphrase is read, changed and restored in the same way', async () => {
  const program = programOn('passphrase', folderForTest());
  const { revision } = headerOf(originalOf('passphrase'));
  const imported = programIn(folderForTest());
  await imported.ok('state', 'import', join(LEFT, 'export-with-secrets.json'));
  expect(await exportOf(program)).toEqual(await exportOf(imported));
  await addVpc(program);
  expect(headerOf(stateFile(program))).toMatchObject({ format: 4, revision: revision + 1 });
  expectSameBytes(generationFile(program, revision), originalOf('passphrase'));
  await program.ok('state', 'restore', String(revision), '--yes');
  expect(await program.json('peering', 'list')).toMatchObject(
    asToday(readLeft('expected', 'peering-list.json')),
  );
  expect((await logOf(program)).slice(2)).toEqual(readLeft('passphrase', 'log.json'));
  await isValid(program);
}, 120_000);
