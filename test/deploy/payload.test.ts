import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectFiles, planDigest, stageFiles } from '../../src/deploy/payload.ts';
import { keyFor } from '../support/plans.ts';
import { folderForTest } from '../support/temporary.ts';
import { AS_PLANNED, desiredSeoul, FOREIGN_KEY, liveSeoul, OSAKA_KEY, SEOUL_KEY } from './replies.ts';

const foreignPeer = `peer\t${FOREIGN_KEY}\tunknown\t(none)\t10.9.0.0/16\t0\t0\t0\toff`;
const withForeignPeer = liveSeoul({ wg: [...(AS_PLANNED['wg'] ?? []), foreignPeer] });

describe('The files for a change', () => {
  const files = stageFiles(desiredSeoul(), liveSeoul(), { pruneForeignPeers: false });

  test.each([
    ['mtu', '1420\n'],
    ['public-key', `${SEOUL_KEY}\n`],
    ['addresses', '10.99.1.1/24\n10.99.1.2/32\n'],
    ['stale-addresses', ''],
    ['routes4', '10.99.2.0/24\n172.31.0.0/16\n'],
    ['routes6', ''],
    ['sysctls', 'net/ipv4/ip_forward 1\nnet/ipv4/conf/wg0/rp_filter 2\n'],
    ['foreign-peers', ''],
    ['expected-change', '00c0ffee00c0ffee\n'],
    [
      'record',
      `address 10.99.1.1/24\naddress 10.99.1.2/32\npeer ${OSAKA_KEY}\nendpoint ${OSAKA_KEY} 203.0.113.2:51820\nplan ${planDigest(desiredSeoul())}\n`,
    ],
  ])('have %s', (name, text) => {
    expect(files[name]).toBe(text);
  });

  test('have the private key unless it is kept on the host', () => {
    expect(files['wg']).toContain(`PrivateKey = ${keyFor('private seoul')}\n`);
    const own = stageFiles(desiredSeoul({ ownKey: true }), liveSeoul(), { pruneForeignPeers: false });
    expect(own['wg']).toMatch(/^PrivateKey = ON-HOST$/m);
  });

  test('have a unit that systemd accepts', () => {
    const file = join(folderForTest(), 'peerway-wg0.service');
    writeFileSync(file, files['unit-file'] ?? '');
    const { error, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
    if (error) return console.log('skipped the check of the unit: systemd-analyze is not installed');
    // It reports errors in other units of this host, too.
    expect(stderr.split('\n').filter((line) => line.includes('peerway'))).toEqual([]);
  });

  test('have the addresses of earlier changes that must be removed', () => {
    const before = liveSeoul({ record: ['address 10.99.1.1/24', 'address 10.99.1.7/32'] });
    expect(stageFiles(desiredSeoul(), before, { pruneForeignPeers: false })['stale-addresses']).toBe(
      '10.99.1.7/32\n',
    );
  });

  test.each([
    [false, `${FOREIGN_KEY}\n`],
    [true, ''],
  ])('have the foreign peers to keep (pruned: %s)', (pruneForeignPeers, foreign) => {
    expect(stageFiles(desiredSeoul(), withForeignPeer, { pruneForeignPeers })['foreign-peers']).toBe(foreign);
  });

  test('for an inspection have a dormant firewall, and the preshared keys to compare with', () => {
    const { 'scratch.nft': scratch, 'preshared-keys': preshared } = inspectFiles(desiredSeoul());
    expect(scratch).toMatch(/^table inet peerway_scratch \{\n\tflags dormant$/m);
    expect(scratch).not.toMatch(/inet peerway[^_]/);
    expect(preshared).toBe(`${OSAKA_KEY} ${keyFor('preshared seoul-osaka')}\n`);
  });
});

test('The plan digest leaves out comments, which name the peers', () => {
  const seoul = desiredSeoul();
  const renamed = { ...seoul, peers: seoul.peers.map((peer) => ({ ...peer, name: 'renamed' as never })) };
  expect(planDigest(renamed)).toBe(planDigest(seoul));
});

test('The plan digest covers the boot files, including keys', () => {
  expect(planDigest(desiredSeoul())).toBe(planDigest(desiredSeoul()));
  expect(planDigest(desiredSeoul({ ownKey: true }))).not.toBe(planDigest(desiredSeoul()));
});
