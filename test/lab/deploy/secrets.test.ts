/** Keys are on their way over stdin, and stay where only root reads. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publicKeyOf } from '../gateway.ts';
import type { Host } from '../host.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

// Every program that the gateway's shell starts writes down its words and its surroundings first.
const WATCHED =
  'awk cat cksum cp cut date grep head id ip ln mkdir mktemp mv nft ping readlink rm rmdir sed setsid sleep sync tail tr wg wireguard-go';
const watchAll = `
  mkdir -p /tmp/lab-bin && chmod 755 /tmp/lab-bin
  for tool in ${WATCHED}; do
    real=$(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin command -v "$tool") || continue
    printf '#!/bin/sh\\n{ /bin/cat /proc/$$/cmdline /proc/$$/environ | /usr/bin/tr "\\\\0" "\\\\n"; } >>/run/lab/seen\\nexec %s "$@"\\n' "$real" >"/tmp/lab-bin/$tool"
    chmod 755 "/tmp/lab-bin/$tool"
  done`;

describeDeploys('The keys of a deploy', () => {
  let pair: Pair;
  /** Of both gateways, and the preshared one. */
  let secrets: string[];
  let said = '';

  beforeAll(async () => {
    pair = await openPair();
    await ownKey(pair);
    const texts = await Promise.all(
      ['seoul', 'osaka'].map((name) => pair.lab.peerway.run('gateway', 'render', name, '--format', 'wg')),
    );
    const kept = await pair.osaka.gateway.run(['wg', 'show', 'wg0', 'private-key']);
    secrets = [
      ...new Set([
        ...texts.flatMap((text) =>
          [...text.matchAll(/^(?:PrivateKey|PresharedKey) = (\S{43}=)$/gm)].map(([, key]) => key as string),
        ),
        kept.trim(),
      ]),
    ];
    for (const { gateway } of [pair.seoul, pair.osaka]) await gateway.run(['sh', '-c', watchAll]);
    const ssh = await pair.operator.program(
      'watched-ssh',
      `cat /proc/$$/cmdline /proc/$$/environ | tr '\\0' '\\n' >>'${pair.lab.peerway.file('seen')}'\nexec "$SSH" "$@"`,
    );
    for (const words of [['diff'], ['deploy', '--yes'], ['deploy', '--yes']]) {
      const [verb = '', ...flags] = words;
      const { stdout, stderr, code } = await pair.operator.try(
        ['gateway', verb, 'seoul', 'osaka', ...flags],
        { ssh },
      );
      said += `${verb} ${code}\n${stdout}\n${stderr}\n`;
      await pair.lab.peerway.run('client', 'add', 'seoul', `client-${said.length}`);
    }
  });

  afterAll(() => pair?.lab.close());

  /** Osaka's key is made on the host and never leaves it. */
  async function ownKey({ lab, osaka }: Pair): Promise<void> {
    await osaka.gateway.run([
      'sh',
      '-c',
      'wireguard-go wg0 >/dev/null 2>&1; wg genkey | wg set wg0 private-key /dev/stdin',
    ]);
    await lab.peerway.run('gateway', 'delete', 'osaka', '--yes');
    await lab.peerway.run(
      ...['gateway', 'create', 'osaka', '--vpc', 'osaka', '--endpoint', osaka.plan.gatewayWan.v4],
      ...['--tunnel-subnet', osaka.plan.tunnel.v4, '--public-key', await publicKeyOf(osaka.gateway)],
      ...['--ssh', `root@${osaka.plan.gatewayWan.v4}`, '--status', 'active'],
    );
    await lab.peerway.run('peering', 'create', 'seoul', 'osaka');
  }

  const hits = (text: string): string[] => secrets.filter((secret) => text.includes(secret));

  test('are three here, and the deploys have worked', () => {
    expect(secrets).toHaveLength(3);
    expect(said.match(/^(diff|deploy) \d/gm)).toEqual(['diff 3', 'deploy 0', 'deploy 0']);
  });

  test('are in no words and no environment of a program, and in no output', async () => {
    expect(hits(said)).toEqual([]);
    for (const host of [pair.seoul.gateway, pair.osaka.gateway]) {
      const seen = await host.run(['cat', '/run/lab/seen']);
      expect(seen).toMatch(/^syncconf$/m);
      expect(hits(seen)).toEqual([]);
    }
    const seen = await pair.operator.host.run(['cat', pair.lab.peerway.file('seen')]);
    expect(seen).toMatch(/^BatchMode=yes$/m);
    expect(hits(seen)).toEqual([]);
  });

  test('are in files that only root reads, and nowhere where a change was prepared', async () => {
    for (const host of [pair.seoul.gateway, pair.osaka.gateway]) {
      const files = await holding(host);
      expect(files.map(({ path }) => path)).toEqual(['/etc/peerway/wg0/wg']);
      expect(files).toEqual([{ path: '/etc/peerway/wg0/wg', mode: '600', folders: ['700', '700'] }]);
    }
  });

  async function holding(host: Host) {
    const all = `grep -rlF -f - /etc /tmp /run /var/tmp 2>/dev/null | while read -r file; do
      stat -c '%n %a' "$file" | tr '\\n' ' '; stat -c '%a' "\${file%/*}" "\${file%/*/*}" | tr '\\n' ' '; echo; done`;
    const lines = await host.run(['sh', '-c', all], { input: secrets.join('\n') });
    return lines
      .trim()
      .split('\n')
      .map((line) => {
        const [path, mode, ...folders] = line.trim().split(' ');
        return { path, mode, folders };
      });
  }

  test('of a gateway that keeps its own stay its own', async () => {
    const { gateway } = pair.osaka;
    const key = await gateway.run(['wg', 'show', 'wg0', 'private-key']);
    expect(secrets).toContain(key.trim());
    expect(await pair.lab.peerway.run('state', 'export', '--with-secrets')).not.toContain(key.trim());
    await gateway.run(['sh', '-c', 'wg genkey | wg set wg0 private-key /dev/stdin']);
    const { code, stdout } = await pair.operator.try(['gateway', 'deploy', 'osaka', '--yes', '-o', 'json']);
    expect(code).toBe(6);
    expect(JSON.parse(stdout)[0]).toMatchObject({
      outcome: 'untouched',
      why: expect.stringMatching(/^the host does not have the private key for \S{43}=, the key of wg0$/),
    });
  });
});
