/**
 * Conditions that make a state questionable. Commands that change something else are not rejected for them, since states
 * of earlier versions may have them; `state check` reports them.
 */
import { type Cidr, contains, familyOf } from '../address/cidr.ts';
import { PRIVATE_IPV4 } from '../address/free.ts';
import { endpointText } from '../endpoint.ts';
import type { ProviderSpecs } from '../provider.ts';
import type { Gateway, State } from '../state.ts';
import { reservedLanAddresses } from './lan-addresses.ts';
import { problemsOf, type Rule, type RuleProblem, type Violation } from './rule.ts';

/** Every finding in a state, apart from broken rules. */
export const stateFindings = (specs: ProviderSpecs, state: State): RuleProblem[] => [
  ...problemsOf([sharedEndpoints, sharedKeys], state),
  ...[...state.gateways.values()].flatMap((gateway) => [
    ...problemsOf([publicTunnel], gateway),
    ...reservedLanAddresses(specs, state, gateway),
  ]),
];

/** Packets to one address and port reach one host: only one of the gateways there gets any. */
const sharedEndpoints: Rule<State> = {
  code: 'endpoint-shared',
  reason: 'endpoint is used twice',
  hint: () => 'run `peerway gateway list` to see all endpoints',
  find: ({ gateways }) =>
    shared(
      [...gateways.values()].flatMap(({ name, endpoint }) =>
        endpoint ? [{ name, endpoint: endpointText(endpoint) }] : [],
      ),
      ({ endpoint }) => endpoint,
    ).map(([first, ...rest]) => ({
      message: `The endpoint ${first.endpoint} belongs to ${listed([first, ...rest].map(gatewayText))}`,
      details: () => ['packets to it can reach only one of them'],
      hint: `run \`peerway gateway update ${rest[0]?.name} --endpoint <host>\` with the address of that gateway`,
    })),
};

/** Instructions for a new key pair, whose private key is not shared. */
export const NEW_KEY =
  'generate another pair with `(umask 077; wg genkey | tee private.key | wg pubkey)`, and use the public key that it prints';

/** WireGuard identifies a peer by its key: two peers with one key would be one, with the AllowedIPs of the last. */
const sharedKeys: Rule<State> = {
  code: 'public-key-shared',
  reason: 'public key is used twice',
  hint: () => NEW_KEY,
  find: ({ gateways, clients }) => {
    const holders = [
      ...[...gateways.values()].map((gateway) => ({ key: gateway.publicKey, text: gatewayText(gateway) })),
      ...[...clients.values()].map(({ publicKey, name, gateway }) => ({
        key: publicKey,
        text: `client ${name} of ${gateway}`,
      })),
    ];
    return shared(holders, ({ key }) => key).map((group) => ({
      message: `The public key ${group[0].key} belongs to ${listed(group.map(({ text }) => text))}`,
      details: () => ['WireGuard takes peers with one key for one peer'],
    }));
  },
};

/** No host on the Internet has an address of these ranges; the last ones are for documentation (RFC 5737) and tests (RFC 2544). */
const NOT_PUBLIC = [
  ...PRIVATE_IPV4,
  ...['100.64.0.0/10', '192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '198.18.0.0/15'],
] as Cidr[];

/** True for public IPv4 addresses. Public IPv6 addresses are usually the operator's own. */
const isPublic = (cidr: Cidr): boolean =>
  familyOf(cidr) === 4 && !NOT_PUBLIC.some((range) => contains(range, cidr));

const publicTunnel: Rule<Gateway> = {
  code: 'tunnel-subnet-public',
  reason: 'tunnel subnet is public',
  hint: () => 'run `peerway plan suggest --prefix 24` for free private ranges',
  find: ({ name, tunnelSubnets }) =>
    tunnelSubnets.filter(isPublic).map(
      (cidr): Violation => ({
        message: `The tunnel subnet ${cidr} of ${name} holds public addresses`,
        details: () => [
          'hosts on the Internet that have these addresses cannot be reached through the gateway',
        ],
      }),
    ),
};

/** Advice about tunnel subnets that a command gives to a gateway. */
export const publicTunnelWarnings = ({ name }: Gateway, given: readonly Cidr[] = []): string[] =>
  given.filter(isPublic).map((cidr) => `the tunnel subnet ${cidr} of ${name} holds public addresses`);

const gatewayText = ({ name }: Pick<Gateway, 'name'>): string => `gateway ${name}`;

const listed = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Returns the groups of two or more values with the same key. */
function shared<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): (readonly [Value, ...Value[]])[] {
  const groups = new Map<string, [Value, ...Value[]]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}
