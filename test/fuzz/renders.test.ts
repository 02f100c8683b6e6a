/** Every rendered file of random plans is loaded by the tool that it is for. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { desiredClient } from '../../src/model/desired/client.ts';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import type { State } from '../../src/model/state.ts';
import { specs } from '../../src/providers/registry.ts';
import { cloudFormatsOf, renderCloudGateway } from '../../src/providers/render/gateway.ts';
import { renderPeering } from '../../src/providers/render/peering.ts';
import { renderClientConfig } from '../../src/render/client-config.ts';
import { renderAll } from '../../src/render/formats.ts';
import type { RenderedFile } from '../../src/render/rendering.ts';
import { FULL, PATIENCE } from '../hostile/size.ts';
import { createTunnelInterface } from '../lab/gateway.ts';
import { Host } from '../lab/host.ts';
import { describeLab } from '../lab/requirements.ts';
import { engineFor, engineNamed } from '../providers/scenes.ts';
import { randomFor } from '../support/random.ts';
import { describeWith } from '../support/requirements.ts';
import { mixedPlan, peersByFamilies } from './mixed-plan.ts';

const PLANS = FULL ? 100 : 4;

/** A setting without a value, or an empty place in a list. */
const EMPTY = /^\s*[A-Za-z]+ ?=\s*$|=\s*,|, ,|,,|\{\s*\}|""|=\s*\[\s*\]|( -[sdio]|--to|via|dev)\s*$/;

const emptyLines = ({ name, text }: RenderedFile): string[] =>
  name.endsWith('.json')
    ? []
    : text
        .split('\n')
        .filter((line) => !line.trimStart().startsWith('#') && EMPTY.test(line))
        .map((line) => `${name}: ${line}`);

/** Every file of a gateway, of its cloud too. */
function filesOf(state: State, name: string): readonly RenderedFile[] {
  const desired = desiredGateway(state, name);
  const { cloud } = desired;
  const extra = cloudFormatsOf(specs, desired).map((format) => ({
    name: format,
    render: () => renderCloudGateway(engineNamed(cloud?.provider.kind ?? '').gateway, desired, format),
  }));
  return renderAll(desired, { secrets: true }, cloud ? extra : []).files;
}

/** Every file of the peerings of VPCs in a plan. */
const peeringFiles = (state: State): RenderedFile[] =>
  [...state.peerings.values()]
    .filter(({ requester }) => requester.end.kind === 'vpc')
    .flatMap((peering) => {
      const spec = specs.of(peering.via);
      return spec.formats.flatMap((format) =>
        [false, true].flatMap((undo) => {
          const scene = { state, peering, access: new Map(), undo };
          try {
            return renderPeering({ spec, engine: engineFor({ state, peering }) }, scene, format).files;
          } catch (error) {
            // There are no commands without ids.
            if (error instanceof UserError) return [];
            throw error;
          }
        }),
      );
    });

const networkd = '/lib/systemd/systemd-networkd';

describeLab('rendered files of random plans', () => {
  let host: Host;
  let neighbor: Host;

  beforeAll(() => boot());
  afterAll(() => shutdown());

  async function boot(): Promise<void> {
    host = await Host.boot('renders');
    await createTunnelInterface(host);
    neighbor = await Host.boot('neighbor');
    await host.connect('lan0', neighbor, 'lan0');
    const lan = ['ip addr add 10.0.0.1/8 dev lan0', 'ip addr add fd00::1/8 dev lan0', 'ip link set lan0 up'];
    await host.run(['sh', '-c', lan.join(' && ')]);
  }

  async function shutdown(): Promise<void> {
    await host?.shutdown();
    await neighbor?.shutdown();
  }

  /** Runs a script. */
  const sh = (script: string, input: string, ...words: string[]): Promise<string> =>
    host.run(['sh', '-c', script, 'sh', ...words], { input, seconds: 60 });

  /** The command that loads a file, which it reads from its input; `wg0` is an interface. */
  const LOADERS: readonly (readonly [RegExp, string])[] = [
    [/\.setconf$/, 'umask 077; cat >/run/f && wg setconf wg0 /run/f && wg syncconf wg0 /run/f'],
    [
      /\.conf$/,
      'umask 077; cat >/run/$1 && wg-quick strip /run/$1 >/run/f && wg setconf wg0 /run/f && rm /run/$1',
    ],
    [/\.nft$/, 'nft -c -f -'],
    [/^rules\.v4$/, 'iptables-restore --test --noflush'],
    [/^rules\.v6$/, 'ip6tables-restore --test --noflush'],
    [/^vpc-routes\.ip$/, 'ip -batch - && ip route flush proto 112 && ip -6 route flush proto 112'],
    [
      /^wg.*\.ip$/,
      'ip -batch - && ip addr flush dev wg0 && ip route flush dev wg0 && ip -6 route flush dev wg0',
    ],
    [/\.json$/, 'python3 -m json.tool >/dev/null'],
    [/\.sh$/, 'sh -n'],
  ];

  const failedFor =
    (text: string) =>
    (error: unknown): never => {
      throw new Error(`${String(error)}\n${text}`);
    };

  async function load(file: RenderedFile, wg: string): Promise<void> {
    const { name } = file;
    expect(emptyLines(file), name).toEqual([]);
    if (name === 'peerway.sysctl.conf') return;
    const command = LOADERS.find(([pattern]) => pattern.test(name))?.[1];
    // Interfaces other than wg0 do not exist here.
    const text = name.endsWith('.ip') ? file.text.replaceAll(`dev ${wg}`, 'dev wg0') : file.text;
    if (command) await sh(command, text, name).catch(failedFor(text));
  }

  test(
    'are accepted by the tools that they are for',
    async () => {
      const random = randomFor('renders');
      const [files, peers] = [{ count: 0 }, {} as Record<string, number>];
      const ofNetworkd = new Map<string, string>();
      for (let plan = 0; plan < PLANS; plan++) {
        const state = mixedPlan(random);
        for (const { name, interface: wg } of state.gateways.values()) {
          for (const file of filesOf(state, name)) {
            await load(file, wg);
            if (/\.(netdev|network)$/.test(file.name)) ofNetworkd.set(`${plan}-${file.name}`, file.text);
            files.count++;
          }
        }
        for (const file of peeringFiles(state)) await load(file, '');
        for (const client of state.clients.values())
          await load({ name: 'wg-client.conf', text: renderClientConfig(desiredClient(state, client)) }, '');
        // After some thousand changes of one interface, wireguard-go stops to answer.
        await shutdown();
        await boot();
        for (const [kind, count] of Object.entries(peersByFamilies(state)))
          peers[kind] = (peers[kind] ?? 0) + count;
      }
      if (existsSync(networkd)) expect(await networkdComplaints(ofNetworkd)).toEqual([]);
      console.log(
        `${files.count} files of ${PLANS} random plans were loaded; peers by families: ${JSON.stringify(peers)}`,
      );
    },
    PATIENCE,
  );

  /** Returns the lines in which networkd complains about one of the files. */
  async function networkdComplaints(files: ReadonlyMap<string, string>): Promise<string[]> {
    const prepare =
      'mkdir -p /run/systemd/network && install -d -o systemd-network -g systemd-network /run/systemd/netif && mount -t sysfs -o ro sysfs /sys';
    await host.run(['sh', '-c', prepare]);
    const save = 'cat >"$1" && chown root:systemd-network "$1" && chmod 0640 "$1"';
    for (const [name, text] of files) await sh(save, text, `/run/systemd/network/${name}`);
    const env = { SYSTEMD_LOG_LEVEL: 'info', SYSTEMD_LOG_TARGET: 'console', SYSTEMD_LOG_COLOR: '0' };
    let said = '';
    const daemon = host.start([networkd], env);
    daemon.stderr?.on('data', (chunk) => {
      said += String(chunk);
    });
    await expect.poll(() => said, { timeout: 30_000, interval: 50 }).toContain('Enumeration completed');
    daemon.kill();
    return said.split('\n').filter((line) => /\.(netdev|network):\d+:/.test(line));
  }
});

describeWith(['terraform'], 'Terraform of random plans', () => {
  test(
    'is parsed by terraform fmt, which changes nothing but white space',
    async () => {
      const { execa } = await import('execa');
      const random = randomFor('terraform');
      const texts: string[] = [];
      for (let plan = 0; plan < PLANS; plan++) {
        const state = mixedPlan(random);
        const files = [...state.gateways.keys()].flatMap((name) => filesOf(state, name));
        texts.push(
          ...[...files, ...peeringFiles(state)]
            .filter(({ name }) => name.endsWith('.tf'))
            .map(({ text }) => text),
        );
      }
      const words = (text: string): string => text.replace(/\s+/g, ' ');
      const input = texts.join('\n');
      const { stdout } = await execa('terraform', ['fmt', '-'], { input, stderr: 'ignore' });
      expect(words(stdout).trim()).toBe(words(input).trim());
      console.log(`terraform: ${texts.length} files parsed`);
    },
    PATIENCE,
  );
});
