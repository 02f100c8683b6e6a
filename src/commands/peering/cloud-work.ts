/** What a cloud's peering comes to on each side, as lines and as JSON. */

import { UserError } from '../../errors.ts';
import type { CloudPeering } from '../../model/cloud-peering.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { whenAgreed } from '../../providers/effects.ts';
import { commandLine, isKnown } from '../../providers/shell.ts';
import type { Step } from '../../providers/step.ts';
import { makingSteps, unmakingSteps } from '../../providers/steps.ts';

/** What one VPC gains and loses, as commands of its provider. */
export interface CloudChange {
  readonly vpc: Name;
  readonly gains: readonly CloudPart[];
  readonly loses: readonly CloudPart[];
}

interface CloudPart {
  readonly what: Step['effect']['kind'];
  readonly text: string;
}

/** The steps that make a peering: those of now, and those for when the other side has agreed. */
export interface Work {
  readonly now: readonly Step[];
  readonly later: readonly Step[];
  /** Why there are none, where ids are missing. */
  readonly lacking: readonly string[];
}

export function workOf(state: State, peering: CloudPeering): Work {
  const { steps: all, lacking } = known(() => makingSteps(state, whenAgreed(peering)));
  if (lacking.length > 0) return { now: [], later: [], lacking };
  // What is asked for now stands at the beginning of what there will be.
  const count = makingSteps(state, peering).length;
  return { now: all.slice(0, count), later: all.slice(count), lacking: [] };
}

/** The steps that take a peering away. */
const undoing = (state: State, peering: CloudPeering) => known(() => unmakingSteps(state, peering));

/** The plan may have come from elsewhere, without ids that commands cannot do without. */
function known(steps: () => Step[]): {
  readonly steps: readonly Step[];
  readonly lacking: readonly string[];
} {
  try {
    return { steps: steps(), lacking: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { steps: [], lacking: [`${error.message}: ${error.hint}`] };
  }
}

const parts = (steps: readonly Step[], vpc: Name): CloudPart[] =>
  steps.filter(({ side }) => side === vpc).map(({ what, effect }) => ({ what: effect.kind, text: what }));

/** By side, in the order in which the sides come up. */
export const changesOf = (gained: readonly Step[], lost: readonly Step[] = []): CloudChange[] =>
  [...new Set([...gained, ...lost].map(({ side }) => side))].map((vpc) => ({
    vpc,
    gains: parts(gained, vpc),
    loses: parts(lost, vpc),
  }));

/** What VPCs gain (+) and lose (-), as an indented list below each name. */
export const cloudChangeLines = (changes: readonly CloudChange[]): string[] =>
  changes.flatMap(({ vpc, gains, loses }) => [
    `${vpc}:`,
    ...gains.map(({ text }) => `  + ${text}`),
    ...loses.map(({ text }) => `  - ${text}`),
  ]);

/** The commands that take peerings away, for whoever has taken them out of the plan only. */
export const undoNotes = (state: State, peerings: readonly CloudPeering[]): string[] =>
  peerings.flatMap((peering) => {
    const { steps } = undoing(state, peering);
    if (steps.length === 0) return [];
    const id = steps.some((step) => !isKnown(step)) ? ' ($PCX is its id)' : '';
    return [
      `where ${peering.name} was made, this takes it away${id}:`,
      ...steps.map((step) => `  ${commandLine(step)}`),
    ];
  });

/** What both sides of cloud peerings lose, as lines. */
export const cloudLossLines = (state: State, peerings: readonly CloudPeering[]): string[] =>
  peerings.flatMap((peering) => {
    const { steps, lacking } = undoing(state, peering);
    return [...cloudChangeLines(changesOf([], steps)), ...lacking.map((line) => `warning: ${line}`)];
  });
