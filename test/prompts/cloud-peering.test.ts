import { expect, test } from 'vitest';
import type { ProgramRun } from '../../src/exec/program.ts';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import type { Outside } from '../../src/ports/outside.ts';
import type { CommandLinePart, SelectPrompt, Terminal } from '../../src/ports/terminal.ts';
import { promptForPeering } from '../../src/prompts/peering.ts';
import { promptForScope } from '../../src/prompts/peering-scope.ts';
import { promptForVpc } from '../../src/prompts/vpc.ts';
import { aws, gcp, guid, peered, twoRegions, withCloudVpc } from '../support/cloud-plans.ts';
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

/** Answers prompts in order, by label or text. Returns the result, the questions, and the lines that were shown. */
function answering(answers: readonly string[]) {
  const left = [...answers];
  const questions: string[] = [];
  const shown: string[] = [];
  const prompts: SelectPrompt[] = [];
  const parts: CommandLinePart[] = [];
  const terminal = partOf<Terminal>({
    select: async (_parameter, prepare) => {
      const prompt = await prepare();
      const { message, choices } = prompt;
      prompts.push(prompt);
      const [first] = choices;
      if (first?.hasFollowUp && choices.length === 1) return first.value;
      questions.push(message);
      const answer = left.shift();
      const chosen = choices.find(({ label, value }) => label === answer || value === answer);
      parts.push(...(chosen?.parts ?? []));
      return chosen?.value ?? 'none';
    },
    text: async (_parameter, prepare) => {
      const prompt = await prepare();
      questions.push(prompt.message);
      return prompt.parse(left.shift() || (prompt.default ?? ''));
    },
    during: async (_, work) => work(() => undefined),
    tell: (line) => {
      shown.push(line);
    },
  });
  return { terminal, questions, shown, prompts, parts };
}

/** A provider CLI that prints the first document whose words a command has. */
const cli = (documents: Readonly<Record<string, unknown>> | undefined): Outside =>
  partOf<Outside>({
    program: async (name) => ({
      name,
      run: async (words): Promise<ProgramRun> => {
        const key = Object.keys(documents ?? {}).find((one) => words.join(' ').includes(one));
        const stdout = JSON.stringify(documents?.[key ?? ''] ?? []);
        return documents
          ? { ended: 'done', exit: 0, stdout, stderr: '' }
          : { ended: 'missing', exit: undefined, stdout: '', stderr: '' };
      },
    }),
  });

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

const NO_IDS = { kind: 'aws', routeTables: [], securityGroups: [] };

test('a VPC in a cloud is asked for its ids if the provider cannot be asked, and why not is shown', async () => {
  const { terminal, questions, shown } = answering([
    ...['', '10.99.0.0/16', '', 'us-east-1', `vpc-${'9'.repeat(17)}`],
    ...[`rtb-${'9'.repeat(17)}, rtb-${'8'.repeat(17)}`, ''],
  ]);
  const ports = { state: memoryState(plan()), terminal, outside: cli(undefined) };
  const draft = { cidrs: [], subnets: [], provider: NO_IDS };
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
  expect(questions.slice(0, 5)).toEqual([
    'Region of the VPC (default: that of your aws configuration)',
    'CIDRs of VPC till',
    'Account ID of VPC till (optional)',
    'Region of VPC till',
    'VPC ID of VPC till',
  ]);
  expect(shown).toEqual([
    expect.stringContaining('VPCs at AWS cannot be listed: There is no aws on the PATH; '),
  ]);
});

const vpcOf = (digit: string, name: string, CidrBlock: string) => ({
  VpcId: `vpc-${digit.repeat(17)}`,
  OwnerId: '111122223333',
  CidrBlock,
  Tags: [{ Key: 'Name', Value: name }],
});

test('the VPCs that AWS shows are offered with all their values, except those that the plan has', async () => {
  const { terminal, prompts, parts, questions } = answering(['us-east-1', 'till', '']);
  const outside = cli({
    'describe-vpcs': {
      Vpcs: [vpcOf('6', 'known', '10.0.128.0/17'), vpcOf('9', 'till', '10.99.0.0/16')],
    },
    'describe-subnets': {
      Subnets: [
        { SubnetId: 'subnet-1', VpcId: `vpc-${'9'.repeat(17)}`, CidrBlock: '10.99.1.0/24', Tags: [] },
      ],
    },
    'describe-route-tables': {
      RouteTables: [{ RouteTableId: `rtb-${'9'.repeat(17)}`, VpcId: `vpc-${'9'.repeat(17)}` }],
    },
    'describe-security-groups': { SecurityGroups: [] },
  });
  const ports = { state: memoryState(plan()), terminal, outside };
  const vpc = await promptForVpc({ cidrs: [], subnets: [], provider: NO_IDS }, ports);
  expect(vpc).toMatchObject({
    name: 'till',
    cidrs: ['10.99.0.0/16'],
    subnets: [{ cidr: '10.99.1.0/24' }],
    provider: { account: '111122223333', region: 'us-east-1', vpcId: `vpc-${'9'.repeat(17)}` },
  });
  expect(questions).toEqual([
    'Region of the VPC (default: that of your aws configuration)',
    'Which VPC at AWS do you want to add?',
    'VPC name',
  ]);
  expect(prompts[0]?.unavailable).toEqual([{ name: 'known', reason: 'VPC near of the plan' }]);
  expect(parts).toEqual([
    { flag: '--cidr', text: '10.99.0.0/16' },
    { flag: '--subnet', text: 'subnet-1=10.99.1.0/24' },
    { flag: '--account', text: '111122223333' },
    { flag: '--vpc-id', text: `vpc-${'9'.repeat(17)}` },
    { flag: '--route-table', text: `rtb-${'9'.repeat(17)}` },
  ]);
});

test('the networks of GCP and the VNets of Azure are offered as well', async () => {
  const link = 'https://compute/v1/projects/team-tills-1/global/networks/tills';
  const gcpCli = cli({
    'networks list': [{ name: 'tills', selfLink: link, autoCreateSubnetworks: false }],
    'subnets list': [{ name: 'web', network: link, ipCidrRange: '10.98.0.0/20', region: 'r/europe-west1' }],
  });
  const asked = answering(['', 'tills', '']);
  const found = await promptForVpc(
    { cidrs: [], subnets: [], provider: { kind: 'gcp' } },
    { state: memoryState(plan()), terminal: asked.terminal, outside: gcpCli },
  );
  expect(found).toMatchObject({
    name: 'tills',
    cidrs: ['10.98.0.0/20'],
    subnets: [{ name: 'web', zone: 'europe-west1' }],
    provider: { kind: 'gcp', project: 'team-tills-1', network: 'tills' },
  });
  const id = `/subscriptions/${guid('3')}/resourceGroups/prod/providers/Microsoft.Network/virtualNetworks/tills`;
  const azureCli = cli({
    'vnet list': [{ id, name: 'tills', addressSpace: { addressPrefixes: ['10.97.0.0/16'] } }],
  });
  const again = answering(['', 'tills', 'tills-2']);
  expect(
    await promptForVpc(
      { cidrs: [], subnets: [], provider: { kind: 'azure', routeTables: [], securityGroups: [] } },
      { state: memoryState(plan()), terminal: again.terminal, outside: azureCli },
    ),
  ).toMatchObject({
    name: 'tills-2',
    cidrs: ['10.97.0.0/16'],
    provider: { kind: 'azure', subscription: guid('3'), resourceGroup: 'prod', vnet: 'tills' },
  });
});
