import type { Cidr, Ip } from '../../model/address/cidr.ts';
import { DEFAULT_PORT, type EndpointChange, type SshTarget } from '../../model/endpoint.ts';
import { DEFAULT_TUNNEL_POOL } from '../../model/preferences.ts';
import { gatewayNamed } from '../../model/queries.ts';
import { ofVpcs } from '../../model/rules/ownership.ts';
import type { State } from '../../model/state.ts';
import {
  type ClientChoice,
  type GatewayImport,
  type ImportedGateway,
  importGateway,
  type StayingPeer,
} from '../../model/transitions/import-gateway.ts';
import type { Name, Owner } from '../../model/values.ts';
import type { KeptLine } from '../../model/wg-quick/parse.ts';
import type { FoundTunnel } from '../../model/wg-quick/tunnel.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { DEFAULT_VIA, specs } from '../../providers/registry.ts';
import { visible } from '../../visible.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { doneText } from '../dry-run.ts';
import type { Found } from './found-tunnel.ts';
import { type GatewayView, gatewayLines, gatewayView } from './view.ts';

/** The values that the tunnel itself does not have. */
export interface GatewayImportIntent {
  readonly name: Name;
  readonly vpc?: Name;
  readonly cidrs: readonly Cidr[];
  readonly location?: Name;
  /** Without a port, that of the tunnel; `none` for a gateway that others cannot reach. */
  readonly endpoint: EndpointChange | 'none';
  readonly tunnelSubnets: readonly Cidr[];
  readonly lanAddresses: readonly Ip[];
  readonly ssh?: SshTarget;
  readonly owner?: Owner;
  readonly clients: readonly ClientChoice[];
}

interface ForeignView {
  readonly publicKey: string;
  readonly allowedIps: readonly string[];
  readonly comment: string | null;
  readonly why: string | null;
  readonly canBeClient: boolean;
}

type ImportedView = GatewayView & {
  readonly source: string;
  /** Peers of the tunnel that stay as they are. */
  readonly foreign: readonly ForeignView[];
  /** Lines of its file that stay as they are. */
  readonly kept: readonly KeptLine[];
};

/** Imports an existing tunnel: adds its gateway to the plan, with its peerings and clients. Changes nothing live. */
export async function gatewayImport(
  intent: GatewayImportIntent,
  { tunnel, warnings: found }: Found,
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<ImportedView> | Declined> {
  const request = await importRequest(intent, tunnel, ports);
  const imported = await confirmAndChange(ports, {
    kind: 'prompted',
    subjects: ofVpcs([intent.vpc ?? '']),
    decide: (before: State) => importGateway(specs, before, request),
    question: () => `Import gateway ${intent.name}`,
    lines: (made) => [
      ...importedLines(importedView(made, intent.name, tunnel)),
      ...[...found, ...made.warnings].map((warning) => `warning: ${warning}`),
    ],
  });
  if (!imported) return declined();
  const brief = ({ name }: ImportedView) => [`Gateway ${name} ${doneText(ports.state, 'imported')}`];
  const view = importedView(imported, intent.name, tunnel);
  return objectResult(view, {
    names: ({ name }) => [name],
    lines: (value) => [...brief(value), ...importedLines(value)],
    brief,
    warnings: [...found, ...imported.warnings, ...tunnelWarnings(tunnel)],
    notes: [...keyNotes(intent, tunnel), ...pskNotes(imported)],
    next: nextSteps(intent, imported),
  });
}

/** Returns the import as the model decides it. */
export async function importRequest(
  { owner, clients, endpoint, ...gateway }: GatewayImportIntent,
  tunnel: FoundTunnel,
  { state }: Uses<'state'>,
): Promise<GatewayImport> {
  const { publicKey, privateKey } = tunnel;
  return {
    gateway: {
      ...gateway,
      ...portsOf(endpoint, tunnel),
      interface: tunnel.interface,
      ...(tunnel.mtu === undefined ? {} : { mtu: tunnel.mtu }),
      status: 'active',
    },
    allotment: {
      owner: owner ?? (await state.actor()),
      keys: { publicKey, ...(privateKey ? { privateKey } : {}) },
      pool: DEFAULT_TUNNEL_POOL,
    },
    tunnel,
    clients,
    spec: specs.of(DEFAULT_VIA),
    actor: await state.actor(),
    login: state.login,
    now: state.now,
  };
}

/** Returns the endpoint, and the port of the interface if it differs. */
function portsOf(
  given: EndpointChange | 'none',
  { listenPort = DEFAULT_PORT }: FoundTunnel,
): Pick<GatewayImport['gateway'], 'endpoint' | 'listenPort'> {
  if (given === 'none') return listenPort === DEFAULT_PORT ? {} : { listenPort };
  const endpoint = { port: listenPort, ...given };
  return { endpoint, ...(endpoint.port === listenPort ? {} : { listenPort }) };
}

const importedView = (
  { state, foreign }: ImportedGateway,
  name: Name,
  tunnel: FoundTunnel,
): ImportedView => ({
  ...gatewayView(state, gatewayNamed(state, name)),
  source: tunnel.source,
  foreign: foreign.map((peer) => foreignView(peer, tunnel)),
  kept: tunnel.kept,
});

const foreignView = (
  { publicKey, allowedIps, why, isCandidate }: StayingPeer,
  { peers }: FoundTunnel,
): ForeignView => ({
  publicKey,
  allowedIps,
  comment: peers.find((peer) => peer.publicKey === publicKey)?.comments[0] ?? null,
  why: why ?? null,
  canBeClient: isCandidate,
});

const importedLines = (view: ImportedView): string[] => [
  ...gatewayLines({ ...view, foreignPeers: [] }).map((line) => `  ${line}`),
  ...(view.peerings.length > 0 ? [`  peerings: ${view.peerings.join(', ')}`] : []),
  ...(view.foreign.length > 0 ? ['  foreign peers:', ...view.foreign.map(foreignLine)] : []),
  ...(view.kept.length > 0 ? ['  kept, not managed:', ...view.kept.map(keptLine)] : []),
];

function foreignLine({ publicKey, allowedIps, comment, why, canBeClient }: ForeignView): string {
  const [network] = allowedIps;
  const remark = why ?? (canBeClient && network ? `can be a client: --client ${network}=<name>` : undefined);
  return [
    `    ${publicKey}  ${allowedIps.join(', ') || 'no AllowedIPs'}`,
    ...(comment ? [`  # ${visible(comment, 60)}`] : []),
    ...(remark ? [`  (${remark})`] : []),
  ].join('');
}

const keptLine = ({ line, text, note }: KeptLine): string =>
  `    line ${line}: ${visible(text, 200)}  (${note})`;

/** Consequences of a later deploy that its differences do not show. */
function tunnelWarnings({ kept, listenPort, source }: FoundTunnel): string[] {
  const translates = kept.some(({ text }) => /\b(MASQUERADE|SNAT|masquerade|snat)\b/.test(text));
  return [
    ...(translates
      ? [
          'a hook translates source addresses: after a deploy, traffic of the tunnel keeps its own, so first route the networks of the tunnel to the gateway in its VPC',
        ]
      : []),
    ...(listenPort === undefined
      ? [`${source} has no ListenPort: the plan has ${DEFAULT_PORT}, which a deploy sets`]
      : []),
  ];
}

const keyNotes = ({ name }: GatewayImportIntent, { privateKey }: FoundTunnel): string[] =>
  privateKey ? [] : [`the private key of ${name} stays on its host: a deploy uses the one there`];

const pskNotes = ({ state, peerings }: ImportedGateway): string[] =>
  peerings
    .filter((name) => state.peerings.get(name)?.withoutPresharedKey)
    .map(
      (name) =>
        `peering ${name} has no preshared key, as before; to add one, run \`peerway peering rotate-psk ${name}\``,
    );

function nextSteps({ name, ssh }: GatewayImportIntent, { foreign }: ImportedGateway): string[] {
  const candidates = foreign.filter(({ isCandidate }) => isCandidate).length;
  return [
    ssh
      ? `to see what a deploy would change, run \`peerway gateway diff ${name}\``
      : `to see what a deploy would change, run \`peerway gateway update ${name} --ssh <[user@]host>\` and \`peerway gateway diff ${name}\``,
    ...(candidates > 0
      ? [
          candidates === 1
            ? '1 foreign peer can be imported as a client with --client'
            : `${candidates} foreign peers can be imported as clients with --client`,
        ]
      : []),
  ];
}
