/** Gateways without an endpoint, ports that a router forwards, and endpoints that two gateways would share. */
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import {
  endpointText,
  listenPortOf,
  parseEndpoint,
  parseEndpointChange,
  parseSshTarget,
  sshText,
} from '../../../src/model/endpoint.ts';
import { gatewayNamed } from '../../../src/model/queries.ts';
import { candidatesFor } from '../../../src/model/rules/candidates.ts';
import { stateProblems } from '../../../src/model/rules/soundness.ts';
import { EMPTY_STATE, type Gateway, type State, withEntry } from '../../../src/model/state.ts';
import { type GatewayUpdate, updateGateway } from '../../../src/model/transitions/gateway.ts';
import { specs } from '../../../src/providers/registry.ts';
import { renderWg } from '../../../src/render/wg.ts';
import { type GatewayPlan, withClient, withGateway, withPeering } from '../../support/plans.ts';

/** Gateways with an endpoint (`hub`) and without one (`branch`, `shop`). */
function plan(more: Partial<GatewayPlan> = {}): State {
  const gateways: Record<string, GatewayPlan> = {
    hub: { cidrs: ['10.1.0.0/16'], tunnels: ['10.99.1.0/24'], endpoint: '203.0.113.1', ...more },
    branch: { cidrs: ['10.2.0.0/16'], tunnels: ['10.99.2.0/24'], endpoint: 'none' },
    shop: { cidrs: ['10.3.0.0/16'], tunnels: ['10.99.3.0/24'], endpoint: 'none' },
  };
  return Object.entries(gateways).reduce((state, [name, one]) => withGateway(state, name, one), EMPTY_STATE);
}

function errorOf(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('nothing was rejected');
}

const updated = (state: State, name: string, update: GatewayUpdate) =>
  updateGateway(specs, state, name, update);

const portsOf = (state: State, name: string) => {
  const gateway = gatewayNamed(state, name);
  return [gateway.endpoint ? endpointText(gateway.endpoint) : 'none', listenPortOf(gateway)];
};

describe('a peering of two gateways without an endpoint', () => {
  const MESSAGE = 'Neither branch nor shop has a public endpoint; one of them must be reachable';

  test('is rejected, with the command that helps', () => {
    const error = errorOf(() => withPeering(plan(), 'branch', 'shop'));
    expect([error.exit, error.code, error.message]).toEqual([3, 'no-endpoint', MESSAGE]);
    expect(error.hint).toContain('peerway gateway update shop --endpoint <host[:port]>');
  });

  test('is not offered by prompts', () => {
    const state = plan();
    const offered = candidatesFor(state, gatewayNamed(state, 'branch')).map(({ gateway, problems }) => [
      gateway.name,
      problems[0]?.code,
    ]);
    expect(offered).toEqual([
      ['hub', undefined],
      ['shop', 'no-endpoint'],
    ]);
  });

  test.each([false, true])('cannot come about later (only requested: %s)', (request) => {
    const state = withPeering(plan(), 'branch', 'hub', { request });
    const error = errorOf(() => updated(state, 'hub', { endpoint: 'none' }));
    expect([error.code, error.message]).toEqual([
      'no-endpoint',
      'Neither branch nor hub has a public endpoint; one of them must be reachable',
    ]);
    expect(error.problems[0]?.details).toEqual(['breaks peering branch-hub']);
  });

  test('is found in a state that has it', () => {
    const state = withPeering(plan(), 'branch', 'hub');
    const { endpoint: _, ...hub } = gatewayNamed(state, 'hub');
    const broken = { ...state, gateways: withEntry(state.gateways, hub.name, hub as Gateway) };
    expect(stateProblems(specs, broken).map(({ code }) => code)).toEqual(['no-endpoint']);
  });
});

test('the peers of a gateway without an endpoint wait for its packets, and it keeps its NAT open', () => {
  const state = withPeering(plan(), 'branch', 'hub');
  const text = (name: string): string =>
    renderWg(desiredGateway(state, name), { secrets: false })
      .files.map((file) => file.text)
      .join('');
  expect(text('hub')).not.toContain('Endpoint');
  expect(text('branch')).toMatch(/^Endpoint = 203\.0\.113\.1:51820\nPersistentKeepalive = 25$/m);
});

describe('a gateway with clients needs an endpoint', () => {
  test('when a client is added', () => {
    const error = errorOf(() => withClient(plan(), 'branch', 'laptop'));
    expect([error.exit, error.code, error.message]).toEqual([
      3,
      'client-needs-endpoint',
      'Gateway branch has no endpoint, so a client could not reach it',
    ]);
  });

  test('when the endpoint is removed', () => {
    const state = withClient(withClient(plan(), 'hub', 'laptop'), 'hub', 'phone');
    const error = errorOf(() => updated(state, 'hub', { endpoint: 'none' }));
    expect([error.exit, error.code]).toEqual([3, 'client-needs-endpoint']);
    expect(error.hint).toContain('peerway client delete hub laptop phone');
  });
});

describe('the port of the interface', () => {
  test.each<[Partial<GatewayPlan>, GatewayUpdate, string, number]>([
    // An endpoint without a port keeps the port.
    [{}, { endpoint: parseEndpointChange('198.51.100.7') }, '198.51.100.7:51820', 51_820],
    [
      { endpoint: '203.0.113.1:443' },
      { endpoint: parseEndpointChange('198.51.100.7') },
      '198.51.100.7:443',
      443,
    ],
    [
      { endpoint: '203.0.113.1:443', listenPort: 51_820 },
      { endpoint: parseEndpointChange('198.51.100.7') },
      '198.51.100.7:443',
      51_820,
    ],
    [{}, { endpoint: parseEndpointChange('198.51.100.7:443') }, '198.51.100.7:443', 443],
    [{}, { listenPort: 4500 }, '203.0.113.1:51820', 4500],
    // A gateway without an endpoint still listens where it did.
    [{ endpoint: '203.0.113.1:443' }, { endpoint: 'none' }, 'none', 443],
    [{ endpoint: '203.0.113.1:443', listenPort: 4500 }, { endpoint: 'none' }, 'none', 4500],
    [{}, { endpoint: 'none' }, 'none', 51_820],
    // It gets the port on which it listens.
    [
      { endpoint: 'none', listenPort: 4500 },
      { endpoint: parseEndpointChange('198.51.100.7') },
      '198.51.100.7:4500',
      4500,
    ],
    [{ endpoint: 'none' }, { endpoint: parseEndpointChange('[2001:db8::7]:443') }, '[2001:db8::7]:443', 443],
  ])('%j after %j', (before, update, endpoint, port) => {
    const { state } = updated(plan(before), 'hub', update);
    expect(portsOf(state, 'hub')).toEqual([endpoint, port]);
    expect(desiredGateway(state, 'hub').interface.listenPort).toBe(port);
  });

  test('that peers do not send to is warned of', () => {
    expect(updated(plan(), 'hub', { listenPort: 4500 }).warnings).toEqual([
      'peers still send to port 51820 of 203.0.113.1: unless a router forwards it to port 4500, run `peerway gateway update hub --endpoint 203.0.113.1:4500`',
    ]);
  });
});

describe('an endpoint of two gateways', () => {
  const second = (endpoint: string) =>
    withGateway(
      plan({ endpoint: endpoint.startsWith('[') ? '[2001:DB8:0::1]:443' : 'GW.example:443' }),
      'x',
      {
        cidrs: ['10.9.0.0/16'],
        tunnels: ['10.99.9.0/24'],
        endpoint,
      },
    );

  test.each(['gw.example:443', 'gw.EXAMPLE:443', '[2001:db8::1]:443', '[2001:db8:0:0::0.0.0.1]:443'])(
    '%s is rejected in any spelling, naming both',
    (endpoint) => {
      const error = errorOf(() => second(endpoint));
      expect([error.exit, error.code]).toEqual([3, 'endpoint-taken']);
      expect(error.message).toMatch(/^The endpoint \S+:443 of gateway x is already used by gateway hub$/);
      expect(error.hint).toMatch(/--endpoint '?\S+:444'? --listen-port 443/);
    },
  );

  test.each(['gw.example', 'gw.example:444', 'gw2.example:443', '[2001:db8::1]:444'])(
    '%s is another',
    (one) => {
      expect(() => second(one)).not.toThrow();
    },
  );

  test('cannot come from an update', () => {
    const endpoint = parseEndpointChange('203.0.113.1');
    expect(errorOf(() => updated(plan(), 'shop', { endpoint })).code).toBe('endpoint-taken');
  });
});

describe('an endpoint that is none', () => {
  test.each([
    'none',
    'None',
    'nat',
    'dynamic',
    'behind-nat',
    'no-endpoint',
    'no',
    'null',
    '-',
    '',
    '0.0.0.0',
    '::',
    '[::]:51820',
    'none:51820',
  ])('%j is rejected with --no-endpoint as the hint', (text) => {
    const error = errorOf(() => parseEndpoint(text));
    expect(error.exit).toBe(2);
    expect(error.hint).toContain('--no-endpoint');
  });

  test.each(['none.example', 'nat.example:443', 'dynamic-gw'])('%s is a name', (text) => {
    expect(parseEndpoint(text).host).toBe(text.replace(/:.*/, ''));
  });
});

describe('an IPv6 address without brackets', () => {
  test.each([
    ['2001:db8::1:9000', "use --endpoint '[2001:db8::1]:9000' or --endpoint '[2001:db8::1:9000]'"],
    ['2001:DB8::1:443', "use --endpoint '[2001:db8::1]:443' or --endpoint '[2001:db8::1:443]'"],
    ['2001:db8::1:51820', "--endpoint '[2001:db8::1]:51820'"],
    ['1:2:3:4:5:6:7:8:443', "--endpoint '[1:2:3:4:5:6:7:8]:443'"],
  ])('%s is no guess', (text, hint) => {
    expect(errorOf(() => parseEndpoint(text)).hint).toContain(hint);
  });

  test.each(['2001:db8::1', '2001:db8::', '1:2:3:4:5:6:7:8', '2001:db8::1:a000', '2001:db8::1:0443'])(
    '%s has only one meaning',
    (text) => {
      expect(parseEndpoint(text).port).toBe(51_820);
    },
  );

  test('is no guess in an SSH target, and one that is printed can be read again', () => {
    expect(errorOf(() => parseSshTarget('root@2001:db8::1:2222')).hint).toContain(
      "--ssh '[2001:db8::1]:2222'",
    );
    for (const text of ['root@[2001:db8::1:2222]', 'root@2001:db8::1', 'root@[2001:db8::1]:22'])
      expect(sshText(parseSshTarget(text))).toBe(text);
  });
});
