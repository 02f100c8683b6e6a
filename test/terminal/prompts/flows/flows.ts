/** A flow: the prompts of a command about the plan of `plan.ts`, and the result of the answers. */
import type { Step } from '../../dialogue.ts';

export interface Flow {
  /** The missing values. */
  readonly about: string;
  /** The command line that prompts. */
  readonly line: string;
  /** All prompts in order. The last one is the confirmation, if there is one. */
  readonly steps: readonly Step[];
  /** Lines of the preview. */
  readonly shown: readonly string[];
  /** The same command line with all values, without `peerway`. */
  readonly spoken: string;
  /** A command line, and part of its JSON after the confirmation. */
  readonly lands: readonly [line: string, value: unknown];
}

/** A prompt that is answered with yes. */
export const yes = (question: string): Step => [question, 'y', 'Yes'];

/** The JSON of the error about an object that does not exist. */
export const GONE = { error: { code: 'not-found' } };
/** The losses with the existing peering. */
export const BOTH_LOSE = [
  'seoul:',
  '  - peer      vpc-peering-kyoto, AllowedIPs 10.77.0.0/16, 10.99.6.0/24',
  'kyoto:',
  '  - peer      vpc-peering-seoul, AllowedIPs 10.0.0.0/16, 10.99.1.0/24',
  '  - route     10.0.0.0/16 through wg0',
];
