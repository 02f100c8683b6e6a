/** A gateway whose /run has no space left says so. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fill } from './bad-pushes.ts';
import { compareFingerprints, fingerprint } from './fingerprint.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

describeDeploys('A gateway whose /run is full', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openPair();
  });

  afterAll(() => pair?.lab.close());

  test('is left as it was, and the reason says so', async () => {
    const { operator, seoul } = pair;
    const before = await fingerprint(seoul.gateway);
    for (const pages of [0, 1, 5, 12, 20, 25, 30, 35]) {
      const undo = await fill(seoul.gateway, '/run', pages);
      const { code, stdout, stderr } = await operator.try(['gateway', 'deploy', 'seoul', '--yes']);
      await undo();
      const output = `with ${pages} pages: ${stdout}${stderr}`;
      expect(code, output).toBe(6);
      expect(output).toMatch(/no space left/i);
      expect(output).not.toMatch(/\/run\/peerway/);
      expect(compareFingerprints(before, await fingerprint(seoul.gateway)), output).toEqual([]);
    }
  });
});
