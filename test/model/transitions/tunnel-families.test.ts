/** An IPv6 tunnel subnet for a gateway in use: everyone gets an address in it, and nothing else changes. */
import { describe, expect, test } from 'vitest';
import { contains, familyOf } from '../../../src/model/address/cidr.ts';
import { uniqueLocalOf } from '../../../src/model/address/unique-local.ts';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import { isAlive, sidesFrom } from '../../../src/model/peering.ts';
import { clientsOf, gatewayNamed, peeringsOf } from '../../../src/model/queries.ts';
import type { State } from '../../../src/model/state.ts';
import { updateGateway } from '../../../src/model/transitions/gateway.ts';
import type { Name } from '../../../src/model/values.ts';
import { specs } from '../../../src/providers/registry.ts';
import { cidrs, threePeerings, withClient } from '../../support/plans.ts';
import { trials } from '../../support/random.ts';

const SIX = 'fd99:1::/64';

const withSix = (state: State, ...subnets: string[]): State =>
  updateGateway(specs, state, 'seoul', { tunnelSubnets: cidrs(...subnets) }).state;

/** The addresses of all peerings and clients of Seoul, without those of a family. */
const addressesOf = (state: State, family: 4 | 6): string[] =>
  [
    ...peeringsOf(state, 'seoul' as Name)
      .filter(isAlive)
      .map((peering) => sidesFrom(peering, 'seoul' as Name).local.tunnelAddresses),
    ...clientsOf(state, 'seoul' as Name).map((client) => client.addresses),
  ].flatMap((addresses) => addresses.filter((ip) => familyOf(ip) === family));

describe('A tunnel subnet of a new family', () => {
  test('gives every peering and client one address, and keeps the others', () => {
    trials(30, (random) => {
      let plan = threePeerings();
      for (let at = random.below(20); at > 0; at--) plan = withClient(plan, 'seoul', `client-${at}`);
      const after = withSix(plan, '10.99.1.0/24', SIX);
      expect(addressesOf(after, 4)).toEqual(addressesOf(plan, 4));
      const six = addressesOf(after, 6);
      expect(six).toHaveLength(addressesOf(plan, 4).length);
      expect(new Set(six).size).toBe(six.length);
      for (const ip of six) expect(contains(cidrs(SIX)[0] as never, ip as never)).toBe(true);
      expect(six).not.toContain('fd99:1::1');
      expect(desiredGateway(after, 'seoul').interface.addresses).toContainEqual({
        ip: 'fd99:1::1',
        prefix: 64,
      });
    });
  });

  test('is no way to drop the subnet that is in use', () => {
    expect(() => withSix(threePeerings(), SIX)).toThrow(
      expect.objectContaining({
        code: 'tunnel-in-use',
        hint: `to add ${SIX}, give all: \`peerway gateway update seoul --tunnel-subnet 10.99.1.0/24 ${SIX}\``,
      }),
    );
    expect(() => withSix(threePeerings(), '10.99.9.0/24', SIX)).toThrow(
      expect.objectContaining({ code: 'tunnel-in-use' }),
    );
  });

  test('must have room for all of them', () => {
    expect(() => withSix(threePeerings(), '10.99.1.0/24', 'fd99:1::/126')).toThrow(
      expect.objectContaining({ code: 'tunnel-subnet-full' }),
    );
  });

  test('is checked against the networks of the peers', () => {
    expect(() => withSix(threePeerings(), '10.99.1.0/24', SIX)).not.toThrow();
    expect(gatewayNamed(withSix(threePeerings(), '10.99.1.0/24', SIX), 'seoul').tunnelSubnets).toEqual([
      '10.99.1.0/24',
      SIX,
    ]);
  });
});

test('A unique local network begins with fd and its 40 random bits', () => {
  expect(uniqueLocalOf(new Uint8Array([0x12, 0x34, 0x56, 0x78, 0x9a]))).toBe('fd12:3456:789a::/48');
  expect(uniqueLocalOf(new Uint8Array(5))).toBe('fd00::/48');
});
