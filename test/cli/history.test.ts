/** Revisions that only record something use up no history: the ten kept revisions are those of ten plans. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';

const NAMES = Array.from({ length: 12 }, (_, at) => `laptop${at}`);

describe.each(['plain', 'encrypted'])('in a %s state', (kind) => {
  const box = sandbox();
  const revisions = async () =>
    (JSON.parse(await box.ok('state backups -o json')) as { revision: number }[]).map(
      ({ revision }) => revision,
    );

  beforeAll(async () => {
    await seoulAndOsaka(box);
    for (const name of NAMES) await box.ok(`client add seoul ${name}`);
    if (kind === 'encrypted') await box.ok(`state encrypt --key-file ${join(box.folder, 'k.key')} --yes`);
  });

  test('configurations of clients push nothing out', async () => {
    await box.ok('gateway delete osaka --yes');
    const [newest = 0] = await revisions();
    for (const name of NAMES) await box.ok(`client config seoul ${name}`);
    expect((await revisions()).length).toBeLessThanOrEqual(11);
    await box.ok('location set here');
    await box.ok('location set there');
    const kept = await revisions();
    expect(kept).toContain(newest);
    expect(kept.length).toBe(10);
    expect(readdirSync(join(box.state, 'generations')).length).toBe(10);
    // The newest revision with the plan of each change is kept: with all configurations that were issued.
    await box.ok(`state restore ${kept[1]} --yes`);
    const clients = JSON.parse(await box.ok('client list seoul -o json')) as { config: string }[];
    expect(clients.map(({ config }) => config)).toEqual(NAMES.map(() => 'current'));
    await box.ok(`state restore ${newest} --yes`);
    expect(await box.ok('gateway list -o name')).toBe('osaka\nseoul\n');
    await box.ok('state check');
  });

  test('and the log holds every one of them', async () => {
    const commands = (JSON.parse(await box.ok('log -o json')) as { command: string }[]).map(
      (one) => one.command,
    );
    for (const name of NAMES) expect(commands).toContain(`client config seoul ${name}`);
  });

  test('a damaged state that only recorded something is restored from the revision before it', async () => {
    await box.ok('location set elsewhere');
    await box.ok('client add seoul phone');
    await box.ok('client config seoul phone');
    const header = JSON.parse(readFileSync(join(box.state, 'state.jsonl'), 'utf8').split('\n')[0] ?? '');
    expect(header.plan).toBe(header.revision - 1);
    expect((await revisions())[0]).toBe(header.revision - 1);
  });
});
