/** Prompts that offer what a cloud shows, with an `aws` that answers from a table. */
import { expect, test } from 'vitest';
import { cloudSandbox } from '../../cli/cloud/sandbox.ts';
import { answers, answersOf, peerway, play, type Step, withoutQuestions } from '../dialogue.ts';

const { box } = cloudSandbox();
const withStub = (line: string) =>
  peerway(box, line, {
    columns: 240,
    env: { PATH: `${box.folder}:${box.folder}/path:${process.env['PATH']}` },
  });
const yes = (question: string): Step => [question, '', 'Yes'];

const THEIRS = 'pcx-0123456789abcdef5';

test('with another one, the IDs are typed', async () => {
  const terminal = withStub('vpc add till-2 --provider aws --as netops');
  await play(terminal, [
    ['Region of the VPC (default: that of your aws configuration)', 'eu-west-1'],
    ['Which VPC at AWS do you want to add?', 'another'],
    ['CIDRs of VPC till-2', '10.25.0.0/16'],
    ['Account ID of VPC till-2 (optional)', ''],
    ['VPC ID of VPC till-2', 'vpc-0123456789abcdef8'],
    ['IDs of the route tables of VPC till-2 (optional)', ''],
    ['IDs of the security groups of VPC till-2 (optional)', ''],
    yes('Add VPC till-2?'),
  ]);
  expect(await terminal.exit, terminal.all()).toBe(0);
  expect(JSON.parse(await box.ok('vpc show till-2 -o json'))).toMatchObject({
    provider: { region: 'eu-west-1', vpcId: 'vpc-0123456789abcdef8' },
  });
});

test('vpc add offers the VPCs that AWS shows, and the command line names all their values', async () => {
  const terminal = withStub('vpc add --provider aws --as netops');
  const steps: Step[] = [
    ['Region of the VPC (default: that of your aws configuration)', 'eu-west-1'],
    ['Which VPC at AWS do you want to add?', '10.24', 'till'],
    ['VPC name', '', 'till'],
    yes('Add VPC till?'),
  ];
  await play(terminal, steps);
  expect(await terminal.exit, terminal.all()).toBe(0);
  expect(answers(terminal)).toEqual(answersOf(steps));
  const spoken = withoutQuestions(terminal) ?? '';
  expect(spoken).toBe(
    'peerway vpc add till --as netops --provider aws --region eu-west-1 --cidr 10.24.0.0/16 --account 111122223333 --vpc-id vpc-0123456789abcdef7',
  );
  const shown = await box.ok('vpc show till -o json');
  await box.ok('vpc delete till --yes --as netops');
  await box.ok(spoken.replace('peerway ', ''));
  expect(await box.ok('vpc show till -o json')).toBe(shown);
});

test('accept offers the requests of the plan, then those that only AWS has, and accepts these there', async () => {
  const terminal = withStub('peering accept --as netops');
  const steps: Step[] = [
    ['Which request do you want to accept?', '10.99', THEIRS],
    yes('Accept the request of vpc-0123456789abcdef5 as peering vpc-0123456789abcdef5-shop?'),
  ];
  await play(terminal, steps);
  await terminal.exit;
  expect(terminal.all()).toMatch(/Peering vpc-0123456789abcdef5-shop is active \(pcx-0123456789abcdef5\)/);
  expect(withoutQuestions(terminal)).toBe(`peerway peering accept ${THEIRS} --as netops --apply --yes`);
});
