import type { Outside } from './outside.ts';
import type { PreferencesPort } from './preferences.ts';
import type { Random } from './random.ts';
import type { StatePort } from './state.ts';
import type { StateAdmin } from './state-admin.ts';
import type { Terminal } from './terminal.ts';

/** Everything that commands and prompts may touch. `runtime/ports.ts` implements it. */
export interface Ports {
  readonly state: StatePort;
  readonly stateAdmin: StateAdmin;
  readonly preferences: PreferencesPort;
  readonly terminal: Terminal;
  readonly outside: Outside;
  readonly random: Random;
}

/** The ports that a function uses: `ports: Uses<'state' | 'terminal'>`. A test builds only those. */
export type Uses<Name extends keyof Ports> = Pick<Ports, Name>;
