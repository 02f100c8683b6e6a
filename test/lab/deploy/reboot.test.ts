/** Configuration of a gateway after a reboot. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serve } from '../probes.ts';
import { bothWays, connected, settle } from '../ways.ts';
import { compareFingerprints, fingerprint } from './fingerprint.ts';
import { writeOn } from './managed-host.ts';
import { deployPair, openPair, type Pair } from './pair.ts';
import { describeLongDeploys } from './requirements.ts';
import { installSystemdStubs } from './systemd-stubs.ts';

const UNIT = '/etc/systemd/system/peerway-wg0.service';
const FIREWALL_UNIT = '/etc/systemd/system/peerway-wg0.firewall.service';

/** Script that clears the kernel's state, as a power failure does. */
const powerCut = `
  ip link del wg0; nft flush ruleset; rm -rf /run/peerway
  echo 0 >/proc/sys/net/ipv4/ip_forward; echo 0 >/proc/sys/net/ipv6/conf/all/forwarding`;

/** Script that runs the command of the unit as systemd does, without a shell and with an empty environment. */
const startUnit = `
  line=$(sed -n 's/^ExecStart=//p' "$0") && eval "set -- $line" && env -i "$@"`;

describeLongDeploys('A reboot', () => {
  let pair: Pair;

  beforeAll(async () => {
    pair = await openPair();
    await installSystemdStubs(pair.seoul.gateway);
    const stdout = await deployPair(pair);
    expect(stdout).toMatch(/^seoul +confirmed +\d+ +-$/m);
    expect(stdout).toMatch(/^osaka +confirmed +\d+ +no systemd on the host/m);
    await Promise.all([serve(pair.seoul.instance), serve(pair.osaka.instance)]);
    await settle(bothWays(pair.seoul, pair.osaka));
  });

  afterAll(() => pair?.lab.close());

  /** Removes parts of a fingerprint that vary: interface numbers and values that traffic changes. */
  const comparable = (text: string): string =>
    text
      .replace(/^\d+: /gm, '')
      .replace(/\n.*\b(lan0|wan0)\b.*/g, '')
      .replace(/ if\d+/g, '')
      .replace(/\n.*(fe80:|stable_secret|^sleep).*/gm, '');

  test('is prepared with systemd: a rollback timer and an enabled unit', async () => {
    const calls = await pair.seoul.gateway.run(['cat', '/run/lab/calls']);
    expect(calls).toMatch(/^systemd-run --quiet --collect --unit=peerway-rollback-wg0-\w+ --on-active=60s /m);
    expect(calls).toMatch(/^systemctl stop peerway-rollback-wg0-\w+\.timer$/m);
    expect(calls).toMatch(/^systemctl daemon-reload$/m);
    expect(calls).toMatch(/^systemctl enable --quiet --now peerway-wg0\.service$/m);
  });

  test('restores the same configuration, and traffic flows', async () => {
    const { gateway } = pair.seoul;
    const before = comparable(await fingerprint(gateway));
    await gateway.run(['sh', '-c', powerCut]);
    expect(await connected(pair.seoul, pair.osaka)).toBe(false);
    await gateway.run(['sh', '-c', startUnit, UNIT]);
    expect(compareFingerprints(before, comparable(await fingerprint(gateway)))).toEqual([]);
    await settle(bothWays(pair.seoul, pair.osaka));
    expect(await connected(pair.seoul, pair.osaka)).toBe(true);
    const diff = await pair.operator.try(['gateway', 'diff', 'seoul']);
    expect(diff.code, diff.stdout).toBe(0);
  });

  test('restores the last confirmed change if another one was pending', async () => {
    const { gateway } = pair.seoul;
    const before = comparable(await fingerprint(gateway));
    await pair.lab.peerway.run('vpc', 'update', 'osaka', '--add-cidr', '10.220.0.0/16');
    const stuck = await pair.operator.program(
      'stuck-ssh',
      'script=$(mktemp) && cat >"$script" && { grep -qx verify "$script" && exec sleep 60; "$SSH" "$@" <"$script"; }',
    );
    const words = ['gateway', 'deploy', 'seoul', '--yes', '--confirm-within', '30'];
    const deploying = pair.operator.start(words, { ssh: stuck });
    const applied =
      'until ip route show dev wg0 | grep -q 10.220 && ! ls -d /run/peerway-*; do sleep 0.1; done';
    await gateway.run(['sh', '-c', applied], { seconds: 20 });
    // A reboot ends all processes, including the rollback timer.
    await gateway.run(['sh', '-c', `pkill -9 -f '^(sleep|sh /run/peerway)'; ${powerCut}`]);
    await gateway.run(['sh', '-c', startUnit, UNIT]);
    expect(compareFingerprints(before, comparable(await fingerprint(gateway)))).toEqual([]);
    deploying.kill('SIGKILL');
  });

  test('restores endpoints from recorded addresses if their names do not resolve, and fails so that systemd retries', async () => {
    const { gateway } = pair.seoul;
    const before = comparable(await fingerprint(gateway));
    await gateway.run(['sh', '-c', powerCut]);
    const named = 's/^Endpoint = [^:]*:/Endpoint = osaka.invalid:/';
    await gateway.run(['sed', '-i.was', named, '/etc/peerway/wg0/wg']);
    const started = await gateway.try(['sh', '-c', startUnit, UNIT], { seconds: 60 });
    await gateway.run(['mv', '/etc/peerway/wg0/wg.was', '/etc/peerway/wg0/wg']);
    expect(started.code).toBe(1);
    expect(compareFingerprints(before, comparable(await fingerprint(gateway)))).toEqual([]);
  });

  test('restores the firewall even if the tunnel cannot come up', async () => {
    const { gateway } = pair.seoul;
    const before = comparable(await fingerprint(gateway));
    await gateway.run(['sh', '-c', powerCut]);
    await writeOn(gateway, '/tmp/lab-bin/no-wg', '#!/bin/sh\nexit 1\n');
    const wg = (await gateway.run(['sh', '-c', 'readlink -f "$(command -v wg)"'])).trim();
    await gateway.run(['sh', '-c', 'chmod 755 /tmp/lab-bin/no-wg; mount --bind /tmp/lab-bin/no-wg "$0"', wg]);
    expect((await gateway.try(['sh', '-c', startUnit, UNIT], { seconds: 60 })).code).toBe(1);
    expect(await gateway.run(['nft', 'list', 'tables'])).toContain('table inet peerway');
    await gateway.run(['sh', '-c', 'umount "$0"; rm /tmp/lab-bin/no-wg', wg]);
    await gateway.run(['sh', '-c', startUnit, UNIT]);
    expect(compareFingerprints(before, comparable(await fingerprint(gateway)))).toEqual([]);
  });

  test('is not needed after nftables.service flushes all tables: a reload restores the firewall', async () => {
    const { gateway } = pair.seoul;
    const before = comparable(await fingerprint(gateway));
    await gateway.run(['nft', 'flush', 'ruleset']);
    await gateway.run(['sh', '-c', startUnit.replace('ExecStart', 'ExecReload'), UNIT]);
    expect(compareFingerprints(before, comparable(await fingerprint(gateway)))).toEqual([]);
  });

  test('is not needed after nftables.service starts for the first time: another unit loads the firewall', async () => {
    const { gateway } = pair.seoul;
    const before = comparable(await fingerprint(gateway));
    await gateway.run(['nft', 'flush', 'ruleset']);
    await gateway.run(['sh', '-c', startUnit, FIREWALL_UNIT]);
    expect(compareFingerprints(before, comparable(await fingerprint(gateway)))).toEqual([]);
    const unit = await gateway.run(['cat', FIREWALL_UNIT]);
    expect(unit).toMatch(/^WantedBy=nftables\.service$/m);
    // systemd would not start a unit again that stays active.
    expect(unit).not.toContain('RemainAfterExit');
    expect(await gateway.run(['cat', UNIT])).toMatch(/^Also=peerway-wg0\.firewall\.service$/m);
  });

  test('runs units that systemd accepts', async () => {
    const files = [UNIT, FIREWALL_UNIT].map((path) => pair.lab.peerway.file(path.replace(/.*\//, '')));
    for (const [at, file] of files.entries())
      await writeOn(
        pair.operator.host,
        file,
        await pair.seoul.gateway.run(['cat', [UNIT, FIREWALL_UNIT][at] ?? '']),
      );
    const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', ...files], {
      encoding: 'utf8',
    });
    if (error) console.log('the unit was not checked: there is no systemd-analyze');
    // It reports errors in other units of this machine, too.
    else
      expect(
        stderr.split('\n').filter((line) => line.includes('peerway')),
        `${status}`,
      ).toEqual([]);
  });
});
