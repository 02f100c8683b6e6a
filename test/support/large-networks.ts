/** States of hundreds or thousands of gateways, built without the checks of the transitions. */
import { type Ip, ipText } from '../../src/model/address/cidr.ts';
import { parseEndpoint } from '../../src/model/endpoint.ts';
import type { Peering, Side } from '../../src/model/peering.ts';
import { Secret } from '../../src/model/secret.ts';
import { EMPTY_STATE, type Gateway, GENERIC, type State, type Vpc } from '../../src/model/state.ts';
import type { InterfaceName, Name, Owner, PublicKey } from '../../src/model/values.ts';
import { cidrs, keyFor, NOW } from './plans.ts';

/** Each gateway is peered with every other one, with the next one, or only with the first one. */
export type Shape = 'mesh' | 'ring' | 'hub';

const OWNER = 'netops' as Owner;
const nameOf = (gateway: number): Name => `gw${gateway}` as Name;

const ipv4 = (value: number): Ip => ipText({ family: 4, value: BigInt(value) });
/** The first gateway has room for thousands of peers: a /20 in front of the others' /22. */
const tunnelOf = (gateway: number): number =>
  (100 * 256 + 64) * 65_536 + (gateway === 0 ? 0 : 4096 + gateway * 1024);

function vpc(at: number): Vpc {
  const network = ipv4(10 * 2 ** 24 + at * 4096);
  return { name: nameOf(at), owner: OWNER, provider: GENERIC, cidrs: cidrs(`${network}/20`), subnets: [] };
}

/** Every other endpoint is a host name. */
function gateway(at: number): Gateway {
  const name = nameOf(at);
  return {
    name,
    owner: OWNER,
    vpc: name,
    status: 'active',
    endpoint: parseEndpoint(at % 2 === 0 ? ipv4(198 * 2 ** 24 + at) : `${name}.example`),
    tunnelSubnets: cidrs(`${ipv4(tunnelOf(at))}/${at === 0 ? 20 : 22}`),
    interface: 'wg0' as InterfaceName,
    mtu: 1420,
    lanAddresses: [ipv4(10 * 2 ** 24 + at * 4096 + 2)],
    publicKey: keyFor(`public ${name}`) as PublicKey,
    privateKey: new Secret(keyFor(`private ${name}`)),
  };
}

function peering(a: number, b: number): Peering {
  const name = `gw${a}-gw${b}` as Name;
  const side = (own: number, other: number): Side => ({
    end: { kind: 'gateway', name: nameOf(own) },
    owner: OWNER,
    options: {},
    tunnelAddresses: [ipv4(tunnelOf(own) + 2 + other)],
  });
  return {
    name,
    via: 'wireguard',
    policy: { kind: 'any' },
    agreement: { kind: 'accepted' },
    requester: side(a, b),
    accepter: side(b, a),
    presharedKey: new Secret(keyFor(name)),
    createdAt: NOW,
    createdBy: OWNER,
  };
}

/** The pairs of peered gateways. The first two are not peered, so that a test can peer them. */
function pairsOf(count: number, shape: Shape): [number, number][] {
  const partners = (a: number): number =>
    shape === 'mesh' ? count : shape === 'ring' ? Math.min(a + 2, count) : a === 0 ? count : 0;
  const pairs: [number, number][] = [];
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < partners(a); b++) if (a > 0 || b > 1) pairs.push([a, b]);
  }
  return pairs;
}

const byName = <Value extends { readonly name: Name }>(values: readonly Value[]): Map<Name, Value> =>
  new Map(values.map((value) => [value.name, value]));

/** Returns a state of that many gateways, each in a VPC of its own. */
export function largeNetwork(count: number, shape: Shape): State {
  const numbers = [...Array(count).keys()];
  return {
    ...EMPTY_STATE,
    vpcs: byName(numbers.map(vpc)),
    gateways: byName(numbers.map(gateway)),
    peerings: byName(pairsOf(count, shape).map(([a, b]) => peering(a, b))),
  };
}
