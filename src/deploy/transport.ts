/** How a gateway is reached: over the operator's own ssh, or as this very host. */
import { execa } from 'execa';
import type { SshTarget } from '../model/endpoint.ts';
import { visible } from '../visible.ts';
import { REMOTE_COMMAND } from './task-script.ts';

/** Why a gateway gave no answer. */
export interface NoAnswer {
  readonly code:
    | 'unreachable'
    | 'host-key'
    | 'no-permission'
    | 'needs-sudo'
    | 'no-ssh'
    | 'cut-off'
    | 'timeout';
  /** One line, fit for a terminal. */
  readonly why: string;
}

export type Answer = { readonly text: string } | NoAnswer;

export interface Transport {
  /** As messages name it: `ssh root@203.0.113.1`. */
  readonly name: string;
  /** Whether it is no connection at all, so that nothing shows whether another one could be made. */
  readonly isLocal?: boolean;
  /** Sends a script to a shell of root's, over a connection of its own; ends it when its time is up. */
  run(script: string, seconds: number): Promise<Answer>;
}

/** This host. */
export const local: Transport = {
  name: 'this host',
  isLocal: true,
  run: (script, seconds) => answerOf('sh', ['-c', REMOTE_COMMAND], script, seconds),
};

/**
 * Over ssh with the operator's configuration, agent and keys; host keys have to be known. Each task is a connection
 * of its own, not one that an earlier one has left open: whether a new one is possible is what is to be found out.
 * @param program  the ssh to run
 */
export function overSsh({ user, host, port }: SshTarget, program = 'ssh'): Transport {
  const destination = user === undefined ? host : `${user}@${host}`;
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ControlMaster=no',
    'ControlPath=none',
    'ConnectTimeout=10',
    // A line that has gone dead is noticed.
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    // No banner: what is said is a reason.
    'LogLevel=ERROR',
  ];
  const words = [
    '-T',
    ...options.flatMap((option) => ['-o', option]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    destination,
    REMOTE_COMMAND,
  ];
  return {
    name: `ssh ${destination}${port === undefined ? '' : `:${port}`}`,
    run: (script, seconds) => answerOf(program, words, script, seconds),
  };
}

async function answerOf(
  program: string,
  words: readonly string[],
  script: string,
  seconds: number,
): Promise<Answer> {
  const { stdout, stderr, exitCode, timedOut, code } = await execa(program, words, {
    input: script,
    reject: false,
    timeout: seconds * 1000,
    stripFinalNewline: false,
  });
  if (exitCode === undefined && code !== undefined && /^E[A-Z0-9]+$/.test(code) && !timedOut)
    return { code: 'no-ssh', why: notRun(visible(program, 100), code) };
  if (timedOut) return { code: 'timeout', why: `no answer within ${seconds} s` };
  // Once the agent has begun, what is on stderr is no reason of ssh's; its own errors are said on stdout.
  if (/^@/m.test(stdout)) return { text: stdout };
  return noAnswer(stderr, stdout);
}

const notRun = (program: string, code: string): string =>
  code === 'ENOENT' ? `there is no ${program}` : `${program} cannot be run: ${code}`;

/** What ssh, its server and sudo say, and what that means; in the order in which they get to say it. */
const REASONS: readonly {
  readonly said: RegExp;
  readonly code: NoAnswer['code'];
  readonly means: string;
}[] = [
  {
    said: /IDENTIFICATION HAS CHANGED/,
    code: 'host-key',
    means: 'its host key is not the one that is known: make sure who answers there, and see ssh-keygen -R',
  },
  {
    said: /Host key verification failed|host key is known/i,
    code: 'host-key',
    means: 'its host key is not known: connect once with ssh, and compare the key',
  },
  {
    said: /Permission denied|Too many authentication failures/,
    code: 'no-permission',
    means: 'it does not let you in',
  },
  {
    said: /^sudo: |sudo: .*not found/,
    code: 'needs-sudo',
    means: 'sudo does not let you be root there without a password',
  },
  {
    said: /^ssh: |^Connection (closed|reset|timed out)|^kex_exchange_identification: /,
    code: 'unreachable',
    means: 'it cannot be reached',
  },
];

function noAnswer(stderr: string, stdout: string): NoAnswer {
  const lines = stderr.split('\n').map((line) => line.trim());
  for (const { said, code, means } of REASONS) {
    const line = lines.find((each) => said.test(each));
    // The rest of a warning that fills the screen says no more.
    if (line !== undefined)
      return { code, why: code === 'host-key' ? means : `${means}: ${visible(line, 200)}` };
  }
  const last =
    lines.findLast((line) => line !== '') ??
    (stdout === '' ? 'it ended without an answer' : 'its answer broke off');
  return { code: 'cut-off', why: visible(last, 200) };
}
