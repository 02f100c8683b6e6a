/** Prompts of `peerway gateway import`. */
import { type GatewayImportIntent, importRequest } from '../commands/gateway/import.ts';
import { missingValue } from '../errors.ts';
import { meansNoEndpoint, parseEndpointChange } from '../model/endpoint.ts';
import { type ClientChoice, importGateway } from '../model/transitions/import-gateway.ts';
import { type Name, parseName } from '../model/values.ts';
import { type FoundTunnel, suggestedName } from '../model/wg-quick/tunnel.ts';
import type { Uses } from '../ports/ports.ts';
import { specs } from '../providers/registry.ts';
import { promptForVpc, recordedEndpoint, VPC_OR_CIDR } from './gateway.ts';

/** The values from the command line. */
export type ImportDraft = Omit<GatewayImportIntent, 'endpoint'> &
  Partial<Pick<GatewayImportIntent, 'endpoint'>>;

type ImportPorts = Uses<'state' | 'preferences' | 'terminal'>;

/** Prompts for the missing values, and for the names of peers that can be clients. */
export async function promptForImport(
  draft: ImportDraft,
  tunnel: FoundTunnel,
  ports: ImportPorts,
): Promise<GatewayImportIntent> {
  const hasVpc = draft.vpc !== undefined || draft.cidrs.length > 0;
  const { endpoint: _, ...bare } = draft;
  const gateway = {
    ...bare,
    interface: tunnel.interface,
    ...(tunnel.mtu === undefined ? {} : { mtu: tunnel.mtu }),
  };
  const withVpc = { ...draft, ...(hasVpc ? {} : await promptForVpc(gateway, ports)) };
  const endpoint = draft.endpoint ?? (await promptForEndpoint(ports));
  const intent = { ...withVpc, endpoint };
  return { ...intent, clients: [...draft.clients, ...(await promptForClients(intent, tunnel, ports))] };
}

/** Throws exit 2 for a missing value that cannot be prompted for, before a host is read for nothing. */
export function throwIfMissing({ vpc, cidrs, endpoint }: ImportDraft, { terminal }: Uses<'terminal'>): void {
  if (terminal.isInteractive) return;
  if (vpc === undefined && cidrs.length === 0) throw missingValue(VPC_OR_CIDR.missing, VPC_OR_CIDR.hint);
  if (endpoint === undefined) throw missingValue(ENDPOINT.missing, ENDPOINT.hint);
}

const ENDPOINT = {
  flag: '--endpoint' as const,
  missing: '--endpoint <host[:port]>',
  hint: 'the address at which other gateways reach this one over UDP; use --no-endpoint if they cannot, such as behind NAT',
};

const promptForEndpoint = ({ terminal }: ImportPorts): Promise<GatewayImportIntent['endpoint']> =>
  terminal.text<GatewayImportIntent['endpoint']>(ENDPOINT, async () => ({
    message: 'Public endpoint (host or host:port), or none if behind NAT',
    parse: (text) => (meansNoEndpoint(text) ? 'none' : parseEndpointChange(text)),
    recorded: recordedEndpoint,
  }));

/** Answer that keeps a peer foreign. */
const NONE = '-';

/** Prompts for names at a terminal only: without them, the peers stay foreign. */
async function promptForClients(
  intent: GatewayImportIntent,
  tunnel: FoundTunnel,
  ports: ImportPorts,
): Promise<ClientChoice[]> {
  if (!ports.terminal.isInteractive || !ports.terminal.needsConfirmation('both-sides')) return [];
  const { foreign } = importGateway(
    specs,
    await ports.state.read(),
    await importRequest(intent, tunnel, ports),
  );
  const used = new Set<string>(intent.clients.map(({ name }) => name));
  const choices: ClientChoice[] = [];
  for (const { publicKey, allowedIps } of foreign.filter(({ isCandidate }) => isCandidate)) {
    const peer = tunnel.peers.find((one) => one.publicKey === publicKey);
    const suggested = peer && suggestedName(peer);
    const networks = allowedIps.join(', ');
    const name = await ports.terminal.text<Name | undefined>(
      { flag: '--client', missing: '--client <peer>=<name>', hint: 'name a peer that is a client' },
      async () => ({
        message: `Name of the client at ${networks} (${NONE} keeps the peer foreign)`,
        default: suggested === undefined || used.has(suggested) ? NONE : suggested,
        parse: (text) => (text === NONE ? undefined : parseName(text, 'client name')),
        recorded: (value) => (value === undefined ? '' : `${allowedIps[0]}=${value}`),
      }),
    );
    if (name === undefined) continue;
    used.add(name);
    choices.push({ peer: publicKey, name });
  }
  return choices;
}
