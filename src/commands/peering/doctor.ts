import { EXIT, UserError } from '../../errors.ts';
import { askProvider } from '../../exec/answer.ts';
import { count } from '../../model/count.ts';
import { isAlive } from '../../model/peering.ts';
import type { Name } from '../../model/values.ts';
import { type Column, type Declined, declined, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { examine } from '../../providers/examine.ts';
import type { Ask, Finding } from '../../providers/provider.ts';
import { visible } from '../../visible.ts';
import { aligned } from './align.ts';
import type { ApplyIntent } from './apply.ts';
import { fixes, runFixes } from './fix.ts';
import { observeOwn } from './observe-own.ts';
import { type Reached, type ReachIntent, reach } from './reach.ts';

/** A finding as JSON. */
export type DoctorRow = Required<Omit<Finding, 'remedy'>>;

export const DOCTOR_COLUMNS: readonly Column<DoctorRow>[] = [
  { header: 'SIDE', cell: ({ side }) => side },
  { header: 'FINDING', cell: ({ code }) => code },
  { header: 'WHAT', cell: ({ what }) => visible(what, 3000), folds: true },
  { header: 'FIX', cell: ({ fix }) => fix, folds: true, rank: 1 },
];

type DoctorPorts = Uses<'state' | 'terminal' | 'outside'>;

/** Lists the differences between a peering and the plan. Exit 8 if there are any, 6 if a side cannot be observed. */
export async function peeringDoctor(
  name: string,
  intent: ReachIntent,
  ports: DoctorPorts,
): Promise<Result<readonly DoctorRow[]>> {
  const { findings, sides } = await diagnosed(name, intent, ports);
  const where = sides.length === 1 ? `${sides[0]}'s side` : 'either side';
  return doctorResult(findings, `nothing is wrong with ${name} on ${where}`);
}

/**
 * Runs the fixes of all findings that need no decision, the most harmless first, once they are confirmed. Lists what
 * is left: exit 8 if that is anything.
 */
export async function peeringFix(
  name: string,
  intent: ApplyIntent,
  ports: DoctorPorts,
): Promise<Result<readonly DoctorRow[]> | Declined> {
  const found = await diagnosed(name, intent, ports);
  const planned = fixes(found.findings);
  const lines = [...new Set(planned.map(({ side, fix }) => `  ${side}: ${fix}`))];
  if (planned.length === 0) return peeringDoctor(name, intent, ports);
  const question = `Run ${count(lines.length, 'fix', 'fixes')} for ${name}`;
  if (!(await ports.terminal.confirm(question, lines, 'destructive'))) return declined();
  const outcome = await runFixes(found, planned, intent, ports);
  if (!outcome) return declined();
  const { findings } = await diagnosed(name, intent, ports);
  const left = doctorResult(findings, `nothing is wrong with ${name} any more`);
  return { ...left, warnings: outcome.warnings, notes: [`${count(outcome.run, 'command')} run`] };
}

async function diagnosed(name: string, intent: ReachIntent, ports: DoctorPorts) {
  const chosen = await reach(await ports.state.read(), name, intent, ports);
  const { reached: found, observed } = await observeOwn(chosen, ports);
  const reached = aligned(found, observed, ports.state.now);
  const findings = [
    ...examine(reached, reached, observed, ports.state.now),
    ...(isAlive(reached.peering) ? await obstacles(reached, ports) : []),
  ];
  return { reached, observed, findings, sides: reached.sides };
}

/** Obstacles that peerway does not manage; a note for a side on which the operator may not read them. */
async function obstacles(reached: Reached, ports: Uses<'terminal'>): Promise<Finding[]> {
  const { engine, program, sides, spec } = reached;
  if (!engine.obstacles) return [];
  const ask: Ask = (words) => askProvider(engine.program, program, words);
  const found = await ports.terminal.during(`asking ${spec.label}`, () =>
    Promise.all(
      sides.map((side) =>
        engine.obstacles?.(reached, side, ask).catch((error: unknown) => [unread(side, error)]),
      ),
    ),
  );
  return found.flatMap((findings) => findings ?? []);
}

function unread(side: Name, error: unknown): Finding {
  if (!(error instanceof UserError) || error.code !== 'provider-denied') throw error;
  return { side, code: 'not-read', what: `not checked: ${error.message}`, fix: error.hint, isNote: true };
}

function doctorResult(findings: readonly Finding[], empty: string): Result<readonly DoctorRow[]> {
  const rows = findings.map(({ remedy: _, ...one }) => ({ ...one, isNote: one.isNote ?? false }));
  return listResult(rows, {
    columns: DOCTOR_COLUMNS,
    nameOf: ({ side, code }) => `${side} ${code}`,
    empty,
    exit: rows.some(({ isNote }) => !isNote) ? EXIT.finding : EXIT.done,
  });
}
