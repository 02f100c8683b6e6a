/** The ports of a real run, on this host's files, terminal, network and random numbers. */
import type { GlobalFlags } from '../cli/global-flags.ts';
import { effects } from '../effects.ts';
import type { Cidr } from '../model/address/cidr.ts';
import { uniqueLocalOf } from '../model/address/unique-local.ts';
import type { Preferences } from '../model/preferences.ts';
import { wantsColor } from '../output/color.ts';
import type { Outside } from '../ports/outside.ts';
import type { Ports } from '../ports/ports.ts';
import type { Random } from '../ports/random.ts';
import type { Prompter, Terminal } from '../ports/terminal.ts';
import { readPreferences, setPreference, unsetPreference } from '../store/preferences.ts';
import { isTerminal, writeErr } from '../streams.ts';
import { type RunningCommand, statePorts } from './state-ports.ts';

export function livePorts(flags: GlobalFlags, command: RunningCommand, prompter: Prompter): Ports {
  let preferences: Promise<Preferences> | undefined;
  const readOnce = (): Promise<Preferences> => (preferences ??= readPreferences());
  return {
    ...statePorts({ flags, command, prompter, preferences: readOnce }),
    preferences: { read: readOnce, set: recorded(setPreference), unset: recorded(unsetPreference) },
    terminal: terminalOf(flags, prompter),
    outside: OUTSIDE,
    random: RANDOM,
  };
}

/** Returns the function that also records that it has changed something. */
const recorded =
  <Given extends unknown[], Done>(change: (...given: Given) => Promise<Done>) =>
  async (...given: Given): Promise<Done> => {
    const done = await change(...given);
    effects.record();
    return done;
  };

const terminalOf = (flags: GlobalFlags, prompter: Prompter): Terminal => ({
  ...prompter,
  during: async (text, work) => {
    // A terminal that reports no width cannot redraw a line.
    if (flags.quiet || !isTerminal(2) || !process.stderr.columns || process.env['TERM'] === 'dumb')
      return work(() => undefined);
    const color = wantsColor({ isTerminal: true, noColor: !flags.color, env: process.env });
    return (await import('../output/spinner.ts')).withSpinner(text, color, work);
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
  program: async (name, env) => (await import('./program.ts')).program(name, env),
  readInput: async (path) => (await import('../store/read-input.ts')).readInput(path),
  writeFiles: async (folder, files) =>
    recorded((await import('../store/write-files.ts')).writeFiles)(folder, files),
  writeFile: async (folder, file) =>
    recorded((await import('../store/write-files.ts')).writeFile)(folder, file),
};

let uniqueLocal: Cidr | undefined;

const RANDOM: Random = {
  keyPair: async () => (await import('../store/wireguard-keys.ts')).makeKeyPair(),
  presharedKey: async () => (await import('../store/wireguard-keys.ts')).makePresharedKey(),
  publicKeyOf: async (privateKey) => (await import('../store/wireguard-keys.ts')).publicKeyOf(privateKey),
  uniqueLocal: () => (uniqueLocal ??= uniqueLocalOf(crypto.getRandomValues(new Uint8Array(5)))),
  changeId: () => crypto.randomUUID().replaceAll('-', '').slice(0, 16),
};
