import { expect, test } from 'vitest';
import { answers, asked, peerway, play } from '../dialogue.ts';
import { boxWith, plan } from '../plan.ts';
import { bash } from './flows/flow-cases.ts';
import { ADDRESS, below, erase, LAN, NETWORKS, NEW, TUNNEL } from './typing.ts';

test('free ranges are the defaults, and Tab puts them into the line to be changed', async () => {
  const box = boxWith(plan());
  const free = bash(box, 'peerway plan suggest --prefix 16 -o name').trim();
  const terminal = peerway(box, 'gateway create berlin');
  await play(terminal, [NEW]);
  expect(await asked(terminal, NETWORKS[0])).toMatch(`? CIDRs of VPC berlin (${free})`);
  terminal.key('tab');
  await terminal.until(`? CIDRs of VPC berlin ${free}`);
  erase(terminal, 2);
  terminal.type('17');
  terminal.key('enter');
  await play(terminal, [ADDRESS]);
  await terminal.until('Tunnel subnet for peerings and clients (10.255.0.0/24)');
  terminal.key('enter');
  await play(terminal, [
    [LAN, ''],
    ['Create gateway berlin?', ''],
  ]);
  expect(await terminal.exit).toBe(0);
  expect(answers(terminal)).toContain(`CIDRs of VPC berlin ${free.replace('/16', '/17')}`);
  expect(answers(terminal)).toContain(`${TUNNEL[0]} 10.255.0.0/24`);
});

test('an overlap with another VPC is said as soon as it is typed, and once more before the yes', async () => {
  const box = boxWith(plan());
  const { stderr } = await box.run(
    'gateway create berlin --cidr 10.0.128.0/17 --endpoint 10.0.129.1 --tunnel-subnet 10.99.1.128/25'.split(
      ' ',
    ),
  );
  const [vpcs, tunnels, inside] = stderr.trimEnd().split('\n');
  await box.ok('gateway delete berlin --yes');
  await box.ok('vpc delete berlin --yes');
  const terminal = peerway(box, 'gateway create berlin');
  await play(terminal, [NEW]);
  await asked(terminal, NETWORKS[0]);
  terminal.type('10.0.128.0/17');
  await terminal.until('overlaps');
  expect(below(terminal, NETWORKS[0])).toBe(vpcs);
  terminal.key('enter');
  await asked(terminal, ADDRESS[0]);
  terminal.type('10.0.129.1');
  await terminal.until('the endpoint');
  expect(below(terminal, ADDRESS[0])).toBe(inside);
  terminal.key('enter');
  await asked(terminal, TUNNEL[0]);
  terminal.type('10.99.1.128/25');
  await terminal.until('overlaps');
  expect(below(terminal, TUNNEL[0])).toBe(tunnels);
  terminal.key('enter');
  await play(terminal, [
    [LAN, ''],
    ['Create gateway berlin?', 'y'],
  ]);
  expect(await terminal.exit).toBe(0);
  expect(terminal.all().match(/^warning: .*/gm)).toEqual([vpcs, tunnels, inside]);
});

test('a tunnel pool that is used up is no dead end: the tunnel subnet is asked for without a default', async () => {
  const box = boxWith(plan(), { 'tunnel-pool': '10.99.1.0/24' });
  const terminal = peerway(box, 'gateway create berlin');
  await play(terminal, [NEW, NETWORKS, ADDRESS]);
  await asked(terminal, TUNNEL[0]);
  terminal.key('enter');
  await terminal.until('"" is not a valid tunnel subnet');
  await play(terminal, [TUNNEL, [LAN, ''], ['Create gateway berlin?', 'y']]);
  expect(await terminal.exit).toBe(0);
  expect(bash(box, 'peerway gateway show berlin -o json')).toContain('10.99.9.0/24');
});

test('a yes or no is neither until it is one', async () => {
  const box = boxWith(plan());
  const terminal = peerway(box, 'vpc delete lab');
  await terminal.until('? Delete VPC lab? (y/N)');
  terminal.type('maybe');
  terminal.key('enter');
  await terminal.until('enter y or n');
  erase(terminal, 5);
  terminal.type('YES');
  terminal.key('enter');
  expect(await terminal.exit).toBe(0);
  expect(answers(terminal)).toEqual(['Delete VPC lab? Yes']);
});
