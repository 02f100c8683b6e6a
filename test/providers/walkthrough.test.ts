/** Runs the recipe of `peerway help clouds` for two regions of AWS, also with the program killed halfway. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks, section, topicFile } from '../docs/documents.ts';
import { environment } from '../support/environment.ts';
import { sandbox } from '../support/sandbox.ts';
import { folderForFile } from '../support/temporary.ts';
import { type Aws, awsIn, heldBy, makeSite, type Site } from './aws-site.ts';
import { type Moto, startMoto } from './moto.ts';
import { describeCloud } from './requirements.ts';

const [{ text: recipe } = { text: '' }] = codeBlocks(
  section(topicFile('clouds'), 'Two regions of AWS, peered'),
  'sh',
);

test('the topic has the recipe', () => {
  expect(recipe).toMatch(/--duplex --apply$/m);
});

const folder = folderForFile('walk');

/** An `aws` before the real one: when it has changed something for the nth time it kills whoever has called it. */
const KILLER = `#!/bin/sh
real=$(PATH="$REAL_PATH" command -v aws)
"$real" "$@" >"$KILLER.$$.out" || exit
case "$2" in
describe-* | wait) ;;
*)
  echo "$2" >>"$KILLER.log"
  if [ "$(wc -l <"$KILLER.log")" -eq "$KILL_AFTER" ]; then kill -9 "$PPID"; fi
  ;;
esac
cat "$KILLER.$$.out"
`;

describeCloud('the walk-through of two regions', ['aws', 'moto_server'], () => {
  let moto: Moto;
  let aws: Aws;
  let sites: readonly [Site, Site];
  const box = sandbox();

  beforeAll(async () => {
    moto = await startMoto(folder);
    // One account: the profile of everything that names none.
    writeFileSync(join(folder, 'config'), '');
    aws = awsIn(moto.env);
    sites = await Promise.all([
      makeSite(aws, 'seoul', 'ap-northeast-2', ['10.0.0.0/16']),
      makeSite(aws, 'seoul', 'ap-northeast-3', ['172.31.0.0/16']),
    ]);
    for (const [at, name] of ['seoul', 'osaka'].entries()) {
      const site = sites[at] as Site;
      await aws(site, `ec2 create-tags --resources ${site.provider.vpcId} --tags Key=Name,Value=${name}`);
    }
  });
  afterAll(() => moto?.stop());

  const env = (more: Record<string, string> = {}): Record<string, string> => ({
    ...environment(box, moto.env),
    AWS_PROFILE: 'seoul',
    ...more,
  });
  const held = async () => Promise.all(sites.map((site) => heldBy(aws, site)));
  const PEERED = ['172.31.0.0/16', '10.0.0.0/16'].map((cidr) => [
    'connection active',
    ...[`route ${cidr} active`, `route ${cidr} active`],
    `rule ${cidr} peerway:seoul-osaka`,
  ]);

  test('is carried out by the recipe', async () => {
    const { stdout, stderr, exitCode } = await execa('bash', ['-euo', 'pipefail', '-c', recipe], {
      stdin: 'ignore', // With a socket, bash would read .bashrc.
      env: env(),
      extendEnv: false,
      cwd: box.folder,
      reject: false,
    });
    // The doctor finds nothing.
    expect(exitCode, stderr).toBe(0);
    expect(await held()).toEqual(PEERED);
    expect(stdout).toMatch(/^Peering seoul-osaka is active \(pcx-/m);
    expect(stderr).toMatch(/^\$ aws ec2 accept-vpc-peering-connection .* --region ap-northeast-3$/m);
    expect(await box.ok('peering list --columns name,status -o json')).toContain('"active"');
  });

  test('is whole after a process that was killed once its command had been carried out', async () => {
    const peerway = (line: string, more: Record<string, string> = {}) =>
      execa('peerway', [...line.split(' '), '--as', 'netops'], {
        env: env(more),
        extendEnv: false,
        reject: false,
      });
    const deletion = await peerway('peering delete seoul-osaka --apply --yes');
    expect(deletion.exitCode, deletion.stderr).toBe(0);
    expect(await held()).toEqual([[], []]);
    const path = join(folder, 'killer');
    execaSync('mkdir', [path]);
    writeFileSync(join(path, 'aws'), KILLER);
    chmodSync(join(path, 'aws'), 0o755);
    const killing = {
      KILLER: join(folder, 'calls'),
      REAL_PATH: String(process.env['PATH']),
      PATH: `${path}:${env()['PATH']}`,
    };
    const line = 'peering create seoul osaka --via aws --duplex --apply';
    // The connection is made, and nobody hears of its id; later, a route.
    for (const nth of ['1', '4']) {
      const killed = await peerway(line, { ...killing, KILL_AFTER: nth });
      expect(killed.signal, killed.stderr).toBe('SIGKILL');
    }
    const finished = await peerway(line, { ...killing, KILL_AFTER: '0' });
    expect(finished.exitCode, finished.stderr).toBe(0);
    expect(await held()).toEqual(PEERED);
    const calls = readFileSync(join(folder, 'calls.log'), 'utf8').trim().split('\n');
    expect(calls.filter((call) => call === 'create-vpc-peering-connection')).toHaveLength(1);
    expect(calls).toHaveLength(8);
  });
});
