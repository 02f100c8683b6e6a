import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderForFile } from '../support/temporary.ts';
import { ComputeApi } from './compute-api.ts';
import { type Ec2Front, startEc2Front } from './ec2-front.ts';
import { ACCOUNTS, awsEnv, type Moto, startMoto } from './moto.ts';
import { describeCloud } from './requirements.ts';

const folder = folderForFile('cloud');

describeCloud('AWS on loopback', ['aws', 'moto_server'], () => {
  let moto: Moto;
  let front: Ec2Front;
  beforeAll(async () => {
    moto = await startMoto(folder);
    front = await startEc2Front(moto.url);
  });
  afterAll(async () => {
    moto?.stop();
    await front?.stop();
  });

  const aws = async (line: string) =>
    execa('aws', [...line.split(' '), '--output', 'json'], {
      env: { ...moto.env, ...awsEnv(folder, front.url) },
      reject: false,
    });

  test('profiles are accounts of their own', async () => {
    for (const [profile, account] of Object.entries(ACCOUNTS)) {
      const { stdout } = await aws(
        `ec2 create-vpc --cidr-block 10.0.0.0/16 --profile ${profile} --region eu-west-1`,
      );
      expect(JSON.parse(stdout).Vpc.OwnerId).toBe(account);
    }
  });

  test('statuses, errors and blackholes that moto does not have are had in front of it', async () => {
    const at = '--profile seoul --region eu-west-1';
    const vpcs = JSON.parse((await aws(`ec2 describe-vpcs ${at}`)).stdout).Vpcs as { VpcId: string }[];
    const [a, b] = vpcs.map(({ VpcId }) => VpcId);
    const made = await aws(`ec2 create-vpc-peering-connection --vpc-id ${a} --peer-vpc-id ${b} ${at}`);
    const id = JSON.parse(made.stdout).VpcPeeringConnection.VpcPeeringConnectionId as string;
    front.showAs({ code: 'failed', message: 'Failed due to incorrect VPC-ID', times: 1 });
    const statuses = async () =>
      JSON.parse((await aws(`ec2 describe-vpc-peering-connections ${at}`)).stdout).VpcPeeringConnections[0]
        .Status.Code;
    expect(await statuses()).toBe('failed');
    expect(await statuses()).toBe('pending-acceptance');
    front.refuse({ action: 'AcceptVpcPeeringConnection', code: 'InvalidStateTransition', message: 'No' });
    const { stderr } = await aws(`ec2 accept-vpc-peering-connection --vpc-peering-connection-id ${id} ${at}`);
    expect(stderr).toContain('(InvalidStateTransition)');

    const tables = JSON.parse((await aws(`ec2 describe-route-tables ${at}`)).stdout).RouteTables;
    const route = `--route-table-id ${tables[0].RouteTableId} --destination-cidr-block 10.9.0.0/16`;
    await aws(`ec2 create-route ${route} --vpc-peering-connection-id ${id} ${at}`);
    await aws(`ec2 delete-vpc-peering-connection --vpc-peering-connection-id ${id} ${at}`);
    const after = JSON.parse((await aws(`ec2 describe-route-tables ${at}`)).stdout).RouteTables;
    const routes = after.flatMap((table: { Routes: { State: string }[] }) => table.Routes);
    expect(routes.map(({ State }: { State: string }) => State)).toContain('blackhole');
  });
});

describeCloud('GCP on loopback', ['gcloud'], () => {
  const api = new ComputeApi([
    { project: 'p-one-1', name: 'a', subnets: [{ name: 's', region: 'r1', ipCidrRange: '10.0.0.0/24' }] },
    { project: 'p-two-2', name: 'b', subnets: [{ name: 's', region: 'r1', ipCidrRange: '10.1.0.0/24' }] },
    { project: 'p-two-2', name: 'c', subnets: [{ name: 's', region: 'r1', ipCidrRange: '10.0.0.0/24' }] },
  ]);
  beforeAll(() => api.start());
  afterAll(() => api.stop());
  const gcloud = (line: string) => execa('gcloud', line.split(' '), { env: api.env(folder), reject: false });
  const peerings = 'compute networks peerings';

  test('a peering is active once both halves are there', async () => {
    api.busy = 1;
    const first = `${peerings} create x --network=a --peer-network=b --peer-project=p-two-2 --project=p-one-1`;
    expect((await gcloud(first)).stderr).toContain('There is a peering operation in progress');
    expect((await gcloud(first)).exitCode).toBe(0);
    expect(api.held().peerings).toEqual(['p-one-1/a x INACTIVE']);
    const second = `${peerings} create x --network=b --peer-network=a --peer-project=p-one-1 --project=p-two-2`;
    expect((await gcloud(second)).exitCode).toBe(0);
    expect(api.held().peerings).toEqual(['p-one-1/a x ACTIVE', 'p-two-2/b x ACTIVE']);
    const overlapping = `${peerings} create y --network=a --peer-network=c --peer-project=p-two-2 --project=p-one-1`;
    expect((await gcloud(overlapping)).stderr).toContain('overlaps with an IP range');
    expect((await gcloud(`${peerings} delete x --network=a --project=p-one-1`)).exitCode).toBe(0);
    expect(api.held().peerings).toEqual(['p-two-2/b x INACTIVE']);
  });

  test('firewall rules come and go', async () => {
    const rule = 'compute firewall-rules create fw --network=a --project=p-one-1 --direction=INGRESS';
    const made = await gcloud(`${rule} --action=ALLOW --rules=all --source-ranges=10.1.0.0/24`);
    expect(made.stderr).toContain('done');
    expect(api.held().rules).toEqual(['p-one-1/fw']);
    expect((await gcloud('compute firewall-rules delete fw --project=p-one-1')).exitCode).toBe(0);
    expect(api.held().rules).toEqual([]);
  });
});
