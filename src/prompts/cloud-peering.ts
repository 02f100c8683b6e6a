/** What `peering create --via aws|gcp` asks for when the command line leaves it out. */

import type { CloudPeeringIntent } from '../commands/peering/create-cloud.ts';
import type { Cloud } from '../model/cloud-peering.ts';
import { byName, vpcNamed } from '../model/queries.ts';
import { cloudProblems } from '../model/rules/cloud.ts';
import { CLOUD_NAMES } from '../model/rules/provider-ids.ts';
import type { State, Vpc } from '../model/state.ts';
import type { Owner } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { Offer } from '../ports/terminal.ts';
import { nothing, vpcChoice } from './offers.ts';

export type CloudPeeringDraft = Omit<CloudPeeringIntent, 'a' | 'b'> & {
  readonly a?: string;
  readonly b?: string;
};

/** The two VPCs; the second only from those that the first can be peered with. */
export async function askCloudPeering(
  { a, b, ...rest }: CloudPeeringDraft,
  ports: Uses<'state' | 'terminal'>,
): Promise<CloudPeeringIntent> {
  const { via } = rest;
  const slot = { missing: 'the VPCs to peer', hint: `peerway peering create <vpc> <vpc> --via ${via}` };
  const first =
    a ??
    (await ports.terminal.choose(slot, async () =>
      firstOffer(await ports.state.read(), await ports.state.actor(), via),
    ));
  const second =
    b ?? (await ports.terminal.choose(slot, async () => remoteOffer(await ports.state.read(), first, via)));
  return { ...rest, a: first, b: second };
}

const inCloud = (state: State, via: Cloud): Vpc[] =>
  byName(state.vpcs.values()).filter(({ provider }) => provider.kind === via);

/** Those of whoever acts, where there are any. */
function firstOffer(state: State, actor: Owner, via: Cloud): Offer {
  const all = inCloud(state, via);
  const own = all.filter(({ owner }) => owner === actor);
  const shown = own.length > 0 ? own : all;
  return {
    message: 'Peer which VPC?',
    choices: shown.map(vpcChoice),
    absent: all
      .filter((vpc) => !shown.includes(vpc))
      .map(({ name, owner }) => ({ name, why: `of ${owner}` })),
    none: nothing(
      `There is no VPC in ${CLOUD_NAMES[via]} to peer`,
      `peerway vpc add <name> --provider ${via} --cidr <cidr>`,
    ),
  };
}

/** VPCs that pass every rule, whoever they belong to; why the others do not. */
function remoteOffer(state: State, first: string, via: Cloud): Offer {
  const requester = vpcNamed(state, first);
  const judged = byName(state.vpcs.values())
    .filter(({ name }) => name !== requester.name)
    .map((accepter) => ({ accepter, problem: cloudProblems({ state, cloud: via, requester, accepter })[0] }));
  return {
    message: `Peer ${requester.name} with which VPC?`,
    choices: judged.filter(({ problem }) => !problem).map(({ accepter }) => vpcChoice(accepter)),
    absent: judged.flatMap(({ accepter, problem }) =>
      problem ? [{ name: accepter.name, why: WHY[problem.code] ?? problem.code }] : [],
    ),
    none: nothing(
      `No VPC can be peered with ${requester.name} via ${CLOUD_NAMES[via]}`,
      'see `peerway vpc list`',
    ),
  };
}

/** A few words for the codes of the rules. */
const WHY: Readonly<Record<string, string>> = {
  'provider-mismatch': 'in another cloud',
  'peering-exists': 'already peered',
  'vpc-cidrs-overlap': 'CIDRs overlap',
  'auto-mode-networks': 'both in auto mode',
  'route-conflict': 'overlaps what is peered already',
  'provider-ids-missing': 'ids not known',
};
