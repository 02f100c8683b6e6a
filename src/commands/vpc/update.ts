import { usage } from '../../errors.ts';
import { isAlive } from '../../model/peering.ts';
import {
  clientsOf,
  gatewaysIn,
  gatewaysOf,
  peeringsOf,
  peeringsOfVpc,
  vpcNamed,
} from '../../model/queries.ts';
import { clientsCannotReach, unreachableWarnings } from '../../model/rules/client-reach.ts';
import { ofVpcs } from '../../model/rules/ownership.ts';
import { settingOf } from '../../model/settings.ts';
import type { State, Vpc } from '../../model/state.ts';
import { updateVpc, type VpcUpdate } from '../../model/transitions/vpc.ts';
import type { Name } from '../../model/values.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { visible } from '../../visible.ts';
import { changeLines, gatewaySideChanges, type SideChanges } from '../change-lines.ts';
import { doneText } from '../dry-run.ts';
import { type FollowUps, followUps } from '../follow-ups.ts';
import { type ValueChange, valueChanges, valueLines } from '../value-changes.ts';
import { VPC_LABELS, type VpcView, vpcValues, vpcView } from './view.ts';

export type UpdatedVpc = VpcView &
  FollowUps & {
    /** The values of the VPC itself that differ. */
    readonly updated: readonly ValueChange[];
    readonly changes: readonly SideChanges[];
  };

/**
 * Changes a VPC, and reports what that changes on the gateways that are affected.
 * @param isApplied  true if the provider follows right after
 */
export async function vpcUpdate(
  name: string,
  update: VpcUpdate,
  ports: Uses<'state'>,
  isApplied = false,
): Promise<Result<UpdatedVpc>> {
  if (isEmpty(update))
    throw usage(
      `Nothing to change in VPC ${visible(name)}`,
      `run \`peerway vpc update ${visible(name)} --help\` to see what can be changed`,
    );
  const { state, before, warnings } = await ports.state.change(
    (before) => ({ ...updateVpc(specs, before, name, update), before }),
    ofVpcs([name]),
  );
  const vpc = vpcNamed(state, name);
  const affected = affectedGateways(state, vpc.name);
  const { next, ...again } = followUps(before, state);
  const view = vpcView(state, vpc);
  const updated = valueChanges(vpcValues(vpcView(before, vpcNamed(before, name))), vpcValues(view));
  return objectResult(
    { ...view, updated, changes: gatewaySideChanges(before, state, affected), ...again },
    {
      names: ({ name, renderAgain }) => [...new Set([name, ...renderAgain])],
      lines: (view) => [
        `VPC ${view.name} ${state === before ? 'is unchanged' : doneText(ports.state, 'changed')}`,
        ...valueLines(view.updated, VPC_LABELS),
        ...changeLines(view.changes),
      ],
      warnings: [...warnings, ...newlyUnreachable(before, state, vpc)],
      next: [
        ...next,
        isApplied ? [] : creationNext(before, vpc),
        removalNext(before, vpc),
        peeringsNext(before, state, vpc),
      ],
    },
  );
}

const isEmpty = (update: VpcUpdate): boolean =>
  Object.values(update).every((value) => value === undefined || (Array.isArray(value) && value.length === 0));

/** Warns of new networks that the clients of the VPC's gateways cannot reach. */
function newlyUnreachable(before: State, state: State, { name }: Vpc): string[] {
  const pool = settingOf(state, 'tunnel-pool-ipv6');
  return gatewaysIn(state, name)
    .filter((gateway) => clientsOf(state, gateway.name).length > 0)
    .filter(
      (gateway) => clientsCannotReach(state, gateway).length > clientsCannotReach(before, gateway).length,
    )
    .flatMap((gateway) => unreachableWarnings(state, gateway, pool && (() => pool)));
}

/** Networks that a VPC of peerway has gained are created by the same command as the VPC. */
const creationNext = (before: State, { name, cidrs, subnets, creation, provider }: Vpc): string[] => {
  const was = vpcNamed(before, name);
  const hasMore =
    cidrs.some((cidr) => !was.cidrs.includes(cidr)) || subnets.some((one) => !was.subnets.includes(one));
  return creation && creation.status !== 'planned' && hasMore
    ? [`to create them at ${specs.labelOf(provider.kind)}, run \`peerway vpc create ${name} --apply\``]
    : [];
};

/** Networks that a VPC of peerway has lost stay at the provider, which may have hosts in them. */
function removalNext(before: State, { name, cidrs, subnets, creation, provider }: Vpc): string[] {
  const was = vpcNamed(before, name);
  const lost = [
    ...was.subnets
      .filter((one) => !subnets.some((kept) => kept.name === one.name && kept.cidr === one.cidr))
      .map((one) => `subnet ${one.name} (${one.cidr})`),
    ...was.cidrs.filter((cidr) => !cidrs.includes(cidr)).map((cidr) => `CIDR ${cidr}`),
  ];
  if (!creation || creation.status === 'planned' || lost.length === 0) return [];
  const stay = lost.length === 1 ? 'stays' : 'stay';
  const label = specs.labelOf(provider.kind);
  return [
    `${new Intl.ListFormat('en').format(lost)} ${stay} at ${label}: peerway removes no networks that may be in use; delete ${lost.length === 1 ? 'it' : 'them'} there`,
  ];
}

/** The peerings of the VPC itself have other routes and rules after a change, and those of removed CIDRs have to go. */
const peeringsNext = (before: State, state: State, vpc: Vpc): string[] =>
  vpcNamed(before, vpc.name) === vpc
    ? []
    : peeringsOfVpc(state, vpc.name)
        .filter(isAlive)
        .flatMap(({ name, observed }) => [
          observed
            ? `to follow at the provider, run \`peerway peering update ${name} --apply\``
            : `to render it again, run \`peerway peering render ${name}\``,
        ]);

/** The gateways of a VPC and all gateways that they are peered with. */
const affectedGateways = (state: State, vpc: Name): Name[] =>
  gatewaysIn(state, vpc).flatMap(({ name }) => [name, ...gatewaysOf(peeringsOf(state, name))]);
