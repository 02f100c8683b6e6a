/** Gateways that cannot be reached or changed: one clear line, and nothing done. */
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../host.ts';
import { fingerprint } from './fingerprint.ts';
import { writeOn } from './managed-host.ts';
import type { Asked } from './operator.ts';
import { openPair, type Pair } from './pair.ts';
import { describeDeploys } from './requirements.ts';

// A login that is not root, and a sudo that says what the real one says. The one that works is a program with the
// file mode for it: this is a laboratory.
const withOps = `
  echo 'ops:x:1234:1234::/tmp/ops:/bin/sh' >>/etc/passwd && echo 'ops:x:1234:' >>/etc/group &&
  mkdir -p /tmp/ops /tmp/lab-bin && chmod 755 /tmp/lab-bin && chmod 711 /run/lab && chmod 644 /run/lab/authorized_keys &&
  cp "$(command -v setpriv)" /tmp/lab-bin/become && chmod 4755 /tmp/lab-bin/become`;

const SUDO = '/tmp/lab-bin/sudo';
const working = `#!/bin/sh
[ "$1" = -n ] && shift
exec /tmp/lab-bin/become --reuid 0 --regid 0 --clear-groups "$@"
`;
const wantsPassword = `#!/bin/sh
echo 'sudo: a password is required' >&2
exit 1
`;

describeDeploys('A deploy that cannot be', () => {
  let pair: Pair;
  let before: string;

  beforeAll(async () => {
    pair = await openPair();
    await pair.seoul.gateway.run(['sh', '-c', withOps]);
    before = await fingerprint(pair.seoul.gateway);
  });

  afterAll(() => pair?.lab.close());

  const deploy = (asked?: Asked): Promise<Outcome> =>
    pair.operator.try(['gateway', 'deploy', 'seoul', '--yes', '-o', 'json'], asked);

  const sshTarget = (target: string): Promise<string> =>
    pair.lab.peerway.run('gateway', 'update', 'seoul', '--ssh', target);

  async function expectRefused(why: RegExp, asked?: Asked): Promise<void> {
    const { code, stdout, stderr } = await deploy(asked);
    const [row] = JSON.parse(stdout);
    expect({ code, outcome: row.outcome, stderr }).toEqual({ code: 6, outcome: 'untouched', stderr: '' });
    expect(row.why).toMatch(why);
    expect(row.why).not.toMatch(/\n/);
    expect(await fingerprint(pair.seoul.gateway)).toBe(before);
  }

  /** The operator's ssh, with another file of known hosts. */
  async function knowing(hosts: string): Promise<Asked> {
    const file = pair.lab.peerway.file('other-hosts');
    await writeFile(file, hosts);
    return {
      ssh: await pair.operator.program('other-hosts-ssh', `exec "$SSH" -o UserKnownHostsFile='${file}' "$@"`),
    };
  }

  describe('says what is wrong', () => {
    test('with a host key that has changed', async () => {
      const other = (await pair.operator.host.run(['cat', pair.operator.publicKeyFile]))
        .split(' ')
        .slice(0, 2);
      await expectRefused(/^the host key has changed/, await knowing(`203.0.113.1 ${other.join(' ')}\n`));
    });

    test('with a host key that is not known', async () => {
      await expectRefused(/^unknown host key/, await knowing(''));
    });

    test('with a key that does not let the operator in', async () => {
      const other = pair.lab.peerway.file('other-key');
      await pair.operator.host.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', other]);
      const ssh = await pair.operator.program('stranger-ssh', `exec "$SSH" -o IdentityFile='${other}' "$@"`);
      // The configured key comes along with the other one, unless the server has forgotten it.
      const { gateway } = pair.seoul;
      await gateway.run(['mv', '/run/lab/authorized_keys', '/run/lab/away']);
      const { code, stdout } = await deploy({ ssh });
      await gateway.run(['mv', '/run/lab/away', '/run/lab/authorized_keys']);
      expect(code).toBe(6);
      expect(JSON.parse(stdout)[0].why).toMatch(/^login failed: .*Permission denied \(publickey\)/);
    });

    test('with a host that is not there, and one that does not listen', async () => {
      await sshTarget('root@203.0.113.66');
      await expectRefused(/^cannot connect: ssh: connect to host 203\.0\.113\.66 port 22: /);
      await sshTarget('root@203.0.113.1:23');
      await expectRefused(/^cannot connect: .*Connection refused/);
    });

    test('with a program that is not there', async () => {
      await sshTarget('root@203.0.113.1');
      await expectRefused(/^\/nowhere\/ssh: command not found$/, { ssh: '/nowhere/ssh' });
    });

    test('without sudo, and with one that wants a password', async () => {
      await sshTarget('ops@203.0.113.1');
      await expectRefused(/^cannot become root without a password: .*sudo: not found/);
      await writeOn(pair.seoul.gateway, SUDO, wantsPassword);
      await pair.seoul.gateway.run(['chmod', '755', SUDO]);
      before = await fingerprint(pair.seoul.gateway);
      await expectRefused(/^cannot become root without a password: sudo: a password is required/);
    });

    test('on a network that the host has a route to', async () => {
      await sshTarget('root@203.0.113.1');
      const { gateway } = pair.seoul;
      await gateway.run(['ip', 'route', 'add', '172.31.0.0/16', 'via', '10.0.0.5']);
      before = await fingerprint(gateway);
      await expectRefused(
        /^172\.31\.0\.0\/16 already has a route that peerway did not create: .*via 10\.0\.0\.5/,
      );
      await gateway.run(['ip', 'route', 'del', '172.31.0.0/16']);
    });
  });

  test('is one that can with a login that sudo lets be root', async () => {
    await writeOn(pair.seoul.gateway, SUDO, working);
    await pair.seoul.gateway.run(['chmod', '755', SUDO]);
    await sshTarget('ops@203.0.113.1');
    const { code, stdout } = await deploy();
    expect(JSON.parse(stdout)[0]).toMatchObject({ outcome: 'confirmed' });
    expect(code).toBe(0);
    await sshTarget('root@203.0.113.1');
  });
});
