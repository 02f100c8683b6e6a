/** The schema of the document of `state export`. */
import * as v from 'valibot';
import type { Problem } from '../../errors.ts';
import { parseCidr, parseIp, parseTunnelSubnet } from '../../model/address/parse.ts';
import { parseEndpoint, parseSshTarget } from '../../model/endpoint.ts';
import {
  parseAwsAccount,
  parseAwsRegion,
  parseAwsRouteTable,
  parseAwsSecurityGroup,
  parseAwsVpcId,
  parseGcpNetwork,
  parseGcpProject,
} from '../../model/provider-ids.ts';
import { GATEWAY_STATUSES, PEERING_STATUSES } from '../../model/state.ts';
import { parseInterfaceName, parseMtu, parseName, parseOwner, parsePublicKey } from '../../model/values.ts';
import { quoted } from '../../visible.ts';
import { parseSecretKey } from '../wireguard-keys.ts';
import { cloudPeering } from './cloud.ts';
import { importError, importProblem } from './problems.ts';
import {
  filledList,
  flag,
  list,
  number,
  object,
  parseEndpointText,
  parseInstant,
  text,
  word,
} from './values.ts';

export const FORMAT = 'peerway-export';
export const VERSION = 1;

const name = text(parseName);
const owner = text(parseOwner);
const cidr = text((value) => parseCidr(value));
const ip = text((value) => parseIp(value));
const instant = text(parseInstant);
const publicKey = text(parsePublicKey);
const privateKey = v.exactOptional(text((value) => parseSecretKey(value, 'private key')));
const presharedKey = v.exactOptional(text((value) => parseSecretKey(value, 'preshared key')));
const keyPair = word(['stored', 'operator']);

const location = object({ name, vpnGateway: flag() });

const provider = v.variant(
  'kind',
  [
    object({ kind: v.literal('generic') }),
    object({
      kind: v.literal('aws'),
      account: v.exactOptional(text(parseAwsAccount)),
      region: v.exactOptional(text(parseAwsRegion)),
      vpcId: v.exactOptional(text(parseAwsVpcId)),
      routeTables: list(text(parseAwsRouteTable)),
      securityGroups: list(text(parseAwsSecurityGroup)),
    }),
    object({
      kind: v.literal('gcp'),
      project: v.exactOptional(text(parseGcpProject)),
      network: v.exactOptional(text(parseGcpNetwork)),
      autoMode: v.exactOptional(flag()),
    }),
  ],
  'expected a provider: an object with kind generic, aws or gcp',
);

const vpc = object({
  name,
  owner,
  location: v.exactOptional(name),
  provider,
  cidrs: filledList(cidr),
  subnets: list(object({ name, cidr })),
});

const gateway = object({
  name,
  owner,
  vpc: name,
  status: word(GATEWAY_STATUSES),
  endpoint: text(parseEndpoint),
  tunnelSubnets: filledList(text(parseTunnelSubnet)),
  interface: text(parseInterfaceName),
  mtu: number(parseMtu),
  lanAddresses: list(ip),
  ssh: v.exactOptional(text(parseSshTarget)),
  publicKey,
  keyPair,
  privateKey,
});

const issued = object({
  at: instant,
  allowedIps: list(cidr),
  endpoint: text(parseEndpointText),
  gatewayPublicKey: publicKey,
  mtu: number(parseMtu),
});

const client = object({
  name,
  gateway: name,
  status: word(['active', 'expired']),
  addresses: list(ip),
  publicKey,
  keyPair,
  privateKey,
  presharedKey,
  createdAt: instant,
  expiresAt: v.exactOptional(instant),
  issued: v.exactOptional(issued),
});

const side = object({ gateway: name, owner, tunnelAddresses: list(ip) });

const peering = object({
  name,
  via: word(['wireguard']),
  status: word(PEERING_STATUSES),
  requester: side,
  accepter: side,
  presharedKey,
  createdAt: instant,
  createdBy: owner,
  createdLogin: v.exactOptional(owner),
  expiresAt: v.exactOptional(instant),
});

export const document = object({
  format: v.literal(FORMAT, `expected "${FORMAT}", as \`peerway state export\` prints`),
  version: v.literal(VERSION, `expected version ${VERSION}, the only one that this peerway can read`),
  secrets: flag(),
  locations: list(location),
  vpcs: list(vpc),
  gateways: list(gateway),
  clients: list(client),
  peerings: list(peering),
  /** Older exports lack this property. */
  cloudPeerings: v.optional(list(cloudPeering), []),
});

/** A document with valid values. Relations between its objects are not checked yet. */
export type Document = v.InferOutput<typeof document>;

/** Parses a JSON value as a document. Throws with exit status 3 and all invalid values. */
export function parseDocument(value: unknown): Document {
  const result = v.safeParse(document, value);
  if (result.success) return result.output;
  throw importError(result.issues.map(problemOf));
}

function problemOf({ message, path }: v.BaseIssue<unknown>): Problem {
  const [first = '', ...details] = message.split('\n');
  const where = (path ?? []).map(({ key }) => stepText(key)).join('');
  return importProblem(`${where.replace(/^\./, '') || 'the document'}: ${first}`, details);
}

/** Returns one step of the path to a value. Unusual property names are quoted: they could imitate a message of peerway. */
function stepText(key: unknown): string {
  if (typeof key === 'number') return `[${key}]`;
  return /^\w{1,80}$/.test(String(key)) ? `.${key}` : `[${quoted(String(key))}]`;
}
