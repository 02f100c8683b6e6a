import { expect, test } from 'vitest';
import type { State } from '../../src/model/state.ts';
import type { Offer, Terminal } from '../../src/ports/terminal.ts';
import { askCloudPeering } from '../../src/prompts/cloud-peering.ts';
import { aws, gcp, peered, twoRegions, withCloudVpc } from '../support/cloud-plans.ts';
import { memoryState, partOf } from '../support/ports.ts';

const DRAFT = { via: 'aws', duplex: false, options: {}, dryRun: false } as const;

/** What is offered when the first of everything is chosen. */
async function offered(state: State, draft: { readonly a?: string } = {}) {
  const offers: Offer[] = [];
  const terminal = partOf<Terminal>({
    choose: async (_slot, offer) => {
      const made = await offer();
      offers.push(made);
      const [first] = made.choices;
      if (!first) throw made.none();
      return first.value;
    },
  });
  const ports = { state: memoryState(state), terminal };
  const intent = await askCloudPeering({ ...DRAFT, ...draft }, ports).catch((error: Error) => error.message);
  const shown = offers.map(({ choices, absent = [] }) => [
    choices.map(({ value }) => value),
    absent.map(({ name, why }) => `${name}: ${why}`),
  ]);
  return { intent, shown };
}

const plan = (): State => {
  const near = { cidrs: ['10.0.128.0/17'], provider: aws('us-east-1', '6') };
  const cache = { cidrs: ['192.168.0.0/20'], provider: aws('us-east-1', '7'), owner: 'dragonfly' };
  const files = { cidrs: ['10.4.0.0/16'], provider: gcp('team-files-1', 'files') };
  return withCloudVpc(withCloudVpc(withCloudVpc(twoRegions(), 'near', near), 'cache', cache), 'files', files);
};

test('own VPCs of the cloud are offered first, then those that pass every rule, whoever has them', async () => {
  const { intent, shown } = await offered(plan(), { a: 'seoul' });
  expect(shown).toEqual([
    [
      ['cache', 'osaka'],
      ['files: in another cloud', 'near: CIDRs overlap'],
    ],
  ]);
  expect(intent).toMatchObject({ a: 'seoul', b: 'cache', via: 'aws' });
  const [first] = (await offered(plan())).shown;
  expect(first).toEqual([['near', 'osaka', 'seoul'], ['cache: of dragonfly']]);
});

test('what is peered already is not offered, and nothing at all is an error that says so', async () => {
  const { state } = peered(twoRegions(), 'seoul', 'osaka');
  const { intent, shown } = await offered(state, { a: 'seoul' });
  expect(shown).toEqual([[[], ['osaka: already peered']]]);
  expect(intent).toBe('No VPC can be peered with seoul via AWS');
});
