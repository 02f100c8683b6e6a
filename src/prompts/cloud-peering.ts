/** Prompts of `peerway peering create --via aws|gcp`. */
import type { CloudPeeringIntent } from '../commands/peering/create-cloud.ts';
import type { Cloud } from '../model/cloud-peering.ts';
import { byName, vpcNamed } from '../model/queries.ts';
import { cloudProblems } from '../model/rules/cloud.ts';
import { CLOUD_NAMES } from '../model/rules/provider-ids.ts';
import type { State, Vpc } from '../model/state.ts';
import type { Owner } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { SelectPrompt } from '../ports/terminal.ts';
import { nothingToChoose, vpcChoice } from './choices.ts';

export type CloudPeeringDraft = Omit<CloudPeeringIntent, 'a' | 'b'> & {
  readonly a?: string;
  readonly b?: string;
};

/** Prompts for the missing VPCs. The second choice is limited to VPCs that the first can be peered with. */
export async function promptForCloudPeering(
  { a, b, ...rest }: CloudPeeringDraft,
  ports: Uses<'state' | 'terminal'>,
): Promise<CloudPeeringIntent> {
  const { via } = rest;
  const missing = "required argument 'vpc'";
  const first =
    a ??
    (await ports.terminal.select(
      { missing, hint: `run \`peerway peering create <vpc> <vpc> --via ${via}\`` },
      async () => requesterPrompt(await ports.state.read(), await ports.state.actor(), via),
    ));
  const second =
    b ??
    (await ports.terminal.select(
      { missing, hint: `run \`peerway peering create ${first} <vpc> --via ${via}\`` },
      async () => accepterPrompt(await ports.state.read(), first, via),
    ));
  return { ...rest, a: first, b: second };
}

const inCloud = (state: State, via: Cloud): Vpc[] =>
  byName(state.vpcs.values()).filter(({ provider }) => provider.kind === via);

/** Offers the VPCs of the acting owner; those of other owners only if the owner has none. */
function requesterPrompt(state: State, actor: Owner, via: Cloud): SelectPrompt {
  const all = inCloud(state, via);
  const own = all.filter(({ owner }) => owner === actor);
  const shown = own.length > 0 ? own : all;
  return {
    message: 'Which VPC do you want to peer?',
    choices: shown.map(vpcChoice),
    unavailable: all
      .filter((vpc) => !shown.includes(vpc))
      .map(({ name, owner }) => ({ name, reason: `owned by ${owner}` })),
    noChoices: nothingToChoose(
      `There is no VPC in ${CLOUD_NAMES[via]} to peer`,
      `run \`peerway vpc add <name> --provider ${via} --cidr <cidr>\``,
    ),
  };
}

/** Offers the VPCs of all owners that pass all rules; the others are unavailable, with the first reason. */
function accepterPrompt(state: State, first: string, via: Cloud): SelectPrompt {
  const requester = vpcNamed(state, first);
  const judged = byName(state.vpcs.values())
    .filter(({ name }) => name !== requester.name)
    .map((accepter) => ({ accepter, problem: cloudProblems({ state, cloud: via, requester, accepter })[0] }));
  return {
    message: `Which VPC do you want to peer with ${requester.name}?`,
    choices: judged.filter(({ problem }) => !problem).map(({ accepter }) => vpcChoice(accepter)),
    unavailable: judged.flatMap(({ accepter, problem }) =>
      problem ? [{ name: accepter.name, reason: REASONS[problem.code] ?? problem.code }] : [],
    ),
    noChoices: nothingToChoose(
      `No VPC can be peered with ${requester.name} via ${CLOUD_NAMES[via]}`,
      'run `peerway vpc list`',
    ),
  };
}

/** Short reasons by rule code. */
const REASONS: Readonly<Record<string, string>> = {
  'provider-mismatch': 'in another cloud',
  'peering-exists': 'already peered',
  'vpc-cidrs-overlap': 'CIDRs overlap',
  'auto-mode-networks': 'both in auto mode',
  'route-conflict': 'overlaps an existing peering',
  'provider-ids-missing': 'provider ids missing',
};
