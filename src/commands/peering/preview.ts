/** The changes that a peering makes on both sides: in previews, in JSON, and in `peering show`. */
import { UserError } from '../../errors.ts';
import { type Peering, withAgreement } from '../../model/peering.ts';
import type { Change } from '../../model/resource.ts';
import type { State } from '../../model/state.ts';
import { withPeering } from '../../model/transitions/peering.ts';
import type { Engine, Learned, Scene, VpcEngine } from '../../providers/provider.ts';
import { commandLine, isComplete, isLookedUp, lookupGuard, lookupLines } from '../../providers/shell.ts';
import { changeLines, type SideChanges, sideChanges } from '../change-lines.ts';

/** The changes of a decision: those that happen now, and those once the accepter has agreed. */
export interface Preview {
  readonly now: readonly Change[];
  readonly later: readonly Change[];
  /** Why the changes are not known: ids of a VPC are missing. */
  readonly unknown: readonly string[];
}

/** The preview of a command that changes nothing. */
export const NO_CHANGES: Preview = { now: [], later: [], unknown: [] };

/** The changes that a new or accepted peering makes between two states. */
export function previewOf(engine: Engine, before: State, after: State, peering: Peering): Preview {
  return known(() => {
    const now = engine.changes(before, after, peering);
    const agreed = withPeering(after, withAgreement(peering));
    return { now, later: engine.changes(after, agreed, peering), unknown: [] };
  });
}

/** The changes that deleting a peering makes. */
export const removalPreview = (engine: Engine, before: State, after: State, peering: Peering): Preview =>
  known(() => ({ now: engine.changes(before, after, peering), later: [], unknown: [] }));

/** The plan may come from elsewhere, without ids that commands need. */
function known(preview: () => Preview): Preview {
  try {
    return preview();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { now: [], later: [], unknown: [`${error.message}: ${error.hint}`] };
  }
}

/** As JSON: `changes` are those that happen now; if none do before acceptance, those that it brings. */
export function previewView(
  { now, later }: Preview,
  { requester }: Peering,
): { readonly changes: SideChanges[]; readonly changesOnceAccepted: SideChanges[] } {
  const { kind } = requester.end;
  if (now.length === 0) return { changes: sideChanges(later, kind), changesOnceAccepted: [] };
  return { changes: sideChanges(now, kind), changesOnceAccepted: sideChanges(later, kind) };
}

/** As lines: the changes of each side, and those that follow acceptance. */
export function previewLines({ now, later, unknown }: Preview, { requester }: Peering): string[] {
  const { kind } = requester.end;
  return [
    ...changeLines(sideChanges(now, kind)),
    ...(later.length > 0 ? ['Once it is accepted:', ...changeLines(sideChanges(later, kind))] : []),
    ...unknown.map((line) => `warning: ${line}`),
  ];
}

/** The commands that remove a peering at its provider, for a peering that was deleted from the plan only. */
export function undoNotes(engine: Engine, scene: Scene): string[] {
  if (engine.ends !== 'vpc') return [];
  const changes = known(() => ({ now: engine.removal(scene), later: [], unknown: [] })).now;
  if (changes.length === 0) return [];
  const commands = changes.map((change) => engine.command(scene, change));
  const missing = commands
    .flatMap(({ words }) => words)
    .find((word): word is Learned => typeof word !== 'string' && !isLookedUp(word));
  const variable = missing && !commands.every(isComplete) ? ` ($${missing.learned} is its id)` : '';
  return [
    `if ${scene.peering.name} exists at the provider, remove it there${variable}:`,
    ...commands.flatMap((command) => [
      ...lookupLines(command).map((line) => `  ${line}`),
      `  ${lookupGuard(command)}${commandLine(command)}`,
    ]),
    ...queryLines(engine, scene),
  ];
}

/** Returns the commands that list every resource of a peering at its provider, including those unknown to the plan. */
function queryLines(engine: VpcEngine, scene: Scene): string[] {
  const queries = engine.leftoverQueries(scene);
  if (queries.length === 0) return [];
  return [
    `to list what is left of ${scene.peering.name} there:`,
    ...queries.flatMap((query) => [...lookupLines(query), commandLine(query)]).map((line) => `  ${line}`),
  ];
}
