/** Reaches the provider of a VPC that peerway creates. */
import { usage } from '../../errors.ts';
import { askProvider } from '../../exec/answer.ts';
import type { Program } from '../../exec/program.ts';
import { bareFlag, type VpcProviderSpec } from '../../model/provider.ts';
import type { Change } from '../../model/resource.ts';
import type { State } from '../../model/state.ts';
import { createdVpcNamed } from '../../model/transitions/create-vpc.ts';
import type { Uses } from '../../ports/ports.ts';
import type { CreationPart, ProviderProgram, VpcScene } from '../../providers/provider.ts';
import { specs, vpcEngineOf } from '../../providers/registry.ts';
import { accessByVpc, type ReachIntent, throwUnlessSides } from '../peering/reach.ts';

export interface VpcApplyIntent extends Pick<ReachIntent, 'access'> {
  /** Milliseconds to wait for operations of the provider. */
  readonly timeout: number;
}

/** A VPC with the provider that creates it. */
export interface CreatingVpc extends VpcScene {
  readonly spec: VpcProviderSpec;
  readonly provider: ProviderProgram;
  readonly part: CreationPart;
}

/** A VPC with everything that is needed to reach its provider. */
export interface ReachedVpc extends CreatingVpc {
  /** For commands that only read. */
  readonly reader: Program;
  /** For commands that change something. */
  readonly writer: Program;
}

/** Returns a VPC with its provider. Exit 4 when it does not exist, 3 when peerway does not create it. */
export async function creatingVpc(
  state: State,
  name: string,
  access: ReachIntent['access'],
): Promise<CreatingVpc> {
  const vpc = createdVpcNamed(specs, state, name);
  const spec = specs.of(vpc.provider.kind);
  const engine = await vpcEngineOf(vpc.provider.kind);
  if (spec.ends !== 'vpc' || !engine.creation)
    throw new Error(`VPC ${name} was created at a provider that creates none`);
  throwUnlessAccessFits(spec, access);
  throwUnlessSides({ access }, [vpc.name]);
  return {
    vpc,
    access: accessByVpc(spec.access, access, [vpc.name]).get(vpc.name) ?? {},
    spec,
    provider: engine.program,
    part: engine.creation,
  };
}

/** Exit 2 for a flag of another provider. */
function throwUnlessAccessFits({ via, access: known }: VpcProviderSpec, access: ReachIntent['access']): void {
  const stray = Object.keys(access)
    .filter((key) => (access[key] ?? []).length > 0)
    .find((key) => !known.some((one) => one.key === key));
  if (stray === undefined) return;
  const flag =
    specs.all.flatMap((spec) => spec.access).find(({ key }) => key === stray)?.flag ?? `--${stray}`;
  throw usage(`${bareFlag(flag)} cannot be used with --provider ${via}`, `leave ${bareFlag(flag)} out`);
}

/** Returns a VPC with everything that is needed to reach its provider. */
export async function reachVpc(
  state: State,
  name: string,
  access: ReachIntent['access'],
  ports: Uses<'outside'>,
): Promise<ReachedVpc> {
  const creating = await creatingVpc(state, name, access);
  const { provider, part } = creating;
  return {
    ...creating,
    reader: await ports.outside.program(provider.name, provider.env),
    writer: await ports.outside.program(provider.name, { ...provider.env, ...part.env }),
  };
}

/** Runs a command that only reads. */
export const askOf =
  ({ provider, reader }: ReachedVpc) =>
  (words: readonly string[]): Promise<unknown> =>
    askProvider(provider, reader, words);

/** Milliseconds between two looks. */
const PAUSE = 1000;

/**
 * Reads what exists of the VPC. Exit 6 if the provider cannot be asked.
 * @param isExpected  false for an answer after which it looks again: objects are visible only some seconds after their creation
 * @param patience  milliseconds until any answer is taken
 */
export async function observeVpc(
  reached: ReachedVpc,
  ports: Uses<'terminal'>,
  isExpected: (observed: unknown) => boolean = () => true,
  patience = 0,
): Promise<unknown> {
  const until = Date.now() + patience;
  return ports.terminal.during(`asking ${reached.spec.label}`, async () => {
    for (;;) {
      const observed = await reached.part.observe(reached, askOf(reached));
      const left = until - Date.now();
      if (left <= 0 || isExpected(observed)) return observed;
      await new Promise((resolve) => setTimeout(resolve, Math.min(PAUSE, left)));
    }
  });
}

/**
 * Reads what exists of the VPC once everything that an unfinished run has asked for is visible. What the provider still
 * does not show after its time was never created.
 */
export function observeRequested(
  reached: ReachedVpc,
  how: VpcApplyIntent,
  ports: Uses<'terminal'>,
): Promise<unknown> {
  const { part, vpc } = reached;
  const { requested = [] } = vpc.creation;
  const isMissing = (change: Change): boolean =>
    change.op === 'create' && !change.blocked && requested.includes(change.resource.key);
  const isSettled = (seen: unknown): boolean =>
    !part.diff(reached, part.desired(reached), seen).some(isMissing);
  return observeVpc(reached, ports, isSettled, requested.length > 0 ? patienceOf(how) : 0);
}

/** The time that the provider gets to show an object that exists: a tenth of the timeout, 30 seconds at most. */
export const patienceOf = ({ timeout }: VpcApplyIntent): number => Math.min(30_000, timeout / 10);
