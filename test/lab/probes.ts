import { fileURLToPath } from 'node:url';
import type { Host } from './host.ts';

const script = fileURLToPath(new URL('probe.mjs', import.meta.url));
const testPort = 8080;

/** Waits until a ping is answered, as an operator would after applying; returns false after a timeout. */
export async function becomesReachable(from: Host, address: string, seconds = 10): Promise<boolean> {
  const argv = ['ping', '-n', '-q', '-i', '0.2', '-c', '1', '-w', String(seconds), address];
  return (await from.try(argv, { seconds: seconds + 2 })).code === 0;
}

/** Returns whether any of three pings is answered within a second. */
export async function answersPing(from: Host, address: string): Promise<boolean> {
  const argv = ['ping', '-n', '-q', '-c', '3', '-i', '0.1', '-w', '1', address];
  // The exit status of -c with -w says whether all were answered, the summary how many.
  const { stdout } = await from.try(argv);
  return Number(/(\d+) received/.exec(stdout)?.[1] ?? 0) > 0;
}

export interface PingRun {
  readonly sent: number;
  readonly received: number;
}

/** Sends a ping every 10 ms, while the caller changes something; returns the counts. */
export async function pingStream(from: Host, address: string, count: number): Promise<PingRun> {
  const argv = ['ping', '-n', '-q', '-c', String(count), '-i', '0.01', '-W', '1', address];
  const { stdout } = await from.try(argv, { seconds: 10 + count / 50 });
  const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(stdout) ?? [];
  return { sent: Number(sent ?? 0), received: Number(received ?? 0) };
}

export interface PingGaps extends PingRun {
  /** Longest time without an answered ping, in milliseconds: that of the pings in a row that were lost. */
  readonly longest: number;
}

/** Milliseconds between two pings of `pingGaps`. */
const GAP = 5;

/** Sends pings, 200 a second, while the caller changes something; returns the counts and the longest silence. */
export async function pingGaps(from: Host, address: string, seconds: number): Promise<PingGaps> {
  const count = (seconds * 1000) / GAP;
  const argv = ['ping', '-n', '-c', String(count), '-i', String(GAP / 1000), '-W', '1', address];
  const { stdout } = await from.try(argv, { seconds: 20 + 2 * seconds });
  const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(stdout) ?? [];
  const answered = [...stdout.matchAll(/ icmp_seq=(\d+) /g)].map(([, number]) => Number(number));
  answered.sort((one, other) => one - other);
  const longest = answered.reduce(
    (most, number, at) => Math.max(most, number - (answered[at - 1] ?? 0) - 1),
    0,
  );
  return { sent: Number(sent ?? 0), received: Number(received ?? 0), longest: GAP * longest };
}

/** Starts a listener that tells every caller which address it saw. Resolves once it listens. */
export async function serve(on: Host, port = testPort): Promise<void> {
  const child = on.start([process.execPath, script, 'serve', on.name, String(port)]);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${on.name}: no listener on ${port} in 10 s`)), 10_000);
    child.stdout?.once('data', () => {
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`${on.name}: the listener on ${port} ended with ${code}`)));
  });
}

export interface Answer {
  /** The host that answered. */
  readonly name: string;
  /** The source address that it saw. */
  readonly saw: string;
  readonly moved: number;
}

/** Connects and returns the listener's answer, undefined if there is no connection within a second. */
export async function dial(from: Host, address: string, port = testPort): Promise<Answer | undefined> {
  return call(from, [address, String(port), 'none', '0'], 10);
}

/**
 * Sends bytes in one direction over one connection; returns the number that arrived, 0 if not all of them did in
 * time.
 */
export async function transfer(
  from: Host,
  address: string,
  way: 'get' | 'put',
  bytes: number,
  seconds: number,
): Promise<number> {
  const answer = await call(from, [address, String(testPort), way, String(bytes)], seconds);
  return answer?.moved ?? 0;
}

async function call(from: Host, argv: readonly string[], seconds: number): Promise<Answer | undefined> {
  const { code, stdout } = await from.try([process.execPath, script, 'call', ...argv], { seconds });
  return code === 0 ? (JSON.parse(stdout) as Answer) : undefined;
}
