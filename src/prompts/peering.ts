/** Prompts of the `peering` commands. */
import type { PeeringCreateIntent } from '../commands/peering/create.ts';
import { type Problem, validationErrorOf } from '../errors.ts';
import { type CloudPeering, waits } from '../model/cloud-peering.ts';
import { allPeerings, byName, gatewayNamed } from '../model/queries.ts';
import { type Candidate, candidatesFor } from '../model/rules/candidates.ts';
import { cloudProblems } from '../model/rules/cloud.ts';
import { locationProblems } from '../model/rules/locations.ts';
import { acceptanceProblems } from '../model/rules/peering.ts';
import type { Gateway, Peering, State } from '../model/state.ts';
import { cloudProposalOf } from '../model/transitions/cloud-peering.ts';
import { proposalOf } from '../model/transitions/peering.ts';
import type { Owner } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { SelectPrompt, UnavailableChoice } from '../ports/terminal.ts';
import { gatewayChoice, nothingToChoose, peeringChoice } from './choices.ts';

export type PeeringCreateDraft = Omit<PeeringCreateIntent, 'a' | 'b'> & {
  readonly a?: string;
  readonly b?: string;
};

/** Prompts for the missing gateways. The second choice is limited to gateways that the first can be peered with. */
export async function promptForPeering(
  { a, b, ...rest }: PeeringCreateDraft,
  ports: Uses<'state' | 'terminal'>,
): Promise<PeeringCreateIntent> {
  const missing = "required argument 'gateway'";
  const first =
    a ??
    (await ports.terminal.select(
      { missing, hint: 'run `peerway peering create <gateway> <gateway>`' },
      async () => requesterPrompt(await ports.state.read(), await ports.state.actor()),
    ));
  const second =
    b ??
    (await ports.terminal.select(
      { missing, hint: `run \`peerway peering create ${first} <gateway>\`` },
      async () => accepterPrompt(await ports.state.read(), first),
    ));
  return { ...rest, a: first, b: second };
}

/** Offers the active gateways of the acting owner; those of other owners only if the owner has none. */
function requesterPrompt(state: State, actor: Owner): SelectPrompt {
  const all = byName(state.gateways.values());
  const own = all.filter(({ owner }) => owner === actor);
  const gateways = own.length > 0 ? own : all;
  const reasonFor = (gateway: Gateway): string | undefined =>
    gateway.status !== 'active'
      ? gateway.status
      : locationProblems(state, [gateway]).length > 0
        ? REASONS['vpn-disabled-in-location']
        : undefined;
  const unavailable = gateways.flatMap((gateway) => unavailableFor(gateway, reasonFor(gateway)));
  return {
    message: 'Which gateway do you want to peer?',
    choices: gateways
      .filter((gateway) => !reasonFor(gateway))
      .map((gateway) => gatewayChoice(state, gateway)),
    unavailable: [
      ...unavailable,
      ...(own.length > 0 ? all.filter((one) => !own.includes(one)).flatMap(ownedByAnother) : []),
    ],
    noChoices: nothingToChoose(
      'There is no active gateway to peer',
      'run `peerway gateway list`, or `peerway gateway create` to add one',
    ),
  };
}

const unavailableFor = ({ name }: Gateway, reason: string | undefined): UnavailableChoice[] =>
  reason ? [{ name, reason }] : [];

const ownedByAnother = ({ name, owner }: Gateway): UnavailableChoice[] => [
  { name, reason: `owned by ${owner}` },
];

/** Offers the gateways of the same owner that pass all rules; the others are unavailable, with the first reason. */
function accepterPrompt(state: State, first: string): SelectPrompt {
  const local = gatewayNamed(state, first);
  const candidates = candidatesFor(state, local);
  const own = candidates.filter(({ gateway }) => gateway.owner === local.owner);
  const others = candidates.filter(({ gateway }) => gateway.owner !== local.owner);
  const failed = own.filter(({ problems }) => problems.length > 0);
  return {
    message: `Which gateway do you want to peer with ${local.name}?`,
    choices: own
      .filter(({ problems }) => problems.length === 0)
      .map(({ gateway }) => gatewayChoice(state, gateway)),
    unavailable: [
      ...failed.flatMap(({ gateway, problems }) => unavailableFor(gateway, reasonOf(problems[0]))),
      ...others.flatMap(({ gateway }) => ownedByAnother(gateway)),
    ],
    noChoices: () => noChoicesError(local, failed, others.length),
  };
}

/** Short reasons by rule code. */
const REASONS: Readonly<Record<string, string>> = {
  'same-vpc': 'in the same VPC',
  'peering-exists': 'already peered',
  'vpc-cidrs-overlap': 'VPC CIDRs overlap',
  'tunnel-subnets-overlap': 'tunnel subnets overlap',
  'tunnel-overlaps-vpc': 'tunnel overlaps VPC',
  'gateway-not-active': 'not active',
  'vpn-disabled-in-location': 'VPN gateways not enabled in its location',
  'route-conflict': 'overlaps an existing peering',
  'endpoint-inside-peer': 'endpoint inside a routed CIDR',
  'tunnel-subnet-full': 'tunnel subnet full',
};

const reasonOf = (problem: Problem | undefined): string =>
  (problem && (REASONS[problem.code] ?? problem.code)) ?? '';

function noChoicesError(local: Gateway, failed: readonly Candidate[], others: number) {
  const message = `No gateway can be peered with ${local.name}`;
  const details = failed.map(({ gateway, problems }) => `${gateway.name}: ${problems[0]?.message}`);
  const hint =
    others > 0
      ? `to request a peering with another owner, run \`peerway peering create ${local.name} <gateway>\` with their gateway`
      : 'run `peerway gateway list`';
  return validationErrorOf([{ code: 'nothing-to-choose', message, details }], hint);
}

/** Prompts for a request that the acting owner can accept or reject. */
export const promptForRequest = (
  verb: 'accept' | 'reject',
  ports: Uses<'state' | 'terminal'>,
): Promise<string> =>
  ports.terminal.select(
    { missing: "required argument 'name'", hint: `run \`peerway peering ${verb} <name>\`` },
    async () => requestPrompt(await ports.state.read(), await ports.state.actor(), verb),
  );

function requestPrompt(state: State, actor: Owner, verb: 'accept' | 'reject'): SelectPrompt {
  const pending = byName(allPeerings(state)).filter((peering) =>
    peering.via === 'wireguard' ? peering.status === 'pending-acceptance' : waits(peering),
  );
  const judged = pending.map((peering) => {
    if (peering.accepter.owner !== actor) return { peering, reason: `for ${peering.accepter.owner}` };
    const [problem] = verb === 'accept' ? problemsOf(state, peering) : [];
    return { peering, reason: problem && reasonOf(problem) };
  });
  return {
    message: `Which request do you want to ${verb}?`,
    choices: judged.filter(({ reason }) => !reason).map(({ peering }) => peeringChoice(peering)),
    unavailable: judged.flatMap(({ peering, reason }) => (reason ? [{ name: peering.name, reason }] : [])),
    noChoices: nothingToChoose(
      `There is no request for ${actor} to ${verb}`,
      'run `peerway peering list --status pending-acceptance`; use --as to act as another owner',
    ),
  };
}

const problemsOf = (state: State, peering: Peering | CloudPeering): Problem[] =>
  peering.via === 'wireguard'
    ? acceptanceProblems(proposalOf(state, peering))
    : cloudProblems(cloudProposalOf(state, peering));

export const promptForPeeringToDelete = (ports: Uses<'state' | 'terminal'>): Promise<string> =>
  ports.terminal.select(
    { missing: "required argument 'name'", hint: 'run `peerway peering delete <name>`' },
    async () => ({
      message: 'Which peering do you want to delete?',
      choices: byName(allPeerings(await ports.state.read())).map(peeringChoice),
      noChoices: nothingToChoose('There is no peering', 'run `peerway peering create`'),
    }),
  );
