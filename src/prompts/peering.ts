/** Prompts of the `peering` commands. */
import type { PeeringCreateIntent } from '../commands/peering/create.ts';
import { validationErrorOf } from '../errors.ts';
import { isPending } from '../model/peering.ts';
import type { ProviderSpec } from '../model/provider.ts';
import { byName, gatewayNamed, vpcNamed } from '../model/queries.ts';
import { type Candidate, candidatesFor } from '../model/rules/candidates.ts';
import { LOCATION_RULES } from '../model/rules/locations.ts';
import { acceptanceProblems, creationProblems } from '../model/rules/peering.ts';
import { problemsOf } from '../model/rules/rule.ts';
import type { Gateway, State, Vpc } from '../model/state.ts';
import type { Owner } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { SelectPrompt, UnavailableChoice } from '../ports/terminal.ts';
import { specs } from '../providers/registry.ts';
import { gatewayChoice, nothingToChoose, peeringChoice, vpcChoice } from './choices.ts';

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
      const state = await ports.state.read();
      return spec.ends === 'gateway' ? accepterGateways(state, first) : accepterVpcs(state, first, spec);
    }));
  return { ...rest, a: first, b: second };
}

/** The objects of the acting owner; those of all owners only if that owner has none. */
function ownFirst<Owned extends { readonly owner: Owner }>(all: readonly Owned[], actor: Owner): Owned[] {
  const own = all.filter(({ owner }) => owner === actor);
  return own.length > 0 ? own : [...all];
}

/** Offers the active gateways of the acting owner. */
function requesterGateways(state: State, actor: Owner): SelectPrompt {
  const all = byName(state.gateways.values());
  const gateways = ownFirst(all, actor);
  const reasonFor = (gateway: Gateway): string | undefined =>
    gateway.status !== 'active'
      ? gateway.status
      : problemsOf(LOCATION_RULES, { state, gateways: [gateway] })[0]?.reason;
  return {
    message: 'Which gateway do you want to peer?',
    choices: gateways
      .filter((gateway) => !reasonFor(gateway))
      .map((gateway) => gatewayChoice(state, gateway)),
    unavailable: [
      ...gateways.flatMap((gateway) => unavailableFor(gateway, reasonFor(gateway))),
      ...all.filter((one) => !gateways.includes(one)).map(ownedByAnother),
    ],
    noChoices: nothingToChoose(
      'There is no active gateway to peer',
      'run `peerway gateway list`, or `peerway gateway create` to add one',
    ),
  };
}

const unavailableFor = ({ name }: Gateway | Vpc, reason: string | undefined): UnavailableChoice[] =>
  reason ? [{ name, reason }] : [];

const ownedByAnother = ({ name, owner }: Gateway | Vpc): UnavailableChoice => ({
  name,
  reason: `owned by ${owner}`,
});

/** Offers the gateways of the same owner that pass all rules; the others are unavailable, with the first reason. */
function accepterGateways(state: State, first: string): SelectPrompt {
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
      ...failed.flatMap(({ gateway, problems }) => unavailableFor(gateway, problems[0]?.reason)),
      ...others.map(({ gateway }) => ownedByAnother(gateway)),
    ],
    noChoices: () => noChoicesError(local, failed, others.length),
  };
}

function noChoicesError(local: Gateway, failed: readonly Candidate[], others: number) {
  const message = `No gateway can be peered with ${local.name}`;
  const details = failed.map(({ gateway, problems }) => `${gateway.name}: ${problems[0]?.message}`);
  const hint =
    others > 0
      ? `to request a peering with another owner, run \`peerway peering create ${local.name} <gateway>\` with their gateway`
      : 'run `peerway gateway list`';
  return validationErrorOf([{ code: 'nothing-to-choose', message, details }], hint);
}

/** Offers the VPCs of the acting owner at the provider. */
function requesterVpcs(state: State, actor: Owner, { via, label }: ProviderSpec): SelectPrompt {
  const all = byName(state.vpcs.values()).filter(({ provider }) => provider.kind === via);
  const shown = ownFirst(all, actor);
  return {
    message: 'Which VPC do you want to peer?',
    choices: shown.map(vpcChoice),
    unavailable: all.filter((vpc) => !shown.includes(vpc)).map(ownedByAnother),
    noChoices: nothingToChoose(
      `There is no VPC in ${label} to peer`,
      `run \`peerway vpc add <name> --provider ${via} --cidr <cidr>\``,
    ),
  };
}

/** Offers the VPCs of all owners that pass all rules; the others are unavailable, with the first reason. */
function accepterVpcs(state: State, first: string, spec: ProviderSpec): SelectPrompt {
  const requester = vpcNamed(state, first);
  const judged = byName(state.vpcs.values())
    .filter(({ name }) => name !== requester.name)
    .map((vpc) => ({
      vpc,
      problem: creationProblems(specs, { state, spec, requester: requester.name, accepter: vpc.name })[0],
    }));
  return {
    message: `Which VPC do you want to peer with ${requester.name}?`,
    choices: judged.filter(({ problem }) => !problem).map(({ vpc }) => vpcChoice(vpc)),
    unavailable: judged.flatMap(({ vpc, problem }) => unavailableFor(vpc, problem?.reason)),
    noChoices: nothingToChoose(
      `No VPC can be peered with ${requester.name} via ${spec.label}`,
      'run `peerway vpc list`',
    ),
  };
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
  const judged = byName([...state.peerings.values()].filter(isPending)).map((peering) => {
    if (peering.accepter.owner !== actor) return { peering, reason: `for ${peering.accepter.owner}` };
    const [problem] = verb === 'accept' ? acceptanceProblems(specs, state, peering) : [];
    return { peering, reason: problem?.reason };
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

export const promptForPeeringToDelete = (ports: Uses<'state' | 'terminal'>): Promise<string> =>
  ports.terminal.select(
    { missing: "required argument 'name'", hint: 'run `peerway peering delete <name>`' },
    async () => ({
      message: 'Which peering do you want to delete?',
      choices: byName((await ports.state.read()).peerings.values()).map(peeringChoice),
      noChoices: nothingToChoose('There is no peering', 'run `peerway peering create`'),
    }),
  );
