/** Selects the sides of a peering to access, and the account or project for each. */

import { type UserError, usage, validationError } from '../../errors.ts';
import { askProvider } from '../../exec/answer.ts';
import type { Program } from '../../exec/program.ts';
import { endsOf, type Peering } from '../../model/peering.ts';
import { type AccessSpec, bareFlag, flagName, type ProviderSpec } from '../../model/provider.ts';
import { peeringNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import type { Uses } from '../../ports/ports.ts';
import { observeEach } from '../../providers/observe.ts';
import type { Access, ObservedSides, Scene, VpcEngine } from '../../providers/provider.ts';
import { specs, vpcEngineOf } from '../../providers/registry.ts';
import { visible } from '../../visible.ts';

/** A value for one side, or for both. */
export interface SideValue {
  readonly vpc?: Name;
  readonly value: string;
}

export interface ReachIntent {
  /** Values of the access flags, by their keys. */
  readonly access: Readonly<Record<string, readonly SideValue[]>>;
  /** Only this VPC's side (default: both). */
  readonly side?: Name;
}

/** A peering of VPCs with everything that is needed to reach its provider. */
export interface Reached extends Scene {
  readonly spec: ProviderSpec;
  readonly engine: VpcEngine;
  /** The VPCs whose sides are reached. */
  readonly sides: readonly Name[];
  /** The VPCs that a flag says how to reach. */
  readonly named: readonly Name[];
  readonly program: Program;
}

type ReachPorts = Uses<'outside' | 'terminal'>;

/** Returns how to reach a peering. Exit 4 when it does not exist, 3 when it connects gateways, 2 for a flag of another. */
export async function reach(
  state: State,
  name: string,
  intent: ReachIntent,
  ports: ReachPorts,
): Promise<Reached> {
  const peering = vpcPeeringNamed(state, name);
  throwUnlessFlagsFit(intent, [peering]);
  return reached(state, peering, intent, ports);
}

/** The same for several peerings: a flag that names a VPC must fit one of them, and is ignored for the others. */
export async function reachAll(
  state: State,
  names: readonly string[],
  intent: ReachIntent,
  ports: ReachPorts,
): Promise<Reached[]> {
  const peerings = [...new Set(names)].map((name) => vpcPeeringNamed(state, name));
  if (peerings.length === 0) return [];
  throwUnlessFlagsFit(intent, peerings);
  const { side } = intent;
  const all: Reached[] = [];
  for (const peering of peerings) {
    if (side !== undefined) throwUnlessSide(side, endsOf(peering));
    all.push(await reached(state, peering, intent, ports));
  }
  return all;
}

async function reached(
  state: State,
  peering: Peering,
  { access, side }: ReachIntent,
  ports: ReachPorts,
): Promise<Reached> {
  const spec = specs.of(peering.via);
  const engine = await vpcEngineOf(peering.via);
  const ends = endsOf(peering);
  return {
    state,
    peering,
    spec,
    engine,
    access: accessByVpc(spec.access, access, ends),
    ...(side === undefined ? {} : { side }),
    sides: side === undefined ? ends : [side],
    named: side === undefined ? namedIn(access) : [side],
    program: await ports.outside.program(engine.program.name, engine.program.env),
  };
}

/** A peering of VPCs. Exit 3 for one of gateways. */
function vpcPeeringNamed(state: State, name: string): Peering {
  const peering = peeringNamed(state, name);
  if (peering.requester.end.kind === 'vpc') return peering;
  throw validationError(
    'not-of-a-cloud',
    `Peering ${peering.name} is a peering of gateways, which no cloud provides`,
    `run \`peerway gateway deploy --peering ${peering.name}\``,
  );
}

/** Checks the flags before anything is done: exit 3 for a peering of gateways, 2 for a flag of another peering. */
export function throwUnlessReachable(state: State, name: string, intent: ReachIntent): void {
  throwUnlessFlagsFit(intent, [vpcPeeringNamed(state, name)]);
}

/** Exit 2 for an access flag that no provider of the peerings has, or a VPC that none of them connects. */
function throwUnlessFlagsFit({ access, side }: ReachIntent, peerings: readonly Peering[]): void {
  const given = Object.keys(access).filter((key) => (access[key] ?? []).length > 0);
  const known = new Set(peerings.flatMap(({ via }) => specs.of(via).access.map(({ key }) => key)));
  const stray = given.find((key) => !known.has(key));
  if (stray !== undefined) throw strayAccess(stray, peerings[0] as Peering);
  throwUnlessSides({ access, ...(side === undefined ? {} : { side }) }, [
    ...new Set(peerings.flatMap(endsOf)),
  ]);
}

/** The flag of an access key, without the name of its value. */
const flagOf = (key: string): string =>
  bareFlag(specs.all.flatMap(({ access }) => access).find((one) => one.key === key)?.flag ?? flagName(key));

function strayAccess(key: string, { via }: Peering): UserError {
  const owners = specs.all.filter((spec) => spec.access.some((one) => one.key === key));
  return usage(
    `${flagOf(key)} cannot be used with a peering via ${via}`,
    `${flagOf(key)} is for ${owners.map((spec) => `--via ${spec.via}`).join(' and ')}`,
  );
}

/** The VPCs that access flags name. */
export const namedIn = (access: ReachIntent['access']): Name[] =>
  Object.values(access).flatMap((values) => values.flatMap(({ vpc }) => (vpc === undefined ? [] : [vpc])));

/** Exit 2 when a flag names a VPC that is not one of these. */
export function throwUnlessSides({ access, side }: ReachIntent, vpcs: readonly string[]): void {
  const named = namedIn(access);
  for (const vpc of side === undefined ? named : [...named, side]) throwUnlessSide(vpc, vpcs);
}

function throwUnlessSide(vpc: string, vpcs: readonly string[]): void {
  if (!vpcs.includes(vpc))
    throw usage(`${visible(vpc)} is not a side of the peering`, `its sides are ${vpcs.join(' and ')}`);
}

/** The access values of a peering that is only rendered. */
export function accessOf(state: State, name: string, intent: ReachIntent): Access {
  if (Object.values(intent.access).every((values) => values.length === 0)) return new Map();
  const peering = vpcPeeringNamed(state, name);
  throwUnlessFlagsFit(intent, [peering]);
  return accessByVpc(specs.of(peering.via).access, intent.access, endsOf(peering));
}

/** The values of each VPC; a value that names its VPC wins over one for both. */
export function accessByVpc(
  known: readonly AccessSpec[],
  given: ReachIntent['access'],
  vpcs: readonly Name[],
): Access {
  const valueFor = (key: string, vpc: Name): string | undefined => {
    const values = given[key] ?? [];
    const own = values.findLast((one) => one.vpc === vpc);
    return (own ?? values.findLast((one) => one.vpc === undefined))?.value;
  };
  return new Map(
    vpcs.map((vpc) => [
      vpc,
      Object.fromEntries(
        known.flatMap(({ key, parse }) => {
          const value = valueFor(key, vpc);
          return value === undefined ? [] : [[key, parse(value)]];
        }),
      ),
    ]),
  );
}

/** The observed sides, and the errors of those that could not be observed. */
export const observeReachable = (reached: Reached, ports: Uses<'terminal'>) =>
  ports.terminal.during(`asking ${reached.spec.label}`, () =>
    observeEach(
      reached.engine,
      reached,
      reached.sides,
      () => (words) => askProvider(reached.engine.program, reached.program, words),
    ),
  );

/** All sides as they are now. Exit 6 when one of them cannot be observed. */
export async function observe(reached: Reached, ports: Uses<'terminal'>): Promise<ObservedSides<unknown>> {
  const { observed, failures } = await observeReachable(reached, ports);
  const [failure] = failures;
  if (failure) throw failure.error;
  return observed;
}
