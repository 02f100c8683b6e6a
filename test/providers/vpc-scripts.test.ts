/** The rendered scripts that create and delete networks of GCP and VNets of Azure, beside objects of others. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import { creatingVpc } from '../../src/commands/vpc/reach.ts';
import type { Program } from '../../src/exec/program.ts';
import { renderVpc } from '../../src/providers/render/vpc.ts';
import { folderForTest } from '../support/temporary.ts';
import { gcloudOf } from './gcp-model.ts';
import { ProgramServer } from './program-server.ts';
import { azOf } from './vnet-model.ts';
import { files, hub, networkOperator, vnetOperator } from './vpc-plan.ts';

/** The scripts of a planned VPC, and a shell with the program of its cloud. */
async function scripts(
  operator: ReturnType<typeof networkOperator | typeof vnetOperator>,
  name: string,
  program: Program,
) {
  const folder = folderForTest('scripts');
  const server = new ProgramServer(program);
  const PATH = await server.start(join(folder, 'programs'));
  onTestFinished(() => server.stop());
  const creating = await creatingVpc(operator.op.state, name, {});
  for (const [file, undo] of [
    ['create.sh', false],
    ['delete.sh', true],
  ] as const) {
    const [script] = renderVpc(creating, { format: creating.spec.formats[0], undo }).files;
    writeFileSync(join(folder, file), script?.text ?? '');
  }
  return async (file: 'create.sh' | 'delete.sh') => {
    const { exitCode, stderr } = await execa('sh', [join(folder, file)], {
      env: { PATH },
      reject: false,
      stdin: 'ignore',
    });
    return { exit: exitCode, stderr };
  };
}

async function gcpScripts() {
  const operator = networkOperator();
  await operator.plan(files());
  return { model: operator.model, run: await scripts(operator, 'files', gcloudOf(operator.model)) };
}

async function azureScripts() {
  const operator = vnetOperator();
  await operator.plan(hub());
  return { model: operator.model, run: await scripts(operator, 'hub', azOf(operator.model)) };
}

const DONE = { exit: 0, stderr: '' };

describe('at GCP', () => {
  test('create and delete everything, also when they are run again', async () => {
    const { model, run } = await gcpScripts();
    expect([await run('create.sh'), await run('create.sh')]).toEqual([DONE, DONE]);
    expect(model.held()).toEqual(['files', 'files-db', 'files-web']);
    expect([await run('delete.sh'), await run('delete.sh')]).toEqual([DONE, DONE]);
    expect(model.held()).toEqual([]);
  });

  test.each(['', 'peerway:files:ffffffffffffffff', 'files, of another team'])(
    'stop beside a network of others with the description "%s"',
    async (description) => {
      const { model, run } = await gcpScripts();
      model.networks.push({ name: 'files', description });
      const { exit, stderr } = await run('create.sh');
      expect(exit).toBe(1);
      expect(stderr).toContain(
        'error: there is already a network files that peerway did not create for this plan',
      );
      expect(stderr).toContain('nothing was changed');
      expect(model.held()).toEqual(['files']);
      expect(await run('delete.sh')).toEqual(DONE);
      expect(model.held()).toEqual(['files']);
    },
  );

  test('create all of it beside objects with longer names', async () => {
    const { model, run } = await gcpScripts();
    const link = 'https://www.googleapis.com/compute/v1/projects/team-files-1';
    const network = `${link}/global/networks/files-eu`;
    model.networks.push({ name: 'files-eu', description: '' });
    model.subnets.push(
      { name: 'files-web-2', description: '', network, region: `${link}/regions/europe-west1` },
      { name: 'files-web', description: '', network, region: `${link}/regions/europe-west12` },
    );
    expect(await run('create.sh')).toEqual(DONE);
    const whole = ['files', 'files-db', 'files-web'];
    const others = ['files-eu', 'files-web', 'files-web-2'];
    expect(model.held()).toEqual([...whole, ...others].sort());
    expect([await run('delete.sh'), model.held()]).toEqual([DONE, others]);
  });

  test('stop before they create a network beside a subnet of others', async () => {
    const { model, run } = await gcpScripts();
    const link = 'https://www.googleapis.com/compute/v1/projects/team-files-1';
    const subnet = { name: 'files-db', description: '', network: `${link}/global/networks/lab` };
    model.subnets.push({ ...subnet, region: `${link}/regions/europe-west4` });
    const { exit, stderr } = await run('create.sh');
    expect([exit, model.held()]).toEqual([1, ['files-db']]);
    expect(stderr).toContain('there is already a subnet files-db');
    expect([await run('delete.sh'), model.held()]).toEqual([DONE, ['files-db']]);
  });
});

describe('at Azure', () => {
  const FOREIGN = {
    addressSpace: { addressPrefixes: ['10.50.0.0/16'] },
    subnets: [],
    virtualNetworkPeerings: [],
  };

  test('create and delete everything, also when they are run again', async () => {
    const { model, run } = await azureScripts();
    expect([await run('create.sh'), await run('create.sh')]).toEqual([DONE, DONE]);
    expect(model.held()).toEqual(['hub', 'hub/web', 'hub/db']);
    expect([await run('delete.sh'), await run('delete.sh')]).toEqual([DONE, DONE]);
    expect(model.held()).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['hub', {}],
    ['HUB', {}],
    ['hub', { 'peerway:vpc': 'hub', 'peerway:state': 'ffffffffffffffff' }],
  ])('stop beside a VNet %s of others with the tags %o', async (name, tags) => {
    const { model, run } = await azureScripts();
    model.vnets.push({ name, tags, ...structuredClone(FOREIGN) });
    const { exit, stderr } = await run('create.sh');
    expect([exit, model.held()]).toEqual([1, [name]]);
    expect(stderr).toContain('error: there is already a VNet hub that peerway did not create for this plan');
    expect([await run('delete.sh'), model.held()]).toEqual([DONE, [name]]);
  });
});
