import { expect, test } from 'vitest';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import type { SelectPrompt, Terminal } from '../../src/ports/terminal.ts';
import { promptForPeering } from '../../src/prompts/peering.ts';
import { promptForScope } from '../../src/prompts/peering-scope.ts';
import { promptForVpc } from '../../src/prompts/vpc.ts';
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

/** Answers prompts in order, by label or text. Returns the result and the questions. */
function answering(answers: readonly string[]) {
  const left = [...answers];
  const questions: string[] = [];
  const terminal = partOf<Terminal>({
    select: async (_parameter, prepare) => {
      const { message, choices } = await prepare();
      questions.push(message);
      const answer = left.shift();
      return choices.find(({ label, value }) => label === answer || value === answer)?.value ?? 'none';
    },
    text: async (_parameter, prepare) => {
      const prompt = await prepare();
      questions.push(prompt.message);
      return prompt.parse(left.shift() ?? '');
    },
  });
  return { terminal, questions };
}

const SCOPE = { via: 'aws', both: false, applies: false } as const;

test.each([
  [['both at once', 'yes, at AWS'], { both: true, applies: true }],
  [['a request', 'no, only in the plan'], { both: false, applies: false }],
])('both directions and the provider are asked for: %j', async (answers, scope) => {
  const { terminal, questions } = answering(answers);
  const ports = { state: memoryState(plan()), terminal };
  expect(await promptForScope({ ...SCOPE, a: 'seoul', b: 'osaka' }, ports)).toEqual(scope);
  expect(questions).toEqual([
    'Which directions do you want to set up?',
    'Do you want to set it up at AWS now?',
  ]);
});

test('the directions are not asked for if another owner has to accept, nor what a flag has answered', async () => {
  const { terminal, questions } = answering([]);
  const ports = { state: memoryState(plan()), terminal };
  const scope = await promptForScope({ ...SCOPE, a: 'seoul', b: 'cache', applies: true }, ports);
  expect([scope, questions]).toEqual([{ both: false, applies: true }, []]);
});

test('a VPC in a cloud is asked for its ids, of which only those that every command needs are required', async () => {
  const { terminal, questions } = answering([
    ...['10.99.0.0/16', '', 'us-east-1', `vpc-${'9'.repeat(17)}`],
    ...[`rtb-${'9'.repeat(17)}, rtb-${'8'.repeat(17)}`, ''],
  ]);
  const ports = { state: memoryState(plan()), terminal };
  const draft = { cidrs: [], subnets: [], provider: { kind: 'aws', routeTables: [], securityGroups: [] } };
  const vpc = await promptForVpc({ ...draft, name: 'till' as Name }, ports);
  expect(vpc).toMatchObject({
    cidrs: ['10.99.0.0/16'],
    provider: {
      kind: 'aws',
      region: 'us-east-1',
      vpcId: `vpc-${'9'.repeat(17)}`,
      routeTables: [`rtb-${'9'.repeat(17)}`, `rtb-${'8'.repeat(17)}`],
      securityGroups: [],
    },
  });
  expect(questions.slice(0, 4)).toEqual([
    'CIDRs of VPC till',
    'Account ID of VPC till (optional)',
    'Region of VPC till',
    'VPC ID of VPC till',
  ]);
});
