import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

const tools = [
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

/** With the folders that even root's PATH sometimes lacks. */
export const searchPath = [process.env['PATH'], '/usr/sbin', '/sbin'].filter(Boolean).join(delimiter);

function isFound(tool: string): boolean {
  return searchPath.split(delimiter).some((folder) => isExecutable(join(folder, tool)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missingRequirements(more: readonly string[]): string[] {
  const missing = [
    ...(process.getuid?.() === 0 ? [] : ['root']),
    ...(existsSync('/dev/net/tun') ? [] : ['/dev/net/tun']),
    ...[...tools, ...more].filter((tool) => !isFound(tool)),
  ];
  if (missing.length > 0) return missing;
  // Root in a container often may not; what else can be told, only the tests can.
  const unshared = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'true']);
  return unshared.status === 0 ? [] : ['the right to make namespaces'];
}

/**
 * A group of laboratory tests. Where the machine cannot run them they are skipped with one line that says why;
 * PEERWAY_LAB=require turns that into a failure, so that a build meant to run them cannot pass without.
 * @param more  programs that it needs beside those of every laboratory
 */
export function describeLab(name: string, body: () => void, more: readonly string[] = []): void {
  const missing = missingRequirements(more);
  if (missing.length > 0 && process.env['PEERWAY_LAB'] === 'require') {
    throw new Error(`PEERWAY_LAB=require, but the laboratory lacks: ${missing.join(', ')}`);
  }
  if (missing.length > 0) console.log(`laboratory skipped (${name}): missing ${missing.join(', ')}`);
  describe.skipIf(missing.length > 0)(name, body);
}
