import type { Name } from '../model/values.ts';

/** Something that keeps a peering from being what the plan says. */
export interface Finding {
  readonly side: Name;
  /** As scripts see it. */
  readonly code:
    | 'missing'
    | 'blackhole'
    | 'stale-route'
    | 'route-elsewhere'
    | 'stale-rule'
    | 'options-differ'
    | 'one-sided'
    | 'export-without-import'
    | 'ended'
    | 'deleting'
    | 'waits';
  readonly what: string;
  /** The command that mends it. */
  readonly fix: string;
  /** Whether nothing is wrong yet. */
  readonly isNote?: boolean;
}
