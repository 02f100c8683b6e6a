/**
 * Writes a state of many gateways, each peered with every other one or, in a ring, with the next one: `mesh.mjs
 * <folder> <gateways> mesh|ring`. The first two are not peered.
 */

import type { Peering } from '../../src/model/peering.ts';
import { Secret } from '../../src/model/secret.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import type { Name, Owner } from '../../src/model/values.ts';
import { cidrs, keyFor, NOW, withGateway } from '../support/plans.ts';
import { writeState } from '../support/state-file.ts';

/**
 * Returns gateways with the VPC 10.<n>.0.0/16 or, from 200 on, 172.<16 + …>.0.0/19 and so on, and a /22 for the
 * tunnel.
 */
function gateways(count: number): State {
  let state = EMPTY_STATE;
  for (let at = 0; at < count; at++) {
    const vpc =
      at < 200
        ? `10.${at}.0.0/16`
        : `${at < 300 ? 172 : 173}.${16 + ((at - 200) >> 3)}.${((at - 200) & 7) * 32}.0/19`;
    const tunnel = `100.${64 + (at >> 6)}.${(at & 63) * 4}.0/22`;
    state = withGateway(state, `gw${at}`, { cidrs: [vpc], tunnels: [tunnel] });
  }
  return state;
}

function peerings(count: number, ring: boolean): Map<Name, Peering> {
  const all = new Map<Name, Peering>();
  const address = (gateway: number, other: number) => {
    const host = other + 2;
    return [
      cidrs(`100.${64 + (gateway >> 6)}.${(gateway & 63) * 4 + (host >> 8)}.${host & 255}/32`)[0]?.split(
        '/',
      )[0],
    ] as never;
  };
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < (ring ? Math.min(a + 2, count) : count); b++) {
      if (a === 0 && b === 1) continue;
      const name = `gw${a}-gw${b}` as Name;
      const side = (gateway: number, other: number) => ({
        end: { kind: 'gateway' as const, name: `gw${gateway}` as Name },
        owner: 'netops' as Owner,
        options: {},
        tunnelAddresses: address(gateway, other),
      });
      all.set(name, {
        name,
        via: 'wireguard',
        policy: { kind: 'any' },
        agreement: { kind: 'accepted' },
        requester: side(a, b),
        accepter: side(b, a),
        presharedKey: new Secret(keyFor(name)),
        createdAt: NOW,
        createdBy: 'netops' as Owner,
      });
    }
  }
  return all;
}

const [folder = '', count = '0', shape = 'mesh'] = process.argv.slice(2);
const state = { ...gateways(Number(count)), peerings: peerings(Number(count), shape === 'ring') };
writeState(folder, state);
