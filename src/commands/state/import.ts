import { usage } from '../../errors.ts';
import { count } from '../../model/count.ts';
import { stateProblems } from '../../model/rules/soundness.ts';
import type { State } from '../../model/state.ts';
import { throwAny } from '../../model/transitions/change.ts';
import { throwIfOwnRequestWaits } from '../../model/transitions/setting.ts';
import { type Declined, declined, NOTHING_DELETED, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { ChangedObject, Portable } from '../../ports/state-admin.ts';
import { specs } from '../../providers/registry.ts';
import { visible } from '../../visible.ts';
import { changedObjectLines, shortened } from '../changed-objects.ts';

/** Number of objects of each kind that were imported. */
interface Imported {
  readonly imported: Readonly<Record<string, number>>;
  /** Only with --dry-run. */
  readonly dryRun?: boolean;
  readonly changes?: readonly ChangedObject[];
}

export interface StateImportIntent {
  readonly file: string;
  readonly dryRun: boolean;
}

/** Replaces the state with an exported document, if that passes every rule. */
export async function stateImport(
  { file, dryRun }: StateImportIntent,
  ports: Uses<'state' | 'stateAdmin' | 'terminal' | 'outside'>,
): Promise<Result<Imported> | Declined> {
  const document = parsed(await ports.outside.readInput(file), file);
  const { importState } = await ports.stateAdmin.portable();
  const current = await ports.state.read();
  const { state: next, missing } = validImport(importState, document, current);
  const changes = await ports.stateAdmin.compare(current, next);
  if (dryRun) return imported(next, { changes, missing, dryRun });
  const question = 'Replace the whole state';
  const lines = [...countTexts(current), ...shortened(changedObjectLines(changes))];
  if (!isEmpty(current) && !(await ports.terminal.confirm(question, lines, 'destructive')))
    return declined(NOTHING_DELETED);
  const operator = { actor: await ports.state.actor(), login: ports.state.login };
  const made = await ports.stateAdmin.replace((before) => {
    const made = validImport(importState, document, before);
    throwIfOwnRequestWaits(before, made.state, operator);
    return made;
  });
  return imported(made.state, { changes, missing: made.missing, dryRun });
}

function imported(
  state: State,
  {
    changes,
    missing,
    dryRun,
  }: Pick<StateImportIntent, 'dryRun'> & {
    readonly changes: readonly ChangedObject[];
    readonly missing: readonly string[];
  },
): Result<Imported> {
  const what = countTexts(state).join(', ') || 'an empty state';
  return objectResult(
    { imported: countsOf(state), ...(dryRun ? { dryRun, changes } : {}) },
    {
      names: () => [],
      lines: () =>
        dryRun
          ? [`would import ${what}`, ...changedObjectLines(changes).map((line) => `  ${line}`)]
          : [`imported ${what}`],
      warnings: missingWarnings(missing),
      notes: dryRun ? ['nothing was changed'] : [],
    },
  );
}

function parsed(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw usage(
      `${visible(file === '-' ? 'stdin' : file)} is not a JSON document`,
      'give the output of `peerway state export`',
    );
  }
}

/** Returns a warning if keys are missing: then the state is a plan to look at. */
function missingWarnings(missing: readonly string[]): string[] {
  const [first, ...rest] = missing;
  if (first === undefined) return [];
  const others = rest.length === 0 ? '' : ` and ${count(rest.length, 'more key')}`;
  return [
    `neither the document nor the state has the ${first}${others}: the gateways and clients that need them cannot be rendered or deployed; \`peerway state export --with-secrets\` exports a document with keys`,
  ];
}

function validImport(
  importState: Portable['importState'],
  document: unknown,
  current: State,
): ReturnType<Portable['importState']> {
  const made = importState(document, current);
  throwAny(stateProblems(specs, made.state));
  return made;
}

/** `peerings` counts those of gateways and `cloudPeerings` those of VPCs, as they always have. */
function countsOf(state: State): Record<string, number> {
  const sizes = Object.fromEntries(Object.entries(state).map(([kind, map]) => [kind, map.size]));
  const cloudPeerings = [...state.peerings.values()].filter(
    ({ requester }) => requester.end.kind === 'vpc',
  ).length;
  return { ...sizes, peerings: state.peerings.size - cloudPeerings, cloudPeerings };
}

const isEmpty = (state: State): boolean => Object.values(state).every((map) => map.size === 0);

const countTexts = (state: State): string[] =>
  Object.entries(state)
    .filter(([, map]) => map.size > 0)
    .map(([kind, map]) => count(map.size, kind === 'vpcs' ? 'VPC' : kind.slice(0, -1)));
