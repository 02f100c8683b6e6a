import { describe, expect, test } from 'vitest';
import type { Name } from '../../src/model/values.ts';
import { gcpName } from '../../src/providers/gcp/names.ts';
import { acrossAccounts, acrossProjects, acrossRegions, peered, twoRegions } from '../support/cloud-plans.ts';
import { creationsOf, kindsOf, removalsOf, textsOf } from './scenes.ts';

describe('across regions of one account', () => {
  const planned = acrossRegions();
  const changes = creationsOf(planned);
  const texts = textsOf(planned, changes);

  test('the other region is named, the account is not', () => {
    expect(texts[0]).toBe(
      [
        'seoul: aws ec2 create-vpc-peering-connection --vpc-id vpc-11111111111111111 --peer-vpc-id vpc-22222222222222222',
        '--peer-region ap-northeast-3',
        '--tag-specifications ResourceType=vpc-peering-connection,Tags=[{Key=Name,Value=seoul-osaka}]',
        '--query VpcPeeringConnection.VpcPeeringConnectionId --output text --region ap-northeast-2',
      ].join(' '),
    );
  });

  test('the request is accepted in the region of the accepter, before anything is routed', () => {
    expect(kindsOf(changes)).toEqual([
      'seoul aws-peering',
      'osaka aws-exists',
      'osaka aws-accepted',
      'seoul aws-active',
      'osaka aws-active',
      'seoul aws-route',
      'osaka aws-route',
      'seoul aws-ingress',
      'osaka aws-ingress',
    ]);
    expect(texts[2]).toBe(
      'osaka: aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id $PCX --region ap-northeast-3',
    );
  });

  test('everything is deleted in reverse, the connection last', () => {
    expect(kindsOf(removalsOf(planned))).toEqual([
      'osaka aws-ingress',
      'seoul aws-ingress',
      'osaka aws-route',
      'seoul aws-route',
      'seoul aws-peering',
    ]);
  });

  test('a known id is in every command in place of the learned one', () => {
    const peering = { ...planned.peering, observed: { id: 'pcx-0123456789abcdef0' } };
    const known = { ...planned, peering };
    const own = textsOf(known, creationsOf(known));
    expect(own.join('\n')).not.toContain('$PCX');
    expect(own[2]).toContain('--vpc-peering-connection-id pcx-0123456789abcdef0');
  });

  test('each side goes through its own profile', () => {
    const access = new Map([['osaka' as Name, { profile: 'customer' }]]);
    for (const text of textsOf(planned, creationsOf(planned, access), access))
      expect(text.includes('--profile customer')).toBe(text.startsWith('osaka'));
  });
});

test('until the other side has accepted, only the request is created', () => {
  expect(kindsOf(creationsOf(peered(twoRegions(), 'seoul', 'osaka')))).toEqual(['seoul aws-peering']);
});

test('across accounts: every table by every CIDR, both families, and the peer’s account', () => {
  const planned = acrossAccounts();
  const texts = textsOf(planned, creationsOf(planned));
  expect(texts[0]).toContain('--peer-owner-id 444455556666');
  expect(texts[0]).not.toContain('--peer-region');
  expect(
    texts.filter((text) => text.includes('create-route')).map((text) => text.split(' --vpc-peering')[0]),
  ).toEqual([
    'shop: aws ec2 create-route --route-table-id rtb-3333333333333333a --destination-cidr-block 192.168.0.0/20',
    'shop: aws ec2 create-route --route-table-id rtb-3333333333333333a --destination-ipv6-cidr-block 2001:db8:2::/56',
    'shop: aws ec2 create-route --route-table-id rtb-3333333333333333b --destination-cidr-block 192.168.0.0/20',
    'shop: aws ec2 create-route --route-table-id rtb-3333333333333333b --destination-ipv6-cidr-block 2001:db8:2::/56',
    'cache: aws ec2 create-route --route-table-id rtb-44444444444444444 --destination-cidr-block 10.1.0.0/16',
    'cache: aws ec2 create-route --route-table-id rtb-44444444444444444 --destination-cidr-block 10.2.0.0/16',
    'cache: aws ec2 create-route --route-table-id rtb-44444444444444444 --destination-ipv6-cidr-block 2001:db8:1::/56',
  ]);
  expect(texts.filter((text) => text.includes('DnsResolution')).map((text) => text.split(' --')[2])).toEqual([
    'requester-peering-connection-options AllowDnsResolutionFromRemoteVpc=true',
    'accepter-peering-connection-options AllowDnsResolutionFromRemoteVpc=true',
  ]);
});

test('GCP: both halves, each with its own options, then the firewalls of both families', () => {
  const planned = acrossProjects();
  const changes = creationsOf(planned);
  expect(
    changes.map(
      (change) =>
        `${change.resource.side} ${change.resource.kind}${change.op === 'wait' ? ` until ${change.until}` : ''}`,
    ),
  ).toEqual([
    'files gcp-peering',
    'apps gcp-peering',
    'files gcp-active until ACTIVE',
    'apps gcp-active until ACTIVE',
    ...['files', 'files', 'apps', 'apps'].map((side) => `${side} gcp-firewall`),
  ]);
  expect(textsOf(planned, changes)[0]).toBe(
    [
      'files: gcloud compute networks peerings create files-apps --network=files --peer-network=apps',
      '--peer-project=team-apps-1 --export-custom-routes --no-import-custom-routes',
      '--export-subnet-routes-with-public-ip --no-import-subnet-routes-with-public-ip --stack-type=IPV4_IPV6',
      '--project=team-files-1 --quiet',
    ].join(' '),
  );
  expect(kindsOf(removalsOf(planned))).toEqual([
    ...['apps', 'apps', 'files', 'files'].map((side) => `${side} gcp-firewall`),
    'apps gcp-peering',
    'files gcp-peering',
  ]);
});

test('names are such as GCP accepts, and long ones that begin alike stay distinct', () => {
  expect(gcpName('seoul-osaka')).toBe('seoul-osaka');
  expect(gcpName('7up')).toBe('peerway-7up');
  const [one, other] = ['a', 'b'].map((end) => gcpName(`${'x'.repeat(70)}${end}`));
  expect(one).toMatch(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/);
  expect(other).toHaveLength(63);
  expect(one).not.toBe(other);
});
