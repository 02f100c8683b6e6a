import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cidr, readCidr } from '../../src/model/address/cidr.ts';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import { type Endpoint, endpointText, isIp, parseEndpoint } from '../../src/model/endpoint.ts';
import { type PublicKey, parsePublicKey } from '../../src/model/values.ts';
import { render } from '../../src/render/formats.ts';
import { makeKeyPair } from '../../src/store/wireguard-keys.ts';
import { renderedProblems } from '../hostile/rendered.ts';
import { FULL, PATIENCE } from '../hostile/size.ts';
import { createTunnelInterface } from '../lab/gateway.ts';
import { Host } from '../lab/host.ts';
import { describeLab } from '../lab/requirements.ts';
import { randomFor } from '../support/random.ts';
import { undotted } from './ipv6-dots.ts';
import { accepted, randomPlan } from './plan.ts';
import { textOf } from './texts.ts';

interface Peer {
  readonly key: PublicKey;
  readonly endpoint: Endpoint;
  readonly network: Cidr;
}

const section = ({ key, endpoint, network }: Peer): string =>
  `[Peer]\nPublicKey = ${key}\nEndpoint = ${endpointText(endpoint)}\nAllowedIPs = ${network}\n`;

describeLab('what is accepted, in WireGuard', () => {
  let host: Host;

  beforeAll(async () => {
    host = await Host.boot('fuzz');
    await createTunnelInterface(host);
  });
  afterAll(() => host?.shutdown());

  /** Peers by key as `wg` shows them after reading a configuration: endpoint and networks. */
  async function configured(text: string): Promise<Map<string, { endpoint: string; networks: string }>> {
    await host.run(['sh', '-c', 'umask 077; cat > /run/fuzz && wg setconf wg0 /run/fuzz'], {
      input: text,
      seconds: 60,
    });
    const lines = (await host.run(['wg', 'show', 'wg0', 'dump'], { seconds: 60 }))
      .trim()
      .split('\n')
      .slice(1);
    return new Map(
      lines.map((line) => {
        const [key = '', , endpoint = '', networks = ''] = line.split('\t');
        return [key, { endpoint: undotted(endpoint), networks: undotted(networks) }];
      }),
    );
  }

  test(
    'keys, endpoints and networks are what they were typed as',
    async () => {
      const random = randomFor('wg peers');
      const [rounds, size] = FULL ? [20, 250] : [1, 100];
      const explained = { mapped: 0 };
      for (let round = 0; round < rounds; round++) {
        const networks = new Set<Cidr>();
        while (networks.size < size)
          networks.add(accepted(random, 'cidr', (text) => readCidr(text), Boolean) as Cidr);
        const peers = [...networks].map(
          (network): Peer => ({
            key: accepted(random, 'key', parsePublicKey),
            endpoint: accepted(random, 'endpoint', parseEndpoint, ({ host: where }) => isIp(where)),
            network,
          }),
        );
        const theirs = await configured(
          `[Interface]\nPrivateKey = ${makeKeyPair().privateKey.reveal()}\n${peers.map(section).join('')}`,
        );
        expect([...theirs.keys()].sort()).toEqual(peers.map(({ key }) => key as string).sort());
        for (const { key, endpoint, network } of peers) {
          const shown = theirs.get(key);
          expect(shown?.networks).toBe(network);
          const typed = endpointText(endpoint);
          // wireguard-go, in Go, has no IPv4-mapped addresses: it shows the IPv4 one.
          if (typed.startsWith('[::ffff:')) explained.mapped++;
          else expect(shown?.endpoint).toBe(typed);
        }
      }
      console.log(
        `wg: ${rounds * size} peers of accepted keys, endpoints and networks read back; explained: ${explained.mapped} × IPv4-mapped`,
      );
    },
    PATIENCE,
  );

  test(
    'keys are refused alike',
    async () => {
      const random = randomFor('wg keys');
      const texts = Array.from({ length: FULL ? 3000 : 200 }, () => textOf('key', random)).filter(
        (text) => !/[\n\0\\']|\p{Cs}/u.test(text),
      );
      const script =
        'while IFS= read -r key; do if printf %s "$key" | wg pubkey >/dev/null 2>&1; then echo taken; else echo refused; fi; done';
      const input = texts.map((text) => `${text}\n`).join('');
      const theirs = (await host.run(['sh', '-c', script], { input, seconds: 300 })).trim().split('\n');
      const explained = { zeros: 0, blanks: 0 };
      for (const [at, text] of texts.entries()) {
        const ours = isTaken(text) ? 'taken' : 'refused';
        if (ours === theirs[at]) continue;
        // A key of zeros is none; wg takes it for one. And wg passes over white space behind a key.
        if (/^A{43}=\s*$/.test(text)) explained.zeros++;
        else if (isTaken(text.replace(/[ \t\r\v\f]+$/, ''))) explained.blanks++;
        else expect.fail(`${JSON.stringify(text)}: ${ours} here, ${theirs[at]} by wg`);
      }
      console.log(
        `wg: ${texts.length} keys; explained: ${explained.zeros} × all zeros, ${explained.blanks} × white space at the end`,
      );
    },
    PATIENCE,
  );

  test(
    'random plans are loaded by wg, and wg-quick strips them to the same',
    async () => {
      const random = randomFor('wg plans');
      const plans = FULL ? 60 : 4;
      for (let plan = 0; plan < plans; plan++) {
        const state = randomPlan(random);
        expect(renderedProblems(state)).toEqual([]);
        for (const name of state.gateways.keys()) {
          const desired = desiredGateway(state, name);
          const [conf, setconf] = (['wg-quick', 'wg'] as const).map(
            (format) => render(desired, format, { secrets: true }).files[0],
          );
          const theirs = await configured(setconf?.text ?? '');
          expect([...theirs.keys()].sort()).toEqual(
            desired.peers.map(({ publicKey }) => publicKey as string).sort(),
          );
          await host.run(['sh', '-c', 'umask 077; cat > /run/$1', 'sh', conf?.name ?? ''], {
            input: conf?.text ?? '',
          });
          const stripped = await host.run(['wg-quick', 'strip', `/run/${conf?.name}`]);
          expect(meaning(stripped)).toEqual(meaning(setconf?.text ?? ''));
        }
      }
      console.log(`wg: ${plans} random plans of three gateways loaded`);
    },
    PATIENCE,
  );
});

const isTaken = (text: string): boolean => {
  try {
    return parsePublicKey(text) === text;
  } catch {
    return false;
  }
};

/** The lines that mean something. */
const meaning = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
