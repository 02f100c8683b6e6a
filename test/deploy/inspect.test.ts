import { describe, expect, test } from 'vitest';
import { failIfBlocked, inspectGateways, isInspected } from '../../src/deploy/inspect.ts';
import { AS_PLANNED, desiredSeoul, FOREIGN_KEY, replyText, type Sections } from './replies.ts';

const inspectionOf = async (sections: Sections, isLocal = false) => {
  const transport = {
    name: 'here',
    isLocal,
    run: async () => ({ text: replyText({ ...AS_PLANNED, ...sections }) }),
  };
  const [inspection] = await inspectGateways([{ desired: desiredSeoul(), transport }], 1, 'c0ffee');
  if (!inspection) throw new Error('nothing was looked at');
  return inspection;
};

const codes = async (sections: Sections, isLocal = false): Promise<string[]> => {
  const inspection = await inspectionOf(sections, isLocal);
  return isInspected(inspection) ? inspection.obstacles.map(({ code }) => code) : [inspection.failure.code];
};

/** Without the route to the peered VPC, which is to come. */
const routes = (AS_PLANNED['routes'] ?? []).filter((line) => !line.startsWith('172.31'));

const stranger = `peer\t${FOREIGN_KEY}\tunknown\t(none)\t172.31.9.0/24\t0\t0\t0\toff`;

describe('What keeps a gateway from being deployed to', () => {
  test.each<[string, Sections, boolean, string[]]>([
    ['nothing', {}, true, []],
    ['a tool that is missing', { missing: ['nft'] }, false, ['missing-tools']],
    ['a firewall that nft does not take', { 'nft-error': ['no such thing'] }, false, ['bad-firewall']],
    [
      'a route of the host',
      { 'host-routes': ['172.31.0.0/16 via 10.0.0.5 dev lan0'] },
      false,
      ['route-taken'],
    ],
    ["a foreign peer's network", { wg: [...(AS_PLANNED['wg'] ?? []), stranger] }, false, ['networks-taken']],
    ['an operator who would be cut off', { operator: ['172.31.5.5'], routes }, true, ['operator-cut-off']],
    ['not one who comes through the tunnel already', { operator: ['172.31.5.5'] }, true, []],
    ['not one from elsewhere', { operator: ['203.0.113.7'], routes }, true, []],
    ['not one whose new connection will prove it', { operator: ['172.31.5.5'], routes }, false, []],
  ])('%s', async (_, sections, isLocal, expected) => {
    expect(await codes(sections, isLocal)).toEqual(expected);
  });

  test('is no matter where nothing has to be changed', async () => {
    const taken = { 'host-routes': ['172.31.0.0/16 via 10.0.0.5 dev lan0'] };
    expect(isInspected(failIfBlocked(await inspectionOf(taken)))).toBe(true);
    expect(isInspected(failIfBlocked(await inspectionOf({ ...taken, routes })))).toBe(false);
  });
});
