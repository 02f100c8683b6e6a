import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../src/errors.ts';
import { keyPlace } from '../../src/model/missing-keys.ts';
import { EMPTY_STATE, type State } from '../../src/model/state.ts';
import { specs } from '../../src/providers/registry.ts';
import { exportState, importState } from '../../src/store/state-document.ts';
import { makeKeyPair, makePresharedKey } from '../../src/store/wireguard-keys.ts';
import { revealed, SAMPLE } from '../support/states.ts';

/** Any part of a document, for tests to change. */
// biome-ignore lint/suspicious/noExplicitAny: documents can contain anything
type Loose = any;

/** Returns the document as read from a file. */
const exported = (secrets: boolean, state: State = SAMPLE): Loose =>
  JSON.parse(JSON.stringify(exportState(state, { secrets })));

function refusalOf(document: unknown, current: State = SAMPLE): UserError {
  try {
    importState(document, current, specs);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the document was taken');
}

const messagesOf = (error: UserError): string[] => error.problems.map(({ message }) => message);

/** Returns the problems of the sample document after a change. */
function problemsAfter(change: (document: Loose) => void, secrets = true): string[] {
  const document = exported(secrets);
  change(document);
  const error = refusalOf(document);
  expect([error.exit, error.code]).toEqual([EXIT.rejected, 'import-invalid']);
  return messagesOf(error);
}

describe('an exported document', () => {
  test('with secrets imports to the same state anywhere', () => {
    expect(revealed(importState(exported(true), EMPTY_STATE, specs).state)).toEqual(revealed(SAMPLE));
  });

  test('without secrets imports to the same state where its keys exist', () => {
    expect(revealed(importState(exported(false), SAMPLE, specs).state)).toEqual(revealed(SAMPLE));
  });

  test('without secrets contains none', () => {
    const text = JSON.stringify(exported(false));
    expect(text).not.toMatch(/"(privateKey|presharedKey)"|redacted/);
    for (const gateway of SAMPLE.gateways.values()) {
      if (gateway.privateKey) expect(text).not.toContain(gateway.privateKey.reveal());
    }
  });

  test('shows endpoints and SSH targets as text, and sorts by name', () => {
    const { gateways, clients, ...rest } = exported(false);
    expect(rest).toMatchObject({ format: 'peerway-export', version: 2, secrets: false });
    expect(gateways.map((one: Loose) => [one.name, one.endpoint, one.ssh, one.keyPair])).toEqual([
      ['busan', 'gw.busan.example:51820', undefined, 'operator'],
      ['osaka', '[2001:db8::2]:51821', undefined, 'stored'],
      ['seoul', '203.0.113.1:51820', 'root@[2001:db8::1]:2222', 'stored'],
    ]);
    expect(clients.map((one: Loose) => [one.gateway, one.name, one.keyPair])).toEqual([
      ['osaka', 'laptop', 'operator'],
      ['seoul', 'laptop', 'stored'],
    ]);
  });

  test('of the empty state imports to the empty state', () => {
    expect(importState(exported(false, EMPTY_STATE), SAMPLE, specs).state).toEqual(EMPTY_STATE);
  });
});

describe('keys that a document leaves out', () => {
  const missingIn = (document: Loose, current: State) => importState(document, current, specs).missing;

  test('are named for each object if the current state lacks them too', () => {
    expect(missingIn(exported(false), EMPTY_STATE)).toEqual([
      'preshared key of client laptop of osaka',
      'private key of client laptop of seoul',
      'preshared key of client laptop of seoul',
      'private key of gateway osaka',
      'private key of gateway seoul',
      'preshared key of peering busan-osaka',
      'preshared key of peering seoul-osaka',
    ]);
  });

  test('are missing in the state until a document has them', () => {
    const { state } = importState(exported(false), EMPTY_STATE, specs);
    expect(keyPlace(state.gateways.get('seoul' as never)?.privateKey)).toBe('missing');
    expect(exportState(state, { secrets: true })).toEqual({ ...exported(false), secrets: true });
    expect(missingIn(exported(false), state)).toHaveLength(7);
    const filled = importState(exported(true), state, specs);
    expect(filled.missing).toEqual([]);
    expect(revealed(filled.state)).toEqual(revealed(SAMPLE));
  });

  test('are not taken from an object with another public key', () => {
    const document = exported(false);
    document.gateways[1].publicKey = makeKeyPair().publicKey;
    expect(missingIn(document, SAMPLE)).toEqual(['private key of gateway osaka']);
  });

  test('are not taken from a peering of other gateways', () => {
    const document = exported(false);
    const [first, second] = ['busan-osaka', 'seoul-osaka'].map((name) =>
      document.peerings.find((one: Loose) => one.name === name),
    );
    [first.name, second.name] = [second.name, first.name];
    expect(missingIn(document, SAMPLE)).toHaveLength(2);
  });

  test('are not needed if the operator has them, or if the peering has ended', () => {
    const document = exported(false);
    const again = importState(document, SAMPLE, specs).state;
    expect(again.gateways.get('busan' as never)).not.toHaveProperty('privateKey');
    expect(again.peerings.get('seoul-busan' as never)).not.toHaveProperty('presharedKey');
  });

  test('can be in the document for one object and in the state for another', () => {
    const document = exported(false);
    const presharedKey = makePresharedKey().reveal();
    document.peerings[0].presharedKey = presharedKey;
    const again = importState(document, SAMPLE, specs).state;
    expect(again.peerings.get('busan-osaka' as never)?.presharedKey?.reveal()).toBe(presharedKey);
  });
});

describe('an invalid value', () => {
  test.each<[string, (document: Loose) => void, string]>([
    [
      'a newline in a name',
      (d) => (d.vpcs[0].name = 'a\nPostUp = id'),
      'vpcs[0].name: "a\\u{a}PostUp = id" is not a valid name',
    ],
    [
      '__proto__ as a name',
      (d) => (d.gateways[0].vpc = '__proto__'),
      'gateways[0].vpc: "__proto__" is not a valid name',
    ],
    ['a number for a name', (d) => (d.vpcs[0].name = 5), 'vpcs[0].name: expected a string'],
    ['a list for a name', (d) => (d.vpcs[0].name = ['a']), 'vpcs[0].name: expected a string'],
    ['null for a name', (d) => (d.vpcs[0].name = null), 'vpcs[0].name: expected a string'],
    ['no name', (d) => delete d.vpcs[0].name, 'vpcs[0].name: it is missing'],
    ['an unknown property', (d) => (d.vpcs[0].colour = 'red'), 'vpcs[0].colour: unknown property'],
    [
      'constructor as a property',
      (d) => (d.vpcs[0].constructor = {}),
      'vpcs[0].constructor: unknown property',
    ],
    ['escapes in a property', (d) => (d['\u001b[2J'] = 1), '["\\u{1b}[2J"]: unknown property'],
    [
      'host bits',
      (d) => (d.vpcs[0].cidrs = ['10.8.0.1/16']),
      'vpcs[0].cidrs[0]: "10.8.0.1/16" is not a valid CIDR',
    ],
    ['a string for a list', (d) => (d.vpcs[0].cidrs = '10.8.0.0/16'), 'vpcs[0].cidrs: expected a list'],
    ['an object for a list', (d) => (d.vpcs = { length: 1 }), 'vpcs: expected a list'],
    ['null for an object', (d) => (d.vpcs[0] = null), 'vpcs[0]: expected an object'],
    ['a string for an object', (d) => (d.gateways[0] = 'busan'), 'gateways[0]: expected an object'],
    [
      'a command for an endpoint',
      (d) => (d.gateways[0].endpoint = '-oProxyCommand=id'),
      'gateways[0].endpoint: "-oProxyCommand=id" is not a valid endpoint',
    ],
    [
      'an option for an SSH target',
      (d) => (d.gateways[2].ssh = '-oProxyCommand=id'),
      'gateways[2].ssh: "-oProxyCommand=id" is not a valid SSH target',
    ],
    [
      'an interface with a space',
      (d) => (d.gateways[0].interface = 'wg0 up'),
      'gateways[0].interface: "wg0 up" is not a valid interface name',
    ],
    ['an MTU as text', (d) => (d.gateways[0].mtu = '1420'), 'gateways[0].mtu: expected a number'],
    [
      'an MTU with a fraction',
      (d) => (d.gateways[0].mtu = 1420.5),
      'gateways[0].mtu: "1420.5" is not a valid MTU',
    ],
    ['an MTU too large', (d) => (d.gateways[0].mtu = 1e21), 'gateways[0].mtu: "1e+21" is not a valid MTU'],
    [
      'a property that imitates a message',
      (d) => (d['error: forged'] = 1),
      '["error: forged"]: unknown property',
    ],
    ['a VPC without networks', (d) => (d.vpcs[0].cidrs = []), 'vpcs[0].cidrs: expected at least one item'],
    [
      'a gateway without a tunnel',
      (d) => (d.gateways[0].tunnelSubnets = []),
      'gateways[0].tunnelSubnets: expected at least one item',
    ],
    [
      'an unknown status',
      (d) => (d.gateways[0].status = 'up'),
      'gateways[0].status: expected one of: pending, active, inactive, failed',
    ],
    [
      'an unknown provider',
      (d) => (d.vpcs[0].provider = { kind: 'oracle' }),
      'vpcs[0].provider.kind: expected a provider: an object with kind generic, aws, gcp, azure',
    ],
    [
      'a shell in an id',
      (d) => (d.vpcs[2].provider.vpcId = 'vpc-0;id'),
      'vpcs[2].provider.vpcId: "vpc-0;id" is not a valid AWS VPC id',
    ],
    [
      'ids of another cloud',
      (d) => (d.vpcs[1].provider.account = '1'),
      'vpcs[1].provider.account: unknown property',
    ],
    [
      'a local time',
      (d) => (d.clients[0].createdAt = '2026-01-02 03:04'),
      'clients[0].createdAt: "2026-01-02 03:04" is not a valid time',
    ],
    [
      'a day that does not exist',
      (d) => (d.clients[0].createdAt = '2026-02-30T00:00:00.000Z'),
      'clients[0].createdAt: "2026-02-30T00:00:00.000Z" is not a valid time',
    ],
    [
      'a short key',
      (d) => (d.gateways[0].publicKey = 'abc='),
      'gateways[0].publicKey: "abc=" is not a valid public key',
    ],
    [
      'an unknown key pair',
      (d) => (d.gateways[0].keyPair = 'lost'),
      'gateways[0].keyPair: expected one of: stored, operator',
    ],
    [
      'a boolean as text',
      (d) => (d.locations[0].vpnGateway = 'off'),
      'locations[0].vpnGateway: expected true or false',
    ],
    [
      'another format',
      (d) => (d.format = 'terraform'),
      'format: expected "peerway-export", as `peerway state export` prints',
    ],
    [
      'another version',
      (d) => (d.version = 3),
      'version: expected version 1 or 2, the only ones that this peerway can read',
    ],
    [
      '10 MB of text',
      (d) => (d.vpcs[0].owner = 'x'.repeat(1e7)),
      `vpcs[0].owner: "${'x'.repeat(80)}… (10000000 characters)" is not a valid owner`,
    ],
  ])('is reported: %s', (_case, change, expected) => {
    expect(problemsAfter(change)).toEqual([expected]);
  });

  test('is not shown if it is a secret', () => {
    const problems = problemsAfter((document) => {
      document.gateways[2].privateKey = 'hunter2';
      document.peerings[0].presharedKey = 'hunter2';
    });
    expect(problems).toEqual([
      'gateways[2].privateKey: This is not a valid private key',
      'peerings[0].presharedKey: This is not a valid preshared key',
    ]);
  });

  test('does not hide other problems', () => {
    const document = exported(true);
    document.vpcs[0].name = 'A';
    document.gateways[1].mtu = 1;
    document.clients[1].addresses[1] = '::ffff:1.2.3.4';
    expect(refusalOf(document).problems).toMatchObject([
      { message: 'vpcs[0].name: "A" is not a valid name', details: [expect.stringContaining('lower-case')] },
      { message: 'gateways[1].mtu: "1" is not a valid MTU' },
      { message: 'clients[1].addresses[1]: "::ffff:1.2.3.4" is not a valid IP address' },
    ]);
  });

  test('is only counted after the first fifty', () => {
    const document = exported(true);
    document.vpcs = Array.from({ length: 1000 }, () => ({ ...document.vpcs[0], owner: '' }));
    const error = refusalOf(document);
    expect(error.message).toContain('it has 1000 problems');
    expect(error.problems).toHaveLength(51);
    expect(messagesOf(error).at(-1)).toBe('and 950 more');
  });

  test.each([undefined, null, 5, 'text', [], {}, true, '__proto__'])('is not a document: %j', (value) => {
    expect(refusalOf(value)).toMatchObject({ exit: EXIT.rejected, code: 'import-invalid' });
  });

  test('can be a property with a special meaning in JavaScript', () => {
    const text = JSON.stringify(exported(true)).replace('{', '{"__proto__":{"vpcs":[]},');
    expect(messagesOf(refusalOf(JSON.parse(text)))).toEqual(['__proto__: unknown property']);
    expect(({} as { vpcs?: unknown }).vpcs).toBeUndefined();
  });
});

describe('inconsistent objects', () => {
  test.each<[string, (document: Loose) => void, string[]]>([
    [
      'a missing VPC',
      (d) => d.vpcs.shift(),
      ['Gateway busan refers to VPC busan, which is not in the document'],
    ],
    [
      'a missing gateway',
      (d) => d.gateways.shift(),
      [
        'Peering busan-osaka refers to gateway busan, which is not in the document',
        'Peering seoul-busan refers to gateway busan, which is not in the document',
      ],
    ],
    [
      "a client's missing gateway",
      (d) => (d.clients[0].gateway = 'kobe'),
      ['Client laptop refers to gateway kobe, which is not in the document'],
    ],
    ['two VPCs with one name', (d) => d.vpcs.push(d.vpcs[0]), ['2 vpcs are named busan']],
    ['two locations with one name', (d) => d.locations.push(d.locations[0]), ['2 locations are named apne2']],
    [
      'overlapping CIDRs',
      (d) => d.vpcs[1].cidrs.push('172.31.4.0/24'),
      ['172.31.0.0/16 and 172.31.4.0/24 of VPC osaka overlap'],
    ],
    [
      'an address assigned twice',
      (d) => (d.clients[0].addresses = ['10.99.2.2']),
      ['10.99.2.2 of gateway osaka is assigned to both client laptop and peering seoul-osaka'],
    ],
    [
      'an address in another subnet',
      (d) => (d.clients[0].addresses = ['10.99.1.9']),
      [
        '10.99.1.9 of client laptop is not an assignable address of gateway osaka',
        'client laptop has 0 addresses in 10.99.2.0/24 of gateway osaka instead of one',
      ],
    ],
    [
      "the gateway's own address",
      (d) => (d.clients[0].addresses = ['10.99.2.1']),
      ['10.99.2.1 of client laptop is not an assignable address of gateway osaka'],
    ],
    [
      'the network as an address',
      (d) => (d.clients[0].addresses = ['10.99.2.0']),
      ['10.99.2.0 of client laptop is not an assignable address of gateway osaka'],
    ],
    [
      'the broadcast address',
      (d) => (d.clients[0].addresses = ['10.99.2.255']),
      ['10.99.2.255 of client laptop is not an assignable address of gateway osaka'],
    ],
    [
      'no address of one family',
      (d) => d.clients[1].addresses.pop(),
      ['client laptop has 0 addresses in fd00:99:1::/64 of gateway seoul instead of one'],
    ],
    [
      'a private key that does not match',
      (d) => (d.gateways[1].privateKey = d.gateways[2].privateKey),
      ['The private key of gateway osaka does not match its public key'],
    ],
    [
      'a private key that the operator should have',
      (d) => (d.gateways[1].keyPair = 'operator'),
      ['The private key of gateway osaka is in the document, although its keyPair is "operator"'],
    ],
    [
      'a gateway peered with itself',
      (d) => (d.peerings.find((one: Loose) => one.name === 'seoul-busan').accepter.end.name = 'seoul'),
      ['Peering seoul-busan connects gateway seoul with itself'],
    ],
    [
      'sides that differ in an option that they share',
      (d) => (d.peerings.find((one: Loose) => one.via === 'gcp').accepter.options.stackType = 'IPV4_IPV6'),
      ['The sides of peering osaka-toronto differ in stackType, which they share'],
    ],
    [
      'a client with a reserved name',
      (d) => (d.clients[0].name = 'vpc-peering-seoul'),
      ['Client vpc-peering-seoul has a name that is reserved for peerings: vpc-peering-…'],
    ],
  ])('are rejected: %s', (_case, change, expected) => {
    expect(problemsAfter(change)).toEqual(expected);
  });

  test('are rejected if a peering of VPCs has tunnel addresses', () => {
    const [problem, ...others] = problemsAfter((document) => {
      document.peerings.find(({ via }: Loose) => via === 'aws').requester.tunnelAddresses = ['10.99.1.9'];
    });
    expect(problem).toMatch(/^peerings\[\d+\]\.requester\.tunnelAddresses: expected an empty list$/);
    expect(others).toEqual([]);
  });

  test('are rejected if two share a key', () => {
    const problems = problemsAfter((document) => {
      document.clients[0].publicKey = document.gateways[0].publicKey;
    });
    expect(problems).toEqual(['The public key of gateway busan is also used by client laptop of osaka']);
  });
});
