/** A process that uses a store: `node store-process.mjs <add|hold|watch> <folder> <argument> [flock]`. */
import { rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../src/errors.ts';
import { FileStore } from '../../../src/store/file-store.ts';
import { transact } from '../../../src/store/transact.ts';
import { by, withVpc } from '../states.ts';

const [what = '', folder = '', argument = '', flock] = process.argv.slice(2);
const store = new FileStore({
  folder,
  lockTimeoutMs: 60_000,
  ...(flock === undefined ? {} : { flock: [flock] }),
});

/** Blocks the event loop, as a busy or a stopped process does. */
const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/** Runs this many transactions. Each adds a VPC. */
async function add(count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const name = `vpc-${process.pid}-${at}`;
    const { revision } = await transact(store, by('vpc add'), (state) => ({
      state: withVpc(state, name),
      result: 0,
    }));
    writeSync(1, `${revision} ${name}\n`);
  }
}

/**
 * Prints `held` once it holds the lock, and keeps the lock this long before it changes anything. Fails if another
 * process holds it, too.
 */
async function hold(milliseconds: number): Promise<void> {
  const alone = join(folder, 'held');
  await transact(store, by('peering create'), (state) => {
    writeFileSync(alone, '', { flag: 'wx' });
    writeSync(1, 'held\n');
    pause(milliseconds);
    rmSync(alone);
    return { state: withVpc(state, `held-${process.pid}`), result: 0 };
  });
}

/**
 * Reads the state for this many milliseconds, while each change adds one VPC. Fails if a read returns half a change,
 * or less than an earlier read. Prints the number of reads and the duration of the longest.
 */
async function watch(milliseconds: number): Promise<void> {
  let [readings, longest, newest] = [0, 0, 0];
  for (const end = performance.now() + milliseconds; performance.now() < end; readings++) {
    const began = performance.now();
    const { revision, state } = await store.read();
    longest = Math.max(longest, performance.now() - began);
    if (revision < newest || state.vpcs.size !== revision)
      throw new Error(`revision ${revision} with ${state.vpcs.size} VPCs after revision ${newest}`);
    newest = revision;
  }
  writeSync(1, `${readings} ${Math.ceil(longest)}\n`);
}

const ACTS = { add, hold, watch };

try {
  await ACTS[what as keyof typeof ACTS](Number(argument));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  writeSync(2, `${error.code}: ${error.message}\n`);
  process.exitCode = error.exit;
}
