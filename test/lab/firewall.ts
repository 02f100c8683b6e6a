import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from './host.ts';
import { families, type SitePlan } from './sites.ts';
import type { Tampering, Undo } from './tampering.ts';

export type Firewall = 'nftables' | 'iptables';

/** Loads the rendered rules. Later calls replace them. */
export async function loadFirewall(gateway: Host, folder: string, firewall: Firewall): Promise<void> {
  if (firewall === 'nftables') {
    await gateway.run(['nft', '-f', join(folder, 'peerway.nft')]);
    return;
  }
  for (const { tool, file } of iptables) {
    const rules = await readFile(join(folder, file), 'utf8');
    const isHooked = (await hooks(gateway, tool)).length > 0;
    // The -I lines hook peerway's chains into those of the host, which must happen once.
    const input = isHooked ? rules.replace(/^-I .*\n/gm, '') : rules;
    await gateway.run([`${tool}-restore`, '--noflush'], { input });
  }
}

const iptables = [
  { tool: 'iptables', file: 'rules.v4' },
  { tool: 'ip6tables', file: 'rules.v6' },
] as const;

/**
 * A NAT of another program: it masquerades the VPC's whole range, and all traffic to the LAN, as a gateway with one
 * network card does.
 */
export async function masqueradeElsewhere(gateway: Host, plan: SitePlan, firewall: Firewall): Promise<void> {
  if (firewall === 'iptables') {
    for (const [tool, range] of rangesOf(plan)) {
      const append = [tool, '-t', 'nat', '-A', 'POSTROUTING'];
      await gateway.run([...append, '-s', range, '-j', 'MASQUERADE']);
      await gateway.run([...append, '-o', 'lan0', '-j', 'MASQUERADE']);
    }
    return;
  }
  const tables = families.map((family) => {
    const ip = family === 'v4' ? 'ip' : 'ip6';
    return `table ${ip} elsewhere {
      chain postrouting {
        type nat hook postrouting priority srcnat; policy accept;
        ${ip} saddr ${plan.vpc[family]} masquerade
        oifname "lan0" masquerade
      }
    }`;
  });
  await gateway.run(['nft', '-f', '-'], { input: tables.join('\n') });
}

/** Removes every rule of peerway, to show that a probe would notice. */
export function noFirewall(gateway: Host, firewall: Firewall): Tampering {
  return () => (firewall === 'nftables' ? dropTable(gateway) : unhook(gateway));
}

/** Keeps the source addresses of traffic into the tunnel, without peerway's rules. */
export function tunnelKeepsSources(gateway: Host, plan: SitePlan, firewall: Firewall): Tampering {
  if (firewall === 'iptables') {
    const change = (how: '-I' | '-D') => async () => {
      for (const [tool, range] of rangesOf(plan)) {
        await gateway.run([tool, '-t', 'nat', how, 'POSTROUTING', '-s', range, '-o', 'wg0', '-j', 'ACCEPT']);
      }
    };
    return async () => {
      await change('-I')();
      return change('-D');
    };
  }
  const rules = families.map((family) => {
    const ip = family === 'v4' ? 'ip' : 'ip6';
    return `oifname "wg0" ${ip} saddr ${plan.vpc[family]} snat ${ip} to ${ip} saddr`;
  });
  const chain = ['type nat hook postrouting priority srcnat - 2', ...rules].join('\n');
  return async () => {
    await gateway.run(['nft', '-f', '-'], { input: `table inet bent {\nchain keep {\n${chain}\n}\n}\n` });
    return () => gateway.run(['nft', 'delete', 'table', 'inet', 'bent']);
  };
}

function rangesOf(plan: SitePlan): (readonly [tool: string, range: string])[] {
  return [
    ['iptables', plan.vpc.v4],
    ['ip6tables', plan.vpc.v6],
  ];
}

async function dropTable(gateway: Host): Promise<Undo> {
  const table = await gateway.run(['nft', '--stateless', 'list', 'table', 'inet', 'peerway']);
  await gateway.run(['nft', 'delete', 'table', 'inet', 'peerway']);
  return () => gateway.run(['nft', '-f', '-'], { input: table });
}

async function unhook(gateway: Host): Promise<Undo> {
  const saved = await Promise.all(iptables.map(({ tool }) => gateway.run([`${tool}-save`])));
  for (const { tool } of iptables) {
    const commands = (await hooks(gateway, tool)).map(({ table, rule }) => [
      ...[tool, '-t', table],
      ...rule.replace(/^-A/, '-D').split(' '),
    ]);
    for (const command of commands) await gateway.run(command);
  }
  return () =>
    Promise.all(iptables.map(({ tool }, i) => gateway.run([`${tool}-restore`], { input: saved[i] ?? '' })));
}

interface Hook {
  readonly table: string;
  readonly rule: string;
}

/** Returns the rules of the host's chains that jump into peerway's. */
async function hooks(gateway: Host, tool: string): Promise<Hook[]> {
  const found: Hook[] = [];
  let table = '';
  for (const line of (await gateway.run([`${tool}-save`])).split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    if (/^-A (INPUT|FORWARD|OUTPUT|POSTROUTING|PREROUTING) .*-j peerway/i.test(line)) {
      found.push({ table, rule: line });
    }
  }
  return found;
}
