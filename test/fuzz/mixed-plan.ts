/** Random plans of gateways and VPCs with IPv4, IPv6 or both, changed at random as far as the rules allow. */
import { UserError } from '../../src/errors.ts';
import type { Cidr, Ip } from '../../src/model/address/cidr.ts';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import { EMPTY_STATE, type ProviderIds, type State } from '../../src/model/state.ts';
import { addClient } from '../../src/model/transitions/client.ts';
import { createPeering } from '../../src/model/transitions/create-peering.ts';
import { updateGateway } from '../../src/model/transitions/gateway.ts';
import { addNewGateway } from '../../src/model/transitions/new-gateway.ts';
import { addVpc, updateVpc } from '../../src/model/transitions/vpc.ts';
import type { InterfaceName, Name, Owner } from '../../src/model/values.ts';
import { specs } from '../../src/providers/registry.ts';
import { makeKeyPair, makePresharedKey } from '../../src/store/wireguard-keys.ts';
import { aws, azure, gcp, guid } from '../support/cloud-plans.ts';
import { NOW } from '../support/plans.ts';
import type { Random } from '../support/random.ts';

const OWNER = 'netops' as Owner;
const SHAPES = ['4', '6', '46'] as const;
type Shape = (typeof SHAPES)[number];

const pick = (shape: Shape, four: string, six: string): string[] => [
  ...(shape.includes('4') ? [four] : []),
  ...(shape.includes('6') ? [six] : []),
];

const cidrsOf = (random: Random, at: number): Cidr[] =>
  pick(random.pick(SHAPES), `10.${at}.0.0/16`, `fd00:${at}::/48`) as Cidr[];

const providerOf = (random: Random, at: number): ProviderIds =>
  random.pick([
    { kind: 'generic' },
    { kind: 'generic' },
    aws('eu-central-1', String(at % 10)),
    gcp('project-a', `net-${at}`),
    azure(String(at % 10), random.pick(['rg', 'Ünï(x)']), `vnet-${at}`, {
      routeTables: [azureId('routeTables')],
      securityGroups: random.pick([[], [azureId('networkSecurityGroups')]]),
    }),
  ]);

const azureId = (type: string): string =>
  `/subscriptions/${guid('1')}/resourceGroups/rg/providers/Microsoft.Network/${type}/main`;

/** Returns the state after a change, or before it if a rule rejects the change. */
function tried(state: State, change: (state: State) => { readonly state: State }): State {
  try {
    return change(state).state;
  } catch (error) {
    if (error instanceof UserError) return state;
    throw error;
  }
}

function withSite(state: State, random: Random, at: number): State {
  const name = `g${at}` as Name;
  const cidrs = cidrsOf(random, at);
  const lan = cidrs.map((cidr) => cidr.replace(/0\.0\/16$/, '0.9').replace(/::\/48$/, '::9') as Ip);
  const withVpc = addVpc(specs, state, {
    name,
    owner: OWNER,
    provider: providerOf(random, at),
    cidrs,
    subnets: [],
  }).state;
  const host = random.pick([`203.0.113.${at}`, `2001:db8::${at}`]) as Ip;
  const allotment = { owner: OWNER, keys: makeKeyPair(), now: NOW, pool: '10.99.0.0/16' as Cidr };
  const wanted = {
    name,
    vpc: name,
    cidrs: [],
    endpoint: { host, port: 51_820 },
    tunnelSubnets: pick(random.pick(SHAPES), `10.99.${at}.0/24`, `fd99:${at}::/64`) as Cidr[],
    interface: `wg${at}` as InterfaceName,
    mtu: random.pick([1000, 1280, 1420]),
    lanAddresses: lan.filter(() => random.below(4) > 0),
  };
  return tried(withVpc, (before) => addNewGateway(specs, before, wanted, allotment));
}

function withPeering(state: State, random: Random, count: number): State {
  const [a, b] = [random.between(1, count), random.between(1, count)];
  const via = random.pick(['wireguard', 'wireguard', 'aws', 'gcp', 'azure']);
  return tried(state, (before) =>
    createPeering(specs, before, {
      spec: specs.of(via),
      ends: [`g${a}`, `g${b}`],
      name: `p-${a}-${b}-${via}` as Name,
      both: true,
      options: {},
      actor: OWNER,
      ...(via === 'wireguard' ? { presharedKey: makePresharedKey() } : {}),
      now: NOW,
    }),
  );
}

function withClient(state: State, random: Random, count: number, at: number): State {
  const gateway = `g${random.between(1, count)}` as Name;
  const keys = makeKeyPair();
  const name = `client-${at}` as Name;
  return tried(state, (before) =>
    addClient(before, { gateway, name, ...keys, presharedKey: makePresharedKey(), createdAt: NOW }),
  );
}

/** Adds or removes networks of a VPC, or sets the tunnel subnets or LAN addresses of a gateway. */
function withUpdate(state: State, random: Random, count: number): State {
  const at = random.between(1, count);
  const name = `g${at}`;
  const own = state.vpcs.get(name as Name)?.cidrs ?? [];
  const more = random.pick([`10.${100 + at}.0.0/16`, `fd01:${at}::/48`]) as Cidr;
  const vpc = { addSubnets: [], removeSubnets: [] };
  return random.pick([
    () =>
      tried(state, (before) => updateVpc(specs, before, name, { ...vpc, addCidrs: [more], removeCidrs: [] })),
    () =>
      tried(state, (before) =>
        updateVpc(specs, before, name, {
          ...vpc,
          addCidrs: random.below(2) === 0 ? [more] : [],
          removeCidrs: [random.pick(own)],
        }),
      ),
    () =>
      tried(state, (before) =>
        updateGateway(specs, before, name, {
          tunnelSubnets: pick(random.pick(SHAPES), `10.98.${at}.0/24`, `fd98:${at}::/64`) as Cidr[],
        }),
      ),
    () => tried(state, (before) => updateGateway(specs, before, name, { lanAddresses: [] })),
  ])();
}

/** Returns a plan of four to seven gateways. */
export function mixedPlan(random: Random): State {
  const count = random.between(4, 7);
  let state = EMPTY_STATE;
  for (let at = 1; at <= count; at++) state = withSite(state, random, at);
  for (let step = 0; step < 40; step++) {
    const kind = random.below(10);
    if (kind < 6) state = withPeering(state, random, count);
    else if (kind < 8) state = withClient(state, random, count, step);
    else state = withUpdate(state, random, count);
  }
  return state;
}

/** Returns how many peers of one address family, and of both, the gateways have. */
export function peersByFamilies(state: State): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of state.gateways.keys())
    for (const { allowedIps } of desiredGateway(state, name).peers) {
      const kind = [
        allowedIps.some((cidr) => !cidr.includes(':')),
        allowedIps.some((cidr) => cidr.includes(':')),
      ].join();
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  return counts;
}
