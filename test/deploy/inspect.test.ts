import { describe, expect, test } from 'vitest';
import { failIfBlocked, inspectGateways, isInspected } from '../../src/deploy/inspect.ts';
import { AS_PLANNED, desiredSeoul, FOREIGN_KEY, replyText, type Sections } from './replies.ts';

const inspect = async (sections: Sections, isLocal = false) => {
  const transport = {
    name: 'here',
    isLocal,
    run: async () => ({ text: replyText({ ...AS_PLANNED, ...sections }) }),
  };
  const [inspection] = await inspectGateways([{ desired: desiredSeoul(), transport }], 1, 'c0ffee');
  if (!inspection) throw new Error('no inspection');
  return inspection;
};

const obstacleCodes = async (sections: Sections, isLocal = false): Promise<string[]> => {
  const inspection = await inspect(sections, isLocal);
  return isInspected(inspection) ? inspection.obstacles.map(({ code }) => code) : [inspection.failure.code];
};

/** Live routes without the one to the peered VPC, so that a deploy would add it. */
const routes = (AS_PLANNED['routes'] ?? []).filter((line) => !line.startsWith('172.31'));

const foreignPeer = `peer\t${FOREIGN_KEY}\tunknown\t(none)\t172.31.9.0/24\t0\t0\t0\toff`;

describe('An inspection', () => {
  test.each<[string, Sections, boolean, string[]]>([
    ['no obstacle on a gateway that is as planned', {}, true, []],
    ['a missing tool', { missing: ['nft'] }, false, ['missing-tools']],
    ['a firewall that nft rejects', { 'nft-error': ['no such thing'] }, false, ['bad-firewall']],
    [
      'a conflicting route of the host',
      { 'host-routes': ['172.31.0.0/16 via 10.0.0.5 dev lan0'] },
      false,
      ['route-taken'],
    ],
    [
      'a conflicting network of a foreign peer',
      { wg: [...(AS_PLANNED['wg'] ?? []), foreignPeer] },
      false,
      ['networks-taken'],
    ],
    [
      'a local operator who would be cut off',
      { operator: ['172.31.5.5'], routes },
      true,
      ['operator-cut-off'],
    ],
    [
      'no obstacle for an operator who already connects through the tunnel',
      { operator: ['172.31.5.5'] },
      true,
      [],
    ],
    ['no obstacle for an operator outside the new routes', { operator: ['203.0.113.7'], routes }, true, []],
    [
      'no obstacle for an operator whose change is confirmed over SSH',
      { operator: ['172.31.5.5'], routes },
      false,
      [],
    ],
  ])('reports %s', async (_, sections, isLocal, expected) => {
    expect(await obstacleCodes(sections, isLocal)).toEqual(expected);
  });

  test('ignores obstacles if nothing has to change', async () => {
    const conflict = { 'host-routes': ['172.31.0.0/16 via 10.0.0.5 dev lan0'] };
    expect(isInspected(failIfBlocked(await inspect(conflict)))).toBe(true);
    expect(isInspected(failIfBlocked(await inspect({ ...conflict, routes })))).toBe(false);
  });
});
