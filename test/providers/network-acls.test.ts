/** Network ACLs at AWS that keep traffic of a peering out of subnets. */
import { describe, expect, test } from 'vitest';
import type { Name } from '../../src/model/values.ts';
import { awsAclFindings } from '../../src/providers/aws/network-acls.ts';
import type { Finding } from '../../src/providers/provider.ts';
import { acrossRegions } from '../support/cloud-plans.ts';
import { sceneOf } from './scenes.ts';

const SEOUL = 'seoul' as Name;
const ACL = 'acl-0123456789abcdef0';

/** `100 allow -1 0.0.0.0/0`, with `egress` at the end for the other direction. */
const entryOf = (text: string) => {
  const [number, action, protocol, range = '', way] = text.split(' ');
  return {
    ...{ RuleNumber: Number(number), RuleAction: action, Protocol: protocol, Egress: way === 'egress' },
    ...(range.includes(':') ? { Ipv6CidrBlock: range } : { CidrBlock: range }),
  };
};

const DENY_REST = ['32767 deny -1 0.0.0.0/0', '32767 deny -1 0.0.0.0/0 egress'];
const OPEN = '100 allow -1 0.0.0.0/0';

const findings = async (
  entries: readonly string[],
  subnets: readonly string[] = ['subnet-1'],
): Promise<readonly Finding[]> =>
  awsAclFindings(sceneOf(acrossRegions()), SEOUL, async (words) => {
    expect(words).toContain(`Name=vpc-id,Values=vpc-${'1'.repeat(17)}`);
    return {
      NetworkAcls: [
        {
          NetworkAclId: ACL,
          Associations: subnets.map((SubnetId) => ({ SubnetId })),
          Entries: [...entries, ...DENY_REST].map(entryOf),
        },
      ],
    };
  });

const CREATE = `aws ec2 create-network-acl-entry --network-acl-id ${ACL} --rule-number`;
const REST = '--protocol -1 --rule-action allow';

describe('a network ACL', () => {
  test.each([
    ['the default one', [OPEN, `${OPEN} egress`]],
    ['one that lets the other VPC in', ['90 allow -1 172.31.0.0/16', '90 allow -1 172.0.0.0/8 egress']],
    ['one that denies others first', ['50 deny -1 10.9.0.0/16', OPEN, `${OPEN} egress`]],
    ['one whose denial comes later', [OPEN, '200 deny -1 172.31.0.0/16', `${OPEN} egress`]],
  ])('that lets everything pass is not found: %s', async (_, entries) => {
    expect(await findings(entries)).toEqual([]);
  });

  test('without subnets is not found', async () => {
    expect(await findings([], [])).toEqual([]);
  });

  test('that denies the other VPC is found in each direction, with a rule that stands before the denial', async () => {
    const entries = ['50 deny -1 172.16.0.0/12', '49 allow -1 10.9.0.0/16', OPEN, `${OPEN} egress`];
    expect(await findings(entries)).toEqual([
      {
        side: 'seoul',
        code: 'network-acl',
        what: `the network ACL ${ACL} of subnet-1 denies the traffic from 172.31.0.0/16 of osaka`,
        fix: `${CREATE} 48 ${REST} --ingress --cidr-block 172.31.0.0/16 --region ap-northeast-2`,
        isNote: false,
      },
    ]);
    const [out] = await findings([OPEN]);
    expect(out).toMatchObject({
      what: `the network ACL ${ACL} of subnet-1 denies the traffic to 172.31.0.0/16 of osaka`,
      fix: `${CREATE} 32766 ${REST} --egress --cidr-block 172.31.0.0/16 --region ap-northeast-2`,
      isNote: false,
    });
  });

  test.each([
    ['some protocols', ['90 allow 6 172.31.0.0/16', `${OPEN} egress`]],
    ['some addresses', ['90 deny -1 172.31.5.0/24', OPEN, `${OPEN} egress`]],
    ['all but a protocol', ['90 deny 17 0.0.0.0/0', OPEN, `${OPEN} egress`]],
  ])('that lets %s pass is a note, without a command that would open it', async (_, entries) => {
    expect(await findings(entries)).toMatchObject([
      {
        what: `the network ACL ${ACL} of subnet-1 lets only a part of the traffic pass from 172.31.0.0/16 of osaka`,
        fix: `aws ec2 describe-network-acls --network-acl-ids ${ACL} --region ap-northeast-2`,
        isNote: true,
      },
    ]);
  });

  test('with many subnets is named with their number', async () => {
    const [found] = await findings([`${OPEN} egress`], ['a', 'b', 'c', 'd']);
    expect(found?.what).toContain('of 4 subnets denies');
  });
});
