import { usage } from '../../errors.ts';
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
  const next = validImport(importState, document, current);
  const changes = await ports.stateAdmin.compare(current, next);
  if (dryRun) return imported(next, { changes, dryRun });
  const question = 'Replace the whole state';
  const lines = [...countTexts(current), ...shortened(changedObjectLines(changes))];
  if (!isEmpty(current) && !(await ports.terminal.confirm(question, lines, 'destructive')))
    return declined(NOTHING_DELETED);
  const operator = { actor: await ports.state.actor(), login: ports.state.login };
  const { state } = await ports.state.change((before) => {
    const made = validImport(importState, document, before);
    throwIfOwnRequestWaits(before, made, operator);
    return { state: made };
  });
  return imported(state, { changes, dryRun });
}

function imported(
  state: State,
  { changes, dryRun }: { readonly changes: readonly ChangedObject[]; readonly dryRun: boolean },
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

function validImport(importState: Portable['importState'], document: unknown, current: State): State {
  const state = importState(document, current);
  throwAny(stateProblems(specs, state));
  return state;
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
    .map(([kind, map]) => `${map.size} ${kind}`);
