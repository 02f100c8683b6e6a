/** Plans of random values that the parsers accept, so that the renderers receive all of them. */
import { type Cidr, contains, familyOf, type Ip, prefixOf, readCidr } from '../../src/model/address/cidr.ts';
import { parseIp } from '../../src/model/address/parse.ts';
import { isIp, parseEndpoint } from '../../src/model/endpoint.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import { addClient } from '../../src/model/transitions/client.ts';
import { createPeering } from '../../src/model/transitions/create-peering.ts';
import { createGateway } from '../../src/model/transitions/gateway.ts';
import { addVpc } from '../../src/model/transitions/vpc.ts';
import { type Name, type Owner, parseInterfaceName, parseMtu, parseName } from '../../src/model/values.ts';
import { specs } from '../../src/providers/registry.ts';
import { wireguard } from '../../src/providers/wireguard/spec.ts';
import { makeKeyPair, makePresharedKey } from '../../src/store/wireguard-keys.ts';
import { NOW } from '../support/plans.ts';
import type { Random } from '../support/random.ts';
import { textOf } from './texts.ts';

/** Tries random texts until one is accepted. */
export function accepted<Value>(
  random: Random,
  kind: string,
  parse: (text: string) => Value,
  also = (_: Value) => true,
): Value {
  for (;;) {
    try {
      const value = parse(textOf(kind, random));
      if (also(value)) return value;
    } catch {
      // Rejected; try another one.
    }
  }
}

const OWNER = 'netops' as Owner;

/**
 * Returns the networks of a VPC or a tunnel, without overlaps. The number selects their place, and random values
 * their size.
 */
const networksOf = (random: Random, at: number, second: number): Cidr[] => {
  const four = readCidr(`10.${at}.${second}.0/${24 + random.below(5)}`) as Cidr;
  const six = readCidr(
    `fd${at.toString(16).padStart(2, '0')}:${second + 1}::/${48 + random.below(60)}`,
  ) as Cidr;
  return random.below(2) === 0 ? [four] : [four, six];
};

/** Returns an address in each network that has room for one. */
const lanOf = (networks: readonly Cidr[]): Ip[] =>
  networks
    .filter((cidr) => prefixOf(cidr) < 127)
    .map((cidr) => {
      return familyOf(cidr) === 4
        ? parseIp(cidr.replace(/0\/.*/, '2'))
        : parseIp(`${cidr.replace(/::\/.*/, '::2')}`);
    })
    .filter((ip) => networks.some((cidr) => contains(cidr, ip)));

function withGateway(state: State, random: Random, name: Name, at: number): State {
  const cidrs = networksOf(random, at, 0);
  const withVpc = addVpc(specs, state, {
    name,
    owner: OWNER,
    provider: { kind: 'generic' },
    cidrs,
    subnets: [],
  }).state;
  return createGateway(withVpc, {
    name,
    owner: OWNER,
    vpc: name,
    status: 'active',
    // wg would look up names, and there is no resolver.
    endpoint: accepted(random, 'endpoint', parseEndpoint, ({ host }) => isIp(host)),
    tunnelSubnets: networksOf(random, at, 1),
    interface: accepted(random, 'interface', parseInterfaceName),
    mtu: accepted(random, 'mtu', parseMtu, (mtu) => mtu >= 1280),
    lanAddresses: lanOf(cidrs),
    ...makeKeyPair(),
  }).state;
}

/** Tries again if a rule rejects a random value, such as an endpoint inside the peer's network. */
function persistently<Value>(act: () => Value): Value {
  for (;;) {
    try {
      return act();
    } catch {
      // Rejected by a rule.
    }
  }
}

/**
 * Returns a plan of three gateways with random names, interfaces, sizes and endpoints: the first is peered with the
 * others, and has a client.
 */
export function randomPlan(random: Random): State {
  let state = EMPTY_STATE;
  const names: Name[] = [];
  while (names.length < 3) {
    const name = accepted(random, 'name', (text) => parseName(text));
    if (names.includes(name)) continue;
    const [before, at] = [state, names.length + 10 * (1 + random.below(9))];
    state = persistently(() => withGateway(before, random, name, at));
    names.push(name);
  }
  const [hub, ...spokes] = names as [Name, ...Name[]];
  for (const [at, spoke] of spokes.entries()) {
    const gateways = [hub, spoke] as const;
    const name = `peering-${at}` as Name;
    state = createPeering(specs, state, {
      spec: wireguard,
      ends: gateways,
      name,
      both: true,
      options: {},
      actor: OWNER,
      presharedKey: makePresharedKey(),
      now: NOW,
    }).state;
  }
  const client = persistently(() =>
    accepted(
      random,
      'name',
      (text) => parseName(text),
      (one) => !one.startsWith('vpc-peering-'),
    ),
  );
  return addClient(state, {
    gateway: hub,
    name: client,
    ...makeKeyPair(),
    presharedKey: makePresharedKey(),
    createdAt: NOW,
  }).state;
}
