/** The former flat context, for verbs that do not name their ports yet. */
import type { Outside } from './outside.ts';
import type { Ports } from './ports.ts';
import type { KeyPair, Random } from './random.ts';
import type { StatePort } from './state.ts';
import type { Prompter, Terminal } from './terminal.ts';

export interface Context extends Ports, StatePort, Outside, Pick<Terminal, 'during' | 'tell'> {
  makeKeyPair(): Promise<KeyPair>;
  makePresharedKey(): ReturnType<Random['presharedKey']>;
  readonly prompter: Prompter;
}
