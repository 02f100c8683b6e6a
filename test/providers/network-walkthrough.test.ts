/** Creates a network of GCP with the real `gcloud`, by peerway and by the rendered script, and deletes it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { environment } from '../support/environment.ts';
import { sandbox } from '../support/sandbox.ts';
import { folderForFile } from '../support/temporary.ts';
import { ComputeApi } from './compute-api.ts';
import { describeLongCloud } from './requirements.ts';

const folder = folderForFile('network-walk');
const CREATE =
  'peerway vpc create files --provider gcp --project team-files-1 --subnet web=10.4.1.0/24@europe-west1';

describeLongCloud('a network at GCP from nothing', ['gcloud'], () => {
  const api = new ComputeApi([
    { project: 'team-files-1', name: 'taken', subnets: [] },
    { project: 'team-files-1', name: 'files-eu', subnets: [] },
  ]);
  const box = sandbox();
  beforeAll(() => api.start());
  afterAll(() => api.stop());

  const shell = (script: string) =>
    execa('bash', ['-euo', 'pipefail', '-c', script], {
      stdin: 'ignore', // With a socket, bash would read .bashrc.
      env: environment(box, api.env(folder)),
      extendEnv: false,
      cwd: box.folder,
      reject: false,
    });
  const changes = () =>
    api.calls.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  const CREATED = ['POST team-files-1/global/networks', 'POST team-files-1/regions/europe-west1/subnetworks'];
  const DELETED = [
    'DELETE team-files-1/regions/europe-west1/subnetworks/files-web',
    'DELETE team-files-1/global/networks/files',
  ];

  test('is created, found again, and deleted', async () => {
    const made = await shell(`${CREATE} --apply`);
    expect(made.exitCode, made.stderr).toBe(0);
    const again = await shell('peerway vpc create files --apply');
    expect(again.exitCode, again.stderr).toBe(0);
    expect(changes()).toEqual(CREATED);
    const gone = await shell('peerway vpc delete files --apply --yes');
    expect(gone.exitCode, gone.stderr).toBe(0);
    expect(changes()).toEqual([...CREATED, ...DELETED]);
  });

  test('is not created by the rendered script beside a network of others', async () => {
    await shell(CREATE.replace('create files', 'create taken').replaceAll('10.4', '10.5'));
    writeFileSync(join(box.folder, 'taken.sh'), (await shell('peerway vpc render taken')).stdout);
    api.calls.length = 0;
    const { exitCode, stderr } = await shell('sh taken.sh');
    expect([exitCode, changes()]).toEqual([1, []]);
    expect(stderr).toContain('there is already a network taken');
    await shell('peerway vpc delete taken --yes');
  });

  test('is created and deleted by the rendered scripts, which can be run again', async () => {
    await shell(CREATE);
    for (const [name, flags] of [
      ['create.sh', ''],
      ['delete.sh', '--undo'],
    ] as const)
      writeFileSync(join(box.folder, name), (await shell(`peerway vpc render files ${flags}`)).stdout);
    for (const [name, expected] of [
      ['create.sh', CREATED],
      ['delete.sh', DELETED],
    ] as const) {
      api.calls.length = 0;
      for (const again of [false, true]) {
        const { exitCode, stderr } = await shell(`sh ${name}`);
        expect(exitCode, `${name}, ${again}: ${stderr}`).toBe(0);
      }
      expect(changes()).toEqual(expected);
    }
  });
});
