import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describeUnless, missingPrograms } from '../support/requirements.ts';

const PROGRAMS = [
  'wg',
  'wireguard-go',
  'nft',
  'iptables',
  'wg-quick',
  'ip',
  'ping',
  'sysctl',
  'unshare',
  'nsenter',
  'timeout',
];

function missingRequirements(programs: readonly string[]): string[] {
  const missing = [
    ...(process.getuid?.() === 0 ? [] : ['root']),
    ...(existsSync('/dev/net/tun') ? [] : ['/dev/net/tun']),
    ...missingPrograms(programs),
  ];
  if (missing.length > 0) return missing;
  // Root in a container often lacks this right. Whether it may do the rest, only the tests can tell.
  const unshared = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'true']);
  return unshared.status === 0 ? [] : ['the right to make namespaces'];
}

/**
 * A group of laboratory tests: hosts in network namespaces.
 * @param more  programs that it needs besides those of every laboratory
 */
export function describeLab(name: string, body: () => void, more: readonly string[] = []): void {
  describeUnless(missingRequirements([...PROGRAMS, ...more]), name, body);
}
