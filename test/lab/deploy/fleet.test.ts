/** Deploys to many gateways at a time; test/bench/deploy.mjs measures them. */
import { describe, expect, test } from 'vitest';
import { Fleet } from '../../bench/fleet.ts';
import { BIN } from '../../support/program.ts';
import { folderForFile } from '../../support/temporary.ts';

const folder = folderForFile('fleet');

const COUNT = 16;
const CONCURRENCY = 8;
/** Seconds that each reply takes. */
const LATENCY = 0.3;

describe('Many gateways', () => {
  const fleet = new Fleet(folder, COUNT, LATENCY, 'gw7');
  const words = ['--all', '--concurrency', String(CONCURRENCY), '-o', 'json'];

  test('are inspected concurrently, and one that does not respond is reported', async () => {
    const { seconds, exit, stdout } = await fleet.run(BIN, ['gateway', 'diff', ...words]);
    expect(exit).toBe(6);
    const rows: { gateway: string; what: string; text: string }[] = JSON.parse(stdout);
    expect(new Set(rows.map(({ gateway }) => gateway)).size).toBe(COUNT);
    expect(rows.filter(({ what }) => what === 'failure')).toEqual([
      expect.objectContaining({ gateway: 'gw7', text: expect.stringContaining('No route to host') }),
    ]);
    expect(seconds).toBeLessThan((LATENCY * COUNT) / 2);
  });

  test('are changed concurrently, even if one does not respond', async () => {
    const { seconds, exit, stdout } = await fleet.run(BIN, ['gateway', 'deploy', '--yes', ...words]);
    expect(exit).toBe(6);
    const rows: { gateway: string; outcome: string; why: string | null }[] = JSON.parse(stdout);
    expect(rows.filter(({ outcome }) => outcome === 'confirmed')).toHaveLength(COUNT - 1);
    expect(rows.filter(({ outcome }) => outcome !== 'confirmed')).toEqual([
      expect.objectContaining({
        gateway: 'gw7',
        outcome: 'untouched',
        why: expect.stringContaining('No route to host'),
      }),
    ]);
    expect(seconds).toBeLessThan((5 * LATENCY * COUNT) / 2);
  });
});
