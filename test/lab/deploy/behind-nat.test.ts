/** A gateway behind NAT: nobody can send to it first, and its router forgets silent flows after 30 seconds. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Laboratory, type Site } from '../laboratory.ts';
import { answersPing, becomesReachable, serve } from '../probes.ts';
import { seoul } from '../sites.ts';
import { bothWays, connected, settle } from '../ways.ts';
import { type Branch, changeAddress, openBranch, PUBLIC } from './branch.ts';
import { Operator, operatorAddress } from './operator.ts';
import { deployPair, manageSite, routeVpc } from './pair.ts';
import { describeDeploys, describeLongDeploys } from './requirements.ts';

interface Peered {
  readonly lab: Laboratory;
  readonly operator: Operator;
  readonly hub: Site;
  readonly branch: Branch;
}

async function open(): Promise<Peered> {
  const lab = await Laboratory.open();
  const operator = await Operator.create(await lab.laptop(operatorAddress), lab.peerway);
  const hub = await lab.site(seoul);
  await manageSite(lab, operator, hub);
  const branch = await openBranch(lab, operator);
  await lab.peerway.run('peering', 'create', 'seoul', 'osaka');
  await Promise.all([hub, branch.site].map((site) => routeVpc(lab, site)));
  await Promise.all([serve(hub.instance), serve(branch.site.instance)]);
  return { lab, operator, hub, branch };
}

const seconds = (count: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, count * 1000));

/** Where the hub sends the packets for the branch. */
async function endpointAtHub({ hub }: Peered): Promise<string> {
  const text = await hub.gateway.run(['wg', 'show', 'wg0', 'endpoints']);
  return text.trim().split('\t')[1]?.split(':')[0] ?? '';
}

/** Expects that the first packet after a silence arrives, whichever side sends it. */
async function expectReachable(peered: Peered, from: 'hub' | 'branch'): Promise<void> {
  const [one, other] = [peered.hub, peered.branch.site];
  const [sender, receiver] = from === 'hub' ? [one, other] : [other, one];
  expect(await answersPing(sender.instance, receiver.plan.instance.v4)).toBe(true);
}

describeDeploys('A gateway behind NAT', () => {
  let peered: Peered;

  beforeAll(async () => {
    peered = await open();
  });

  afterAll(() => peered?.lab.close());

  test('is deployed with its peer, whose side the handshake cannot come from', async () => {
    await deployPair(peered);
    await settle(bothWays(peered.hub, peered.branch.site));
    expect(await connected(peered.hub, peered.branch.site)).toBe(true);
    expect(await endpointAtHub(peered)).toBe(PUBLIC[0]);
  });

  test('is reached after a silence that is longer than its router remembers', async () => {
    await seconds(40);
    await expectReachable(peered, 'hub');
    await expectReachable(peered, 'branch');
  });

  test('is reached at the new address of its router, and is as planned there', async () => {
    await changeAddress(peered.branch, peered.operator);
    expect(await becomesReachable(peered.hub.instance, peered.branch.site.plan.instance.v4, 40)).toBe(true);
    expect(await endpointAtHub(peered)).toBe(PUBLIC[1]);
    const diff = await peered.operator.try(['gateway', 'diff', 'seoul', 'osaka']);
    expect(diff.code, diff.stdout).toBe(0);
  });

  test('is changed together with its peer, and alone', async () => {
    const { lab, operator } = peered;
    await lab.peerway.run('vpc', 'update', 'osaka', '--add-cidr', '10.220.0.0/16');
    await deployPair(peered);
    for (const name of ['osaka', 'seoul']) {
      await lab.peerway.run('gateway', 'update', name, '--mtu', '1400');
      const { code, stdout, stderr } = await operator.try(['gateway', 'deploy', name, '--yes']);
      expect(code, stdout + stderr).toBe(0);
    }
    await expectReachable(peered, 'hub');
  });

  test('is found by the status of its peer if it never connected', async () => {
    const { operator, hub, branch } = peered;
    await branch.site.gateway.run(['ip', 'link', 'set', 'wg0', 'down']);
    await hub.gateway.run(['sh', '-c', 'ip link del wg0; rm -rf /etc/peerway']);
    const { code } = await operator.try(['gateway', 'deploy', 'seoul', '--yes']);
    expect(code).toBe(0);
    const { stderr } = await operator.try(['gateway', 'status', 'seoul']);
    expect(stderr).toContain('vpc-peering-osaka, which has no endpoint, has never connected');
  });
});

describeLongDeploys('A gateway behind NAT, after a long silence', () => {
  let peered: Peered;

  beforeAll(async () => {
    peered = await open();
    await deployPair(peered);
  });

  afterAll(() => peered?.lab.close());

  test.each(['hub', 'branch'] as const)(
    'of five minutes is reached at once from the %s, though its router has changed its address',
    async (from) => {
      if (from === 'hub') {
        await seconds(60);
        await changeAddress(peered.branch, peered.operator);
      }
      await seconds(300);
      await expectReachable(peered, from);
    },
    400_000,
  );
});
