/** A VPC of AWS on loopback with everything that a peering needs, and a look at what peerings added to it. */
import { execa } from 'execa';
import type { ProviderIds } from '../../src/model/state.ts';
import { ACCOUNTS } from './moto.ts';

type AwsProvider = ProviderIds & {
  readonly vpcId: string;
  readonly routeTables: readonly string[];
  readonly securityGroups: readonly string[];
};

export interface Site {
  readonly profile: keyof typeof ACCOUNTS;
  readonly region: string;
  readonly provider: AwsProvider;
}

export type Aws = (
  site: Pick<Site, 'profile' | 'region'>,
  line: string,
) => Promise<Record<string, unknown[]>>;

/** Returns a function that runs the real `aws` and parses its JSON. */
export const awsIn =
  (env: Readonly<Record<string, string>>): Aws =>
  async ({ profile, region }, line) => {
    const words = [...line.split(' '), '--profile', profile, '--region', region, '--output', 'json'];
    const { stdout } = await execa('aws', words, { env });
    return stdout === '' ? {} : JSON.parse(stdout);
  };

/** Makes a VPC with two route tables and a security group. */
export async function makeSite(
  aws: Aws,
  profile: Site['profile'],
  region: string,
  cidrs: readonly [string, ...string[]],
): Promise<Site> {
  const at = { profile, region };
  const made = (await aws(at, `ec2 create-vpc --cidr-block ${cidrs[0]}`)) as unknown as {
    Vpc: { VpcId: string };
  };
  const vpcId = made.Vpc.VpcId;
  for (const cidr of cidrs.slice(1))
    await aws(at, `ec2 associate-vpc-cidr-block --vpc-id ${vpcId} --cidr-block ${cidr}`);
  await aws(at, `ec2 create-route-table --vpc-id ${vpcId}`);
  const [tables, groups] = await Promise.all([
    aws(at, `ec2 describe-route-tables --filters Name=vpc-id,Values=${vpcId}`),
    aws(at, `ec2 describe-security-groups --filters Name=vpc-id,Values=${vpcId}`),
  ]);
  return {
    ...at,
    provider: {
      kind: 'aws',
      account: ACCOUNTS[profile],
      region,
      vpcId,
      routeTables: (tables['RouteTables'] as { RouteTableId: string }[]).map((one) => one.RouteTableId),
      securityGroups: (groups['SecurityGroups'] as { GroupId: string }[]).map((one) => one.GroupId),
    },
  };
}

/** Returns everything that peerings added to a site, as lines. */
export async function heldBy(aws: Aws, site: Site): Promise<string[]> {
  const { vpcId, securityGroups } = site.provider;
  const [connections, tables, groups] = await Promise.all([
    aws(site, 'ec2 describe-vpc-peering-connections'),
    aws(site, `ec2 describe-route-tables --filters Name=vpc-id,Values=${vpcId}`),
    aws(site, `ec2 describe-security-groups --group-ids ${securityGroups.join(' ')}`),
  ]);
  const standing = (
    connections['VpcPeeringConnections'] as {
      VpcPeeringConnectionId: string;
      Status: { Code: string };
      RequesterVpcInfo: { VpcId: string };
      AccepterVpcInfo: { VpcId: string };
    }[]
  ).filter(({ RequesterVpcInfo, AccepterVpcInfo }) =>
    [RequesterVpcInfo.VpcId, AccepterVpcInfo.VpcId].includes(vpcId ?? ''),
  );
  const routes = (
    tables['RouteTables'] as {
      Routes: { VpcPeeringConnectionId?: string; DestinationCidrBlock: string; State: string }[];
    }[]
  ).flatMap(({ Routes }) => Routes.filter((route) => route.VpcPeeringConnectionId));
  const rules = (
    groups['SecurityGroups'] as {
      IpPermissions: { IpProtocol: string; IpRanges: { CidrIp: string; Description?: string }[] }[];
    }[]
  ).flatMap(({ IpPermissions }) => IpPermissions.flatMap(({ IpRanges }) => IpRanges));
  return [
    ...standing
      .filter(({ Status }) => Status.Code !== 'deleted')
      .map(({ Status }) => `connection ${Status.Code}`),
    ...routes.map((route) => `route ${route.DestinationCidrBlock} ${route.State}`),
    ...rules.map((rule) => `rule ${rule.CidrIp} ${rule.Description ?? ''}`),
  ];
}
