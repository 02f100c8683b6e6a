/** Damaged files of wg-quick are read as the real wg reads them, or rejected with the line. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import { parseWgQuick, type WgQuickFile } from '../../src/model/wg-quick/parse.ts';
import { renderWgQuick } from '../../src/render/wg.ts';
import { FULL, PATIENCE } from '../hostile/size.ts';
import { createTunnelInterface } from '../lab/gateway.ts';
import { Host } from '../lab/host.ts';
import { describeLab } from '../lab/requirements.ts';
import { dualStack, keyFor, threePeerings } from '../support/plans.ts';
import { type Random, randomFor } from '../support/random.ts';

const BASES = [
  renderWgQuick(desiredGateway(dualStack(), 'berlin'), { secrets: true }),
  renderWgQuick(desiredGateway(threePeerings(), 'osaka'), { secrets: true }),
].map(({ files }) => files[0]?.text ?? '');

const BY_HAND = [
  '[interface] # by hand',
  ' address=10.99.0.1/24, 10.99.0.9',
  `PRIVATEKEY = ${keyFor('mine')}`,
  'PostUp = iptables -A FORWARD -i %i -j ACCEPT; iptables -A OUTPUT -m comment --comment "a # b"',
  'SaveConfig=true',
  'Table = off',
  '[Peer]',
  `PublicKey=${keyFor('a')}`,
  'AllowedIPs = 10.99.0.2/24',
  'AllowedIPs=172.31.0.0/16,fd00::1',
  'PersistentKeepalive = off',
  '[peer]',
  `PublicKey=${keyFor('b')}`,
  `PresharedKey=${keyFor('psk')}`,
  'AllowedIPs = 172.31.0.0/16',
  'Endpoint = 203.0.113.7:51820',
  '',
].join('\n');

const PIECES = [
  ' ',
  '\t',
  '\r',
  '#',
  '=',
  ',',
  '/',
  '0',
  '9',
  'x',
  '[',
  ']',
  '\n',
  '[Peer]\n',
  '-',
  '+',
  ':',
  '.',
];

/** Changes a few characters or lines. */
function mutated(text: string, random: Random): string {
  let result = text;
  for (let count = random.between(1, 3); count > 0; count--) {
    const at = random.below(result.length);
    const lines = result.split('\n');
    const line = random.below(lines.length);
    const changes = [
      () => result.slice(0, at) + result.slice(at + 1),
      () => result.slice(0, at) + random.pick(PIECES) + result.slice(at),
      () => result.slice(0, at),
      () => [...lines.slice(0, line), ...lines.slice(line + 1)].join('\n'),
      () => [...lines.slice(0, line), lines[line], ...lines.slice(line)].join('\n'),
      () => lines.map((one, i) => (i === line ? one.toUpperCase() : one)).join('\n'),
      () => [...lines.slice(line), ...lines.slice(0, line)].join('\n'),
    ];
    result = random.pick(changes)();
  }
  return result;
}

/** The file as peerway reads it: its peers in the words of `wg show dump`, or the errors. */
function readByPeerway(text: string): { readonly file?: WgQuickFile; readonly errors: string[] } {
  try {
    return { file: parseWgQuick(text, 'wg0.conf'), errors: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { errors: error.problems.map(({ message }) => message) };
  }
}

const dumpOf = ({ peers }: WgQuickFile): string[] =>
  peers
    .map(({ publicKey, presharedKey, allowedIps, keepalive }) =>
      [
        publicKey,
        presharedKey?.reveal() ?? '(none)',
        [...allowedIps].sort().join(',') || '(none)',
        keepalive || 'off',
      ].join(' '),
    )
    .sort();

const FILES = 1000;

test('1,000 damaged files give a result or errors with lines, and no error repeats a key', () => {
  const random = randomFor('damaged files');
  for (let at = 0; at < FILES; at++) {
    const text = mutated(random.pick([...BASES, BY_HAND]), random);
    const { file, errors } = readByPeerway(text);
    if (file) expect(errors).toEqual([]);
    else expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) {
      expect(error).toMatch(/^wg0\.conf:[0-9]+: /);
      expect(error).not.toMatch(/[A-Za-z0-9+/]{42}/);
    }
  }
});

describeLab('The real wg', () => {
  let host: Host;
  beforeAll(async () => {
    host = await Host.boot('wg-quick-fuzz');
    await createTunnelInterface(host);
  });
  afterAll(() => host?.shutdown());

  test('reads damaged files as peerway does, or peerway rejects them', { timeout: PATIENCE }, async () => {
    const random = randomFor('damaged files and wg');
    const count = FULL ? FILES : 150;
    const texts = Array.from({ length: count }, () => mutated(random.pick([...BASES, BY_HAND]), random));
    const answers = await loaded(host, texts);
    let compared = 0;
    for (const [at, text] of texts.entries()) {
      const { file } = readByPeerway(text);
      const answer = answers[at] ?? '';
      // There is no DNS here, and peerway takes an empty list for a peer without networks.
      if (!file || /resol|Name or service|Temporary failure|not known|`AllowedIPs='/i.test(answer)) continue;
      compared += 1;
      const wg = answer
        .split('\n')
        .filter((line) => line !== '')
        .sort();
      expect(dumpOf(file), `${text}\n---\n${answer}`).toEqual(wg);
    }
    expect(compared).toBeGreaterThan(count / 5);
  });
});

/** Loads each file into the interface after `wg-quick strip`. Returns the peers of the dump, or the error. */
async function loaded(host: Host, texts: readonly string[]): Promise<string[]> {
  const script = [
    'export WG_ENDPOINT_RESOLUTION_RETRIES=1; mkdir -m 700 -p /run/fuzz && cd /run/fuzz || exit 1',
    'while IFS= read -r encoded; do',
    '  printf %s "$encoded" | base64 -d >wg0.conf',
    '  wg set wg0 private-key /dev/null 2>/dev/null',
    '  if wg-quick strip ./wg0.conf >stripped 2>errors && wg setconf wg0 stripped 2>errors; then',
    `    wg show wg0 dump | awk -F '\\t' 'NR > 1 { n = split($4, a, ","); print $1, $2, $4, $8 }'`,
    '  else echo "error: $(head -c 300 errors | tr "\\n" " ")"; fi',
    '  echo @end',
    'done',
  ].join('\n');
  const input = texts.map((text) => `${Buffer.from(text).toString('base64')}\n`).join('');
  const output = await host.run(['bash', '-c', script], { input, seconds: 300 });
  return output
    .split(/@end\n?/)
    .map((answer) =>
      answer.replaceAll(/^(\S+ \S+) (\S+) (\S+)$/gm, (line, keys, allowed, keepalive) =>
        line.startsWith('error') ? line : `${keys} ${allowed.split(',').sort().join(',')} ${keepalive}`,
      ),
    );
}
