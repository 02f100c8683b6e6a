/** Flow logs at AWS with the real `aws`, in two accounts and regions. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyPeering } from '../../src/commands/peering/apply.ts';
import { peeringDoctor } from '../../src/commands/peering/doctor.ts';
import { reach } from '../../src/commands/peering/reach.ts';
import { peeringRemove } from '../../src/commands/peering/remove.ts';
import { peeringRender } from '../../src/commands/peering/render.ts';
import { runOf } from '../../src/commands/peering/run.ts';
import { peeringUpdate } from '../../src/commands/peering/update.ts';
import { execute } from '../../src/exec/execute.ts';
import type { Options } from '../../src/model/peering.ts';
import { type Change, creation, deletion, type Resource } from '../../src/model/resource.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { awsCommand } from '../../src/providers/aws/commands.ts';
import { flowLogOf } from '../../src/providers/aws/resources.ts';
import { peered, withCloudVpc } from '../support/cloud-plans.ts';
import { errorOf } from '../support/errors.ts';
import { folderForFile } from '../support/temporary.ts';
import { type Aws, awsIn, makeSite, type Site } from './aws-site.ts';
import { type Ec2Front, startEc2Front } from './ec2-front.ts';
import { awsEnv, type Moto, startMoto } from './moto.ts';
import { CutOff, type Operator, operator } from './operator.ts';
import { describeCloud, describeLongCloud } from './requirements.ts';

const folder = folderForFile('flow-logs');
const NAME = 'seoul-osaka';
const HOW = {
  timeout: 20_000,
  access: {
    profile: (['seoul', 'osaka'] as const).map((value) => ({ vpc: value as string as Name, value })),
  },
};
const BUCKET = 'arn:aws:s3:::flow-logs';

const createBucket = (url: string) =>
  execa('aws', ['s3api', 'create-bucket', '--bucket', 'flow-logs', '--profile', 'seoul'], {
    env: { ...awsEnv(folder, url), AWS_DEFAULT_REGION: 'us-east-1' },
  });

describeLongCloud('flow logs of a whole peering at AWS', ['aws', 'moto_server'], () => {
  let moto: Moto;
  let front: Ec2Front;
  let aws: Aws;
  let sites: { seoul: Site; osaka: Site };
  let op: Operator;

  beforeAll(async () => {
    moto = await startMoto(folder);
    front = await startEc2Front(moto.url);
    aws = awsIn(awsEnv(folder, front.url));
    const [seoul, osaka] = await Promise.all([
      makeSite(aws, 'seoul', 'ap-northeast-2', ['10.0.0.0/16']),
      makeSite(aws, 'osaka', 'ap-northeast-3', ['172.31.0.0/16']),
      createBucket(moto.url),
    ]);
    sites = { seoul, osaka };
    op = operator(planned({}), awsEnv(folder, front.url));
  });
  afterAll(async () => {
    moto?.stop();
    await front?.stop();
  });

  const planned = (options: Options): State => {
    const both = (['seoul', 'osaka'] as const).reduce((all, name) => {
      const provider = { ...sites[name].provider, routeTables: [], securityGroups: [] };
      const cidrs = [name === 'seoul' ? '10.0.0.0/16' : '172.31.0.0/16'];
      return withCloudVpc(all, name, { cidrs, provider });
    }, EMPTY_STATE);
    return peered(both, 'seoul', 'osaka', { duplex: true, options }).state;
  };

  const held = async (): Promise<string[]> => {
    const lists = await Promise.all(
      (['seoul', 'osaka'] as const).map(async (name) => {
        const { FlowLogs } = await aws(sites[name], 'ec2 describe-flow-logs');
        const logs = FlowLogs as { LogDestination: string; Tags?: { Value: string }[] }[];
        return logs.map((log) => `${name}: ${log.LogDestination} ${log.Tags?.[0]?.Value ?? ''}`);
      }),
    );
    return lists.flat();
  };

  const update = (options: Options, more: object = {}) =>
    peeringUpdate(
      { name: NAME, options, both: false, withoutCidrs: [], withCidrs: [], dryRun: false, ...more },
      HOW,
      op.ports,
    );

  const untilDone = async (run: () => Promise<unknown>) => {
    for (;;) {
      op.lives = 0;
      try {
        await run();
        op.lives = Number.POSITIVE_INFINITY;
        return;
      } catch (caught) {
        if (!(caught instanceof CutOff)) throw caught;
      }
    }
  };

  test('a bucket that does not exist is reported although `aws` ends with 0', async () => {
    await applyPeering(NAME, HOW, op.ports, false);
    const failed = await errorOf(update({ flowLogs: 'arn:aws:s3:::no-such-bucket' }));
    expect(failed).toMatchObject({ exit: 6, code: 'provider-flow-logs' });
    expect(failed.message).toContain('aws: 400: LogDestination: no-such-bucket does not exist.');
    expect(await held()).toEqual([]);
  });

  test('they are made and deleted once each, by runs that are cut off after every command', async () => {
    await untilDone(() => update({ flowLogs: BUCKET }));
    expect(await held()).toEqual([`seoul: ${BUCKET} peerway:seoul`]);
    const osaka = { side: 'osaka' };
    front.lose('CreateFlowLogs');
    expect(await errorOf(update({ flowLogs: BUCKET }, osaka)), 'the answer is lost').toMatchObject({
      exit: 7,
    });
    await update({ flowLogs: BUCKET }, osaka);
    expect(await held()).toEqual([`seoul: ${BUCKET} peerway:seoul`, `osaka: ${BUCKET} peerway:osaka`]);
    expect(await peeringDoctor(NAME, HOW, op.ports)).toMatchObject({ exit: 8 });
    await untilDone(() => update({ flowLogs: false }));
    expect(await held()).toEqual([`osaka: ${BUCKET} peerway:osaka`]);
    await untilDone(() => peeringRemove([NAME], HOW, op.ports));
    expect(await held()).toEqual([]);
  });

  test('the rendered scripts make and delete them, and stop with the reason of AWS', async () => {
    const run = async (options: Options, undo: boolean, env: Readonly<Record<string, string>> = {}) => {
      op.state = planned(options);
      const access = new Map(
        (['seoul', 'osaka'] as const).map((name) => [name as string as Name, { profile: name }]),
      );
      const { view } = await peeringRender({ peering: NAME, undo, access }, op.ports);
      const file = join(folder, 'flow-logs.sh');
      writeFileSync(file, view.kind === 'text' ? view.text : '');
      return execa('sh', [file], { env: { ...awsEnv(folder, front.url), ...env }, reject: false });
    };
    expect(await run({ flowLogs: BUCKET }, false)).toMatchObject({ exitCode: 0 });
    expect(await held()).toHaveLength(2);
    const { VpcPeeringConnections } = await aws(sites.seoul, 'ec2 describe-vpc-peering-connections');
    const standing = (
      VpcPeeringConnections as { VpcPeeringConnectionId: string; Status: { Code: string } }[]
    ).find(({ Status }) => Status.Code === 'active');
    const PCX = standing?.VpcPeeringConnectionId ?? '';
    expect(await run({ flowLogs: BUCKET }, true, { PCX })).toMatchObject({ exitCode: 0 });
    expect(await held()).toEqual([]);
    const stopped = await run({ flowLogs: 'arn:aws:s3:::no-such-bucket' }, false);
    expect(stopped.exitCode).not.toBe(0);
    expect(stopped.stderr).toContain('LogDestination: no-such-bucket does not exist.');
  });
});

describeCloud('flow logs at AWS with its own CLI', ['aws', 'moto_server'], () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto(folder);
    await createBucket(moto.url);
  });
  afterAll(() => moto?.stop());

  test('one is made, found, looked up and deleted, and the reason of a refusal is read', async () => {
    const env = awsEnv(folder, moto.url);
    const at = { profile: 'seoul', region: 'ap-northeast-2' } as const;
    const aws = awsIn(env);
    const vpcs = (await aws(at, 'ec2 describe-vpcs'))['Vpcs'] as { VpcId: string }[];
    const provider = { kind: 'aws', region: at.region, vpcId: vpcs[0]?.VpcId ?? '' } as const;
    const one = withCloudVpc(EMPTY_STATE, 'seoul', { cidrs: ['172.31.0.0/16'], provider });
    const other = { ...provider, vpcId: `vpc-${'2'.repeat(17)}` };
    const both = withCloudVpc(one, 'osaka', { cidrs: ['10.0.0.0/16'], provider: other });
    const { state, peering } = peered(both, 'seoul', 'osaka');
    const access = new Map([['seoul' as Name, { profile: 'seoul' }]]);
    const scene = { state, peering, access };
    const { ports } = operator(state, env);
    const run = async (change: (log: Resource) => Change, destination: string) => {
      const chosen = await reach(state, peering.name, { access: HOW.access }, ports);
      const resource = flowLogOf('seoul' as Name, { destination });
      return execute([change(resource)], (one) => awsCommand(scene, one), runOf(chosen, HOW, ports));
    };
    const refused = await run(creation, 'arn:aws:s3:::no-such-bucket');
    expect(refused.error?.message).toContain('aws: 400: LogDestination: no-such-bucket does not exist.');
    expect(await run(creation, BUCKET)).toMatchObject({ done: [{ outcome: 'made' }] });
    expect(await run(creation, BUCKET)).toMatchObject({ found: [{ op: 'create' }] });
    const [log] = (await aws(at, 'ec2 describe-flow-logs'))['FlowLogs'] as object[];
    expect(log).toMatchObject({ TrafficType: 'ALL', Tags: [{ Key: 'Name', Value: 'peerway:seoul' }] });
    expect(await run(deletion, BUCKET)).toMatchObject({ done: [{ outcome: 'made' }] });
    expect(await run(deletion, BUCKET)).toMatchObject({ found: [{ op: 'delete' }] });
    expect(await aws(at, 'ec2 describe-flow-logs')).toEqual({ FlowLogs: [] });
  });
});
