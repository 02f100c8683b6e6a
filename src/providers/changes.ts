import { isAlive, type Peering } from '../model/peering.ts';
import { type Change, placeOf } from '../model/resource.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import type { Access, ObservedSides, Scene, VpcEngine } from './provider.ts';

/** Nothing was observed: every desired resource is missing. */
export const UNOBSERVED: ObservedSides<never> = new Map<Name, never>();

/** The creations of every resource that the plan wants by now, and the waits between them. */
export const creations = (engine: VpcEngine, scene: Scene): Change[] =>
  engine.diff(scene, engine.desired(scene), UNOBSERVED);

/** The changes of a peering of VPCs from one state to the next: creations in order, or all deletions once it is gone. */
export const changesOfVpcs =
  (engine: () => VpcEngine) =>
  (before: State, after: State, { name }: Peering): Change[] => {
    const access: Access = new Map();
    const [was, is] = [before.peerings.get(name), after.peerings.get(name)];
    if (was && !is) return engine().removal({ state: before, peering: was, access });
    if (!is) return [];
    // A new request may replace an ended one of the same name, of which nothing exists.
    const known =
      was && isAlive(was) ? engine().desired({ state: before, peering: was, access }).map(placeOf) : [];
    return creations(engine(), { state: after, peering: is, access }).filter(
      ({ resource }) => !known.includes(placeOf(resource)),
    );
  };
