/** How a peering's provider is reached: as whom on each side, for how long. */

import { usage, validationError } from '../../errors.ts';
import type { CloudPeering } from '../../model/cloud-peering.ts';
import { anyPeeringNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import type { Context } from '../../ports/context.ts';
import type { Live } from '../../providers/live.ts';
import { lookAt, lookAtEach, programOf, vpcsOf } from '../../providers/look.ts';
import type { Program } from '../../providers/program.ts';
import type { Access } from '../../providers/step.ts';
import { visible } from '../../visible.ts';

/** A value for one side, or for both. */
export interface SideValue {
  readonly vpc?: Name;
  readonly value: string;
}

export interface CloudReachIntent {
  readonly profiles: readonly SideValue[];
  readonly projects: readonly SideValue[];
  /** Only this VPC's side; else both. */
  readonly side?: Name;
}

/** A peering at its provider. */
export interface Scene {
  readonly state: State;
  readonly peering: CloudPeering;
  readonly access: Access;
  /** The VPCs whose sides are reached. */
  readonly sides: readonly Name[];
  readonly program: Program;
}

/** Exit 4 when there is no such peering, 3 when it is one of gateways, 2 when a flag is for none of it. */
export async function sceneOf(
  state: State,
  name: string,
  how: CloudReachIntent,
  context: Context,
): Promise<Scene> {
  const peering = ofCloud(state, name);
  throwUnlessOfSides(how, vpcsOf(peering));
  throwIfStray(how, [peering]);
  return reached(state, peering, how, context);
}

/** The same of several: a flag that names a VPC has to be for one of them, and is for no other. */
export async function scenesOf(
  state: State,
  names: readonly string[],
  how: CloudReachIntent,
  context: Context,
): Promise<Scene[]> {
  const peerings = [...new Set(names)].map((name) => ofCloud(state, name));
  if (peerings.length === 0) return [];
  const { side, ...access } = how;
  throwUnlessOfSides(access, [...new Set(peerings.flatMap(vpcsOf))]);
  throwIfStray(how, peerings);
  const scenes: Scene[] = [];
  for (const peering of peerings) {
    // Where it is not one of the two, both would be meant.
    if (side !== undefined) throwUnlessOf(side, vpcsOf(peering));
    scenes.push(await reached(state, peering, how, context));
  }
  return scenes;
}

async function reached(
  state: State,
  peering: CloudPeering,
  { profiles, projects, side }: CloudReachIntent,
  context: Context,
): Promise<Scene> {
  const vpcs = vpcsOf(peering);
  return {
    state,
    peering,
    access: { profiles: byVpc(profiles, vpcs), projects: byVpc(projects, vpcs) },
    sides: side === undefined ? vpcs : [side],
    program: await context.program(programOf(peering)),
  };
}

/** Exit 2 when a flag is of another provider than all of the peerings. */
function throwIfStray({ profiles, projects }: CloudReachIntent, peerings: readonly CloudPeering[]): void {
  const [first] = peerings;
  const given = [
    ...(profiles.length > 0 ? [{ flag: '--profile', via: 'aws' } as const] : []),
    ...(projects.length > 0 ? [{ flag: '--project', via: 'gcp' } as const] : []),
  ];
  const stray = given.find(({ via }) => !peerings.some((peering) => peering.via === via));
  if (stray && first)
    throw usage(
      `${stray.flag} cannot be used with a peering via ${first.via}`,
      `${stray.flag} is for --via ${stray.via}`,
    );
}

function ofCloud(state: State, name: string): CloudPeering {
  const peering = anyPeeringNamed(state, name);
  if (peering.via !== 'wireguard') return peering;
  throw validationError(
    'not-of-a-cloud',
    `Peering ${peering.name} is a peering of gateways, which no cloud provides`,
    `run \`peerway gateway deploy --peering ${peering.name}\``,
  );
}

/** Before anything is done: exit 3 where it is a peering of gateways, 2 when a flag names another VPC. */
export async function throwUnlessFitting(
  name: string,
  how: CloudReachIntent,
  context: Context,
): Promise<void> {
  const peering = ofCloud(await context.read(), name);
  throwUnlessOfSides(how, vpcsOf(peering));
  throwIfStray(how, [peering]);
}

/** Exit 2 when a flag names another VPC than the two of a peering. */
export function throwUnlessOfSides(
  { profiles, projects, side }: CloudReachIntent,
  vpcs: readonly string[],
): void {
  const named = [...profiles, ...projects].flatMap(({ vpc }) => (vpc === undefined ? [] : [vpc]));
  for (const vpc of side === undefined ? named : [...named, side]) throwUnlessOf(vpc, vpcs);
}

/** As whom the sides of a peering are reached; nothing of a peering of gateways. */
export async function accessOf(name: string, how: CloudReachIntent, context: Context): Promise<Access> {
  const { profiles, projects } = how;
  if (profiles.length === 0 && projects.length === 0) return {};
  const peering = ofCloud(await context.read(), name);
  const vpcs = vpcsOf(peering);
  throwUnlessOfSides({ profiles, projects }, vpcs);
  throwIfStray(how, [peering]);
  return { profiles: byVpc(profiles, vpcs), projects: byVpc(projects, vpcs) };
}

/** What is there of it now. */
export const seenOf = ({ state, peering, sides, access, program }: Scene, context: Context): Promise<Live> =>
  context.during(`asking ${peering.via === 'aws' ? 'AWS' : 'GCP'}`, () =>
    lookAt(state, peering, sides, access, program),
  );

/** What is there of it now on the sides that can be looked at. */
export const eachSeenOf = ({ state, peering, sides, access, program }: Scene, context: Context) =>
  context.during(`asking ${peering.via === 'aws' ? 'AWS' : 'GCP'}`, () =>
    lookAtEach(state, peering, sides, access, program),
  );

/** One that names its VPC goes before one for both. */
function byVpc(values: readonly SideValue[], vpcs: readonly Name[]): Map<Name, string> {
  const all = values.findLast(({ vpc }) => vpc === undefined);
  return new Map(
    vpcs.flatMap((vpc): [Name, string][] => {
      const value = values.findLast((one) => one.vpc === vpc) ?? all;
      return value ? [[vpc, value.value]] : [];
    }),
  );
}

function throwUnlessOf(vpc: string, vpcs: readonly string[]): void {
  if (!vpcs.includes(vpc))
    throw usage(`${visible(vpc)} is neither side of the peering`, `its sides are ${vpcs.join(' and ')}`);
}
