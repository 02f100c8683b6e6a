/** Prompts of the `peering` commands. */

import type { PeeringCreateIntent } from '../commands/peering/create.ts';
import { validationErrorOf } from '../errors.ts';
import { inNaturalOrder } from '../model/natural-order.ts';
import type { Peering } from '../model/peering.ts';
import type { ProviderSpec } from '../model/provider.ts';
import { gatewayNamed, vpcNamed } from '../model/queries.ts';
import { type Candidate, candidatesFor } from '../model/rules/candidates.ts';
import { LOCATION_RULES } from '../model/rules/locations.ts';
import { isOwner, ofPeering } from '../model/rules/ownership.ts';
import { creationProblems } from '../model/rules/peering.ts';
import { problemsOf } from '../model/rules/rule.ts';
import type { Gateway, State, Vpc } from '../model/state.ts';
import type { Owner } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { Choice, SelectPrompt, UnavailableChoice } from '../ports/terminal.ts';
import { specs } from '../providers/registry.ts';
import {
  gatewayChoice,
  nothingOwned,
  nothingToChoose,
  ownedByAnother,
  peeringChoice,
  vpcChoice,
} from './choices.ts';

export type PeeringCreateDraft = Omit<PeeringCreateIntent, 'a' | 'b'> & {
  readonly a?: string;
  readonly b?: string;
};

/** Prompts for the missing ends. The second choice is limited to ends that the first can be peered with. */
export async function promptForPeering(
  { a, b, ...rest }: PeeringCreateDraft,
  ports: Uses<'state' | 'terminal'>,
): Promise<PeeringCreateIntent> {
  const spec = specs.of(rest.via);
  const parameter = (one: string) => ({
    missing: `required argument '${spec.ends}'`,
    hint: `run \`peerway peering create ${one} <${spec.ends}>${spec.ends === 'vpc' ? ` --via ${spec.via}` : ''}\``,
  });
  const first =
    a ??
    (await ports.terminal.select(parameter(`<${spec.ends}>`), async () => {
      const [state, actor] = [await ports.state.read(), await ports.state.actor()];
      return spec.ends === 'gateway' ? requesterGateways(state, actor) : requesterVpcs(state, actor, spec);
    }));
  const second =
    b ??
    (await ports.terminal.select(parameter(first), async () => {
      const [state, actor] = [await ports.state.read(), await ports.state.actor()];
      return spec.ends === 'gateway'
        ? accepterGateways(state, first, actor)
        : accepterVpcs(state, first, spec, actor);
    }));
  return { ...rest, a: first, b: second };
}

type Owned = Gateway | Vpc;

/** The objects of the acting owner, then those of the others. */
const ownFirst = <One extends Owned>(all: readonly One[], actor: Owner): One[] => [
  ...all.filter(({ owner }) => owner === actor),
  ...all.filter(({ owner }) => owner !== actor),
];

/** Marks the choice of an end whose owner has to accept the peering. */
const marked = (choice: Choice, accepter: Owner | undefined): Choice =>
  accepter === undefined
    ? choice
    : { ...choice, detail: `${choice.detail}, needs acceptance by ${accepter}` };

/** The owner who has to accept a peering that begins with this end. */
const accepterOfFirst = ({ owner }: Owned, actor: Owner): Owner | undefined =>
  owner === actor ? undefined : owner;

/** True if the acting owner owns the end, or another that it can be peered with. */
const mayBeFirst = (one: Owned, all: readonly Owned[], actor: Owner): boolean =>
  one.owner === actor || all.some(({ owner }) => owner === actor);

/** The owner who has to accept a peering of two ends. */
const accepterOf = (one: Owned, other: Owned, actor: Owner): Owner | undefined =>
  one.owner === other.owner ? undefined : other.owner === actor ? one.owner : other.owner;

/** True if the acting owner owns one of the ends. */
const mayRequest = (one: Owned, other: Owned, actor: Owner): boolean =>
  [one, other].some(({ owner }) => owner === actor);

/** Offers the active gateways, those of the acting owner first. */
function requesterGateways(state: State, actor: Owner): SelectPrompt {
  const gateways = ownFirst(inNaturalOrder(state.gateways.values()), actor);
  const reasonFor = (gateway: Gateway): string | undefined =>
    gateway.status !== 'active'
      ? gateway.status
      : (problemsOf(LOCATION_RULES, { state, gateways: [gateway] })[0]?.reason ??
        (mayBeFirst(gateway, gateways, actor) ? undefined : ownedByAnother(gateway).reason));
  return {
    message: 'Which gateway do you want to peer?',
    choices: gateways
      .filter((gateway) => !reasonFor(gateway))
      .map((gateway) => marked(gatewayChoice(state, gateway), accepterOfFirst(gateway, actor))),
    unavailable: gateways.flatMap((gateway) => unavailableFor(gateway, reasonFor(gateway))),
    noChoices: nothingOwned(
      'gateway',
      gateways.some(({ owner }) => owner === actor) ? [] : gateways,
      actor,
      nothingToChoose(
        'There is no active gateway to peer',
        'run `peerway gateway list`, or `peerway gateway create` to add one',
      ),
    ),
  };
}

const unavailableFor = ({ name }: Gateway | Vpc, reason: string | undefined): UnavailableChoice[] =>
  reason ? [{ name, reason }] : [];

/** Offers the gateways that pass all rules, those of the acting owner first; the others are unavailable, with the reason. */
function accepterGateways(state: State, first: string, actor: Owner): SelectPrompt {
  const local = gatewayNamed(state, first);
  const candidates = candidatesFor(state, local);
  const failed = candidates.filter(({ problems }) => problems.length > 0);
  const passed = candidates.filter(({ problems }) => problems.length === 0).map(({ gateway }) => gateway);
  const isOffered = (gateway: Gateway): boolean => mayRequest(local, gateway, actor);
  return {
    message: `Which gateway do you want to peer with ${local.name}?`,
    choices: ownFirst(passed.filter(isOffered), actor).map((gateway) =>
      marked(gatewayChoice(state, gateway), accepterOf(local, gateway, actor)),
    ),
    unavailable: [
      ...failed.flatMap(({ gateway, problems }) => unavailableFor(gateway, problems[0]?.reason)),
      ...passed.filter((gateway) => !isOffered(gateway)).map(ownedByAnother),
    ],
    noChoices: () => noChoicesError(local, failed),
  };
}

function noChoicesError(local: Gateway, failed: readonly Candidate[]) {
  const message = `No gateway can be peered with ${local.name}`;
  const details = failed.map(({ gateway, problems }) => `${gateway.name}: ${problems[0]?.message}`);
  return validationErrorOf([{ code: 'nothing-to-choose', message, details }], 'run `peerway gateway list`');
}

/** Offers the VPCs at the provider, those of the acting owner first. */
function requesterVpcs(state: State, actor: Owner, { via, label }: ProviderSpec): SelectPrompt {
  const all = inNaturalOrder(state.vpcs.values()).filter(({ provider }) => provider.kind === via);
  const vpcs = ownFirst(all, actor);
  return {
    message: 'Which VPC do you want to peer?',
    choices: vpcs
      .filter((vpc) => mayBeFirst(vpc, vpcs, actor))
      .map((vpc) => marked(vpcChoice(vpc), accepterOfFirst(vpc, actor))),
    unavailable: vpcs.filter((vpc) => !mayBeFirst(vpc, vpcs, actor)).map(ownedByAnother),
    noChoices: nothingOwned(
      'VPC',
      vpcs,
      actor,
      nothingToChoose(
        `There is no VPC in ${label} to peer`,
        `run \`peerway vpc add <name> --provider ${via} --cidr <cidr>\``,
      ),
    ),
  };
}

/** Offers the VPCs of all owners that pass all rules; the others are unavailable, with the first reason. */
function accepterVpcs(state: State, first: string, spec: ProviderSpec, actor: Owner): SelectPrompt {
  const requester = vpcNamed(state, first);
  const judged = inNaturalOrder(state.vpcs.values())
    .filter(({ name }) => name !== requester.name)
    .map((vpc) => ({
      vpc,
      problem: creationProblems(specs, { state, spec, requester: requester.name, accepter: vpc.name })[0],
    }));
  const passed = judged.filter(({ problem }) => !problem).map(({ vpc }) => vpc);
  const isOffered = (vpc: Vpc): boolean => mayRequest(requester, vpc, actor);
  return {
    message: `Which VPC do you want to peer with ${requester.name}?`,
    choices: ownFirst(passed.filter(isOffered), actor).map((vpc) =>
      marked(vpcChoice(vpc), accepterOf(requester, vpc, actor)),
    ),
    unavailable: [
      ...judged.flatMap(({ vpc, problem }) => unavailableFor(vpc, problem?.reason)),
      ...passed.filter((vpc) => !isOffered(vpc)).map(ownedByAnother),
    ],
    noChoices: nothingToChoose(
      `No VPC can be peered with ${requester.name} via ${spec.label}`,
      'run `peerway vpc list`',
    ),
  };
}

const peeringOfOthers = ({ name, requester, accepter }: Peering): UnavailableChoice => ({
  name,
  reason: `owned by ${[...new Set([requester.owner, accepter.owner])].join(' and ')}`,
});

export const promptForPeeringToDelete = (ports: Uses<'state' | 'terminal'>): Promise<string> =>
  ports.terminal.select(
    { missing: "required argument 'name'", hint: 'run `peerway peering delete <name>`' },
    async () => {
      const [state, actor] = [await ports.state.read(), await ports.state.actor()];
      const all = inNaturalOrder(state.peerings.values());
      const isOwn = (peering: Peering): boolean => isOwner(actor, ofPeering(state, peering));
      return {
        message: 'Which peering do you want to delete?',
        choices: all.filter(isOwn).map(peeringChoice),
        unavailable: all.filter((peering) => !isOwn(peering)).map(peeringOfOthers),
        noChoices: nothingOwned(
          'peering',
          all,
          actor,
          nothingToChoose('There is no peering', 'run `peerway peering create`'),
        ),
      };
    },
  );
