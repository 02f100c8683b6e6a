import { expect, test } from 'vitest';
import { parseEndpoint } from '../../src/model/endpoint.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import type { Name } from '../../src/model/values.ts';
import type { Ports, Uses } from '../../src/ports/ports.ts';
import type { SelectPrompt, Terminal } from '../../src/ports/terminal.ts';
import type { GatewayDraft } from '../../src/prompts/gateway.ts';
import { promptForGateway } from '../../src/prompts/gateway.ts';
import { promptForPeering, promptForPeeringToDelete } from '../../src/prompts/peering.ts';
import {
  promptForClient,
  promptForClientsToDelete,
  promptForGatewayToDelete,
  promptForPeerToDelete,
} from '../../src/prompts/peers.ts';
import { promptForVpcToDelete } from '../../src/prompts/vpc.ts';
import { withClient, withGateway, withPeering } from '../support/plans.ts';
import { memoryState, partOf } from '../support/ports.ts';

/** Netops has a, bob has b and c, which are peered; a and b are peered, too, and b and c have clients. */
function plan(): State {
  const owners = { a: 'netops', b: 'bob', c: 'bob', d: 'netops' };
  let state = EMPTY_STATE;
  for (const [at, [name, owner]] of Object.entries(owners).entries())
    state = withGateway(state, name, {
      cidrs: [`10.${at + 1}.0.0/16`],
      tunnels: [`10.99.${at}.0/24`],
      owner,
    });
  state = withPeering(withPeering(state, 'a', 'b'), 'b', 'c', { actor: 'bob' });
  return withClient(withClient(state, 'b', 'phone'), 'a', 'laptop');
}

type Prompt = (ports: Uses<'state' | 'terminal' | 'preferences'>) => Promise<unknown>;

/** Returns the choices and the unavailable entries of a prompt, or its error if there is no choice. */
async function shown(prompt: Prompt, actor: string): Promise<unknown> {
  let seen: SelectPrompt | undefined;
  const terminal = partOf<Terminal>({
    select: async (_, prepare) => {
      seen = await prepare();
      throw seen.noChoices();
    },
  });
  const preferences = partOf<Ports['preferences']>({ read: async () => ({}) });
  const error = await prompt({ state: memoryState(plan(), actor), terminal, preferences }).catch(
    (reason: Error) => reason.message,
  );
  if (!seen) throw new Error(String(error));
  if (seen.choices.length === 0) return error;
  return [
    seen.choices.map(({ value, detail }) =>
      /, needs/.test(detail) ? `${value}:${detail.replace(/.*, /, ' ')}` : value,
    ),
    (seen.unavailable ?? []).map(({ name, reason }) => `${name}: ${reason}`),
  ];
}

const DRAFT: GatewayDraft = {
  name: 'new' as Name,
  cidrs: [],
  tunnelSubnets: [],
  lanAddresses: [],
  endpoint: parseEndpoint('192.0.2.1'),
  interface: 'wg0' as GatewayDraft['interface'],
  mtu: 1420,
};
const PEERING = { via: 'wireguard', both: true, options: {}, dryRun: false } as const;

const PROMPTS: Readonly<Record<string, Prompt>> = {
  'peering create': (ports) => promptForPeering(PEERING, ports),
  'peering create d': (ports) => promptForPeering({ ...PEERING, a: 'd' }, ports),
  'peering create c': (ports) => promptForPeering({ ...PEERING, a: 'c' }, ports),
  'peering delete': promptForPeeringToDelete,
  'gateway create': (ports) => promptForGateway(DRAFT, ports),
  'gateway delete': promptForGatewayToDelete,
  'gateway peer delete': (ports) => promptForPeerToDelete(undefined, ports),
  'gateway peer delete b': (ports) => promptForPeerToDelete('b', ports),
  'client add': (ports) => promptForClient({}, ports),
  'client delete': (ports) => promptForClientsToDelete(undefined, ports),
};

test.each<[prompt: string, shown: unknown]>([
  ['peering create', [['a', 'd', 'b: needs acceptance by bob', 'c: needs acceptance by bob'], []]],
  ['peering create d', [['a', 'b: needs acceptance by bob', 'c: needs acceptance by bob'], []]],
  ['peering create c', [['a: needs acceptance by bob', 'd: needs acceptance by bob'], ['b: already peered']]],
  ['peering delete', [['a-b'], ['b-c: owned by bob']]],
  [
    'gateway create',
    [
      ['', 'a', 'd'],
      ['b: owned by bob', 'c: owned by bob'],
    ],
  ],
  [
    'gateway delete',
    [
      ['a', 'd'],
      ['b: owned by bob', 'c: owned by bob'],
    ],
  ],
  ['gateway peer delete', [['a', 'b'], ['c: owned by bob']]],
  ['gateway peer delete b', [['vpc-peering-a'], ['vpc-peering-c: owned by bob', 'phone: owned by bob']]],
  [
    'client add',
    [
      ['a', 'd'],
      ['b: owned by bob', 'c: owned by bob'],
    ],
  ],
  ['client delete', [['a'], ['b: owned by bob']]],
])('`%s` offers what the acting owner may choose', async (prompt, expected) => {
  expect(await shown(PROMPTS[prompt] as Prompt, 'netops')).toEqual(expected);
});

test.each([
  ['peering create', 'No gateway belongs to carol'],
  ['peering delete', 'No peering belongs to carol'],
  ['gateway delete', 'No gateway belongs to carol'],
  ['gateway peer delete', 'No gateway belongs to carol'],
  ['client add', 'No gateway belongs to carol'],
  ['client delete', 'No gateway belongs to carol'],
])('`%s` says that everything belongs to others', async (prompt, message) => {
  expect(await shown(PROMPTS[prompt] as Prompt, 'carol')).toBe(message);
});

test('`vpc delete` offers only VPCs of the acting owner', async () => {
  expect(await shown(promptForVpcToDelete, 'carol')).toBe('There is no VPC without gateways and peerings');
});
