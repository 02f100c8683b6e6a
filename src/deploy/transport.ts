/** Transports that run a script as root on a gateway: the operator's own ssh, or a local shell. */
import { execa } from 'execa';
import type { SshTarget } from '../model/endpoint.ts';
import { visible } from '../visible.ts';
import { REMOTE_COMMAND } from './task-script.ts';

/** Why a script returned no reply. */
export interface TransportFailure {
  readonly code:
    | 'unreachable'
    | 'host-key'
    | 'no-permission'
    | 'needs-sudo'
    | 'no-ssh'
    | 'cut-off'
    | 'timeout';
  /** One line, safe to print on a terminal. */
  readonly why: string;
}

export type TransportResult = { readonly text: string } | TransportFailure;

export interface Transport {
  /** Name for messages, such as `ssh root@203.0.113.1`. */
  readonly name: string;
  /** True without a connection: a script that runs does not prove that the host can be reached. */
  readonly isLocal?: boolean;
  /** Runs a script in a root shell over a new connection; stops it after the timeout. */
  run(script: string, timeoutSeconds: number): Promise<TransportResult>;
}

/** Runs scripts on this host. */
export const localTransport: Transport = {
  name: 'this host',
  isLocal: true,
  run: (script, timeoutSeconds) => runProgram('sh', ['-c', REMOTE_COMMAND], script, timeoutSeconds),
};

/**
 * Runs scripts over ssh with the operator's configuration, agent and keys; unknown host keys are rejected. Every task
 * opens a new connection instead of sharing an earlier one, to prove that a new one is possible.
 * @param program  the ssh to run
 */
export function sshTransport({ user, host, port }: SshTarget, program = 'ssh'): Transport {
  const destination = user === undefined ? host : `${user}@${host}`;
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'ControlMaster=no',
    'ControlPath=none',
    'ConnectTimeout=10',
    // Detect a dead connection within 15 s.
    'ServerAliveInterval=5',
    'ServerAliveCountMax=3',
    // No banner, so that stderr has only errors.
    'LogLevel=ERROR',
  ];
  const args = [
    '-T',
    ...options.flatMap((option) => ['-o', option]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    destination,
    REMOTE_COMMAND,
  ];
  return {
    name: `ssh ${destination}${port === undefined ? '' : `:${port}`}`,
    run: (script, timeoutSeconds) => runProgram(program, args, script, timeoutSeconds),
  };
}

async function runProgram(
  program: string,
  args: readonly string[],
  script: string,
  timeoutSeconds: number,
): Promise<TransportResult> {
  const { stdout, stderr, exitCode, timedOut, code } = await execa(program, args, {
    input: script,
    reject: false,
    timeout: timeoutSeconds * 1000,
    stripFinalNewline: false,
  });
  if (exitCode === undefined && code !== undefined && /^E[A-Z0-9]+$/.test(code) && !timedOut)
    return { code: 'no-ssh', why: startError(visible(program, 100), code) };
  if (timedOut) return { code: 'timeout', why: `no reply within ${timeoutSeconds} s` };
  // Once the agent has started, it reports its errors on stdout, and stderr is not from ssh.
  if (/^@/m.test(stdout)) return { text: stdout };
  return explainFailure(stderr, stdout);
}

const startError = (program: string, code: string): string =>
  code === 'ENOENT' ? `${program}: command not found` : `cannot run ${program}: ${code}`;

/** Errors of ssh, its server and sudo, in the order in which they can occur. */
const KNOWN_ERRORS: readonly {
  readonly pattern: RegExp;
  readonly code: TransportFailure['code'];
  readonly meaning: string;
}[] = [
  {
    pattern: /IDENTIFICATION HAS CHANGED/,
    code: 'host-key',
    meaning: 'the host key has changed: verify that it is the right host, then see ssh-keygen -R',
  },
  {
    pattern: /Host key verification failed|host key is known/i,
    code: 'host-key',
    meaning: 'unknown host key: connect once with ssh and verify the key',
  },
  {
    pattern: /Permission denied|Too many authentication failures/,
    code: 'no-permission',
    meaning: 'login failed',
  },
  {
    pattern: /^sudo: |sudo: .*not found/,
    code: 'needs-sudo',
    meaning: 'cannot become root without a password',
  },
  {
    pattern: /^ssh: |^Connection (closed|reset|timed out)|^kex_exchange_identification: /,
    code: 'unreachable',
    meaning: 'cannot connect',
  },
];

function explainFailure(stderr: string, stdout: string): TransportFailure {
  const lines = stderr.split('\n').map((line) => line.trim());
  for (const { pattern, code, meaning } of KNOWN_ERRORS) {
    const line = lines.find((each) => pattern.test(each));
    // ssh prints a screenful about host keys, of which no line adds anything.
    if (line !== undefined)
      return { code, why: code === 'host-key' ? meaning : `${meaning}: ${visible(line, 200)}` };
  }
  const last =
    lines.findLast((line) => line !== '') ??
    (stdout === ''
      ? 'the connection closed without a reply'
      : 'the connection closed before the reply ended');
  return { code: 'cut-off', why: visible(last, 200) };
}
