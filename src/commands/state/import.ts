import { usage } from '../../errors.ts';
import { stateProblems } from '../../model/rules/soundness.ts';
import type { State } from '../../model/state.ts';
import { throwAny } from '../../model/transitions/change.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context, Portable } from '../../ports/context.ts';
import { visible } from '../../visible.ts';
import { cancelled } from '../deleted.ts';

/** Puts an exported document in the place of the state, after asking every rule about it. */
export async function stateImport(file: string, context: Context): Promise<Outcome> {
  const document = parsed(await context.readInput(file), file);
  const { importState } = await context.portable();
  const current = await context.read();
  const lines = countLines(current);
  soundImport(importState, document, current);
  if (lines.length > 0 && !(await context.ask.confirm('Replace the whole state', lines, 'destructive')))
    return cancelled();
  const { state } = await context.change((before) => ({ state: soundImport(importState, document, before) }));
  return {
    kind: 'object',
    value: { imported: Object.fromEntries(Object.entries(state).map(([kind, map]) => [kind, map.size])) },
    names: [],
    lines: [`imported ${countLines(state).join(', ') || 'an empty state'}`],
  };
}

function parsed(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw usage(
      `${visible(file === '-' ? 'stdin' : file)} is not a JSON document`,
      'give what `peerway state export` printed',
    );
  }
}

function soundImport(importState: Portable['importState'], document: unknown, current: State): State {
  const state = importState(document, current);
  throwAny(stateProblems(state));
  return state;
}

const countLines = (state: State): string[] =>
  Object.entries(state)
    .filter(([, map]) => map.size > 0)
    .map(([kind, map]) => `${map.size} ${kind}`);
