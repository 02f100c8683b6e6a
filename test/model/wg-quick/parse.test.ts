import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import { endpointText } from '../../../src/model/endpoint.ts';
import { parseWgQuick, type WgQuickFile } from '../../../src/model/wg-quick/parse.ts';
import { suggestedName, tunnelSubnetsOf } from '../../../src/model/wg-quick/tunnel.ts';
import { render } from '../../../src/render/formats.ts';
import { cidrs, dualStack, keyFor, onePeering, threePeerings } from '../../support/plans.ts';

const [PRIVATE, PSK, ALICE, BOB] = ['private', 'psk', 'alice', 'bob'].map(keyFor) as [
  string,
  string,
  string,
  string,
];

const parse = (...lines: string[]): WgQuickFile => parseWgQuick(lines.join('\n'), 'wg0.conf');

const problemsOf = (...lines: string[]): string[] => {
  try {
    parse(...lines);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.exit).toBe(3);
    return error.problems.map(({ message }) => message);
  }
};

describe('A wg-quick file', () => {
  test('is read in any spacing and case, with comments anywhere, a byte order mark and CRLF', () => {
    const file = parse(
      '\uFEFF# by hand\r',
      '  [interface]# seoul\r',
      `\tprivatekey=${PRIVATE}\r`,
      'ADDRESS = 10.99.1.1/24,fd99:1::1/64 10.99.1.2 # first\r',
      'Address=10.99.1.3/32\r',
      ' Listen Port = 51 820\r',
      'Mtu=1380\r',
      '\r',
      '# Client: Alice\r',
      '[PEER]\r',
      `PublicKey=${ALICE}#key\r`,
      `PRESHAREDKEY = ${PSK}\r`,
      'AllowedIPs = 10.99.1.5/24 , 10.7.0.0/16\r',
      'allowedips=fd99:1::5\r',
      'AllowedIPs = \r',
      'Endpoint = [2001:db8::1]:51820\r',
      'PersistentKeepalive = off',
    );
    expect(file.privateKey?.reveal()).toBe(PRIVATE);
    expect(file).toMatchObject({ listenPort: 51_820, mtu: 1380, kept: [] });
    expect(file.addresses).toEqual([
      { ip: '10.99.1.1', prefix: 24 },
      { ip: 'fd99:1::1', prefix: 64 },
      { ip: '10.99.1.2', prefix: 32 },
      { ip: '10.99.1.3', prefix: 32 },
    ]);
    expect(file.peers).toMatchObject([
      {
        line: 10,
        publicKey: ALICE,
        allowedIps: ['10.99.1.0/24', '10.7.0.0/16', 'fd99:1::5/128'],
        endpoint: '[2001:db8::1]:51820',
        keepalive: 0,
        comments: ['Client: Alice'],
      },
    ]);
    expect(file.peers[0]?.presharedKey?.reveal()).toBe(PSK);
  });

  test('keeps what peerway does not manage, with its line and without keys in it', () => {
    const { kept } = parse(
      '[Interface]',
      `PostUp = wg set %i private-key <(echo ${PRIVATE})`,
      'PostUp = iptables -A FORWARD -i %i -j ACCEPT; echo a=b # not part of it',
      'PreDown = true',
      'FwMark = 0x51',
      'Table = off',
      'DNS = 1.1.1.1, corp.example',
      'SaveConfig = true',
    );
    expect(kept.map(({ line, text }) => `${line} ${text}`)).toEqual([
      '2 PostUp = wg set %i private-key <(echo [redacted])',
      '3 PostUp = iptables -A FORWARD -i %i -j ACCEPT; echo a=b',
      '4 PreDown = true',
      '5 FwMark = 0x51',
      '6 Table = off',
      '7 DNS = 1.1.1.1, corp.example',
      '8 SaveConfig = true',
    ]);
    for (const { note } of kept) expect(note).not.toBe('');
  });

  test('counts as WireGuard counts it: the last value, peer and holder of a network', () => {
    const zero = `${'A'.repeat(43)}=`;
    const file = parse(
      '[Interface]',
      'ListenPort = 1',
      'ListenPort = 2',
      '[Peer]',
      `PublicKey = ${ALICE}`,
      `PresharedKey = ${PSK}`,
      'AllowedIPs = 10.1.0.0/16, 10.2.0.0/16',
      'Endpoint = 203.0.113.1:1',
      '[Peer]',
      `PublicKey = ${BOB}`,
      `PresharedKey = ${zero}`,
      'AllowedIPs = 10.3.0.0/16, 10.2.0.0/16, 10.3.0.0/16',
      '[Peer]',
      `PublicKey = ${ALICE}`,
      'AllowedIPs = 10.3.0.0/16',
    );
    expect(file.listenPort).toBe(2);
    expect(file.peers).toMatchObject([
      { publicKey: BOB, allowedIps: ['10.2.0.0/16'] },
      { publicKey: ALICE, allowedIps: ['10.3.0.0/16'], endpoint: '203.0.113.1:1' },
    ]);
    for (const { presharedKey } of file.peers) expect(presharedKey).toBeUndefined();
    expect(file.warnings).toEqual([
      'wg0.conf:13: this [Peer] replaces the one on line 4, which has the same PublicKey',
      'wg0.conf:13: this [Peer] takes 10.3.0.0/16 away from the one on line 9',
    ]);
  });

  test.each([
    [['Address = 10.0.0.1/24'], [/^wg0\.conf:1: "Address = 10\.0\.0\.1\/24" is neither/, /no \[Interface\]/]],
    [['[Interface]', 'hello'], [/^wg0\.conf:2: "hello" is neither/]],
    [['[Interfaces]'], [/^wg0\.conf:1: unknown section "\[Interfaces\]"/, /no \[Interface\]/]],
    [['[Interface]', 'Adress = 10.0.0.1/24'], [/^wg0\.conf:2: unknown key "Adress".*did you mean Address\?/]],
    [
      ['[Interface]', 'Address = 10.0.0.300/24, 10.0.0.1/33'],
      [/:2: "10\.0\.0\.300\/24"/, /:2: "10\.0\.0\.1\/33"/],
    ],
    [['[Interface]', 'ListenPort = 70000'], [/:2: the ListenPort "70000" is not a number from 0 to 65535/]],
    [['[Interface]', 'MTU = big'], [/:2: the MTU "big"/]],
    [['[Interface]', '', '[Peer]', 'AllowedIPs = 10.0.0.0/8'], [/:3: this \[Peer\] has no PublicKey/]],
    [['[Interface]', '[Peer]', `PublicKey = ${ALICE}`, 'Endpoint = 2001:db8::1:51820'], [/:4: the Endpoint/]],
    [['[Interface]', '[Peer]', `PublicKey = ${ALICE}`, 'AllowedIP = 10.0.0.0/8'], [/mean AllowedIPs\?/]],
  ] as const)('is rejected with the file and every line: %j', (lines, expected) => {
    const problems = problemsOf(...lines);
    expect(problems).toHaveLength(expected.length);
    for (const [at, pattern] of expected.entries()) expect(problems[at]).toMatch(pattern);
  });

  test('does not repeat a key that is damaged', () => {
    const damaged = PRIVATE.replace('=', '');
    const problems = problemsOf('[Interface]', `PrivateKey = ${damaged}`);
    expect(problems).toEqual([expect.stringMatching(/^wg0\.conf:2: the PrivateKey is not a valid key/)]);
    expect(problems.join()).not.toContain(damaged.slice(0, 20));
  });

  test.each([
    ['seoul', onePeering],
    ['seoul', threePeerings],
    ['berlin', dualStack],
  ] as const)('that is rendered is read back: %s', (name, plan) => {
    const desired = desiredGateway(plan(), name);
    const [file] = render(desired, 'wg-quick', { secrets: true }).files;
    const parsed = parseWgQuick(file?.text ?? '', 'wg0.conf');
    const { interface: wg, peers } = desired;
    expect(parsed.privateKey?.reveal()).toBe(wg.privateKey?.reveal());
    expect(parsed).toMatchObject({ listenPort: wg.listenPort, mtu: wg.mtu, kept: [] });
    expect(parsed.addresses).toEqual(wg.addresses);
    expect(
      parsed.peers.map(({ line: _, comments, presharedKey, ...peer }) => ({
        ...peer,
        name: comments[0],
        presharedKey: presharedKey?.reveal(),
      })),
    ).toEqual(
      peers.map((peer) => ({
        publicKey: peer.publicKey,
        allowedIps: peer.allowedIps,
        keepalive: peer.keepalive ?? 0,
        ...(peer.endpoint ? { endpoint: endpointText(peer.endpoint) } : {}),
        name: peer.name,
        presharedKey: peer.presharedKey?.reveal(),
      })),
    );
  });
});

describe('The tunnel subnet of an imported gateway', () => {
  const of = (address: string, peers: readonly string[], taken: readonly string[] = []) => {
    const sections = peers.flatMap((allowed, at) => [
      '[Peer]',
      `PublicKey = ${keyFor(String(at))}`,
      `AllowedIPs = ${allowed}`,
    ]);
    return tunnelSubnetsOf(parse('[Interface]', `Address = ${address}`, ...sections), cidrs(...taken));
  };
  test.each([
    ['is the whole one without peers', '10.99.1.1/24', [], [], ['10.99.1.0/24']],
    [
      'is the whole one of a hub with clients',
      '10.99.0.1/24',
      ['10.99.0.5/32', '10.99.0.2/32, 10.1.0.0/16'],
      [],
      ['10.99.0.0/24'],
    ],
    [
      'is the whole one if peers have their own',
      '10.99.1.1/24',
      ['10.1.0.0/16, 10.99.2.0/24'],
      [],
      ['10.99.1.0/24'],
    ],
    [
      'is the address in a pair that shares a subnet',
      '10.99.0.1/24',
      ['10.99.0.2/32, 10.1.0.0/16'],
      [],
      ['10.99.0.1/32'],
    ],
    ['is the address of a spoke', '10.99.0.7/24', ['10.99.0.0/24, 10.1.0.0/16'], [], ['10.99.0.7/32']],
    [
      'is the address if another gateway has the subnet',
      '10.99.0.7/24',
      [],
      ['10.99.0.0/16'],
      ['10.99.0.7/32'],
    ],
    [
      'is the whole one around the address of another gateway',
      '10.99.0.1/24',
      [],
      ['10.99.0.7/32'],
      ['10.99.0.0/24'],
    ],
    ['is the address of a point-to-point link', '10.99.0.1/32', ['10.99.0.2/32'], [], ['10.99.0.1/32']],
    ['is one of each family', '10.99.1.1/24, fd99::1/64, 10.5.5.5/24', [], [], ['10.99.1.0/24', 'fd99::/64']],
  ] as const)('%s', (_, address, peers, taken, subnets) => {
    expect(of(address, peers, taken)).toEqual(subnets);
  });
});

test.each([
  ["### Client Alice's laptop", 'alice-s-laptop'],
  ['BEGIN_PEER bob', 'bob'],
  ['Name = office_router.1', 'office-router-1'],
  ['friendly_name = Zoë', 'zo'],
  ['====', undefined],
])('the comment %s suggests the name %s', (comment, name) => {
  const { peers } = parse('[Interface]', `# ${comment}`, '[Peer]', `PublicKey = ${ALICE}`);
  expect(suggestedName(peers[0] as never)).toBe(name);
});
