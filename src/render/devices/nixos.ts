/**
 * NixOS, as a module (nixpkgs, nixos/modules/services/networking/wireguard.nix). The store is readable for everyone, so
 * that the keys are in files, which a second file writes. The firewall is the nftables table of every Linux gateway.
 */
import type { DesiredGateway, DesiredPeer } from '../../model/desired/gateway.ts';
import { endpointText } from '../../model/endpoint.ts';
import { renderNftables } from '../nftables.ts';
import { fileText, type Rendering, type RenderOptions } from '../rendering.ts';
import { filesOf, guideLines } from './guide.ts';
import { addressText, headerLines, privateKeyNotes } from './parts.ts';

export function renderNixos(desired: DesiredGateway, options: RenderOptions): Rendering {
  const files = filesOf(desired, 'nixos');
  const keys = { name: `${wgOf(desired)}-keys.sh`, text: keysText(desired, options) };
  const undo = fileText([
    '#!/bin/sh',
    ...headerLines(desired, options, [`Device: NixOS. Deletes the keys that ${keys.name} has written.`]),
    `rm -f ${[keyFile(desired), ...desired.peers.map((peer) => pskFile(desired, peer))].join(' ')}`,
  ]);
  return {
    files: [{ name: files.apply, text: moduleText(desired, options) }, ...(options.secrets ? [keys] : [])],
    undo: [{ name: files.undo, text: undo }],
    notes: [
      ...privateKeyNotes(desired, `in ${keyFile(desired)}, with owner root and mode 0600`),
      ...(desired.peers.some(({ endpoint }) => endpoint && /[a-z]\./i.test(endpoint.host))
        ? [`NixOS resolves the host names of endpoints only when ${wgOf(desired)} starts`]
        : []),
    ],
  };
}

const wgOf = (desired: DesiredGateway): string => desired.interface.name;

const keyFile = (desired: DesiredGateway): string => `/etc/wireguard/${wgOf(desired)}.key`;

/** Names of peers are lower-case letters, digits and hyphens, also of those from elsewhere. */
const pskFile = (desired: DesiredGateway, { name }: DesiredPeer): string =>
  `/etc/wireguard/${wgOf(desired)}-${name.replace(/[^a-z0-9-]/g, '_')}.psk`;

/** Returns a string of the language, with everything escaped that has a meaning in it. */
export const quotedNix = (text: string): string => `"${text.replace(/["\\]|\$\{/g, (part) => `\\${part}`)}"`;

/** Returns an indented string of several lines. */
const linesOfNix = (text: string, indent: string): string[] =>
  text
    .replace(/''|\$\{/g, (part) => `''${part === "''" ? "'" : part}`)
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `${indent}${line}`));

function moduleText(desired: DesiredGateway, options: RenderOptions): string {
  const wg = wgOf(desired);
  return fileText([
    ...headerLines(desired, options, guideLines(desired, 'nixos')),
    '{ config, lib, pkgs, ... }:',
    'let',
    "  # The firewall of peerway: a table of its own, also beside NixOS's firewall with iptables.",
    "  table = ''",
    ...linesOfNix(tableBody(desired), '    '),
    "  '';",
    'in',
    '{',
    ...interfaceLines(desired),
    ...settingsLines(desired),
    `  networking.nftables.tables.${quotedNix(desired.firewallTable)} = lib.mkIf config.networking.nftables.enable {`,
    '    family = "inet";',
    '    content = table;',
    '  };',
    `  systemd.services.${quotedNix(`peerway-firewall-${wg}`)} = lib.mkIf (!config.networking.nftables.enable) {`,
    `    description = ${quotedNix(`peerway firewall of ${wg}`)};`,
    '    wantedBy = [ "multi-user.target" ];',
    `    before = [ ${quotedNix(`wireguard-${wg}.service`)} ];`,
    '    serviceConfig = { Type = "oneshot"; RemainAfterExit = true; };',
    `    script = "\${pkgs.nftables}/bin/nft -f \${pkgs.writeText "peerway.nft" ''`,
    `      table inet ${desired.firewallTable}`,
    `      delete table inet ${desired.firewallTable}`,
    `      table inet ${desired.firewallTable} {`,
    `      \${table}`,
    '      }',
    "    ''}\";",
    `    preStop = "\${pkgs.nftables}/bin/nft delete table inet ${desired.firewallTable}";`,
    '  };',
    '}',
  ]);
}

/** Returns the sets and chains of the table, without the lines around them. */
function tableBody(desired: DesiredGateway): string {
  const [file] = renderNftables(desired, { secrets: true }).files;
  const lines = (file?.text ?? '').split('\n');
  const start = lines.indexOf(`table inet ${desired.firewallTable} {`);
  return lines
    .slice(start + 1, lines.lastIndexOf('}'))
    .map((line) => line.replace(/^\t/, '').replaceAll('\t', '  '))
    .join('\n');
}

const interfaceLines = (desired: DesiredGateway): string[] => [
  `  networking.wireguard.interfaces.${quotedNix(wgOf(desired))} = {`,
  `    ips = [ ${desired.interface.addresses.map((address) => quotedNix(addressText(address))).join(' ')} ];`,
  `    listenPort = ${desired.interface.listenPort};`,
  `    mtu = ${desired.interface.mtu};`,
  `    privateKeyFile = ${quotedNix(keyFile(desired))};`,
  '    allowedIPsAsRoutes = true;',
  '    peers = [',
  ...desired.peers.flatMap((peer) => peerLines(desired, peer)),
  '    ];',
  '  };',
];

const peerLines = (desired: DesiredGateway, peer: DesiredPeer): string[] => [
  '      {',
  `        name = ${quotedNix(peer.name)};`,
  `        publicKey = ${quotedNix(peer.publicKey)};`,
  ...(peer.presharedKey ? [`        presharedKeyFile = ${quotedNix(pskFile(desired, peer))};`] : []),
  ...(peer.endpoint ? [`        endpoint = ${quotedNix(endpointText(peer.endpoint))};`] : []),
  ...(peer.keepalive === undefined ? [] : [`        persistentKeepalive = ${peer.keepalive};`]),
  `        allowedIPs = [ ${peer.allowedIps.map(quotedNix).join(' ')} ];`,
  '      }',
];

/** NixOS's own firewall trusts the interface, since peerway's table filters it. */
const settingsLines = (desired: DesiredGateway): string[] => [
  `  networking.firewall.allowedUDPPorts = [ ${desired.interface.listenPort} ];`,
  `  networking.firewall.trustedInterfaces = [ ${quotedNix(wgOf(desired))} ];`,
  '  networking.firewall.checkReversePath = lib.mkDefault "loose";',
  '  boot.kernel.sysctl."net.ipv4.ip_forward" = lib.mkDefault 1;',
  `  boot.kernel.sysctl.${quotedNix(`net.ipv4.conf.${wgOf(desired)}.rp_filter`)} = 2;`,
  ...(desired.families.ipv6
    ? ['  boot.kernel.sysctl."net.ipv6.conf.all.forwarding" = lib.mkDefault 1;']
    : []),
];

/** Returns the script that writes the keys. They are on its standard input, not in arguments. */
function keysText(desired: DesiredGateway, options: RenderOptions): string {
  const { privateKey } = desired.interface;
  const write = (path: string, key: string): string[] => [`cat >${path} <<'END'`, key, 'END'];
  return fileText([
    '#!/bin/sh',
    ...headerLines(desired, options, ['This file contains keys. Run it as root on the host, and delete it.']),
    'set -eu',
    'umask 077',
    'mkdir -p /etc/wireguard',
    ...(privateKey ? write(keyFile(desired), privateKey.reveal()) : []),
    ...desired.peers.flatMap((peer) =>
      peer.presharedKey ? write(pskFile(desired, peer), peer.presharedKey.reveal()) : [],
    ),
  ]);
}
