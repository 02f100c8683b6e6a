import { usage } from '../../errors.ts';
import { gatewayChanges, gatewaysToRender } from '../../model/desired/changes.ts';
import {
  cloudPeeringsOf,
  gatewaysIn,
  gatewaysOf,
  isAlive,
  peeringsOf,
  vpcNamed,
} from '../../model/queries.ts';
import type { State, Vpc } from '../../model/state.ts';
import { updateVpc, type VpcUpdate } from '../../model/transitions/vpc.ts';
import type { Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { visible } from '../../visible.ts';
import { changeLines, renderNotes } from '../side-lines.ts';
import { vpcView } from './view.ts';

/** Changes a VPC, and tells what that changes on its gateways and on theirs. */
export async function vpcUpdate(name: string, update: VpcUpdate, context: Context): Promise<Outcome> {
  if (
    Object.values(update).every(
      (value) => value === undefined || (Array.isArray(value) && value.length === 0),
    )
  ) {
    throw usage(
      `Nothing to change in VPC ${visible(name)}`,
      `run \`peerway vpc update ${visible(name)} --help\` to see what can be changed`,
    );
  }
  const { state, before, warnings } = await context.change((before) => ({
    ...updateVpc(before, name, update),
    before,
  }));
  const vpc = vpcNamed(state, name);
  const touched = gatewaysTouched(state, vpc.name);
  const changes = gatewayChanges(before, state, touched);
  return {
    kind: 'object',
    value: { ...vpcView(state, vpc), changes },
    names: [vpc.name],
    lines: [`VPC ${vpc.name} ${state === before ? 'is as it was' : 'is changed'}`, ...changeLines(changes)],
    warnings,
    notes: [
      ...renderNotes(state, gatewaysToRender(before, state, touched)),
      ...cloudNotes(before, state, vpc),
    ],
  };
}

/** Peerings that the VPC's cloud carries have other routes and rules when its networks or ids are others. */
const cloudNotes = (before: State, state: State, vpc: Vpc): string[] =>
  vpcNamed(before, vpc.name) === vpc
    ? []
    : cloudPeeringsOf(state, vpc.name)
        .filter(isAlive)
        .map(({ name }) => `to render it again, run \`peerway peering render ${name}\``);

/** The gateways of a VPC and all that they are peered with. */
function gatewaysTouched(state: State, vpc: Name): Name[] {
  return gatewaysIn(state, vpc).flatMap(({ name }) => [name, ...gatewaysOf(peeringsOf(state, name))]);
}
