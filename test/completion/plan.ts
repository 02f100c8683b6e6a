/** A plan for completion tests: each name is there to be suggested, or to be left out. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from '../support/sandbox.ts';

/**
 * Seoul is peered with osaka, overlaps tokyo, and jeju is inactive: it can be peered only with busan and daegu. Busan
 * belongs to bob, so its peering with osaka is pending.
 */
const LINES = [
  'location set apne2',
  'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --tunnel-subnet 10.99.1.0/24 --location apne2',
  'gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2 --tunnel-subnet 10.99.2.0/24',
  'gateway create tokyo --cidr 10.0.128.0/17 --endpoint 203.0.113.3 --tunnel-subnet 10.99.3.0/24',
  'gateway create busan --cidr 10.5.0.0/16 --endpoint 203.0.113.5 --tunnel-subnet 10.99.5.0/24 --owner bob',
  'gateway create daegu --cidr 10.6.0.0/16 --endpoint 203.0.113.6 --tunnel-subnet 10.99.6.0/24',
  'gateway create jeju --cidr 10.7.0.0/16 --endpoint 203.0.113.7 --tunnel-subnet 10.99.7.0/24 --status inactive',
  'vpc add lab --cidr 10.8.0.0/16 --cidr fd00:8::/48 --subnet web=10.8.1.0/24 --location usw2',
  'peering create seoul osaka',
  'peering create osaka busan',
  'client add seoul laptop',
  'client add osaka phone',
];

export async function writePlan({ ok }: Sandbox): Promise<void> {
  for (const line of LINES) await ok(line);
}

/** Creates other states beside the sandbox's own, and files and folders to complete. */
export function writeSurroundings({ folder, state, bytes }: Sandbox): void {
  const other = (name: string, text: string, mode = 0o600): void => {
    cpSync(state, join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'state.jsonl'), text);
    chmodSync(join(folder, name, 'state.jsonl'), mode);
  };
  other('broken', bytes().slice(0, -200));
  other('garbled', bytes().replaceAll('"name":"busan"', '"name":"$(touch pwned)\\u001b[31m"'));
  other('open', bytes(), 0o644);
  // A PATH with `clear`, which the shell needs, and a peerway that finds no node.
  mkdirSync(join(folder, 'bare'));
  symlinkSync(
    execFileSync('sh', ['-c', 'command -v clear'], { encoding: 'utf8' }).trim(),
    join(folder, 'bare', 'clear'),
  );
  symlinkSync(join(folder, 'path', 'peerway'), join(folder, 'bare', 'peerway'));
  writeFileSync(join(folder, 'networks.txt'), '10.0.0.0/8\n');
  mkdirSync(join(folder, 'render-here'));
  writeFileSync(join(folder, 'render-not'), '');
}
