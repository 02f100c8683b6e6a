/** Keys travel over stdin only, and are stored where only root can read them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publicKeyOf } from '../gateway.ts';
import type { Host } from '../host.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

// Every program that the agent runs records its arguments and environment first.
const TOOLS =
  'awk cat cksum cp cut date grep head id ip ln mkdir mktemp mv nft ping readlink rm rmdir sed setsid sleep sync tail tr wg wireguard-go';
const wrapTools = `
  mkdir -p /tmp/lab-bin && chmod 755 /tmp/lab-bin
  for tool in ${TOOLS}; do
    real=$(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin command -v "$tool") || continue
    printf '#!/bin/sh\\n{ /bin/cat /proc/$$/cmdline /proc/$$/environ | /usr/bin/tr "\\\\0" "\\\\n"; } >>/run/lab/seen\\nexec %s "$@"\\n' "$real" >"/tmp/lab-bin/$tool"
    chmod 755 "/tmp/lab-bin/$tool"
  done`;

describeDeploys('The keys of a deploy', () => {
  let pair: Pair;
  /** Private keys of both gateways, and the preshared key. */
  let secrets: string[];
  let output = '';

  beforeAll(async () => {
    pair = await openPair();
    await keepKeyOnHost(pair);
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
    for (const { gateway } of [pair.seoul, pair.osaka]) await gateway.run(['sh', '-c', wrapTools]);
    const ssh = await pair.operator.program(
      'recording-ssh',
      `cat /proc/$$/cmdline /proc/$$/environ | tr '\\0' '\\n' >>'${pair.lab.peerway.file('seen')}'\nexec "$SSH" "$@"`,
    );
    for (const words of [['diff'], ['deploy', '--yes'], ['deploy', '--yes']]) {
      const [verb = '', ...flags] = words;
      const { stdout, stderr, code } = await pair.operator.try(
        ['gateway', verb, 'seoul', 'osaka', ...flags],
        { ssh },
      );
      output += `${verb} ${code}\n${stdout}\n${stderr}\n`;
      await pair.lab.peerway.run('client', 'add', 'seoul', `client-${output.length}`);
    }
  });

  afterAll(() => pair?.lab.close());

  /** Generates osaka's key on its host and makes peerway use only the public key. */
  async function keepKeyOnHost({ lab, osaka }: Pair): Promise<void> {
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

  const leaks = (text: string): string[] => secrets.filter((secret) => text.includes(secret));

  test('are three, and the deploys succeed', () => {
    expect(secrets).toHaveLength(3);
    expect(output.match(/^(diff|deploy) \d/gm)).toEqual(['diff 8', 'deploy 0', 'deploy 0']);
  });

  test('are not in the arguments, environment or output of any program', async () => {
    expect(leaks(output)).toEqual([]);
    for (const host of [pair.seoul.gateway, pair.osaka.gateway]) {
      const seen = await host.run(['cat', '/run/lab/seen']);
      expect(seen).toMatch(/^syncconf$/m);
      expect(leaks(seen)).toEqual([]);
    }
    const seen = await pair.operator.host.run(['cat', pair.lab.peerway.file('seen')]);
    expect(seen).toMatch(/^BatchMode=yes$/m);
    expect(leaks(seen)).toEqual([]);
  });

  test('are only in files that only root can read, and not in temporary files', async () => {
    for (const host of [pair.seoul.gateway, pair.osaka.gateway]) {
      const files = await filesWithKeys(host);
      expect(files.map(({ path }) => path)).toEqual(['/etc/peerway/wg0/wg']);
      expect(files).toEqual([{ path: '/etc/peerway/wg0/wg', mode: '600', folders: ['700', '700'] }]);
    }
  });

  async function filesWithKeys(host: Host) {
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

  test('that a gateway keeps itself never leave it', async () => {
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
