/** What the commands about peerings ask for when the command line leaves it out. */

import type { PeeringCreateIntent } from '../commands/peering/create.ts';
import { type Problem, refused } from '../errors.ts';
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
import type { Absent, Offer } from '../ports/terminal.ts';
import { gatewayChoice, nothing, peeringChoice } from './offers.ts';

export type PeeringCreateDraft = Omit<PeeringCreateIntent, 'a' | 'b'> & {
  readonly a?: string;
  readonly b?: string;
};

const BOTH = { missing: 'the gateways to peer', hint: 'peerway peering create <gateway> <gateway>' };

/** The two gateways; the second only from those that the first can be peered with. */
export async function askPeeringCreate(
  { a, b, ...rest }: PeeringCreateDraft,
  ports: Uses<'state' | 'terminal'>,
): Promise<PeeringCreateIntent> {
  const first =
    a ??
    (await ports.terminal.choose(BOTH, async () =>
      firstOffer(await ports.state.read(), await ports.state.actor()),
    ));
  const second =
    b ?? (await ports.terminal.choose(BOTH, async () => remoteOffer(await ports.state.read(), first)));
  return { ...rest, a: first, b: second };
}

/** Gateways that can be peered at all: those of whoever acts, where there are any. */
function firstOffer(state: State, actor: Owner): Offer {
  const all = byName(state.gateways.values());
  const own = all.filter(({ owner }) => owner === actor);
  const gateways = own.length > 0 ? own : all;
  const why = (gateway: Gateway): string | undefined =>
    gateway.status !== 'active'
      ? gateway.status
      : locationProblems(state, [gateway]).length > 0
        ? WHY['vpn-disabled-in-location']
        : undefined;
  const absent = gateways.flatMap((gateway) => absentFor(gateway, why(gateway)));
  return {
    message: 'Peer which gateway?',
    choices: gateways.filter((gateway) => !why(gateway)).map((gateway) => gatewayChoice(state, gateway)),
    absent: [
      ...absent,
      ...(own.length > 0 ? all.filter((one) => !own.includes(one)).flatMap(ofAnother) : []),
    ],
    none: nothing(
      'There is no active gateway to peer',
      'see `peerway gateway list`; `peerway gateway create` makes one',
    ),
  };
}

const absentFor = ({ name }: Gateway, why: string | undefined): Absent[] => (why ? [{ name, why }] : []);

const ofAnother = ({ name, owner }: Gateway): Absent[] => [{ name, why: `of ${owner}` }];

/** Gateways of the same owner that pass every rule; why the others do not. */
function remoteOffer(state: State, first: string): Offer {
  const local = gatewayNamed(state, first);
  const candidates = candidatesFor(state, local);
  const [own, others] = [true, false].map((same) =>
    candidates.filter(({ gateway }) => (gateway.owner === local.owner) === same),
  ) as [Candidate[], Candidate[]];
  const failed = own.filter(({ problems }) => problems.length > 0);
  return {
    message: `Peer ${local.name} with which gateway?`,
    choices: own
      .filter(({ problems }) => problems.length === 0)
      .map(({ gateway }) => gatewayChoice(state, gateway)),
    absent: [
      ...failed.flatMap(({ gateway, problems }) => absentFor(gateway, whyNot(problems[0]))),
      ...others.flatMap(({ gateway }) => ofAnother(gateway)),
    ],
    none: () => noneFor(local, failed, others.length),
  };
}

/** A few words for the codes of the rules. */
const WHY: Readonly<Record<string, string>> = {
  'same-vpc': 'in the same VPC',
  'peering-exists': 'already peered',
  'vpc-cidrs-overlap': 'VPC CIDRs overlap',
  'tunnel-subnets-overlap': 'tunnel subnets overlap',
  'tunnel-overlaps-vpc': 'tunnel overlaps VPC',
  'gateway-not-active': 'not active',
  'vpn-disabled-in-location': 'VPN gateways off in its location',
  'route-conflict': 'overlaps what is peered already',
  'endpoint-inside-peer': 'endpoint inside what would be routed',
  'tunnel-subnet-full': 'tunnel subnet full',
};

const whyNot = (problem: Problem | undefined): string =>
  (problem && (WHY[problem.code] ?? problem.code)) ?? '';

function noneFor(local: Gateway, failed: readonly Candidate[], others: number) {
  const message = `No gateway can be peered with ${local.name}`;
  const details = failed.map(({ gateway, problems }) => `${gateway.name}: ${problems[0]?.message}`);
  const hint =
    others > 0
      ? `to ask another owner, name their gateway: peerway peering create ${local.name} <gateway>`
      : 'see `peerway gateway list`';
  return refused([{ code: 'nothing-to-choose', message, details }], hint);
}

/** A request that waits for whoever acts, and still holds. */
export const askRequest = (verb: 'accept' | 'reject', ports: Uses<'state' | 'terminal'>): Promise<string> =>
  ports.terminal.choose(
    { missing: 'the name of the peering', hint: `peerway peering ${verb} <name>` },
    async () => requestOffer(await ports.state.read(), await ports.state.actor(), verb),
  );

function requestOffer(state: State, actor: Owner, verb: 'accept' | 'reject'): Offer {
  const pending = byName(allPeerings(state)).filter((peering) =>
    peering.via === 'wireguard' ? peering.status === 'pending-acceptance' : waits(peering),
  );
  const judged = pending.map((peering) => {
    if (peering.accepter.owner !== actor) return { peering, why: `for ${peering.accepter.owner}` };
    const [problem] = verb === 'accept' ? problemsOf(state, peering) : [];
    return { peering, why: problem && whyNot(problem) };
  });
  return {
    message: `${verb === 'accept' ? 'Accept' : 'Reject'} which request?`,
    choices: judged.filter(({ why }) => !why).map(({ peering }) => peeringChoice(peering)),
    absent: judged.flatMap(({ peering, why }) => (why ? [{ name: peering.name, why }] : [])),
    none: nothing(
      `No request waits for ${actor}`,
      'see `peerway peering list --status pending-acceptance`; --as says who acts',
    ),
  };
}

const problemsOf = (state: State, peering: Peering | CloudPeering): Problem[] =>
  peering.via === 'wireguard'
    ? acceptanceProblems(proposalOf(state, peering))
    : cloudProblems(cloudProposalOf(state, peering));

/** A peering to be deleted. */
export const askPeering = (ports: Uses<'state' | 'terminal'>): Promise<string> =>
  ports.terminal.choose(
    { missing: 'the name of the peering', hint: 'peerway peering delete <name>' },
    async () => ({
      message: 'Delete which peering?',
      choices: byName(allPeerings(await ports.state.read())).map(peeringChoice),
      none: nothing('There is no peering', 'peerway peering create <gateway> <gateway>'),
    }),
  );
