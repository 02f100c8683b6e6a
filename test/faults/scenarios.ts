/** The commands that get a fault, each with the state before it. */
import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thisProcess } from '../../src/store/lock/holder.ts';
import type { Workshop } from './workshop.ts';

export interface Scenario {
  readonly name: string;
  readonly begin: Beginning;
  readonly args: readonly string[];
  /** There is no `flock` program, so the lock is a file. */
  readonly withoutFlock?: true;
}

/** The state before the command. */
export type Beginning = 'nothing' | 'a plan' | 'a damaged state' | 'leftovers' | 'a dead holder';

const words = (line: string): string[] => line.split(' ');

/** An export of the plan before its last two changes, in the workshop's folder. */
const DOCUMENT = 'document.json';

export const SCENARIOS: readonly Scenario[] = [
  { name: 'the first change', begin: 'nothing', args: words('vpc add lab --cidr 10.8.0.0/16') },
  { name: 'vpc add', begin: 'a plan', args: words('vpc add lab --cidr 10.8.0.0/16') },
  {
    name: 'gateway create',
    begin: 'a plan',
    args: words('gateway create lab --cidr 10.8.0.0/16 --endpoint 203.0.113.9'),
  },
  { name: 'peering create', begin: 'a plan', args: words('peering create seoul tokyo') },
  { name: 'client add', begin: 'a plan', args: words('client add seoul phone') },
  { name: 'peering delete', begin: 'a plan', args: words('peering delete seoul-osaka --yes') },
  { name: 'gateway delete', begin: 'a plan', args: words('gateway delete seoul --yes') },
  { name: 'state restore', begin: 'a plan', args: words('state restore 9 --yes') },
  {
    name: 'state restore over a damaged state',
    begin: 'a damaged state',
    args: words('state restore 9 --yes'),
  },
  { name: 'state import', begin: 'a plan', args: ['state', 'import', DOCUMENT, '--yes'] },
  {
    name: 'vpc add after one that was killed',
    begin: 'leftovers',
    args: words('vpc add lab --cidr 10.8.0.0/16'),
  },
  { name: 'vpc list', begin: 'a plan', args: words('vpc list') },
  {
    name: 'vpc add without flock',
    begin: 'a plan',
    args: words('vpc add lab --cidr 10.8.0.0/16'),
    withoutFlock: true,
  },
  {
    name: 'vpc add without flock after a dead holder',
    begin: 'a dead holder',
    args: words('vpc add lab --cidr 10.8.0.0/16'),
    withoutFlock: true,
  },
];

/** The commands that make the plan. They exceed the number of kept revisions, so that the next change removes one. */
const PLAN = [
  'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1',
  'gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2',
  'gateway create tokyo --cidr 10.20.0.0/16 --endpoint 203.0.113.3',
  'peering create seoul osaka',
  'client add seoul laptop',
  ...Array.from({ length: 8 }, (_, at) => `vpc add branch-${at} --cidr 10.${100 + at}.0.0/16`),
];

/** Returns the state's folder in a home. Its parent exists only if the state does. */
export const stateIn = (home: string): string => join(home, 'data', 'state');

/** Makes all states once. The returned function copies one into an empty home. */
export async function makeBeginnings(workshop: Workshop): Promise<(begin: Beginning, home: string) => void> {
  const plan = workshop.newFolder('plan');
  for (const [at, line] of PLAN.entries()) {
    const { exit, stderr } = await workshop.run(stateIn(plan), words(line));
    if (exit !== 0) throw new Error(`${line}: ${stderr}`);
    if (at === PLAN.length - 3) await exportTo(join(workshop.folder, DOCUMENT), workshop, stateIn(plan));
  }
  return (begin, home) => {
    if (begin === 'nothing') return;
    cpSync(plan, home, { recursive: true });
    ALTER[begin]?.(stateIn(home));
  };
}

async function exportTo(path: string, workshop: Workshop, state: string): Promise<void> {
  const { stdout } = await workshop.run(state, words('state export --with-secrets'));
  writeFileSync(path, stdout);
}

const NONCE = '0b51e1c2-8b0c-4bc5-a6b1-1a2b3c4d5e6f';
/** A process of this host that has ended: no process id on Linux is as high. */
const DEAD_HOLDER = JSON.stringify({
  ...thisProcess('vpc add', '2026-01-02T03:04:05.000Z', NONCE),
  pid: 4_194_305,
});

const ALTER: { readonly [begin in Beginning]?: (state: string) => void } = {
  'a damaged state': (state) => truncateSync(join(state, 'state.jsonl'), 1000),
  leftovers: (state) => {
    const half = readFileSync(join(state, 'state.jsonl')).subarray(0, 1000);
    writeFileSync(join(state, `state.jsonl.${NONCE}.tmp`), half, { mode: 0o600 });
    writeFileSync(join(state, 'lock'), DEAD_HOLDER, { mode: 0o600 });
  },
  'a dead holder': (state) => writeFileSync(join(state, 'lock.exclusive'), DEAD_HOLDER, { mode: 0o600 }),
};
