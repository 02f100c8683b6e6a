/** Hosts that are managed over SSH, each with its own copy of the folders that a deploy writes to. */
import { appendFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Host } from '../host.ts';
import type { Operator } from './operator.ts';

// The hosts of a laboratory share the file system of the machine, so these folders are mounted over. The project itself
// may be in /tmp, so it is mounted back. Root gets an empty home, since the login
// shell of ssh reads the profile there, and a slow profile would look like a slow gateway.
const ownFolders = `
  mount -t tmpfs tmpfs /mnt && cp -a /etc/. /mnt && rm -rf /mnt/peerway && mount --move /mnt /etc &&
  mkdir -p -m 0755 /run/sshd && mkdir -m 0700 /run/lab /run/lab/home && mkdir /run/lab/tested &&
  sed -i 's|^\\(root:.*\\):[^:]*:\\([^:]*\\)$|\\1:/run/lab/home:\\2|' /etc/passwd &&
  mount --bind "$0" /run/lab/tested && mount -t tmpfs -o mode=1777 tmpfs /tmp &&
  mkdir -p "$0" && mount --move /run/lab/tested "$0" &&
  ssh-keygen -q -t ed25519 -N '' -f /run/lab/host_key`;

const tested = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

const sshdConfig = `
HostKey /run/lab/host_key
AuthorizedKeysFile /run/lab/authorized_keys
PidFile none
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
StrictModes no
UsePAM no
PrintMotd no
MaxStartups 100
SetEnv PATH=/tmp/lab-bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LogLevel ERROR
`;

/** Gives a host its own folders and an sshd, exchanges keys with the operator, and waits until ssh works. */
export async function manage(host: Host, operator: Operator, address: string): Promise<void> {
  const key = await operator.host.run(['cat', operator.publicKeyFile]);
  await host.run(['sh', '-c', ownFolders, tested]);
  await writeOn(host, '/run/lab/authorized_keys', key);
  await writeOn(host, '/run/lab/sshd_config', sshdConfig);
  const sshd = (await host.run(['sh', '-c', 'command -v sshd'])).trim();
  host.start([sshd, '-D', '-e', '-f', '/run/lab/sshd_config']).stderr?.resume();
  const hostKey = await host.run(['cut', '-d', ' ', '-f', '1,2', '/run/lab/host_key.pub']);
  await appendFile(operator.knownHosts, `${address} ${hostKey}\n`);
  await waitForSsh(operator, address);
}

export const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

export const writeOn = (host: Host, path: string, text: string): Promise<string> =>
  host.run(['sh', '-c', 'cat >"$0"', path], { input: text });

async function waitForSsh(operator: Operator, address: string): Promise<void> {
  const script = 'for i in $(seq 100); do "$0" "$1" true && exit; sleep 0.1; done; exit 1';
  await operator.host.run(['sh', '-c', script, operator.ssh, `root@${address}`], { seconds: 30 });
}
