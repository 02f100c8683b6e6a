import { type Cidr, sortedCidrs } from '../../model/address/cidr.ts';
import { type Label, labelsOf, labelTexts } from '../../model/labels.ts';
import { bareFlag } from '../../model/provider.ts';
import { vpcNamed } from '../../model/queries.ts';
import type { IdValue, ProviderIds, State, Subnet, Vpc } from '../../model/state.ts';
import { subnetFlagText } from '../../model/subnet.ts';
import { asked, listed, throwIfDifferent } from '../../model/transitions/existing.ts';
import { addVpc } from '../../model/transitions/vpc.ts';
import type { Name, Owner } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type VpcView, vpcLines, vpcView } from './view.ts';

export interface VpcAddIntent {
  readonly name: Name;
  readonly cidrs: readonly Cidr[];
  readonly subnets: readonly Subnet[];
  readonly provider: ProviderIds;
  readonly location?: Name;
  readonly mtu?: number;
  readonly owner?: Owner;
  readonly labels?: readonly Label[];
  /** The provider, if it was given: `generic` is the default. */
  readonly givenProvider?: string;
  /** True to succeed if a VPC of this name has the same values. */
  readonly ifNotExists?: boolean;
}

/** Adds a VPC to the plan. */
export async function vpcAdd(
  given: VpcAddIntent,
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<VpcView> | Declined> {
  const { owner, givenProvider: _, ifNotExists, labels: given_, ...intent } = given;
  const labels = labelsOf(given_ ?? []);
  const vpc: Vpc = {
    ...intent,
    ...(labels ? { labels } : {}),
    cidrs: sortedCidrs(intent.cidrs),
    owner: owner ?? (await ports.state.actor()),
  };
  const added = await confirmAndChange(ports, {
    kind: 'prompted',
    decide: (before) => (ifNotExists && existing(before, given)) || addVpc(specs, before, vpc),
    question: () => `Add VPC ${vpc.name}`,
    lines: ({ state, warnings }) => [
      ...vpcLines(vpcView(state, vpc)).map((line) => `  ${line}`),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!added) return declined();
  const { state, warnings } = added;
  const isNew = !('exists' in added);
  return objectResult(vpcView(state, vpcNamed(state, vpc.name)), {
    names: ({ name }) => [name],
    lines: ({ name, cidrs }) => [
      isNew ? `Added VPC ${name} with ${cidrs.join(', ')}` : `VPC ${name} already exists`,
    ],
    warnings,
    notes: isNew ? [] : ['nothing was changed'],
  });
}

/** Returns the unchanged state if there is a VPC with the given values. Exit 5 if it has others. */
function existing(state: State, given: VpcAddIntent) {
  const vpc = state.vpcs.get(given.name);
  if (!vpc) return undefined;
  throwIfDifferent(`VPC ${vpc.name}`, askedOf(vpc, given), `peerway vpc show ${vpc.name}`);
  return { state, warnings: [], exists: true };
}

/** The given values of a VPC beside those that it has. */
export const askedOf = (
  vpc: Vpc,
  { cidrs, subnets, location, mtu, owner, labels, provider, givenProvider }: VpcAddIntent,
) => {
  const subnetTexts = (all: readonly Subnet[]) => all.map(subnetFlagText);
  return [
    { name: '--cidr', wanted: asked(cidrs), present: listed(vpc.cidrs) },
    { name: '--subnet', wanted: asked(subnetTexts(subnets)), present: listed(subnetTexts(vpc.subnets)) },
    { name: '--location', wanted: location, present: vpc.location ?? '' },
    { name: '--mtu', wanted: mtu?.toString(), present: String(vpc.mtu ?? '') },
    { name: '--owner', wanted: owner, present: vpc.owner },
    {
      name: '--label',
      wanted: asked(labelTexts(labelsOf(labels ?? []))),
      present: listed(labelTexts(vpc.labels)),
    },
    { name: '--provider', wanted: givenProvider, present: vpc.provider.kind },
    ...idsAsked(provider, vpc.provider),
  ];
};

const idsAsked = ({ kind: _, ...wanted }: ProviderIds, present: ProviderIds) =>
  specs.all
    .flatMap(({ ids }) => ids)
    .filter(({ key }, at, all) => all.findIndex((one) => one.key === key) === at)
    .map(({ key, flag }) => ({
      name: bareFlag(flag),
      wanted: asked(idTexts(wanted[key])),
      present: listed(idTexts(present[key])),
    }));

const idTexts = (value: IdValue | undefined): string[] =>
  value === undefined || value === false ? [] : [value].flat().map(String);
