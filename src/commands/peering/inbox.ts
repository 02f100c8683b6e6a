/** Asks the providers for the requests that wait for VPCs of the plan. */

import { mapLimit } from '../../deploy/map-limit.ts';
import { UserError, usage } from '../../errors.ts';
import { askProvider } from '../../exec/answer.ts';
import type { Program } from '../../exec/program.ts';
import type { VpcProviderSpec } from '../../model/provider.ts';
import type { State, Vpc } from '../../model/state.ts';
import { isPlaced, vpcOfEnd } from '../../model/transitions/take-in.ts';
import type { Name } from '../../model/values.ts';
import type { WaitingRequest } from '../../model/waiting-request.ts';
import type { Uses } from '../../ports/ports.ts';
import { onSide } from '../../providers/observe.ts';
import type { Ask, PlanScene, VpcEngine } from '../../providers/provider.ts';
import { specs, vpcEngineOf } from '../../providers/registry.ts';
import { visible } from '../../visible.ts';
import { isNoAccess } from './observe-own.ts';
import { accessByVpc, namedIn, type ReachIntent } from './reach.ts';

/** A request, and how the provider was asked. */
export interface Found {
  readonly request: WaitingRequest;
  readonly spec: VpcProviderSpec;
  readonly engine: VpcEngine;
  readonly scene: PlanScene;
  readonly program: Program;
  /** The VPC of the plan whose owner has to answer. */
  readonly accepter?: Vpc;
  /** The VPC of the plan that has made it. */
  readonly requester?: Vpc;
}

export interface Inbox {
  readonly found: readonly Found[];
  /** Why other VPCs could not be asked about. */
  readonly failures: readonly UserError[];
}

export interface InboxQuestion {
  /** The clouds to ask (default: all). */
  readonly only?: readonly VpcProviderSpec[];
  /** Until a command is stopped (default: that of every question). */
  readonly seconds?: number;
}

const clouds = (): VpcProviderSpec[] => specs.all.filter((spec) => spec.ends === 'vpc');

/**
 * Returns the requests for the VPCs of the plan. VPCs of other owners that the credentials do not reach are left out.
 * Exit 2 for a flag that names no VPC of a cloud.
 */
export async function readInbox(
  state: State,
  intent: ReachIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
  { only = clouds(), seconds }: InboxQuestion = {},
): Promise<Inbox> {
  throwUnlessInClouds(state, intent);
  const asked = await Promise.all(only.map((spec) => askCloud(spec, state, { ...intent, seconds }, ports)));
  return {
    found: asked.flatMap(({ found }) => found),
    failures: asked.flatMap(({ failures }) => failures),
  };
}

function throwUnlessInClouds({ vpcs }: State, { access, side }: ReachIntent): void {
  const known = clouds().map(({ via }) => via);
  const stray = [...namedIn(access), ...(side === undefined ? [] : [side])].find(
    (name) => !known.includes(vpcs.get(name)?.provider.kind ?? ''),
  );
  if (stray === undefined) return;
  throw usage(`${visible(stray)} is not a VPC in a cloud`, 'run `peerway vpc list` to see all VPCs');
}

async function askCloud(
  spec: VpcProviderSpec,
  state: State,
  { access, side, seconds }: ReachIntent & { readonly seconds: number | undefined },
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Inbox> {
  const vpcs = [...state.vpcs.values()].filter(
    (vpc) =>
      vpc.provider.kind === spec.via && isPlaced(spec, vpc) && (side === undefined || vpc.name === side),
  );
  if (vpcs.length === 0) return { found: [], failures: [] };
  const engine = await vpcEngineOf(spec.via);
  const names = vpcs.map(({ name }) => name);
  const scene = { state, access: accessByVpc(spec.access, access, names) };
  const program = await ports.outside.program(engine.program.name, engine.program.env);
  const from = { spec, engine, scene, program };
  const ask: Ask = (words) => askProvider(engine.program, program, words, seconds);
  const actor = await ports.state.actor();
  const isOfOthers = (name: Name): boolean =>
    state.vpcs.get(name)?.owner !== actor && !namedIn(access).includes(name);
  const answers = await ports.terminal.during(`asking ${spec.label}`, () =>
    mapLimit(engine.requests.groups(scene, names), 4, (group) => askGroup(from, group, ask)),
  );
  return {
    found: answers.flatMap(({ found }) => found),
    failures: answers
      .filter(({ failure, group }) => failure && !(isNoAccess(failure) && group.every(isOfOthers)))
      .flatMap(({ failure }) => failure ?? []),
  };
}

type Asked = Pick<Found, 'spec' | 'engine' | 'scene' | 'program'>;

interface Answer {
  readonly group: readonly Name[];
  readonly found: readonly Found[];
  readonly failure?: UserError;
}

async function askGroup(from: Asked, group: readonly Name[], ask: Ask): Promise<Answer> {
  const { engine, scene } = from;
  const { state } = scene;
  try {
    const requests = await engine.requests.read(scene, group, ask);
    const found = requests.map((request) => {
      const [requester, accepter] = [request.requester, request.accepter].map((end) =>
        vpcOfEnd(specs, state, end),
      );
      return { ...from, request, ...(requester ? { requester } : {}), ...(accepter ? { accepter } : {}) };
    });
    return { group, found };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { group, found: [], failure: onSide(group[0] as Name, error) };
  }
}

/** The clouds that may have a request of this id: those that have ids of its form, or else those without ids. */
export function cloudsOf(id: string): readonly VpcProviderSpec[] {
  const fitting = clouds().filter(({ parseId }) => parseId !== undefined && isParsed(parseId, id));
  return fitting.length > 0 ? fitting : clouds().filter(({ parseId }) => parseId === undefined);
}

/** True for a text that is an id of a peering at a provider. */
export const isProviderId = (text: string): boolean =>
  clouds().some(({ parseId }) => parseId !== undefined && isParsed(parseId, text));

function isParsed(parse: (text: string) => string, text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}
