import { expect, test } from 'vitest';
import { conflictingNetworks, conflictingRoutes } from '../../src/deploy/obstacles.ts';
import { AS_PLANNED, desiredSeoul, FOREIGN_KEY, liveSeoul } from './replies.ts';

test.each([
  ['through the tunnel, created by peerway', 0, '172.31.0.0/16 dev wg0 proto 112 scope link'],
  ['through the tunnel, created by someone else', 0, '172.31.0.0/16 dev wg0 scope link'],
  ['through the tunnel, with another metric', 0, '172.31.0.0/16 dev wg0 scope link metric 77'],
  ['through another interface, created by peerway', 1, '172.31.0.0/16 dev wg1 proto 112 scope link'],
  ['through another interface', 1, '172.31.0.0/16 via 10.0.0.5 dev lan0'],
  ['to a host in the planned network', 0, '172.31.4.5 dev lan0'],
  ['to a network around the planned one', 0, '172.16.0.0/12 dev lan0'],
])('A host route %s: %i conflicts', (_, count, line) => {
  expect(conflictingRoutes(desiredSeoul(), liveSeoul({ 'host-routes': [line] }))).toHaveLength(count);
});

test.each([
  ['a planned network', 1, '172.31.0.0/16'],
  ['a part of a planned network', 1, '172.31.5.0/24'],
  ['all networks', 1, '0.0.0.0/0'],
  ['an unrelated network', 0, '10.9.0.0/16'],
])('A foreign peer with %s: %i conflicts', (_, count, network) => {
  const foreignPeer = `peer\t${FOREIGN_KEY}\tunknown\t(none)\t${network}\t0\t0\t0\toff`;
  const live = liveSeoul({ wg: [...(AS_PLANNED['wg'] ?? []), foreignPeer] });
  expect(conflictingNetworks(desiredSeoul(), live)).toHaveLength(count);
});
