/** The schema of the document of `state export`. */
import * as v from 'valibot';
import type { Problem } from '../../errors.ts';
import { readIp } from '../../model/address/ip.ts';
import {
  parseAnyTunnelSubnet,
  parseCidr,
  parseInterfaceAddress,
  parseIp,
} from '../../model/address/parse.ts';
import { DEVICE_NAMES, parseDeviceVersion } from '../../model/device.ts';
import { parseDomain, parseEndpoint, parseListenPort, parseSshTarget } from '../../model/endpoint.ts';
import { labelsOf, parseLabel } from '../../model/labels.ts';
import { type Options, PEERING_STATUSES, type Peering } from '../../model/peering.ts';
import { isSetting, PREFERENCES, type PreferenceKey } from '../../model/preferences.ts';
import type { IdSpec, OptionSpec, OptionText, ProviderSpec, ProviderSpecs } from '../../model/provider.ts';
import { parseNetworkMtu } from '../../model/rules/mtu.ts';
import type { SettingName } from '../../model/settings.ts';
import { CLIENT_STATUSES, CREATION_STATUSES, GATEWAY_STATUSES, type ProviderIds } from '../../model/state.ts';
import {
  parseInterfaceName,
  parseMark,
  parseMtu,
  parseName,
  parseOwner,
  parsePublicKey,
  parseResourceKey,
  parseZone,
} from '../../model/values.ts';
import { quoted } from '../../visible.ts';
import { parseSecretKey } from '../wireguard-keys.ts';
import { importError, importProblem } from './problems.ts';
import { upgradedDocument } from './upgrade.ts';
import {
  emptyList,
  filledList,
  flag,
  list,
  number,
  object,
  parsed,
  parseEndpointText,
  parseInstant,
  parseReportedText,
  text,
  word,
} from './values.ts';

export const FORMAT = 'peerway-export';
/** The version that is written. Version 1 is read, too. */
export const VERSION = 2;
const OTHER_VERSION = `expected version 1 or ${VERSION}, the only ones that this peerway can read`;

const name = text(parseName);
const owner = text(parseOwner);
const cidr = text((value) => parseCidr(value));
const ip = text((value) => parseIp(value));
const instant = text(parseInstant);
const publicKey = text(parsePublicKey);
const privateKey = v.exactOptional(text((value) => parseSecretKey(value, 'private key')));
const presharedKey = v.exactOptional(text((value) => parseSecretKey(value, 'preshared key')));
const withoutPresharedKey = v.exactOptional(v.literal(true, 'expected true'));
const hasImportedKey = v.exactOptional(v.literal(true, 'expected true'));
const keyPair = word(['stored', 'operator']);

/** Labels in the order of their keys. */
const labels = v.pipe(
  v.record(v.string(), v.string('expected a string'), 'expected an object with labels'),
  parsed((all: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(
        labelsOf(Object.entries(all).map(([key, value]) => parseLabel(`${key}=${value}`))) ?? {},
      ),
    ),
  ),
);

const location = object({ name, vpnGateway: flag() });

/** The ids of a VPC at one provider. */
const providerIds = ({ via, ids }: ProviderSpec) =>
  object({
    kind: v.literal(via),
    ...Object.fromEntries(ids.map(({ key, kind, parse }) => [key, idSchema(kind, parse)])),
  });

function idSchema(kind: IdSpec['kind'], parse: IdSpec['parse']): v.GenericSchema {
  if (kind === 'list') return list(text(parse));
  return v.exactOptional(kind === 'switch' ? flag() : text(parse)) as unknown as v.GenericSchema;
}

const subnet = object({
  name,
  cidr,
  zone: v.exactOptional(text(parseZone)),
  public: v.exactOptional(flag()),
});

const vpc = (specs: ProviderSpecs) => {
  const clouds = specs.all.filter(({ ends }) => ends === 'vpc');
  const kinds = ['generic', ...clouds.map(({ via }) => via)].join(', ');
  const provider = v.variant(
    'kind',
    [object({ kind: v.literal('generic') }), ...clouds.map(providerIds)],
    `expected a provider: an object with kind ${kinds}`,
  ) as unknown as v.GenericSchema<unknown, ProviderIds>;
  return object({
    name,
    nameAtProvider: v.exactOptional(name),
    owner,
    location: v.exactOptional(name),
    provider,
    labels: v.exactOptional(labels),
    cidrs: filledList(cidr),
    mtu: v.exactOptional(number(parseNetworkMtu)),
    subnets: list(subnet),
    creation: v.exactOptional(
      object({
        id: text(parseMark),
        status: word(CREATION_STATUSES),
        requested: v.exactOptional(list(text(parseResourceKey))),
      }),
    ),
  });
};

const gateway = object({
  name,
  nameAtProvider: v.exactOptional(name),
  owner,
  vpc: name,
  labels: v.exactOptional(labels),
  status: word(GATEWAY_STATUSES),
  device: v.exactOptional(
    object({ name: word(DEVICE_NAMES), version: v.exactOptional(text(parseDeviceVersion)) }),
  ),
  endpoint: v.exactOptional(text(parseEndpoint)),
  listenPort: v.exactOptional(number(parseListenPort)),
  tunnelSubnets: filledList(text(parseAnyTunnelSubnet)),
  interface: text(parseInterfaceName),
  mtu: number(parseMtu),
  lanAddresses: list(ip),
  ssh: v.exactOptional(text(parseSshTarget)),
  publicKey,
  keyPair,
  privateKey,
  addresses: v.exactOptional(filledList(text(parseInterfaceAddress))),
  clientToClient: v.exactOptional(v.literal(true, 'expected true')),
  allowForeign: v.exactOptional(filledList(cidr)),
  foreignPeers: v.exactOptional(
    filledList(object({ publicKey, allowedIps: list(cidr), presharedKey, withoutPresharedKey })),
  ),
  keyCreatedAt: v.exactOptional(instant),
});

/** An IP address or a domain. */
const parseDnsText = (value: string): string => (readIp(value) ? parseIp(value) : parseDomain(value));

const issued = object({
  at: instant,
  allowedIps: list(cidr),
  endpoint: text(parseEndpointText),
  gatewayPublicKey: publicKey,
  mtu: number(parseMtu),
  dns: v.exactOptional(list(text(parseDnsText))),
});

const client = object({
  name,
  gateway: name,
  status: word(CLIENT_STATUSES),
  addresses: list(ip),
  publicKey,
  keyPair,
  privateKey,
  presharedKey,
  withoutPresharedKey,
  hasImportedKey,
  createdAt: instant,
  keyCreatedAt: v.exactOptional(instant),
  expiresAt: v.exactOptional(instant),
  dns: v.exactOptional(object({ servers: filledList(ip), searchDomains: list(text(parseDomain)) })),
  issued: v.exactOptional(issued),
});

const said = text(parseReportedText);

const agreement = v.variant(
  'kind',
  [
    object({ kind: v.literal('requested'), expiresAt: v.exactOptional(instant) }),
    object({ kind: v.literal('accepted') }),
    object({ kind: v.literal('rejected') }),
    object({ kind: v.literal('expired') }),
  ],
  'expected an agreement: an object with kind requested, accepted, rejected or expired',
);

/** The options of a side, as one provider has them. */
const options = (specs: readonly OptionSpec[]) =>
  object(
    Object.fromEntries(
      specs.map(({ key, choices, text: takes }): [string, v.GenericSchema] => [
        key,
        choices ? word(choices) : takes ? textOrOff(takes) : flag(),
      ]),
    ),
  ) as unknown as v.GenericSchema<unknown, Options>;

/** An option that a side need not have. */
const textOrOff = ({ parse }: OptionText): v.GenericSchema =>
  v.exactOptional(
    // A union would report the value itself, with its control characters.
    v.lazy((input) =>
      typeof input === 'string' ? text(parse) : v.literal(false, 'expected a string or false'),
    ),
  ) as unknown as v.GenericSchema;

const observedEntries = (parseId: ((text: string) => string) | undefined): v.ObjectEntries => ({
  status: v.exactOptional(word(PEERING_STATUSES)),
  ...(parseId
    ? { id: v.exactOptional(text(parseId)), earlierIds: v.exactOptional(list(text(parseId))) }
    : {}),
  said: v.exactOptional(object({ code: said, message: said, at: instant })),
});

/** Only a peering of gateways can be disabled. */
const sideEntries = ({ ends }: ProviderSpec): v.ObjectEntries =>
  ends === 'gateway' ? { isDisabled: v.exactOptional(v.literal(true, 'expected true')) } : {};

/** A peering through one provider. */
function peeringVia(spec: ProviderSpec) {
  const side = object({
    end: object({ kind: word([spec.ends]), name }),
    owner,
    options: options(spec.options),
    tunnelAddresses: spec.ends === 'gateway' ? list(ip) : emptyList(ip),
    agreedCidrs: v.exactOptional(list(cidr)),
    widening: v.exactOptional(word(['rejected'])),
    withoutCidrs: v.exactOptional(list(cidr)),
    ...sideEntries(spec),
  });
  const parseId = spec.ends === 'vpc' ? spec.parseId : undefined;
  return object({
    name,
    ...(spec.ends === 'vpc' ? { nameAtProvider: v.exactOptional(name) } : {}),
    via: v.literal(spec.via),
    requester: side,
    accepter: side,
    policy: object({ kind: word(['any']) }),
    agreement,
    observed: v.exactOptional(object(observedEntries(parseId))),
    ...(spec.ends === 'gateway'
      ? { presharedKey, withoutPresharedKey, hasImportedKey, keyCreatedAt: v.exactOptional(instant) }
      : {}),
    createdAt: instant,
    createdBy: owner,
    createdLogin: v.exactOptional(owner),
  });
}

const peering = (specs: ProviderSpecs) =>
  v.variant(
    'via',
    specs.all.map(peeringVia) as never,
    `expected a peering: an object with via ${specs.all.map(({ via }) => via).join(', ')}`,
  ) as unknown as v.GenericSchema<unknown, Peering>;

const settingOf = (name: SettingName) =>
  object({ name: v.literal(name), value: text(PREFERENCES[name].parse) });

const setting = v.variant(
  'name',
  (Object.keys(PREFERENCES) as PreferenceKey[]).filter(isSetting).map(settingOf),
  'expected a setting: an object with the name of a setting and its value',
);

/** The schema of the document, for the providers that there are. */
export const documentSchema = (specs: ProviderSpecs) =>
  object({
    format: v.literal(FORMAT, `expected "${FORMAT}", as \`peerway state export\` prints`),
    version: v.literal(VERSION, OTHER_VERSION),
    secrets: flag(),
    locations: list(location),
    vpcs: list(vpc(specs)),
    gateways: list(gateway),
    clients: list(client),
    peerings: list(peering(specs)),
    settings: v.exactOptional(list(setting)),
  });

/** A document with valid values. Relations between its objects are not checked yet. */
export type Document = v.InferOutput<ReturnType<typeof documentSchema>>;

/** Parses a JSON value as a document. Throws with exit status 3 and all invalid values. */
export function parseDocument(value: unknown, specs: ProviderSpecs): Document {
  checkVersion(value);
  const result = v.safeParse(documentSchema(specs), upgradedDocument(value));
  if (result.success) return result.output;
  throw importError(result.issues.map(problemOf));
}

/** Throws if a newer version of peerway wrote the document: its other values would only look invalid. */
function checkVersion(value: unknown): void {
  const { format, version } = Object(value) as Record<string, unknown>;
  if (format !== FORMAT || !Number.isSafeInteger(version) || (version as number) <= VERSION) return;
  throw importError(
    [importProblem(`version: ${OTHER_VERSION}`)],
    'import it with the version of peerway that exported it',
  );
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
