/** Runs the scripts of the documents, except for those that other tests run. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { beforeAll, expect, test } from 'vitest';
import { environment } from '../support/environment.ts';
import { endsWell } from '../support/example-steps.ts';
import { type Sandbox, sandbox } from '../support/sandbox.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { WG_QUICK } from '../support/stand-ins/wg-quick.ts';
import { codeBlocks, DOCUMENTS } from './documents.ts';

/** The tests of the other scripts. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  README: 'lab/deploy/quickstart.test.ts',
  quickstart: 'lab/deploy/quickstart.test.ts',
  formats: 'lab/by-hand.test.ts',
  clouds: 'providers/walkthrough.test.ts',
  'cloud-networks': 'providers/vpc-walkthrough.test.ts',
  scripting: 'cli/recipes.test.ts',
  'tab-completion': 'completion/shells.test.ts',
};

const scripts = DOCUMENTS.flatMap(({ name, text }) =>
  codeBlocks(text, 'sh').map((block) => ({ name, line: block.line, script: block.text })),
);

test('the tests of all other scripts exist', () => {
  for (const file of Object.values(ELSEWHERE))
    expect(existsSync(new URL(`../${file}`, import.meta.url)), file).toBe(true);
});

test.each(scripts)('the script of $name in line $line is valid shell', ({ script }) => {
  execFileSync('bash', ['-n'], { input: script });
});

const base = sandbox();
beforeAll(async () => {
  for (const line of [
    'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --ssh root@203.0.113.1 --status active',
    'gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2 --ssh root@203.0.113.2 --status active',
    'peering create seoul osaka',
  ])
    await base.ok(line);
});

/** Answers every prompt, as the reader would. */
const PEERWAY = `peerway() {
  case "$*" in *--passphrase*) set -- "$@" --passphrase-file passphrase ;; esac
  command peerway "$@" --yes
}`;

const runner = (line: string, box: Sandbox) =>
  execaSync('bash', ['-c', `${PEERWAY}\n${line}`], {
    cwd: box.folder,
    env: environment(box, {
      PEERWAY_SSH: join(box.folder, 'ssh'),
    }),
    extendEnv: false,
    reject: false,
  });

/** Documents whose scripts start with an empty plan. */
const FROM_NOTHING = new Set(['existing-tunnels']);

const here = scripts
  .filter(({ name, script }) => !(name in ELSEWHERE) && !/^tail /.test(script))
  .map((script) => ({ ...script, box: sandbox() }));

test.each(here)('the script of $name in line $line runs', ({ name, script, box }) => {
  if (!FROM_NOTHING.has(name)) cpSync(base.state, box.state, { recursive: true });
  mkdirSync(join(box.folder, 'osaka'));
  writeFileSync(join(box.folder, 'osaka', 'wg0.conf'), WG_QUICK);
  writeStandInSsh(join(box.folder, 'ssh'));
  writeFileSync(join(box.folder, 'passphrase'), 'correct horse battery staple\n');
  for (const line of script.trim().split('\n')) {
    const { exitCode, stderr } = runner(line, box);
    expect(endsWell(line, exitCode), `${line}\n${stderr}`).toBe(true);
  }
});
