/** The context of a real run: this host's clock, files, keys and terminal. */
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { GlobalFlags } from '../cli/program.ts';
import { usage } from '../errors.ts';
import type { Instant } from '../model/moment.ts';
import type { Preferences } from '../model/preferences.ts';
import type { State } from '../model/state.ts';
import { settle } from '../model/transitions/settle.ts';
import { type Owner, parseOwner, parsePath } from '../model/values.ts';
import { wantsColour } from '../output/colour.ts';
import type { Context } from '../ports/context.ts';
import type { Ask } from '../ports/terminal.ts';
import { FileStore } from '../store/file-store.ts';
import { defaultStateFolder } from '../store/paths.ts';
import { readPreferences, setPreference, unsetPreference } from '../store/preferences.ts';
import type { Author } from '../store/store.ts';
import { transact } from '../store/transact.ts';
import { quoted, visible } from '../visible.ts';
import { type KeyFlags, keySources } from './key-sources.ts';

/**
 * @param command  what is kept with a change, and shown to whoever waits for the lock
 * @param ask      whoever sits at the terminal
 */
export function liveContext(flags: GlobalFlags, command: string, ask: Ask): Context {
  const now = new Date().toISOString() as Instant;
  const stateFolder = folderOf(flags);
  let preferences: Promise<Preferences> | undefined;
  const readOnce = (): Promise<Preferences> => (preferences ??= readPreferences());
  const storeWith = (keyFlags: KeyFlags): FileStore =>
    new FileStore({
      folder: stateFolder,
      ...(flags.lockTimeout === undefined ? {} : { lockTimeoutMs: flags.lockTimeout }),
      onWait: (line) => process.stderr.write(`${line}\n`),
      keys: keySources(keyFlags, { env: process.env, preferences: readOnce, ask }),
    });
  const store = storeWith(flags);

  const actor = async (): Promise<Owner> => flags.as ?? (await readOnce()).owner ?? loginName();
  const author = async (): Promise<Author> => {
    const login = readable(systemLogin());
    return { operator: await actor(), ...(login ? { login } : {}), command: visible(command) };
  };

  return {
    now,
    stateFolder,
    read: async () => settle((await store.read()).state, now),
    change: async (decide) => {
      const { result } = await transact(store, await author(), (state) => decided(state, now, decide));
      return result;
    },
    actor,
    login: readable(systemLogin()),
    journal: () => store.wholeJournal(),
    preferences: readOnce,
    setPreference,
    unsetPreference,
    portable: async () => import('../store/state-document.ts'),
    backups: () => store.backups(),
    exposed: async () => store.exposed(),
    restore: async (revision) => (await store.restore(revision, await author())).revision,
    encryption: async () => {
      const { liveEncryption } = await import('./encryption.ts');
      return liveEncryption({ flags, now, stateFolder, ask, storeWith, author });
    },
    makeKeyPair: async () => (await import('../store/wireguard-keys.ts')).makeKeyPair(),
    makePresharedKey: async () => (await import('../store/wireguard-keys.ts')).makePresharedKey(),
    readInput: async (path) => (await import('../store/read-input.ts')).readInput(path),
    writeFiles: async (folder, files) => (await import('../store/write-files.ts')).writeFiles(folder, files),
    during: async (what, work) => {
      // Where a terminal has no width, nothing on it can be drawn over.
      if (flags.quiet || !process.stderr.isTTY || !process.stderr.columns || process.env['TERM'] === 'dumb')
        return work(() => undefined);
      const colour = wantsColour({ terminal: true, refused: !flags.color, env: process.env });
      return (await import('../output/spinner.ts')).spinning(what, colour, work);
    },
    tell: (line) => {
      if (!flags.quiet) process.stderr.write(`${line}\n`);
    },
    transport: async (to) => {
      const { local, overSsh } = await import('../deploy/transport.ts');
      return to === 'this host' ? local : overSsh(to, process.env['PEERWAY_SSH'] || 'ssh');
    },
    program: async (name) => (await import('./program.ts')).program(name),
    ask,
  };
}

/** An empty name is more likely a variable that is not set than a wish for the default. */
function folderOf({ state }: GlobalFlags): string {
  if (state === '')
    throw usage('The folder of the state is empty', 'give --state or PEERWAY_STATE a path, or neither');
  return parsePath(state === undefined ? defaultStateFolder() : resolve(state));
}

/** A decision about the settled state; that nothing but time has changed it is no reason to write. */
function decided<Result extends { readonly state: State }>(
  state: State,
  now: Instant,
  decide: (state: State) => Result,
): { state: State; result: Result } {
  const settled = settle(state, now);
  const result = decide(settled);
  return { state: result.state === settled ? state : result.state, result };
}

/** The login name; a user without an entry in the password file has none but what the environment says. */
function loginName(): Owner {
  const name = systemLogin() ?? process.env['LOGNAME'] ?? process.env['USER'] ?? '';
  try {
    return parseOwner(name);
  } catch {
    const problem =
      name === '' ? 'There is no login name to act as' : `The login name ${quoted(name)} cannot be an owner`;
    throw usage(problem, 'say who acts: --as <owner>, or `peerway config set owner <owner>`');
  }
}

/** A login that could not be an owner's name is none that can be written down. */
function readable(login: string | undefined): Owner | undefined {
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
