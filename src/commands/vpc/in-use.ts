/** Objects of others that keep a VPC from being deleted. */
import { EXIT, UserError } from '../../errors.ts';
import { count } from '../../model/count.ts';
import type { Uses } from '../../ports/ports.ts';
import { withDetails } from '../peering/record.ts';
import { askOf, type ReachedVpc } from './reach.ts';

/** Returns the objects, one line each. */
export const blockersOf = (reached: ReachedVpc, observed: unknown): Promise<string[]> =>
  reached.part.blockers(reached, observed, askOf(reached));

/** Exit 6 with the name of every object of others in the VPC. */
export async function throwIfInUse(
  reached: ReachedVpc,
  observed: unknown,
  ports: Uses<'terminal'>,
): Promise<void> {
  const blockers = await ports.terminal.during(`asking ${reached.spec.label}`, () =>
    blockersOf(reached, observed),
  );
  if (blockers.length > 0) throw inUse(reached, blockers);
}

const inUse = ({ vpc, spec }: ReachedVpc, blockers: readonly string[]): UserError =>
  withDetails(
    new UserError(
      EXIT.rolledBack,
      'provider-in-use',
      `VPC ${vpc.name} is still in use at ${spec.label}: ${count(blockers.length, 'object')} that peerway did not create`,
      { hint: 'delete these objects or move them to another VPC, and run the command again' },
    ),
    blockers.map((line) => `in use: ${line}`),
  );
