/** The ports of a real run: the clock, files, keys, terminal and network of this host. */
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { GlobalFlags } from '../cli/global-flags.ts';
import { usage } from '../errors.ts';
import type { Instant } from '../model/instant.ts';
import type { Preferences } from '../model/preferences.ts';
import type { State } from '../model/state.ts';
import { settle } from '../model/transitions/settle.ts';
import { type Owner, parseOwner, parsePath } from '../model/values.ts';
import { wantsColor } from '../output/color.ts';
import type { Context } from '../ports/context.ts';
import type { Outside } from '../ports/outside.ts';
import type { Random } from '../ports/random.ts';
import type { Decision, StatePort } from '../ports/state.ts';
import type { StateAdmin } from '../ports/state-admin.ts';
import type { Prompter, Terminal } from '../ports/terminal.ts';
import { FileStore } from '../store/file-store.ts';
import { defaultStateFolder } from '../store/paths.ts';
import { readPreferences, setPreference, unsetPreference } from '../store/preferences.ts';
import type { Author } from '../store/store.ts';
import { transact } from '../store/transact.ts';
import { isTerminal, writeErr } from '../streams.ts';
import { quoted, visible } from '../visible.ts';
import { type KeyFlags, keySources } from './key-sources.ts';

/**
 * @param command  the command in words: recorded with a change, and shown to those who wait for the lock
 */
export function livePorts(flags: GlobalFlags, command: string, prompter: Prompter): Context {
  let preferences: Promise<Preferences> | undefined;
  const readOnce = (): Promise<Preferences> => (preferences ??= readPreferences());
  const now = new Date().toISOString() as Instant;
  const folder = folderOf(flags);
  const storeWith = (keyFlags: KeyFlags): FileStore =>
    new FileStore({
      folder,
      ...(flags.lockTimeout === undefined ? {} : { lockTimeoutMs: flags.lockTimeout }),
      onWait: (line) => writeErr(`${line}\n`),
      keys: keySources(keyFlags, { env: process.env, preferences: readOnce, prompter }),
    });
  const store = storeWith(flags);
  const login = ownerNamed(systemLogin());
  const actor = async (): Promise<Owner> => flags.as ?? (await readOnce()).owner ?? loginName();
  const author = async (): Promise<Author> => ({
    operator: await actor(),
    ...(login ? { login } : {}),
    command: visible(command),
  });

  const state: StatePort = {
    now,
    login,
    actor,
    read: async () => settle((await store.read()).state, now),
    change: async (decide) => {
      const { result } = await transact(store, await author(), (state) => decided(state, now, decide));
      return result;
    },
  };
  const stateAdmin: StateAdmin = {
    folder,
    journal: () => store.wholeJournal(),
    backups: () => store.backups(),
    restore: async (revision) => (await store.restore(revision, await author())).revision,
    exposed: async () => store.exposed(),
    portable: async () => import('../store/state-document.ts'),
    encryption: async () => {
      const { liveEncryption } = await import('./encryption.ts');
      return liveEncryption({ flags, now, stateFolder: folder, prompter, storeWith, author });
    },
  };
  const terminal = terminalOf(flags, prompter);
  return {
    state,
    stateAdmin,
    preferences: { read: readOnce, set: setPreference, unset: unsetPreference },
    terminal,
    outside: OUTSIDE,
    random: RANDOM,
    ...state,
    ...terminal,
    ...OUTSIDE,
    prompter,
    makeKeyPair: RANDOM.keyPair,
    makePresharedKey: RANDOM.presharedKey,
  };
}

const terminalOf = (flags: GlobalFlags, prompter: Prompter): Terminal => ({
  ...prompter,
  during: async (what, work) => {
    // A terminal that reports no width cannot redraw a line.
    if (flags.quiet || !isTerminal(2) || !process.stderr.columns || process.env['TERM'] === 'dumb')
      return work(() => undefined);
    const color = wantsColor({ isTerminal: true, noColor: !flags.color, env: process.env });
    return (await import('../output/spinner.ts')).withSpinner(what, color, work);
  },
  tell: (line) => {
    if (!flags.quiet) writeErr(`${line}\n`);
  },
});

const OUTSIDE: Outside = {
  transport: async (to) => {
    const { localTransport, sshTransport } = await import('../deploy/transport.ts');
    return to === 'this host' ? localTransport : sshTransport(to, process.env['PEERWAY_SSH'] || 'ssh');
  },
  program: async (name) => (await import('./program.ts')).program(name),
  readInput: async (path) => (await import('../store/read-input.ts')).readInput(path),
  writeFiles: async (folder, files) => (await import('../store/write-files.ts')).writeFiles(folder, files),
};

const RANDOM: Random = {
  keyPair: async () => (await import('../store/wireguard-keys.ts')).makeKeyPair(),
  presharedKey: async () => (await import('../store/wireguard-keys.ts')).makePresharedKey(),
  changeId: () => crypto.randomUUID().replaceAll('-', '').slice(0, 16),
};

/** An empty path is more likely an unset variable than a request for the default. */
function folderOf({ state }: GlobalFlags): string {
  if (state === '')
    throw usage(
      'The path of the state folder is empty',
      'give --state or PEERWAY_STATE a path, or leave both out',
    );
  return parsePath(state === undefined ? defaultStateFolder() : resolve(state));
}

/** Decides on the state as of now; requests that have only expired meanwhile are not worth a write. */
function decided<Made extends Decision>(
  state: State,
  now: Instant,
  decide: (state: State) => Made,
): { state: State; result: Made } {
  const settled = settle(state, now);
  const result = decide(settled);
  return { state: result.state === settled ? state : result.state, result };
}

/** Returns the login name; a user without an entry in the password file has only the one in the environment. */
function loginName(): Owner {
  const name = systemLogin() ?? process.env['LOGNAME'] ?? process.env['USER'] ?? '';
  const owner = ownerNamed(name);
  if (owner) return owner;
  const problem =
    name === '' ? 'There is no login name to act as' : `The login name ${quoted(name)} cannot be an owner`;
  throw usage(problem, 'say who acts: --as <owner>, or `peerway config set owner <owner>`');
}

/** Returns undefined for a login that is not a valid owner name. */
function ownerNamed(login: string | undefined): Owner | undefined {
  try {
    return login === undefined ? undefined : parseOwner(login);
  } catch {
    return undefined;
  }
}

function systemLogin(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
