import { expect, test } from 'vitest';
import type { State } from '../../src/model/state.ts';
import type { SelectPrompt, Terminal } from '../../src/ports/terminal.ts';
import { promptForPeering } from '../../src/prompts/peering.ts';
import { aws, gcp, peered, twoRegions, withCloudVpc } from '../support/cloud-plans.ts';
import { memoryState, partOf } from '../support/ports.ts';

const DRAFT = { via: 'aws', both: false, options: {}, dryRun: false } as const;

/** Answers each prompt with its first choice. Returns the intent or the error, and the prompts. */
async function answerPrompts(state: State, draft: { readonly a?: string } = {}) {
  const prompts: SelectPrompt[] = [];
  const terminal = partOf<Terminal>({
    select: async (_parameter, prepare) => {
      const prompt = await prepare();
      prompts.push(prompt);
      const [first] = prompt.choices;
      if (!first) throw prompt.noChoices();
      return first.value;
    },
  });
  const ports = { state: memoryState(state), terminal };
  const intent = await promptForPeering({ ...DRAFT, ...draft }, ports).catch((error: Error) => error.message);
  const shown = prompts.map(({ choices, unavailable = [] }) => [
    choices.map(({ value }) => value),
    unavailable.map(({ name, reason }) => `${name}: ${reason}`),
  ]);
  return { intent, shown };
}

const plan = (): State => {
  const near = { cidrs: ['10.0.128.0/17'], provider: aws('us-east-1', '6') };
  const cache = { cidrs: ['192.168.0.0/20'], provider: aws('us-east-1', '7'), owner: 'dragonfly' };
  const files = { cidrs: ['10.4.0.0/16'], provider: gcp('team-files-1', 'files') };
  return withCloudVpc(withCloudVpc(withCloudVpc(twoRegions(), 'near', near), 'cache', cache), 'files', files);
};

test('the first prompt offers own VPCs before others, the second all VPCs that pass every rule', async () => {
  const { intent, shown } = await answerPrompts(plan(), { a: 'seoul' });
  expect(shown).toEqual([
    [
      ['osaka', 'cache'],
      ['files: in another cloud', 'near: CIDRs overlap'],
    ],
  ]);
  expect(intent).toMatchObject({ a: 'seoul', b: 'osaka', via: 'aws' });
  const [first] = (await answerPrompts(plan())).shown;
  expect(first).toEqual([['near', 'osaka', 'seoul', 'cache'], []]);
});

test('a peered VPC is unavailable, and a prompt without choices is an error', async () => {
  const { state } = peered(twoRegions(), 'seoul', 'osaka');
  const { intent, shown } = await answerPrompts(state, { a: 'seoul' });
  expect(shown).toEqual([[[], ['osaka: already peered']]]);
  expect(intent).toBe('No VPC can be peered with seoul via AWS');
});
