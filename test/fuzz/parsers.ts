/** Every parser of typed text, with its result as text, so that another program can check it. */

import { UserError } from '../../src/errors.ts';
import { parseCidr, parseIp, parseTunnelSubnet } from '../../src/model/address/parse.ts';
import { meansNoEndpoint, parseEndpoint, parseSshTarget } from '../../src/model/endpoint.ts';
import { type Instant, parseExpiry } from '../../src/model/instant.ts';
import { PREFERENCES } from '../../src/model/preferences.ts';
import { parseSubnet } from '../../src/model/subnet.ts';
import {
  parseInteger,
  parseInterfaceName,
  parseMtu,
  parseName,
  parsePublicKey,
} from '../../src/model/values.ts';
import { parseFilter } from '../../src/output/selection.ts';
import * as aws from '../../src/providers/aws/ids.ts';
import * as gcp from '../../src/providers/gcp/ids.ts';

/** An intended difference. */
export interface Explained {
  readonly reason: string;
  /** @param here  the result of peerway's parser */
  readonly when: (text: string, here: string | undefined) => boolean;
}

const ZONE: Explained = {
  reason: 'Python accepts a zone id (RFC 4007), which is valid on one host only',
  when: (text, here) => here === undefined && text.includes('%'),
};
const MAPPED: Explained = {
  reason: 'Python 3.13 and later write IPv4-mapped addresses with dots; peerway does not',
  when: (_, here = '') => here.includes('::ffff:'),
};
const NUMBER_LAST: Explained = {
  reason:
    'the last label of a host name is never a number (RFC 1123, 2.1), even where inet_aton takes no address from it',
  when: (text, here) => here === undefined && /(^|[.@])([0-9]+|0x[0-9a-f]*)(:[0-9]+)?$/i.test(text),
};

const PORT_LAST: Explained = {
  reason: 'the last group of an IPv6 address without brackets may be a port; peerway asks for brackets',
  when: (text, here) => here === undefined && /(^|@)[^[]*:[^[]*:[1-9][0-9]{0,4}$/.test(text),
};

const NO_ENDPOINT: Explained = {
  reason: 'zeros and words such as none mean that there is no endpoint; peerway asks for --no-endpoint',
  when: (text, here) => {
    const host = text.replace(/^\[(.*)\](?::[0-9]+)?$/, '$1').replace(/^([^:]*):[0-9]+$/, '$1');
    return here === undefined && (meansNoEndpoint(host) || /^[0:.]+$/.test(host));
  },
};

export interface Parser {
  readonly parse: (text: string) => string | number;
  /** The number of cases in a full run. */
  readonly cases: number;
  readonly explained?: readonly Explained[];
}

const NOW = '2026-01-02T03:04:05.000Z' as Instant;

export const PARSERS: Readonly<Record<string, Parser>> = {
  ip: { parse: (text) => parseIp(text), cases: 16_000, explained: [ZONE, MAPPED] },
  cidr: { parse: (text) => parseCidr(text), cases: 24_000, explained: [ZONE, MAPPED] },
  'tunnel-subnet': { parse: parseTunnelSubnet, cases: 4000, explained: [ZONE, MAPPED] },
  'tunnel-pool': { parse: PREFERENCES['tunnel-pool'].parse, cases: 4000, explained: [ZONE, MAPPED] },
  name: { parse: (text) => parseName(text), cases: 6000 },
  owner: { parse: PREFERENCES.owner.parse, cases: 6000 },
  interface: { parse: parseInterfaceName, cases: 5000 },
  key: { parse: parsePublicKey, cases: 6000 },
  endpoint: {
    parse: (text) => {
      const { host, port } = parseEndpoint(text);
      return `${host} ${port}`;
    },
    cases: 16_000,
    explained: [ZONE, MAPPED, NUMBER_LAST, PORT_LAST, NO_ENDPOINT],
  },
  ssh: {
    parse: (text) => {
      const { user, host, port } = parseSshTarget(text);
      return `${user ?? ''} ${host} ${port ?? ''}`;
    },
    cases: 8000,
    explained: [ZONE, MAPPED, NUMBER_LAST, PORT_LAST],
  },
  expiry: { parse: (text) => parseExpiry(text, NOW), cases: 8000 },
  subnet: {
    parse: (text) => {
      const { name, cidr } = parseSubnet(text);
      return `${name} ${cidr}`;
    },
    cases: 6000,
    explained: [ZONE, MAPPED],
  },
  filter: {
    parse: (text) => {
      const { column, isEqual, value } = parseFilter(text);
      return `${column} ${isEqual ? '=' : '!='} ${value}`;
    },
    cases: 5000,
  },
  mtu: { parse: parseMtu, cases: 3000 },
  prefix: { parse: (text) => parseInteger(text, 'prefix length', 0, 128), cases: 3000 },
  output: { parse: PREFERENCES.output.parse, cases: 1000 },
  account: { parse: aws.parseAwsAccount, cases: 1500 },
  region: { parse: aws.parseAwsRegion, cases: 1500 },
  'vpc-id': { parse: aws.parseAwsVpcId, cases: 1500 },
  'route-table': { parse: aws.parseAwsRouteTable, cases: 1500 },
  'security-group': { parse: aws.parseAwsSecurityGroup, cases: 1500 },
  project: { parse: gcp.parseGcpProject, cases: 1500 },
  network: { parse: gcp.parseGcpNetwork, cases: 1500 },
};

/**
 * Returns the result of a parser as text, undefined if it rejects the text. It may reject it only with a usage error
 * that has a hint.
 */
export function read({ parse }: Parser, text: string): string | undefined {
  try {
    return String(parse(text));
  } catch (error) {
    if (error instanceof UserError && error.exit === 2 && error.hint) return undefined;
    throw error;
  }
}
