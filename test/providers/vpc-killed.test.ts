/** The built program, killed or interrupted at each command of `vpc create` and `vpc delete --apply`, and run again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Program, ProgramRun } from '../../src/exec/program.ts';
import { environment } from '../support/environment.ts';
import { peerwayWords } from '../support/program.ts';
import { isLongRun } from '../support/requirements.ts';
import { sandboxIn } from '../support/sandbox.ts';
import { folderForTest } from '../support/temporary.ts';
import { awsOf, Ec2Model } from './ec2-model.ts';
import {
  AWS_FAILURES,
  AZURE_FAILURES,
  type Failures,
  type Fault,
  faultyProgram,
  GCP_FAILURES,
} from './faults.ts';
import { GcpModel, gcloudOf } from './gcp-model.ts';
import { ProgramServer } from './program-server.ts';
import { azOf, VnetModel } from './vnet-model.ts';
import { WHOLE } from './vpc-plan.ts';

/** A cloud in memory, with the VPC that is created there. */
interface Cloud {
  readonly create: string;
  readonly name: string;
  readonly whole: readonly string[];
  readonly creations: number;
  readonly deletions: number;
  open(): { readonly program: Program; readonly failures: Failures; held(): string[] };
}

const CLOUDS: Readonly<Record<string, Cloud>> = {
  aws: {
    create:
      'vpc create seoul --provider aws --region ap-northeast-2 --cidr 10.0.0.0/16 --subnet public=10.0.1.0/24 --subnet private=10.0.2.0/24 --public public',
    name: 'seoul',
    whole: WHOLE,
    creations: 13,
    deletions: 10,
    open: () => {
      const model = new Ec2Model();
      return {
        program: awsOf(model),
        failures: AWS_FAILURES,
        held: () => model.held('ap-northeast-2'),
      };
    },
  },
  gcp: {
    create:
      'vpc create files --provider gcp --project team-files-1 --subnet web=10.4.1.0/24@europe-west1 --subnet db=10.4.2.0/24@europe-west4',
    name: 'files',
    whole: ['files', 'files-db', 'files-web'],
    creations: 3,
    deletions: 3,
    open: () => {
      const model = new GcpModel();
      return { program: gcloudOf(model), failures: GCP_FAILURES, held: () => model.held() };
    },
  },
  azure: {
    create:
      'vpc create hub --provider azure --subscription 0b1f6471-1bf0-4dda-aec3-cb9272f09590 --resource-group network-prod --cidr 10.50.0.0/16 --subnet web=10.50.1.0/24 --subnet db=10.50.2.0/24',
    name: 'hub',
    whole: ['hub', 'hub/web', 'hub/db'],
    creations: 3,
    deletions: 1,
    open: () => {
      const model = new VnetModel();
      return { program: azOf(model), failures: AZURE_FAILURES, held: () => model.held() };
    },
  },
};

/** How the process ends, before or after a command; `unsent` and `lost` end only the connection of the command. */
type Cut = readonly [
  signal: 'SIGKILL' | 'SIGINT' | 'none',
  fault: Extract<Fault, 'before' | 'after' | 'unsent' | 'lost'>,
];
const CUTS: readonly Cut[] = [
  ['SIGKILL', 'before'],
  ['SIGKILL', 'after'],
  ['SIGINT', 'before'],
  ['SIGINT', 'after'],
  ['none', 'unsent'],
  ['none', 'lost'],
];

/** The process is killed at each command, and interrupted at every third. The short run kills it at the last but one. */
const cases = (commands: number): [Cut[0], Cut[1], number][] =>
  CUTS.flatMap(([signal, fault]) =>
    Array.from({ length: commands }, (_, at): [Cut[0], Cut[1], number] => [signal, fault, at]),
  ).filter(([signal, , at]) => {
    const isKill = signal === 'SIGKILL';
    if (isLongRun('cloud')) return isKill || commands <= 3 || at % 3 === 1;
    return isKill && at === Math.max(0, commands - 2);
  });

/** A sandbox whose programs reach the cloud, and a peerway that can be ended by them. */
async function site(cloud: Cloud) {
  const folder = folderForTest('killed', { inMemory: true });
  const box = sandboxIn(folder);
  const { program, failures, held } = cloud.open();
  let victim: number | undefined;
  let signal: Cut[0] = 'none';
  const faults = faultyProgram(program, failures, () => {
    if (victim !== undefined && signal === 'SIGKILL') process.kill(victim, signal);
    // As a terminal does it: to all of the foreground.
    if (victim !== undefined && signal === 'SIGINT') process.kill(-victim, signal);
    return new Promise<ProgramRun>(() => undefined);
  });
  const server = new ProgramServer(faults.program);
  const env = environment(box, { PATH: await server.start(join(folder, 'programs')) });
  onTestFinished(() => server.stop());
  /** Runs a command line. The exit status is null if a signal ended it. */
  const run = async (line: string): Promise<{ readonly exit: number | null; readonly stderr: string }> => {
    const [node, ...words] = peerwayWords(line.split(' '));
    const child = spawn(node, words, {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    victim = child.pid;
    const stderr = text(child.stderr);
    const [exit] = await once(child, 'exit');
    server.hangUp();
    return { exit, stderr: await stderr };
  };
  return {
    held,
    run,
    failAt: (at: number, cut: Cut) => {
      signal = cut[0];
      faults.failAt(at, cut[1]);
    },
    heal: faults.heal,
    creation: async (): Promise<unknown> => JSON.parse(await box.ok('vpc list -o json')),
  };
}

/** The end of a run that was cut: killed, or with an unknown outcome. */
const ENDS: Readonly<Record<Cut[0], readonly (number | null)[]>> = {
  SIGKILL: [null],
  SIGINT: [7, 130],
  none: [7],
};

describe.each(Object.entries(CLOUDS))('the process at %s', (_, cloud) => {
  const CREATE = `${cloud.create} --apply --timeout 6s`;
  const DELETE = `vpc delete ${cloud.name} --apply --yes --timeout 6s`;

  test.each(cases(cloud.creations))('creates all of it after %s %s command %i', async (signal, fault, at) => {
    const { run, held, failAt, heal, creation } = await site(cloud);
    failAt(at, [signal, fault]);
    const first = await run(CREATE);
    expect(ENDS[signal], first.stderr).toContain(first.exit);
    heal();
    const again = await run(CREATE);
    expect(again.exit, again.stderr).toBe(0);
    expect(held()).toEqual(cloud.whole);
    expect(await creation()).toMatchObject([{ name: cloud.name, creation: { status: 'created' } }]);
  });

  test.each(cases(cloud.deletions))('deletes all of it after %s %s command %i', async (signal, fault, at) => {
    const { run, held, failAt, heal, creation } = await site(cloud);
    await run(CREATE);
    failAt(at, [signal, fault]);
    const first = await run(DELETE);
    expect(ENDS[signal], first.stderr).toContain(first.exit);
    heal();
    const again = await run(`${DELETE} --if-exists`);
    expect(again.exit, again.stderr).toBe(0);
    expect([held(), await creation()]).toEqual([[], []]);
  });
});
