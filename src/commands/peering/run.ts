/** Runs the changes of a peering: the command of each, and where their results are recorded. */
import { EXIT, UserError } from '../../errors.ts';
import type { Run } from '../../exec/run-change.ts';
import type { Change } from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import type { Uses } from '../../ports/ports.ts';
import { onSide } from '../../providers/observe.ts';
import type { Scene, VpcEngine } from '../../providers/provider.ts';
import { applyLine } from '../../providers/recreate.ts';
import type { Reached } from './reach.ts';
import { record } from './record.ts';

/** The command of each change, with the id that the plan knows. */
export const commandIn =
  ({ engine, ...scene }: Scene & { readonly engine: VpcEngine }) =>
  (change: Change) =>
    engine.command(scene, change);

/** Everything that the changes of a peering are run with. */
export interface PeeringRun extends Run {
  /** The id of the connection, once it is known. */
  id: string | undefined;
}

/** @param timeout  milliseconds until waiting ends */
export function runOf(
  { spec, peering, program, engine, sides }: Reached,
  { timeout }: { readonly timeout: number },
  ports: Uses<'state' | 'terminal'>,
): PeeringRun {
  const run: PeeringRun = {
    provider: engine.program,
    program,
    ended: engine.endStates,
    deadline: Date.now() + timeout,
    show: (line) => ports.terminal.tell(line),
    learn: async (id, _, { resource }) => {
      if (resource.role !== 'connection') return;
      run.id = id;
      await record(ports, peering.name, { id });
    },
    values: new Map(),
    unknown: ({ resource }) => notRequested(resource.side, applyLine(spec, { peering, access: new Map() })),
    sides,
    at: ({ resource }, error) => {
      const { exit, code, message, hint } = onSide(resource.side, error);
      return new UserError(exit, code, message, { hint: hint.replaceAll('<peering>', peering.name) });
    },
    id: peering.observed?.id,
  };
  return run;
}

/** The accepter's side alone can only continue a request. */
export const notRequested = (side: Name, request: string): UserError =>
  new UserError(
    EXIT.rolledBack,
    'provider-no-peering',
    `The provider shows no request for the peering on ${side}'s side`,
    { hint: `the owner of the other side must first run \`${request}\`` },
  );
