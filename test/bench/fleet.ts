/** A state of many gateways without peerings, and an ssh that replies for all of them after a delay. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import { withGateway } from '../support/plans.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { writeState } from '../support/state-file.ts';

export interface FleetRun {
  readonly seconds: number;
  /** Peak memory of the process in MiB. */
  readonly peak: number;
  readonly exit: number | null;
  readonly stdout: string;
}

export class Fleet {
  readonly #folder: string;

  /**
   * @param latency  seconds before each reply
   * @param silent  a gateway that cannot be reached
   */
  constructor(folder: string, count: number, latency: number, silent?: string) {
    this.#folder = folder;
    writeState(join(folder, 'state'), gateways(count));
    writeStandInSsh(join(folder, 'ssh'), { latency, ...(silent === undefined ? {} : { silent }) });
  }

  /** Runs the program and measures its time and memory. */
  async run(program: string, words: readonly string[]): Promise<FleetRun> {
    const start = performance.now();
    const child = spawn(process.execPath, [program, ...words], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: {
        ...process.env,
        PEERWAY_STATE: join(this.#folder, 'state'),
        XDG_CONFIG_HOME: join(this.#folder, 'config'),
        PEERWAY_SSH: join(this.#folder, 'ssh'),
        NO_COLOR: '1',
        NODE_EXTRA_CA_CERTS: '',
      },
    });
    let peak = 0;
    const watching = setInterval(() => {
      peak = Math.max(peak, peakOf(child.pid));
    }, 20);
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    const exit = await new Promise<number | null>((resolve) => child.once('close', resolve));
    clearInterval(watching);
    return { seconds: (performance.now() - start) / 1000, peak, exit, stdout };
  }
}

function peakOf(pid: number | undefined): number {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return 0;
  }
}

function gateways(count: number): State {
  let state = EMPTY_STATE;
  for (let at = 0; at < count; at++) {
    const name = `gw${at}`;
    state = withGateway(state, name, { cidrs: [`10.${at}.0.0/16`], tunnels: [`100.64.${at}.0/24`] });
  }
  const reachable = [...state.gateways].map(
    ([name, gateway]) =>
      [name, { ...gateway, ssh: { user: 'root', host: `${name}.example` as never } }] as const,
  );
  return { ...state, gateways: new Map(reachable) };
}
