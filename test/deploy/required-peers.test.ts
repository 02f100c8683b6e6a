import { describe, expect, test } from 'vitest';
import { requiredPeerLines, requiredPeers } from '../../src/deploy/required-peers.ts';
import { AS_PLANNED, desiredSeoul, FOREIGN_KEY, liveSeoul, OSAKA_KEY } from './replies.ts';

describe('Peers that must respond', () => {
  const desired = desiredSeoul();
  const osaka = {
    desired: { ...desired, name: 'osaka', interface: { ...desired.interface, publicKey: OSAKA_KEY } },
  } as never;
  const liveWithHandshakeAt = (time: number) =>
    liveSeoul({ wg: (AS_PLANNED['wg'] ?? []).map((line) => line.replace('1767323000', String(time))) });

  test.each([
    ['include a peer with a recent handshake', 1767323000, [], 'waiting', true],
    ['exclude a peer without a handshake for three minutes', 1767322800, [], 'waiting', false],
    ['exclude a peer that never had a handshake', 0, [], 'waiting', false],
    ['include a peer that changes in the same deploy', 0, [osaka], 'changed', true],
    ['exclude a peer that is still waiting for its change', 1767323000, [osaka], 'waiting', false],
    ['include a peer whose change failed, if it had a session', 1767323000, [osaka], 'failed', true],
    ['exclude a peer whose change failed, if it had no session', 0, [osaka], 'failed', false],
  ] as const)('%s', (_, time, targets, status, isRequired) => {
    const peers = requiredPeers({ desired, live: liveWithHandshakeAt(time) }, targets, () => status);
    expect(peers.map(({ publicKey }) => publicKey)).toEqual(isRequired ? [OSAKA_KEY] : []);
  });

  test('include a peer with a recent handshake under its previous key', () => {
    const before = liveSeoul({
      wg: (AS_PLANNED['wg'] ?? []).map((line) => line.replace(OSAKA_KEY, FOREIGN_KEY)),
    });
    const peers = requiredPeers({ desired, live: before }, [], () => 'waiting');
    expect(peers.map(({ publicKey }) => publicKey)).toEqual([OSAKA_KEY]);
  });

  test('are pinged at the first address of their tunnel subnet', () => {
    expect(requiredPeerLines(desired.peers)).toBe(`${OSAKA_KEY} 10.99.2.1\n`);
  });
});
