import { conflict, EXIT, UserError } from '../../errors.ts';
import { execute, type Progress } from '../../exec/execute.ts';
import type { Run } from '../../exec/run-change.ts';
import { count } from '../../model/count.ts';
import { vpcNamed } from '../../model/queries.ts';
import type { Change } from '../../model/resource.ts';
import { ofVpcs, throwUnlessOwner } from '../../model/rules/ownership.ts';
import {
  type CreationReport,
  forgetVpc,
  reportCreation,
  startRun,
} from '../../model/transitions/create-vpc.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { withDetails } from '../peering/record.ts';
import {
  observeRequested,
  observeVpc,
  patienceOf,
  type ReachedVpc,
  reachVpc,
  type VpcApplyIntent,
} from './reach.ts';
import { undoFailed } from './undo.ts';
import { type VpcView, vpcView } from './view.ts';

/** The JSON of a VPC that was created. */
export interface AppliedVpc extends VpcView {
  readonly commandsRun: number;
  readonly foundDone: number;
}

export type ApplyVpcPorts = Uses<'state' | 'terminal' | 'outside'>;

/**
 * Creates a VPC of the plan at its provider, or continues an earlier run. If a command fails, a run that began from
 * nothing undoes its changes (exit 6); if the outcome of one is unknown, nothing is undone (exit 7).
 * @param isNew  true when the plan has had it only since this command: then undoing deletes it from the plan, too
 */
export async function applyVpc(
  name: string,
  how: VpcApplyIntent,
  ports: ApplyVpcPorts,
  isNew: boolean,
): Promise<Result<AppliedVpc>> {
  const state = await ports.state.read();
  throwUnlessOwner(ofVpcs([name])(state), await ports.state.actor());
  const reached = await reachVpc(state, name, how.access, ports);
  const { part, vpc } = reached;
  if (vpc.creation.status === 'deleting') throw beingDeleted(reached);
  const { observed, changes } = await untilClear(reached, how, ports, isNew);
  const known = part.values(observed);
  await ports.state.change(
    (state) => ({
      state: startRun(specs, state, vpc, {
        status: 'creating',
        ids: part.ids(reached, known),
      }),
    }),
    ofVpcs([vpc.name]),
  );
  const run = runOf(reached, known, how, ports);
  const progress = await execute(changes, (change) => part.command(reached, change), run);
  const isFromNothing = part.isAbsent(observed);
  if (progress.error) {
    await withdraw(reached, progress, ports);
    throw await undoFailed({ reached, progress, run, how, ports, isNew, isFromNothing });
  }
  const after =
    changes.length === 0 ? observed : await observeLast(reached, how, ports, progress.done.length);
  const left = missing(reached, after);
  await report(ports, reached, {
    ids: part.ids(reached, part.values(after)),
    ...(left.length === 0 ? { status: 'created', isSettled: true } : {}),
  });
  if (left.length > 0) throw notShown(left);
  const found = part.desired(reached).length - changes.length + progress.found.length;
  return appliedResult(vpc.name, { run: progress.done.length, found }, ports);
}

const beingDeleted = ({ vpc: { name } }: ReachedVpc): UserError =>
  conflict(
    'being-deleted',
    `VPC ${name} is being deleted`,
    `first run \`peerway vpc delete ${name} --apply\` to finish`,
  );

const missing = ({ part, ...scene }: ReachedVpc, observed: unknown): Change[] =>
  part.diff(scene, part.desired(scene), observed);

/** The present objects, and the changes that are left. If one of them cannot work, nothing is done, and a new VPC is deleted from the plan again. */
async function untilClear(
  reached: ReachedVpc,
  how: VpcApplyIntent,
  ports: ApplyVpcPorts,
  isNew: boolean,
): Promise<{ readonly observed: unknown; readonly changes: Change[] }> {
  const { vpc } = reached;
  try {
    const observed = await observeRequested(reached, how, ports);
    const changes = missing(reached, observed);
    throwIfBlocked(changes);
    return { observed, changes };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (isNew) await ports.state.record((state) => ({ state: forgetVpc(state, vpc) }));
    throw withDetails(error, ['nothing was changed']);
  }
}

/** Exit 6 for a change that an object at the provider makes impossible. */
export function throwIfBlocked(changes: readonly Change[]): void {
  for (const change of changes) {
    if (change.op === 'wait' || !change.blocked) continue;
    const { code, message, hint } = change.blocked;
    throw new UserError(EXIT.rolledBack, code, message, { hint });
  }
}

/** Everything that the changes of a VPC are run with. Ids are recorded as soon as the provider has assigned them. */
export function runOf(
  reached: ReachedVpc,
  known: ReadonlyMap<string, string>,
  { timeout }: VpcApplyIntent,
  ports: Uses<'state' | 'terminal'>,
): Run {
  const { part, provider, writer, vpc } = reached;
  const values = new Map(known);
  return {
    provider: { ...provider, meaningOf: part.meaningOf },
    program: writer,
    ended: [],
    deadline: Date.now() + timeout,
    show: (line) => ports.terminal.tell(line),
    values,
    intend: ({ op, resource }) =>
      op === 'create' ? report(ports, reached, { requesting: resource.key }) : Promise.resolve(),
    learn: () => report(ports, reached, { ids: part.ids(reached, values) }),
    unknown: ({ title }) =>
      new UserError(
        EXIT.unknown,
        'provider-not-there',
        `Not possible without an id that is not known: ${title}`,
        {
          hint: 'run the command again; it finds what exists already',
        },
      ),
    at: (_, { exit, code, message, hint }) =>
      new UserError(exit, code, `VPC ${vpc.name}: ${message}`, {
        hint: hint.replaceAll('<vpc>', vpc.name),
      }),
  };
}

export const report = async (
  ports: Uses<'state'>,
  { vpc }: ReachedVpc,
  news: CreationReport,
): Promise<void> => {
  await ports.state.record((state) => ({ state: reportCreation(specs, state, vpc, news) }));
};

/** A rejected resource does not exist, so that the next run need not wait for it. */
async function withdraw(
  reached: ReachedVpc,
  { error, left: [rejected] }: Progress,
  ports: Uses<'state'>,
): Promise<void> {
  if (error && error.exit !== EXIT.unknown && rejected)
    await report(ports, reached, { refused: rejected.resource.key });
}

/** If the VPC cannot be observed at the end, its objects stay, and the result is unknown. */
async function observeLast(
  reached: ReachedVpc,
  how: VpcApplyIntent,
  ports: ApplyVpcPorts,
  done: number,
): Promise<unknown> {
  const isWhole = (seen: unknown): boolean => missing(reached, seen).length === 0;
  try {
    return await observeVpc(reached, ports, isWhole, patienceOf(how));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const unknown = new UserError(EXIT.unknown, error.code, error.message, { hint: error.hint });
    throw withDetails(unknown, [`done: ${count(done, 'command')}`, 'the result could not be checked']);
  }
}

const notShown = (left: readonly Change[]): UserError =>
  withDetails(
    new UserError(EXIT.unknown, 'provider-not-there', 'The provider does not show all changes', {
      hint: 'run the command again later; it creates what is missing',
    }),
    left.map(({ title }) => `missing: ${title}`),
  );

async function appliedResult(
  name: string,
  { run, found }: { readonly run: number; readonly found: number },
  ports: Uses<'state'>,
): Promise<Result<AppliedVpc>> {
  const state = await ports.state.read();
  const vpc = vpcNamed(state, name);
  const id = specs.all
    .flatMap((spec) =>
      spec.ends === 'vpc' && spec.via === vpc.provider.kind ? spec.identityOf(vpc.provider) : [],
    )
    .find((one) => one !== undefined);
  return objectResult(
    { ...vpcView(state, vpc), commandsRun: run, foundDone: found },
    {
      names: (view) => [view.name],
      lines: (view) => [`VPC ${view.name} is ${view.creation?.status}${id ? ` (${id})` : ''}`],
      notes: [`${count(run, 'command')} run, ${count(found, 'resource')} already in place`],
      next: [`to peer it, run \`peerway peering create ${name} <vpc> --via ${vpc.provider.kind} --apply\``],
    },
  );
}
