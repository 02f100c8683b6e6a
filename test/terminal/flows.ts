/** What a command asks about the plan of `plan.ts`, and what comes of the answers. */
import type { Step } from './dialogue.ts';

export interface Flow {
  /** What is left out. */
  readonly about: string;
  /** The command line with which the asking begins. */
  readonly line: string;
  /** All that is asked, in order; the last one is the yes, unless nothing is to be agreed to. */
  readonly steps: readonly Step[];
  /** What is shown before the yes. */
  readonly shown: readonly string[];
  /** The command line that would have asked nothing, without `peerway`. */
  readonly spoken: string;
  /** A command line, and what its JSON holds once the yes is given. */
  readonly lands: readonly [line: string, value: unknown];
}

/** A question that is answered with yes. */
export const yes = (question: string): Step => [question, 'y', 'Yes'];

/** What the JSON of an error holds when there is no such object. */
export const GONE = { error: { code: 'not-found' } };
/** What is lost with the peering that is there. */
export const BOTH_LOSE = [
  'seoul:',
  '  - peer      vpc-peering-kyoto, AllowedIPs 10.77.0.0/16, 10.99.6.0/24',
  'kyoto:',
  '  - peer      vpc-peering-seoul, AllowedIPs 10.0.0.0/16, 10.99.1.0/24',
  '  - route     10.0.0.0/16 through wg0',
];
