/** A completion query and its suggestions. */
import type { State } from '../model/state.ts';
import type { Kind } from '../store/codec.ts';
import type { GatewayView, RevisionSummary } from '../store/peek.ts';

/** One completion of the word at the cursor. */
export interface Suggestion {
  readonly value: string;
  readonly description?: string;
  /** True if the word continues after this value: no space follows it. */
  readonly open?: boolean;
}

/** The state that a command line refers to. Every method throws if there is no state to read. */
export interface StateView {
  /** False if the shell shows no descriptions. */
  readonly describes: boolean;
  /** Returns the sorted names of the objects of these kinds, without decoding the objects. */
  names(...kinds: Exclude<Kind, 'client'>[]): string[];
  /** Returns the objects of these kinds. */
  state(...kinds: Kind[]): State;
  /** Returns the objects of these kinds; of peerings and clients, only those of one gateway. */
  around(gateway: string, ...kinds: Kind[]): GatewayView;
  /** Returns the earlier revisions, newest first. */
  revisions(): RevisionSummary[];
}

/** Everything that a source of suggestions can look at. */
export interface Query extends StateView {
  /** The arguments before the cursor. */
  readonly operands: readonly string[];
  /** The flag whose value is completed; '' for an argument. */
  readonly flag: string;
  /** The choices that the flag declares. */
  readonly choices: readonly string[];
  /** Returns the values given to a flag, such as `--via`. */
  given(flag: string): readonly string[];
  /** Column keys of the list. */
  readonly columns: readonly string[];
}
