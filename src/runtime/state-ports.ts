/** The state ports of a real run, on the state folder. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { GlobalFlags } from '../cli/global-flags.ts';
import { effects } from '../effects.ts';
import { EXIT, UserError, usage } from '../errors.ts';
import type { Instant } from '../model/instant.ts';
import type { Preferences } from '../model/preferences.ts';
import { decidedBy } from '../model/rules/ownership.ts';
import type { State } from '../model/state.ts';
import { expireStale } from '../model/transitions/expire-stale.ts';
import { parsePath } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { Decision, StatePort } from '../ports/state.ts';
import type { StateAdmin } from '../ports/state-admin.ts';
import type { Prompter } from '../ports/terminal.ts';
import { specs } from '../providers/registry.ts';
import { FileStore } from '../store/file-store.ts';
import { defaultStateFolder } from '../store/paths.ts';
import type { Author } from '../store/store.ts';
import { transact } from '../store/transact.ts';
import { writeErr } from '../streams.ts';
import { visible, visiblePath, withoutKeys } from '../visible.ts';
import { type KeyFlags, keySources } from './key-sources.ts';
import { withKnownProviders } from './known-providers.ts';
import { login, loginAsOwner } from './login.ts';

/** The command that uses the ports. */
export interface RunningCommand {
  /** The command in words, without flags: recorded with a change, and shown to those who wait for the lock. */
  readonly label: string;
  /** Returns the whole command line, with the answers to prompts so far. */
  line(): string;
  /** True if it may be the first one of a state. */
  readonly createsState: boolean;
}

/** Maximum length of a recorded command line, in characters. */
const MAX_LINE = 2000;

interface Run {
  readonly flags: GlobalFlags;
  readonly command: RunningCommand;
  readonly prompter: Prompter;
  readonly preferences: () => Promise<Preferences>;
}

export function statePorts({ flags, command, prompter, preferences }: Run): Uses<'state' | 'stateAdmin'> {
  const now = new Date().toISOString() as Instant;
  const folder = folderOf(flags);
  const storeWith = (keyFlags: KeyFlags): FileStore =>
    new FileStore({
      folder,
      ...(flags.lockTimeout === undefined ? {} : { lockTimeoutMs: flags.lockTimeout }),
      onWarning: (text) => writeErr(`warning: ${text}\n`),
      onWait: (line) => writeErr(`${line}\n`),
      keys: keySources(keyFlags, { env: process.env, preferences, prompter }),
    });
  const opened = storeWith(flags);
  const store = (): FileStore => {
    if (flags.state !== undefined && !command.createsState) throwUnlessPresent(folder);
    return opened;
  };
  const actor: StatePort['actor'] = async () => flags.as ?? (await preferences()).owner ?? loginAsOwner();
  const author = async (): Promise<Author> => {
    const user = login();
    return {
      operator: await actor(),
      ...(user ? { login: user } : {}),
      command: visible(command.label),
      line: visible(withoutKeys(command.line()), MAX_LINE),
    };
  };
  const record: StatePort['record'] = async (decide) => {
    const decideNow = (state: State) => decided(state, now, decide);
    const { result, changed } = await transact(store(), await author(), decideNow);
    if (changed) effects.record();
    return result;
  };
  const stateAdmin: StateAdmin = {
    folder,
    replace: record,
    journal: () => store().verifyJournal(),
    backups: () => store().backups(),
    changesTo: (revision) => store().changesTo(revision),
    compare: async (before, after) => {
      const { changesBetween, touchedBy } = await import('../store/changes.ts');
      return touchedBy(changesBetween(before, after), Number.POSITIVE_INFINITY);
    },
    restore: async (revision, check) => {
      const restored = await store().restore(revision, await author(), check);
      effects.record();
      return restored.revision;
    },
    exposed: async () => store().exposedPaths(),
    portable: async () => {
      const { exportState, importState } = await import('../store/state-document.ts');
      return { exportState, importState: (document, current) => importState(document, current, specs) };
    },
    encryption: async () => {
      store();
      const { liveEncryption } = await import('./encryption.ts');
      return liveEncryption({ flags, now, stateFolder: folder, prompter, storeWith, author });
    },
  };
  const state: StatePort = {
    now,
    actor,
    // Only changes need it, and looking it up takes half a millisecond.
    get login() {
      return login();
    },
    read: async () => expireStale(withKnownProviders((await store().read()).state, specs), now),
    change: async (decide, subjects) => {
      const owner = await actor();
      return record((before) => decidedBy(owner, before, decide, subjects));
    },
    record,
  };
  return { state, stateAdmin };
}

/** Decides on the state as of now. If requests have only expired meanwhile, that alone is not written. */
function decided<Made extends Decision>(
  state: State,
  now: Instant,
  decide: (state: State) => Made,
): { readonly state: State; readonly result: Made } {
  const settled = expireStale(withKnownProviders(state, specs), now);
  const result = decide(settled);
  return { state: result.state === settled ? state : result.state, result };
}

/** Exit 4 if a folder that was named does not exist: a mistyped path is not an empty state. */
function throwUnlessPresent(folder: string): void {
  try {
    statSync(folder);
  } catch (error) {
    if (!isMissing(error)) return;
    const message = `There is no state in ${visiblePath(folder)}: the folder does not exist`;
    throw new UserError(EXIT.notFound, 'no-state', message, {
      hint: 'check --state and PEERWAY_STATE; `peerway vpc add` and `peerway gateway create` start a new state there',
    });
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/** An empty path is more likely an unset variable than a request for the default. */
function folderOf({ state }: GlobalFlags): string {
  if (state !== '') return parsePath(state === undefined ? defaultStateFolder() : resolve(state));
  throw usage(
    'The path of the state folder is empty',
    'give --state or PEERWAY_STATE a path, or leave both out',
  );
}
