import { UserError } from '../errors.ts';
import type { Name } from '../model/values.ts';
import type { Ask, ObservedSides, Scene, VpcEngine } from './provider.ts';

/** A side that could not be observed. */
export interface SideFailure {
  readonly side: Name;
  readonly error: UserError;
}

export interface Observations {
  readonly observed: ObservedSides<unknown>;
  readonly failures: readonly SideFailure[];
}

/** The sides that could be observed, in the given order, and the errors of the others. */
export async function observeEach(
  engine: VpcEngine,
  scene: Scene,
  sides: readonly Name[],
  ask: (side: Name) => Ask,
): Promise<Observations> {
  const results = await Promise.all(
    sides.map(async (side) => {
      try {
        return [side, await engine.observe(scene, side, ask(side))] as const;
      } catch (error) {
        if (error instanceof UserError) return { side, error: onSide(side, error) };
        throw error;
      }
    }),
  );
  return {
    observed: new Map(results.flatMap((one) => ('error' in one ? [] : [one]))),
    failures: results.flatMap((one) => ('error' in one ? [one] : [])),
  };
}

/** Adds the side to an error, and to the flags and commands of its hint. */
export const onSide = (side: Name, { exit, code, message, hint }: UserError): UserError =>
  new UserError(exit, code, `On ${side}'s side: ${message}`, {
    hint: hint.replaceAll('--profile <profile>', `--profile ${side}=<profile>`).replaceAll('<vpc>', side),
  });
