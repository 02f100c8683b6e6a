/** The facts of a provider that `vpc create` needs: the ids to give, the form of its subnets, and its rules. */
import type { Rule } from './rules/rule.ts';
import type { IdValue, Vpc } from './state.ts';
import type { Name } from './values.ts';

export interface CreationSpec {
  /** Keys of the ids that the operator gives; the provider assigns the others. */
  readonly given: readonly string[];
  /** The values of ids that are not given. */
  defaults(name: Name): Readonly<Record<string, IdValue>>;
  /** The place of a subnet, which follows its CIDR: `web=10.0.1.0/24@<zone>`. */
  readonly place: 'zone' | 'region';
  /** True if a subnet can be public, and the others are private. */
  readonly hasPublicSubnets: boolean;
  /** True if a VPC has no networks but those of its subnets. */
  readonly isSumOfSubnets: boolean;
  /** Conditions for a VPC that peerway creates. */
  readonly rules: readonly Rule<Vpc>[];
}
