/** A process of its own that uses a store: `node driver.mjs <what> <folder> <argument> [flock]`. */
import { writeSync } from 'node:fs';
import { UserError } from '../../src/errors.ts';
import { FileStore } from '../../src/store/file-store.ts';
import { transact } from '../../src/store/transact.ts';
import { by, withVpc } from './states.ts';

const [what = '', folder = '', argument = '', flock] = process.argv.slice(2);
const store = new FileStore({
  folder,
  lockTimeoutMs: 60_000,
  ...(flock === undefined ? {} : { flock: [flock] }),
});

/** Without the event loop, as a process that is busy or stopped. */
const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
};

/** As many transactions as are asked for, each of which adds a VPC. */
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

/** Says that it holds the lock, and holds it for so many milliseconds before it changes anything. */
async function hold(milliseconds: number): Promise<void> {
  await transact(store, by('peering create'), (state) => {
    writeSync(1, 'held\n');
    pause(milliseconds);
    return { state: withVpc(state, `held-${process.pid}`), result: 0 };
  });
}

try {
  await (what === 'hold' ? hold : add)(Number(argument));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  writeSync(2, `${error.code}: ${error.message}\n`);
  process.exitCode = error.exit;
}
