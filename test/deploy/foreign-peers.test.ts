import { describe, expect, test } from 'vitest';
import { differences } from '../../src/deploy/difference.ts';
import { cutOffError, foreignOverlaps, overlapLines, stoppedLines } from '../../src/deploy/foreign-peers.ts';
import { lastingTrafficProblems, trafficProblems } from '../../src/deploy/health.ts';
import { cidrs, keyFor } from '../support/plans.ts';
import { AS_PLANNED, desiredSeoul, FOREIGN_KEY, liveSeoul } from './replies.ts';

const foreignLine = (networks: string, key = FOREIGN_KEY): string =>
  `peer\t${key}\tunknown\t(none)\t${networks}\t0\t0\t0\toff`;

const liveWith = (...peers: string[]) => liveSeoul({ wg: [...(AS_PLANNED['wg'] ?? []), ...peers] });

describe('A foreign peer', () => {
  test.each([
    ['172.31.5.0/24', 'foreign', 'takes traffic away from vpc-peering-osaka, which has 172.31.0.0/16'],
    ['172.31.0.0/16', 'foreign', 'takes traffic away from vpc-peering-osaka, which has 172.31.0.0/16'],
    ['10.99.2.77/32', 'foreign', 'takes traffic away from vpc-peering-osaka, which has 10.99.2.0/24'],
    ['172.16.0.0/12', 'planned', 'contains 172.31.0.0/16 of vpc-peering-osaka: the planned peer gets'],
    ['0.0.0.0/0', 'planned', 'contains 10.99.2.0/24 of vpc-peering-osaka and 1 more: the planned peer gets'],
  ])('with %s: the %s peer gets the traffic, and status says so', (network, winner, text) => {
    const live = liveWith(foreignLine(network));
    expect(foreignOverlaps(desiredSeoul(), live)).toMatchObject([{ winner, network }]);
    const [line = ''] = trafficProblems(desiredSeoul(), live);
    expect(line).toContain(`${network} of foreign peer ${FOREIGN_KEY} ${text}`);
    expect(line).toContain('`peerway gateway deploy seoul --prune-foreign-peers`');
  });

  test('that takes planned traffic is a difference, until it is removed', () => {
    const titles = (network: string, pruneForeignPeers: boolean) =>
      differences(desiredSeoul(), liveWith(foreignLine(network)), { pruneForeignPeers }).map(
        ({ op, title }) => `${op} ${title}`,
      );
    expect(titles('172.31.5.0/24', false)).toEqual([
      expect.stringMatching(/^delete 172\.31\.5\.0\/24 of foreign peer .* takes traffic away from/),
    ]);
    expect(titles('172.31.5.0/24', true)).toEqual([`delete ${FOREIGN_KEY}, AllowedIPs 172.31.5.0/24`]);
    expect(titles('198.51.100.0/24', false)).toEqual([]);
  });

  test.each<[string, string[]]>([
    ['198.51.100.0/24', ['198.51.100.0/24']],
    ['10.99.1.9/32,198.51.100.0/24', ['10.99.1.9/32', '198.51.100.0/24']],
    // In the networks of a peering, so the firewall lets it through.
    ['172.31.5.0/24', []],
    ['(none)', []],
  ])('with %s is named if the firewall drops its traffic', (networks, stopped) => {
    const live = liveWith(foreignLine(networks));
    const expected =
      stopped.length === 0
        ? []
        : [
            expect.stringContaining(`(${stopped.join(', ')}) is not in the plan`),
            `to keep this traffic, run \`peerway gateway update seoul --allow-foreign ${stopped.join(' ')}\``,
          ];
    expect(stoppedLines(desiredSeoul(), live)).toEqual(expected);
    expect(lastingTrafficProblems(desiredSeoul(), live, { pruneForeignPeers: false })).toEqual(expected);
    expect(lastingTrafficProblems(desiredSeoul(), live, { pruneForeignPeers: true })).toEqual([]);
  });

  test('is named before the firewall is deployed', () => {
    const live = { ...liveWith(foreignLine('198.51.100.0/24')), table: [] };
    expect(trafficProblems(desiredSeoul(), live)).toEqual(stoppedLines(desiredSeoul(), live));
    expect(stoppedLines(desiredSeoul(), live)).toHaveLength(2);
  });

  test('in a network that the plan allows is not stopped, and the command allows others beside it', () => {
    const desired = desiredSeoul();
    const allowing = { ...desired, firewall: { ...desired.firewall, foreign: cidrs('198.51.100.0/24') } };
    const live = liveWith(foreignLine('198.51.100.7/32'));
    expect(stoppedLines(allowing, live)).toEqual([]);
    const other = liveWith(foreignLine('198.51.100.7/32'), foreignLine('10.8.0.0/16', keyFor('other')));
    expect(stoppedLines(allowing, other)).toEqual([
      expect.stringContaining('(10.8.0.0/16)'),
      expect.stringContaining('--allow-foreign 10.8.0.0/16 198.51.100.0/24`'),
    ]);
  });

  test.each([
    ['in use, before there is a firewall', 7, [], true],
    ['without a session', 0, [], false],
    ['that the firewall stops already', 7, ['table inet peerway {', '}'], false],
  ])('%s: a deploy without a preview is refused: %#', (_, handshake, table, isRefused) => {
    const line = foreignLine('198.51.100.0/24').replace('\t0\t0\t0\toff', `\t${handshake}\t0\t0\toff`);
    const error = cutOffError(desiredSeoul(), { ...liveWith(line), table });
    if (isRefused) expect(error).toMatch(/--allow-foreign 198\.51\.100\.0\/24; .* --stop-foreign-peers$/);
    else expect(error).toBeUndefined();
  });

  test('is named with the first ones if there are many', () => {
    const peers = Array.from({ length: 2000 }, (_, at) =>
      foreignLine(`172.31.${at >> 8}.${at & 255}/32,10.66.${at >> 8}.${at & 255}/32`, keyFor(String(at))),
    );
    const live = liveWith(...peers);
    expect(overlapLines(desiredSeoul(), live).slice(5)).toEqual([
      '1995 more networks of foreign peers overlap planned ones',
    ]);
    expect(stoppedLines(desiredSeoul(), live).slice(50)).toEqual([
      'the firewall of the plan also drops the traffic of 1950 more foreign peers',
    ]);
  });
});
