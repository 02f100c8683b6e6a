/** A host with systemd, as far as a deploy notices. */
import type { Host } from '../host.ts';
import { writeOn } from './managed-host.ts';

// Stubs of systemd that record their calls. systemd-run waits, then runs the command.
const systemctl = `#!/bin/sh
echo "systemctl $*" >>/run/lab/calls
for unit; do :; done
case "$1" in
  stop) touch "/run/lab/$2-stopped" ;;
  is-enabled) [ ! -e "/run/lab/enabled-$unit" ] || echo enabled ;;
  disable) rm -f "/run/lab/enabled-$unit" ;;
esac
`;
const systemdRun = `#!/bin/sh
echo "systemd-run $*" >>/run/lab/calls
for word; do
  case "$word" in
    --unit=*) unit=\${word#--unit=} ;;
    --on-active=*s) seconds=\${word#--on-active=} ;;
    --*) ;;
    *) break ;;
  esac
  shift
done
setsid sh -c 'sleep "\${1%s}"; [ -e "/run/lab/$2.timer-stopped" ] || { shift 2; exec "$@"; }' sh "$seconds" "$unit" "$@" >/dev/null 2>&1 </dev/null &
`;

/** Installs the stubs. A unit is enabled while the file /run/lab/enabled-<unit> exists. */
export async function installSystemdStubs(host: Host): Promise<void> {
  await host.run(['mkdir', '-p', '/run/systemd/system', '/tmp/lab-bin', '/etc/systemd/system']);
  await writeOn(host, '/tmp/lab-bin/systemctl', systemctl);
  await writeOn(host, '/tmp/lab-bin/systemd-run', systemdRun);
  await host.run(['sh', '-c', 'chmod 755 /tmp/lab-bin/*']);
}
