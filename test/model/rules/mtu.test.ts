/** The MTU of a tunnel fits the network of its VPC, and the line to the Internet. */
import { describe, expect, test } from 'vitest';
import { gatewayNamed } from '../../../src/model/queries.ts';
import { parseLineMtu } from '../../../src/model/rules/mtu.ts';
import { EMPTY_STATE, GENERIC, type ProviderIds, type State } from '../../../src/model/state.ts';
import { updateGateway } from '../../../src/model/transitions/gateway.ts';
import { importVpcs } from '../../../src/model/transitions/import-vpcs.ts';
import { addNewGateway } from '../../../src/model/transitions/new-gateway.ts';
import { addVpc, updateVpc } from '../../../src/model/transitions/vpc.ts';
import type { InterfaceName, Name, Owner, PublicKey } from '../../../src/model/values.ts';
import { specs } from '../../../src/providers/registry.ts';
import { aws, gcp } from '../../support/cloud-plans.ts';
import { cidrs, keyFor } from '../../support/plans.ts';

const NETOPS = 'netops' as Owner;
const UNCHANGED = { addCidrs: [], removeCidrs: [], addSubnets: [], removeSubnets: [] };

const withVpc = (provider: ProviderIds, mtu?: number): State =>
  addVpc(specs, EMPTY_STATE, {
    name: 'seoul' as Name,
    owner: NETOPS,
    provider,
    cidrs: cidrs('10.0.0.0/16'),
    subnets: [],
    ...(mtu === undefined ? {} : { mtu }),
  }).state;

const withGateway = (state: State, mtu?: number) =>
  addNewGateway(
    specs,
    state,
    {
      name: 'gw' as Name,
      vpc: 'seoul' as Name,
      cidrs: [],
      tunnelSubnets: cidrs('10.99.1.0/24'),
      interface: 'wg0' as InterfaceName,
      lanAddresses: [],
      ...(mtu === undefined ? {} : { mtu }),
    },
    {
      owner: NETOPS,
      keys: { publicKey: keyFor('gw') as PublicKey },
      pool: cidrs('10.99.0.0/16')[0] as never,
    },
  );

const GCP = gcp('proj-one', 'main');

describe('the MTU of a new gateway', () => {
  test.each<[string, ProviderIds, number | undefined, number]>([
    ['in a data center', GENERIC, undefined, 1420],
    ['at AWS', aws('eu-west-1', '1'), undefined, 1420],
    ['at GCP', GCP, undefined, 1380],
    ['in a network at GCP with 1500 bytes', GCP, 1500, 1420],
    ['in a network with jumbo frames, which the Internet has not', GCP, 8896, 1420],
    ['behind PPPoE', GENERIC, 1492, 1412],
  ])('%s', (_, provider, mtu, expected) => {
    const { state, warnings } = withGateway(withVpc(provider, mtu));
    expect(gatewayNamed(state, 'gw').mtu).toBe(expected);
    expect(warnings).toEqual([]);
  });

  test('that does not fit is warned of, also when it is changed, and when the network changes', () => {
    const text =
      'the MTU 1420 of gw is too large for VPC seoul, whose network has 1460: packets would be fragmented or lost; run `peerway gateway update gw --mtu 1380`';
    expect(withGateway(withVpc(GCP), 1420).warnings).toEqual([text]);
    const { state } = withGateway(withVpc(GCP));
    expect(updateGateway(specs, state, 'gw', { mtu: 1420 }).warnings).toEqual([text]);
    const large = withGateway(withVpc(GCP, 1500)).state;
    expect(updateVpc(specs, large, 'seoul', { ...UNCHANGED, mtu: 1460 }).warnings).toEqual([text]);
    expect(updateVpc(specs, large, 'seoul', { ...UNCHANGED, unset: ['mtu'] }).warnings).toEqual([text]);
  });

  test('of 8000 bytes is right between networks of 8896 bytes', () => {
    expect(withGateway(withVpc(GCP, 8896), 8000).warnings).toEqual([]);
  });
});

test('an import keeps the MTU of a network', () => {
  const found = (mtu: number) => [
    { names: ['main'], id: 'main', provider: GCP, cidrs: cidrs('10.0.0.0/16'), subnets: [], mtu },
  ];
  const first = importVpcs(specs, EMPTY_STATE, found(1460), { owner: NETOPS });
  const again = importVpcs(specs, first.state, found(1500), { owner: NETOPS });
  const mtus = [first, again].map(({ state }) => state.vpcs.get('main' as Name)?.mtu);
  expect(mtus).toEqual([1460, 1500]);
});

test.each([
  ['1492', 1412],
  ['1500', 1420],
  ['1280', 1200],
])('a line of %s bytes carries a tunnel of %i', (line, mtu) => {
  expect(parseLineMtu(line)).toBe(mtu);
});
