/** Conditions for the endpoints of gateways: which of them can be reached, and at which address. */
import { endpointText, listenPortOf } from '../endpoint.ts';
import { clientsOf } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import type { GatewayProposal } from './proposal.ts';
import { problemsOf, type Rule, type RuleProblem } from './rule.ts';

/** One side of a tunnel has to know where to send the first packet. */
export const noEndpoint: Rule<GatewayProposal> = {
  code: 'no-endpoint',
  reason: 'no endpoint on either side',
  dependsOn: 'ends',
  hint: ({ accepter }) =>
    `if a router can forward a UDP port to one of them, run \`peerway gateway update ${accepter.name} --endpoint <host[:port]>\``,
  find: ({ requester, accepter }) =>
    requester.endpoint || accepter.endpoint
      ? []
      : [
          {
            message: `Neither ${requester.name} nor ${accepter.name} has a public endpoint; one of them must be reachable`,
          },
        ],
};

/** A gateway in the state that holds it. */
interface Placed {
  readonly state: State;
  readonly gateway: Gateway;
}

/** A client has no fixed address at which its gateway could reach it first. */
export const unreachableForClients: Rule<Placed> = {
  code: 'client-needs-endpoint',
  reason: 'has clients, but no endpoint',
  hint: ({ state, gateway: { name } }) =>
    `keep an endpoint, or first run \`peerway client delete ${name} ${clientsOf(state, name)
      .map((client) => client.name)
      .join(' ')}\``,
  find: ({ state, gateway }) => {
    const clients = clientsOf(state, gateway.name);
    if (gateway.endpoint || clients.length === 0) return [];
    return [
      {
        message: `Clients could not reach gateway ${gateway.name} without an endpoint`,
        details: () => clients.map(({ name }) => `client ${name}`),
      },
    ];
  },
};

/** Packets to one address and port reach one host. */
const endpointTaken: Rule<Placed> = {
  code: 'endpoint-taken',
  reason: 'endpoint in use',
  hint: ({ state, gateway }) =>
    `if a router forwards another port to ${gateway.name}, use --endpoint ${freeEndpoint(state, gateway)} --listen-port ${listenPortOf(gateway)}; if no other gateway can reach it, use --no-endpoint`,
  find: ({ state, gateway: { name, endpoint } }) => {
    const text = endpoint && endpointText(endpoint);
    return [...state.gateways.values()]
      .filter((other) => other.name !== name && other.endpoint && endpointText(other.endpoint) === text)
      .map((other) => ({
        message: `The endpoint ${text} of gateway ${name} is already used by gateway ${other.name}`,
        details: () => ['packets to it can reach only one of them'],
      }));
  },
};

/** Returns the endpoint with a port that no other gateway has at this host; in quotes if a shell could expand it. */
function freeEndpoint({ gateways }: State, { endpoint }: Gateway): string {
  if (!endpoint) return '<host[:port]>';
  const used = new Set(
    [...gateways.values()].flatMap((one) =>
      one.endpoint?.host === endpoint.host ? [one.endpoint.port] : [],
    ),
  );
  let { port } = endpoint;
  while (used.has(port)) port = port === 65_535 ? 1024 : port + 1;
  const text = endpointText({ ...endpoint, port });
  return text.startsWith('[') ? `'${text}'` : text;
}

/**
 * Problems of an endpoint that a command gives to a gateway. They block no change of anything else, since states of
 * earlier versions may have them.
 */
export const newEndpointProblems = (state: State, gateway: Gateway): RuleProblem[] =>
  problemsOf([endpointTaken], { state, gateway });
