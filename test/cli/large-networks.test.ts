/** Whole processes in large networks: their times are compared with each other, so that a busy machine slows both. */
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { State } from '../../src/model/state.ts';
import { largeNetwork } from '../support/large-networks.ts';
import { sandbox } from '../support/sandbox.ts';
import { writeState } from '../support/state-file.ts';

const box = sandbox();

/** Returns the seconds of the fastest of two runs of a change, each on the same state. */
async function time(state: State, line: string): Promise<number> {
  const times: number[] = [];
  for (let left = 2; left > 0; left--) {
    rmSync(box.state, { recursive: true, force: true });
    writeState(box.state, state);
    const start = performance.now();
    await box.ok(line);
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}

const CHANGES = ['vpc update gw0 --add-cidr 172.31.0.0/16', 'gateway update gw0 --endpoint 192.0.2.9'];

test.each(CHANGES)('the time of %s grows with the spokes of a hub', { timeout: 240_000 }, async (line) => {
  const [few, many] = [largeNetwork(201, 'hub'), largeNetwork(2001, 'hub')];
  // 3 on a quiet machine; it was 45 while every spoke was compared with every other one.
  expect((await time(many, line)) / (await time(few, line))).toBeLessThan(15);
});

test.each(CHANGES)(
  '%s in a full mesh takes little longer than adding a VPC',
  { timeout: 240_000 },
  async (line) => {
    const mesh = largeNetwork(200, 'mesh');
    const least = await time(mesh, 'vpc add extra --cidr 172.30.0.0/16');
    // 1.5 on a quiet machine; it was 8 while every neighbor was compared as a whole.
    expect((await time(mesh, line)) / least).toBeLessThan(4.5);
  },
);
