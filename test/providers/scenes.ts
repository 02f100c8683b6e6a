/** Peerings of VPCs as their engines see them. */
import { expiryOf, statusOf } from '../../src/model/peering.ts';
import type { Change, Resource } from '../../src/model/resource.ts';
import type { State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import { awsEngine } from '../../src/providers/aws/engine.ts';
import { azureEngine } from '../../src/providers/azure/engine.ts';
import { creations } from '../../src/providers/changes.ts';
import { gcpEngine } from '../../src/providers/gcp/engine.ts';
import type { Access, Command, Scene, VpcEngine } from '../../src/providers/provider.ts';
import type { Planned } from '../support/cloud-plans.ts';

/** The engine of a planned peering. */
export const engineFor = ({ peering }: Planned): VpcEngine => engineNamed(peering.via);

const ENGINES: Readonly<Record<string, unknown>> = { aws: awsEngine, gcp: gcpEngine, azure: azureEngine };

/** The engine of a cloud. */
export function engineNamed(via: string): VpcEngine {
  const engine = ENGINES[via];
  if (!engine) throw new Error(`no engine of ${via}`);
  return engine as VpcEngine;
}

/** A planned peering whose sides are reached as given. */
export const sceneOf = ({ state, peering }: Planned, access: Access = new Map()): Scene => ({
  state,
  peering,
  access,
});

export const desiredOf = (planned: Planned): Resource[] => engineFor(planned).desired(sceneOf(planned));

/** Everything that is created for it, with the waits between. */
export const creationsOf = (planned: Planned, access?: Access): Change[] =>
  creations(engineFor(planned), sceneOf(planned, access));

/** Everything that is deleted with it. */
export const removalsOf = (planned: Planned): Change[] => engineFor(planned).removal(sceneOf(planned));

export const commandOf = (planned: Planned, change: Change, access?: Access): Command =>
  engineFor(planned).command(sceneOf(planned, access), change);

/** `seoul aws-route`, for each change. */
export const kindsOf = (changes: readonly Pick<Change, 'resource'>[]): string[] =>
  changes.map(({ resource }) => `${resource.side} ${resource.kind}`);

/** `seoul: aws ec2 …`, for each change. */
export const textsOf = (planned: Planned, changes: readonly Change[], access?: Access): string[] =>
  changes.map((change) => {
    const { program, words } = commandOf(planned, change, access);
    const text = words.map((word) => (typeof word === 'string' ? word : `$${word.learned}`)).join(' ');
    return `${change.resource.side}: ${program} ${text}`;
  });

/** The two VPCs, the requester's first. */
export const sidesOf = ({ peering }: Planned): [Name, Name] => [
  peering.requester.end.name,
  peering.accepter.end.name,
];

/** The record of a peering as tests look at it: the derived status, and what the provider gave and said. */
export function recordIn({ peerings }: State, name: string) {
  const peering = peerings.get(name as Name);
  if (!peering) return undefined;
  const { id, said } = peering.observed ?? {};
  const expiresAt = expiryOf(peering);
  return {
    status: statusOf(peering),
    agreement: peering.agreement.kind,
    ...(id === undefined ? {} : { id }),
    ...(said === undefined ? {} : { said }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
