import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { type Noun, verbsOf } from '../../src/cli/grammar.ts';
import { NOUNS } from '../../src/cli/program.ts';
import { endsWell, STEPS } from '../support/example-steps.ts';
import { pathWithPeerway } from '../support/program.ts';
import { SAVED, writeAwsStub } from '../support/stand-ins/aws.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { WG_QUICK } from '../support/stand-ins/wg-quick.ts';
import { folderForFile } from '../support/temporary.ts';

/** Every example of every help text. */
const examplesOf = (noun: Noun): string[] => verbsOf(noun).flatMap(([, verb]) => [...verb.examples]);

const root = folderForFile('examples');

const environment = (folder: string) => ({
  PATH: `${join(root, 'path')}:${process.env['PATH']}`,
  HOME: folder,
  PEERWAY_STATE: join(folder, 'state'),
  XDG_CONFIG_HOME: join(folder, 'config'),
});

const shell = (line: string, folder: string) =>
  execaSync('bash', ['-euo', 'pipefail', '-c', line], {
    cwd: folder,
    env: environment(folder),
    reject: false,
  });

const stepFolder = (step: number): string => join(root, `step-${step}`);

beforeAll(() => {
  pathWithPeerway(join(root, 'path'));
  writeAwsStub(join(root, 'path'));
  writeStandInSsh(join(root, 'path', 'ssh'));
  for (const [step, lines] of STEPS.entries()) {
    const folder = stepFolder(step);
    if (step === 0) mkdirSync(folder);
    else cpSync(stepFolder(step - 1), folder, { recursive: true });
    for (const line of lines) {
      const { exitCode, stderr } = shell(
        `peerway ${line}${line.includes('--as') ? '' : ' --as netops'}`,
        folder,
      );
      if (exitCode !== 0) throw new Error(`${line}: ${stderr}`);
    }
    writeFileSync(join(folder, 'passphrase.txt'), 'correct horse battery staple\n');
    for (const [name, document] of Object.entries(SAVED))
      writeFileSync(join(folder, name), JSON.stringify(document));
    writeFileSync(join(folder, 'wg0.conf'), WG_QUICK);
    writeFileSync(join(folder, 'networks.txt'), '10.0.0.0/8 all\n172.16.0.0/12\n');
    shell('peerway state export --with-secrets > backup.json', folder);
  }
});

/** Names the first revision, which every state with a second one keeps. */
const withRevision = (example: string): string => example.replace(/(state restore) \d+/, '$1 1');

test.each(NOUNS.flatMap(examplesOf))('%s', (example) => {
  const failures: string[] = [];
  // Most examples work after the last step.
  for (const step of [...STEPS.keys()].reverse()) {
    const folder = join(root, 'try');
    rmSync(folder, { recursive: true, force: true });
    cpSync(stepFolder(step), folder, { recursive: true });
    const { exitCode, stderr } = shell(withRevision(example), folder);
    if (endsWell(example, exitCode)) return;
    failures.push(`after step ${step}: ${stderr}`);
  }
  expect.fail(failures.join('\n'));
});
