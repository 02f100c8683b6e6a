/** Gateways that cannot be reached or changed: peerway explains why in one line and changes nothing. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../host.ts';
import { fingerprint } from './fingerprint.ts';
import { writeOn } from './managed-host.ts';
import type { RunOptions } from './operator.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

// A login other than root, and a stub of sudo, which becomes root through a setuid program.
const addOpsUser = `
  echo 'ops:x:1234:1234::/tmp/ops:/bin/sh' >>/etc/passwd && echo 'ops:x:1234:' >>/etc/group &&
  mkdir -p /tmp/ops /tmp/lab-bin && chmod 755 /tmp/lab-bin && chmod 711 /run/lab && chmod 644 /run/lab/authorized_keys &&
  cp "$(command -v setpriv)" /tmp/lab-bin/become && chmod 4755 /tmp/lab-bin/become`;

const SUDO = '/tmp/lab-bin/sudo';
const sudoWithoutPassword = `#!/bin/sh
[ "$1" = -n ] && shift
exec /tmp/lab-bin/become --reuid 0 --regid 0 --clear-groups "$@"
`;
const sudoWithPassword = `#!/bin/sh
echo 'sudo: a password is required' >&2
exit 1
`;

describeDeploys('A deploy over SSH', () => {
  let pair: Pair;
  let before: string;

  beforeAll(async () => {
    pair = await openPair();
    await pair.seoul.gateway.run(['sh', '-c', addOpsUser]);
    before = await fingerprint(pair.seoul.gateway);
  });

  afterAll(() => pair?.lab.close());

  const deploy = (options?: RunOptions): Promise<Outcome> =>
    pair.operator.try(['gateway', 'deploy', 'seoul', '--yes', '-o', 'json'], options);

  const sshTarget = (target: string): Promise<string> =>
    pair.lab.peerway.run('gateway', 'update', 'seoul', '--ssh', target);

  async function expectUntouched(why: RegExp, options?: RunOptions): Promise<void> {
    const { code, stdout, stderr } = await deploy(options);
    const [row] = JSON.parse(stdout);
    expect({ code, outcome: row.outcome, stderr }).toEqual({ code: 6, outcome: 'untouched', stderr: '' });
    expect(row.why).toMatch(why);
    expect(row.why).not.toMatch(/\n/);
    expect(await fingerprint(pair.seoul.gateway)).toBe(before);
  }

  /** Returns options for an ssh with another known_hosts file. */
  async function withKnownHosts(hosts: string): Promise<RunOptions> {
    const file = pair.lab.peerway.file('other-hosts');
    await writeFile(file, hosts);
    return {
      ssh: await pair.operator.program('other-hosts-ssh', `exec "$SSH" -o UserKnownHostsFile='${file}' "$@"`),
    };
  }

  describe('explains', () => {
    test('a host key that has changed', async () => {
      const other = (await pair.operator.host.run(['cat', pair.operator.publicKeyFile]))
        .split(' ')
        .slice(0, 2);
      await expectUntouched(
        /^the host key has changed/,
        await withKnownHosts(`203.0.113.1 ${other.join(' ')}\n`),
      );
    });

    test('an unknown host key', async () => {
      await expectUntouched(/^unknown host key/, await withKnownHosts(''));
    });

    test('a rejected login', async () => {
      const other = pair.lab.peerway.file('other-key');
      await pair.operator.host.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', other]);
      const ssh = await pair.operator.program('other-key-ssh', `exec "$SSH" -o IdentityFile='${other}' "$@"`);
      // ssh offers the configured key too, so the server must not accept it either.
      const { gateway } = pair.seoul;
      await gateway.run(['mv', '/run/lab/authorized_keys', '/run/lab/away']);
      const { code, stdout } = await deploy({ ssh });
      await gateway.run(['mv', '/run/lab/away', '/run/lab/authorized_keys']);
      expect(code).toBe(6);
      expect(JSON.parse(stdout)[0].why).toMatch(/^login failed: .*Permission denied \(publickey\)/);
    });

    test('a host that does not exist, and a port that is closed', async () => {
      await sshTarget('root@203.0.113.66');
      await expectUntouched(/^cannot connect: ssh: connect to host 203\.0\.113\.66 port 22: /);
      await sshTarget('root@203.0.113.1:23');
      await expectUntouched(/^cannot connect: .*Connection refused/);
    });

    test('a missing ssh', async () => {
      await sshTarget('root@203.0.113.1');
      await expectUntouched(/^\/nowhere\/ssh: command not found$/, { ssh: '/nowhere/ssh' });
    });

    test('a missing sudo, and one that asks for a password', async () => {
      await sshTarget('ops@203.0.113.1');
      await expectUntouched(/^cannot become root without a password: .*sudo: not found/);
      await writeOn(pair.seoul.gateway, SUDO, sudoWithPassword);
      await pair.seoul.gateway.run(['chmod', '755', SUDO]);
      before = await fingerprint(pair.seoul.gateway);
      await expectUntouched(/^cannot become root without a password: sudo: a password is required/);
    });

    test('a conflicting route of the host', async () => {
      await sshTarget('root@203.0.113.1');
      const { gateway } = pair.seoul;
      await gateway.run(['ip', 'route', 'add', '172.31.0.0/16', 'via', '10.0.0.5']);
      before = await fingerprint(gateway);
      await expectUntouched(
        /^172\.31\.0\.0\/16 already has a route that peerway did not create: .*via 10\.0\.0\.5/,
      );
      await gateway.run(['ip', 'route', 'del', '172.31.0.0/16']);
    });
  });

  test('succeeds with a login that becomes root through sudo', async () => {
    await writeOn(pair.seoul.gateway, SUDO, sudoWithoutPassword);
    await pair.seoul.gateway.run(['chmod', '755', SUDO]);
    await sshTarget('ops@203.0.113.1');
    const { code, stdout } = await deploy();
    expect(JSON.parse(stdout)[0]).toMatchObject({ outcome: 'confirmed' });
    expect(code).toBe(0);
    await sshTarget('root@203.0.113.1');
  });
});
