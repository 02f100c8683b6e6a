/** Prompts for a request that waits in the plan or at a provider. */
import { type Found, readInbox } from '../commands/peering/inbox.ts';
import type { ReachIntent } from '../commands/peering/reach.ts';
import { endText, peeringOf, requestView } from '../commands/peering/requests.ts';
import { widenings } from '../model/agreed.ts';
import { inNaturalOrder } from '../model/natural-order.ts';
import { isAlive, isPending } from '../model/peering.ts';
import { acceptanceProblems } from '../model/rules/peering.ts';
import type { State } from '../model/state.ts';
import type { Name, Owner } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { Choice, SelectPrompt, UnavailableChoice } from '../ports/terminal.ts';
import { specs } from '../providers/registry.ts';
import { nothingToChoose, peeringChoice } from './choices.ts';
import { promptForApply } from './peering-scope.ts';

type Verb = 'accept' | 'reject';
type Ports = Uses<'state' | 'terminal' | 'outside'>;

/** The flags that reach the providers, and whether the answer is given there, too. */
export interface RequestScope {
  readonly reach: ReachIntent;
  /** True for --apply. */
  readonly applies: boolean;
}

export interface ChosenRequest {
  /** The name of a peering of the plan, or the provider's id of a request. */
  readonly nameOrId: string;
  readonly applies: boolean;
}

/** Seconds that the requests at a provider may take: those of the plan can be answered without them. */
const PATIENCE = 15;

/**
 * Prompts for a request that the acting owner can answer: those of the plan, then those that only the providers of its
 * VPCs have. A cloud peering of the plan can be accepted at its provider, too; a request that the plan lacks must be.
 */
export async function promptForRequest(
  verb: Verb,
  { reach, applies }: RequestScope,
  ports: Ports,
): Promise<ChosenRequest> {
  const parameter = { missing: "required argument 'name'", hint: `run \`peerway peering ${verb} <name>\`` };
  const nameOrId = await ports.terminal.select(parameter, async () => {
    const [state, actor] = [await ports.state.read(), await ports.state.actor()];
    const planned = plannedRequests(state, actor, verb);
    const waiting = waitingRequests(await incoming(state, reach, ports), { state, actor, verb, applies });
    return {
      message: `Which request do you want to ${verb}?`,
      choices: [...planned.choices, ...waiting.choices],
      unavailable: [...planned.unavailable, ...waiting.unavailable],
      noChoices: nothingToChoose(
        `There is no request for ${actor} to ${verb}`,
        'run `peerway peering list --status pending-acceptance`; use --as to act as another owner',
      ),
    };
  });
  const peering = (await ports.state.read()).peerings.get(nameOrId as Name);
  if (applies || !peering) return { nameOrId, applies: true };
  const isOfCloud = peering.requester.end.kind === 'vpc';
  return { nameOrId, applies: verb === 'accept' && isOfCloud && (await promptForApply(peering.via, ports)) };
}

type Requests = Required<Pick<SelectPrompt, 'choices' | 'unavailable'>>;

/** Requests of the plan, and accepted peerings with new networks. */
function plannedRequests(state: State, actor: Owner, verb: Verb): Requests {
  const waiting = [...state.peerings.values()].filter(
    (peering) => isPending(peering) || (isAlive(peering) && widenings(peering).length > 0),
  );
  const judged = inNaturalOrder(waiting).map((peering) => {
    const asked = isPending(peering)
      ? [peering.accepter.owner]
      : widenings(peering).map(({ by }) => by.owner);
    if (!asked.includes(actor)) return { peering, reason: `for ${asked.join(' and ')}` };
    const [problem] = verb === 'accept' ? acceptanceProblems(specs, state, peering) : [];
    return { peering, reason: problem?.reason };
  });
  return {
    choices: judged.filter(({ reason }) => !reason).map(({ peering }) => peeringChoice(peering)),
    unavailable: judged.flatMap(({ peering, reason }) => (reason ? [{ name: peering.name, reason }] : [])),
  };
}

/** The requests for VPCs of the plan that only a provider has. The operator reads which provider cannot be asked. */
async function incoming(state: State, reach: ReachIntent, ports: Ports): Promise<Found[]> {
  const { found, failures } = await readInbox(state, reach, ports, { seconds: PATIENCE });
  for (const { message, hint } of failures)
    ports.terminal.tell(`not all requests can be listed: ${message}; ${hint}`);
  return found.filter((one) => one.accepter && !peeringOf(state, one));
}

interface Answering {
  readonly state: State;
  readonly actor: Owner;
  readonly verb: Verb;
  readonly applies: boolean;
}

function waitingRequests(all: readonly Found[], { state, actor, verb, applies }: Answering): Requests {
  const reasonFor = ({ accepter, engine, spec }: Found): string | undefined => {
    if (accepter?.owner !== actor) return `for ${accepter?.owner}`;
    return verb === 'reject' && !engine.requests.rejection ? `${spec.label} cannot reject it` : undefined;
  };
  const judged = all.map((found) => ({ found, id: found.request.id, reason: reasonFor(found) }));
  return {
    choices: judged
      .filter(({ reason }) => reason === undefined)
      .map(({ found, id }): Choice => {
        const { requester } = requestView(state, found);
        const from = [endText(requester), ...requester.cidrs].join(', ');
        return {
          value: id,
          detail: `${from} to ${found.accepter?.name}, at ${found.spec.label} only`,
          parts: [{ text: id }, ...(applies ? [] : [{ flag: '--apply' }])],
        };
      }),
    unavailable: judged.flatMap(({ id, reason }): UnavailableChoice[] =>
      reason === undefined ? [] : [{ name: id, reason }],
    ),
  };
}
