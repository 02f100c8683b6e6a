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

  test.each([
    ['vyos', 'nothing', true],
    ['vyos', 'its key', false],
    ['vyos', 'its preshared key', false],
    ['vyos', 'the key of this gateway', false],
    ['vyos', 'the port of this gateway', false],
    ['linux', 'its preshared key', true],
  ] as const)('on %s, after a change of %s: required %s', (name, change, isRequired) => {
    const [peer] = desired.peers;
    const device = { ...desired, peers: [{ ...peer, device: { name } }] } as never;
    const lines = (AS_PLANNED['wg'] ?? []).map((line) =>
      change === 'its key' ? line.replace(OSAKA_KEY, FOREIGN_KEY) : line,
    );
    const live = liveSeoul({ wg: lines });
    const before = {
      ...live,
      peers: live.peers.map((one) => ({
        ...one,
        presharedKey: change === 'its preshared key' ? ('other' as const) : one.presharedKey,
      })),
      ...(live.interface
        ? {
            interface: {
              ...live.interface,
              ...(change === 'the key of this gateway' ? { publicKey: FOREIGN_KEY } : {}),
              ...(change === 'the port of this gateway' ? { listenPort: 1 } : {}),
            },
          }
        : {}),
    };
    const required = requiredPeers({ desired: device, live: before }, [], () => 'waiting');
    expect(required.length > 0).toBe(isRequired);
  });

  test('are pinged at their own address in the tunnel', () => {
    expect(requiredPeerLines(desired, desired.peers)).toBe(`${OSAKA_KEY} 10.99.2.1\n`);
  });

  test.each([
    ['10.99.2.0/24', ['10.99.1.1', 'fd99:1::1'], ' 10.99.2.1'],
    ['fd99:2::/64', ['10.99.1.1', 'fd99:1::1'], ' fd99:2::1'],
    ['fd99:2::/64', ['10.99.1.1'], ''],
  ])(
    'are not pinged in a VPC whose network is the last of AllowedIPs: %s from %j',
    (tunnel, own, address) => {
      const [osakaPeer] = desired.peers;
      const peer = {
        ...osakaPeer,
        allowedIps: [tunnel, '172.31.0.0/16', '2001:db8:31::/48'],
        remoteTunnels: [tunnel],
        remoteAddresses: [tunnel.startsWith('fd') ? 'fd99:2::1' : '10.99.2.1'],
      };
      const addresses = own.map((ip) => ({ ip, prefix: 32 }));
      const gateway = { ...desired, interface: { ...desired.interface, addresses } };
      expect(requiredPeerLines(gateway as never, [peer as never])).toBe(`${OSAKA_KEY}${address}\n`);
    },
  );
});
