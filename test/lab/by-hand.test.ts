/** The scripts of `peerway help formats`, which install rendered files without SSH access for peerway. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeBlocks, section, topicFile } from '../docs/documents.ts';
import { peersOf } from './gateway.ts';
import type { Host } from './host.ts';
import { Laboratory, type Site } from './laboratory.ts';
import { answersPing, becomesReachable } from './probes.ts';
import { describeLab } from './requirements.ts';
import { osaka, seoul } from './sites.ts';

const scriptUnder = (heading: string): string =>
  codeBlocks(section(topicFile('formats'), heading), 'sh')[0]?.text ?? '';

const FIRST = scriptUnder('Install the files for the first time');
const CHANGE = scriptUnder('Install a change');

/** Hosts have no systemd, and share the machine's files: each gets an /etc of its own. */
const OWN_ETC =
  'mount -t tmpfs tmpfs /mnt && cp -a /etc/. /mnt && mount --move /mnt /etc && mkdir -p /etc/wireguard /etc/sysctl.d';

/** Runs the unit as systemd would: its drop-in, then `wg-quick up`. */
const SYSTEMCTL = `#!/bin/sh
[ "$1" = enable ] || exit 0
$(sed -n 's/^ExecStartPre=//p' /etc/systemd/system/wg-quick@wg0.service.d/firewall.conf) &&
  wg-quick up wg0 >/run/wg-quick.log 2>&1
`;

/** Leaves settings of the whole machine alone. */
const SYSCTL = `#!/bin/sh
case $1 in --system) set -- -q -p /etc/sysctl.d/90-peerway.conf ;; esac
PATH=$REAL_PATH exec sysctl "$@"
`;

describeLab('Files that are installed by hand', () => {
  let lab: Laboratory;
  let inSeoul: Site;
  let inOsaka: Site;

  beforeAll(async () => {
    lab = await Laboratory.open();
    [inSeoul, inOsaka] = await Promise.all([lab.site(seoul), lab.site(osaka)]);
    await lab.peerway.run('peering', 'create', 'seoul', 'osaka');
    await mkdir(lab.peerway.file('bin'));
    for (const [name, text] of Object.entries({ systemctl: SYSTEMCTL, sysctl: SYSCTL })) {
      await writeFile(lab.peerway.file(join('bin', name)), text);
      await chmod(lab.peerway.file(join('bin', name)), 0o755);
    }
  });

  afterAll(() => lab?.close());

  async function install(host: Host, gateway: string, script: string): Promise<void> {
    const folder = await lab.peerway.render(gateway);
    const path = `${lab.peerway.file('bin')}:${process.env['PATH']}:/usr/sbin:/sbin`;
    await host.run(['sh', '-euc', `cd "$0" && ${script}`, folder], {
      seconds: 30,
      env: { PATH: path, REAL_PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
    });
  }

  test('connect the VPCs', async () => {
    for (const { plan, gateway, instance } of [inSeoul, inOsaka]) {
      await gateway.run(['sh', '-c', OWN_ETC]);
      await install(gateway, plan.name, FIRST);
      await instance.run(['ip', '-batch', join(await lab.peerway.render(plan.name), 'vpc-routes.ip')]);
    }
    expect(await becomesReachable(inSeoul.instance, osaka.instance.v4)).toBe(true);
    expect(await becomesReachable(inOsaka.instance, seoul.instance.v4)).toBe(true);
  });

  test('take a change without a new handshake', async () => {
    const before = await peersOf(inSeoul.gateway);
    await lab.peerway.run('client', 'add', 'seoul', 'laptop');
    await install(inSeoul.gateway, 'seoul', CHANGE);
    expect(await answersPing(inSeoul.instance, osaka.instance.v4)).toBe(true);
    const after = await peersOf(inSeoul.gateway);
    expect(after).toHaveLength(before.length + 1);
    expect(after).toEqual(expect.arrayContaining(before));
  });
});
