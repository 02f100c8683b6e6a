import { expect, test } from 'vitest';
import { lastingTrafficProblems, trafficProblems } from '../../src/deploy/health.ts';
import { desiredSeoul, liveSeoul, type Sections } from './replies.ts';

const problems = (sections: Sections): string[] => trafficProblems(desiredSeoul(), liveSeoul(sections));

const warning = (mtu: number, device: string): string =>
  `the MTU 1420 of wg0 and 80 bytes of WireGuard exceed the MTU ${mtu} of ${device} towards vpc-peering-osaka: run \`peerway gateway update seoul --line-mtu ${mtu}\`, then deploy`;

test.each<[string, string[], string[]]>([
  ['of Ethernet fits', ['203.0.113.2 eth0 1500'], []],
  ['of PPPoE is too small', ['203.0.113.2 ppp0 1492'], [warning(1492, 'ppp0')]],
  ['at GCP is too small', ['203.0.113.2 ens4 1460'], [warning(1460, 'ens4')]],
  ['to another host says nothing', ['203.0.113.77 ppp0 1492'], []],
  ['that is unreadable says nothing', ['203.0.113.2 ppp0', 'x', ''], []],
])('a link %s', (_, lines, expected) => {
  expect(problems({ 'path-mtus': lines })).toEqual(expected);
});

test('a link that is too small is reported by a deploy, too', () => {
  const live = liveSeoul({ 'path-mtus': ['203.0.113.2 ppp0 1492'] });
  const options = { pruneForeignPeers: false };
  expect(lastingTrafficProblems(desiredSeoul(), live, options)).toEqual([warning(1492, 'ppp0')]);
});
