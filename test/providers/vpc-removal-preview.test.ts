/** The preview of `vpc delete --apply`: what really exists at the provider, and what keeps it in use. */
import { expect, test } from 'vitest';
import { vpcRemovalPreview } from '../../src/commands/vpc/removal-preview.ts';
import { vpcUpdate } from '../../src/commands/vpc/update.ts';
import { parseSubnet } from '../../src/model/subnet.ts';
import { errorOf } from '../support/errors.ts';
import { tagOf } from './ec2-model.ts';
import { ending, HOW, seoul, vpcOperator } from './vpc-plan.ts';

const REGION = 'ap-northeast-2';

/** An operator who is asked before the deletion, and does something before the answer. */
function asked(act: () => void = () => undefined) {
  const operator = vpcOperator();
  const questions: (readonly string[])[] = [];
  Object.assign(operator.ports.terminal, {
    needsConfirmation: () => true,
    confirm: async (_: string, lines: readonly string[]) => {
      questions.push(lines);
      act();
      return true;
    },
  });
  return { ...operator, questions };
}

test('shows the objects that exist, not those of the plan', async () => {
  const { create, remove, ports, questions } = asked();
  await create(seoul({ publicSubnets: [] }));
  const more = { addCidrs: [], addSubnets: [parseSubnet('db=10.0.3.0/24')] };
  await vpcUpdate('seoul', { ...more, removeCidrs: [], removeSubnets: [] }, ports);
  questions.length = 0;
  await remove();
  expect(questions).toEqual([
    [
      '  seoul: stop using the private route table in subnet public',
      '  seoul: stop using the private route table in subnet private',
      '  seoul: delete subnet public, 10.0.1.0/24',
      '  seoul: delete subnet private, 10.0.2.0/24',
      '  seoul: delete the private route table',
      '  seoul: delete the security group',
      '  seoul: delete the VPC',
    ],
  ]);
});

test('says that nothing exists of a VPC that is only planned', async () => {
  const { plan, remove, questions, vpc } = asked();
  await plan();
  questions.length = 0;
  await remove();
  expect([questions, vpc()]).toEqual([[['  seoul: nothing exists at AWS']], undefined]);
});

test('asks nothing about a VPC that is in use', async () => {
  const { create, remove, model, questions, vpc } = asked();
  await create();
  questions.length = 0;
  const VpcId = vpc()?.provider['vpcId'];
  model.region(REGION).others.set('describe-nat-gateways', [{ NatGatewayId: 'nat-1', VpcId }]);
  const error = await errorOf(remove());
  expect([error.exit, error.code, questions]).toEqual([6, 'provider-in-use', []]);
  expect(error.problems[0]?.details).toEqual(['in use: NAT gateway nat-1', 'nothing was changed']);
});

test('is shown again if there is more to delete after the answer', async () => {
  const operator = asked(() => {
    const { subnets } = operator.model.region(REGION);
    const own = subnets.find((subnet) => tagOf(subnet, 'peerway:object') === 'subnet/private');
    if (own && subnets.length === 2)
      subnets.push({
        ...own,
        SubnetId: 'subnet-0123456789abcdef0',
        CidrBlock: '10.0.9.0/24',
        Tags: [
          { Key: 'peerway:state', Value: '0000000000000001' },
          { Key: 'peerway:object', Value: 'subnet/late' },
        ],
      });
  });
  const { create, remove, op, vpc } = operator;
  await create();
  const ran = op.changes.length;
  const error = await errorOf(remove());
  expect([error.exit, error.code, op.changes.length]).toEqual([5, 'changed-meanwhile', ran]);
  expect(error.problems[0]?.details).toContain('not shown: delete subnet late, 10.0.9.0/24');
  expect(vpc()?.creation?.status).toBe('created');
  expect(await ending(remove())).toBe(0);
});

test('is what a dry run prints, at the provider and in the plan', async () => {
  const { create, model, op, ports, vpc } = vpcOperator();
  await create(seoul({ subnets: [], publicSubnets: [] }));
  const ran = op.changes.length;
  const { value, notes } = await vpcRemovalPreview(['seoul'], HOW, ports);
  expect([value, notes]).toEqual([
    {
      vpcs: ['seoul'],
      dryRun: true,
      changes: [
        {
          vpc: 'seoul',
          gains: [],
          changes: [],
          loses: [
            { what: 'aws-route-table', text: 'delete the private route table' },
            { what: 'aws-vpc-security-group', text: 'delete the security group' },
            { what: 'aws-vpc', text: 'delete the VPC' },
          ],
        },
      ],
    },
    ['nothing was changed'],
  ]);
  const plan = await vpcRemovalPreview(['seoul'], undefined, ports);
  expect(plan.value).toEqual({ vpcs: ['seoul'], dryRun: true, changes: [] });
  const VpcId = vpc()?.provider['vpcId'];
  model.region(REGION).others.set('describe-nat-gateways', [{ NatGatewayId: 'nat-1', VpcId }]);
  const error = await errorOf(vpcRemovalPreview(['seoul'], HOW, ports));
  expect(error.problems[0]?.details).toContain('in use: NAT gateway nat-1');
  expect([op.changes.length, vpc()?.creation?.status]).toEqual([ran, 'created']);
});
