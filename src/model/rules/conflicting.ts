/** Finds the gateways whose networks or endpoints conflict with those of others. */
import { type Cidr, hostCidr, type Ip } from '../address/cidr.ts';
import { isIp } from '../endpoint.ts';
import { listOf } from '../plan/list.ts';
import { findOverlaps } from '../plan/overlap.ts';
import type { State } from '../state.ts';
import type { Name } from '../values.ts';

/** Networks and endpoints as text, each with its gateway; host names included. */
interface Places {
  readonly texts: string[];
  readonly gateways: Name[];
}

/**
 * Returns every gateway with a network that overlaps another gateway's network, or with an endpoint inside one. If
 * neither of two gateways is among them, no address rule can fail for the pair, regardless of their peers. One sweep
 * per address family, fast enough for a Tab.
 */
export function conflictingGateways({ gateways, vpcs }: State): ReadonlySet<Name> {
  const places: Places = { texts: [], gateways: [] };
  const add = (text: string, gateway: Name): void => {
    places.texts.push(text);
    places.gateways.push(gateway);
  };
  for (const { name, vpc, tunnelSubnets, endpoint, allowForeign = [] } of gateways.values()) {
    for (const cidr of vpcs.get(vpc)?.cidrs ?? []) add(cidr, name);
    for (const cidr of [...tunnelSubnets, ...allowForeign]) add(cidr, name);
    if (endpoint) add(endpoint.host, name);
  }
  // VPCs that a cloud peers conflict with gateways as well; an extra name in the set does no harm.
  const held = new Set([...gateways.values()].map(({ vpc }) => vpc));
  for (const { name, cidrs } of vpcs.values()) {
    if (!held.has(name)) for (const cidr of cidrs) add(cidr, name);
  }
  return new Set([...conflictsIn4(places), ...conflictsIn6(places)]);
}

const IPV4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/;
/** Places that fit into a number beside a 32-bit address: 2^52 is below 2^53. */
const ROOM = 2 ** 20;

/**
 * Sorted by first address, a place overlaps an earlier one exactly when it begins before the farthest end so far.
 * Networks nest or are disjoint, so the one that ends there contains all others that it could overlap.
 */
function conflictsIn4({ texts, gateways }: Places): Set<Name> {
  const firsts = new Float64Array(texts.length);
  const lasts = new Float64Array(texts.length);
  const keys = new Float64Array(texts.length);
  let size = 0;
  for (let place = 0; place < texts.length; place++) {
    const match = IPV4.exec(texts[place] as string);
    if (!match) continue;
    const first =
      ((Number(match[1]) * 256 + Number(match[2])) * 256 + Number(match[3])) * 256 + Number(match[4]);
    firsts[place] = first;
    lasts[place] = first + 2 ** (32 - Number(match[5] ?? 32)) - 1;
    keys[size++] = first * ROOM + place;
  }
  // Sorting numbers natively: a comparison function would take longer than everything else.
  const sorted = keys.subarray(0, size).sort();
  const conflicting = new Set<Name>();
  let farthest = -1;
  let end = -1;
  for (let at = 0; at < size; at++) {
    const key = sorted[at] as number;
    const place = key - Math.floor(key / ROOM) * ROOM;
    if ((firsts[place] as number) <= end)
      conflicting.add(gateways[place] as Name).add(gateways[farthest] as Name);
    if ((lasts[place] as number) <= end) continue;
    farthest = place;
    end = lasts[place] as number;
  }
  return conflicting;
}

/** Above this many overlaps, every gateway with IPv6 counts as conflicting. */
const MOST = 10_000;

function conflictsIn6({ texts, gateways }: Places): Set<Name> {
  const places = [...texts.keys()].filter((place) => texts[place]?.includes(':'));
  if (places.length === 0) return new Set();
  const entries = places.map((place) => ({ cidr: networkOf(texts[place] as string), name: '' }));
  const { count, pairs } = findOverlaps(listOf(entries), MOST);
  const found = count > pairs.length ? entries.keys() : pairs.flatMap(({ outer, inner }) => [outer, inner]);
  return new Set([...found].map((entry) => gateways[places[entry] as number] as Name));
}

const networkOf = (text: string): Cidr => (isIp(text as Ip) ? hostCidr(text as Ip) : (text as Cidr));
