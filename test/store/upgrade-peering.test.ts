import { expect, test } from 'vitest';
import { upgradedPeering } from '../../src/store/upgrade-peering.ts';

const at = '2026-01-02T03:04:05.000Z';
const vpcs = { requester: { vpc: 'seoul' }, accepter: { vpc: 'osaka', confirmed: true } };
const gateways = { requester: { gateway: 'seoul' }, accepter: { gateway: 'osaka' } };

test.each([
  ['a cloud peering that AWS showed as active', { ...vpcs, reported: { code: 'active', at } }, 'active'],
  ['a cloud peering with an id', { ...vpcs, id: 'pcx-0123456789abcdef0' }, 'active'],
  ['a cloud peering that nobody has observed', vpcs, undefined],
  ['a peering of gateways', gateways, undefined],
])('of an earlier status "active", %s keeps only what was observed', (_, sides, status) => {
  const { agreement, observed } = upgradedPeering({ name: 'a', status: 'active', ...sides });
  expect(agreement).toEqual({ kind: 'accepted' });
  expect((observed as { status?: string } | undefined)?.status).toBe(status);
});
