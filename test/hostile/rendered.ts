/**
 * Checks that rendered files hold only lines of the renderers: each must have the shape of a line in a golden file,
 * with placeholders for its values.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { desiredClient } from '../../src/model/desired/client.ts';
import { type DesiredGateway, desiredGateway } from '../../src/model/desired/gateway.ts';
import { throwIfClientKeysMissing, throwIfKeysMissing } from '../../src/model/missing-keys.ts';
import type { State } from '../../src/model/state.ts';
import { renderClientConfig } from '../../src/render/client-config.ts';
import { renderAll } from '../../src/render/formats.ts';
import { cloudFileProblems, cloudPeeringProblems } from './cloud.ts';

const GOLDEN = new URL('../golden/', import.meta.url).pathname;

const NAME = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const ADDRESS = '(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|[0-9a-f]*:[0-9a-f:]+)(?:/[0-9]{1,3})?';
const INTERFACE = '[a-z][a-z0-9_-]{0,14}';
const HOST = `(?:[0-9.]+|\\[[0-9a-f:]+\\]|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)`;
const SERVER_OR_DOMAIN = '(?:[0-9a-f:]+|[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)';

/** Values at their places in a line, with the strictest pattern for each. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`^(# Gateway )${NAME},`), '$1<name>,'],
  [new RegExp(`^# (?:vpc-peering-)?${NAME}$`), '# <name>'],
  [/(Key ?= ?)[A-Za-z0-9+/]{43}=$/, '$1<key>'],
  [new RegExp(`^PrivateKey = PUT-THE-PRIVATE-KEY-OF-${NAME}-HERE$`), 'PrivateKey = <key>'],
  [new RegExp(`( private-key=)"(?:[A-Za-z0-9+/]{43}=|PUT-THE-PRIVATE-KEY-OF-${NAME}-HERE)"$`), '$1<key>'],
  [/( listen-port=)[0-9]{1,5} (mtu=)[0-9]{1,5} /, '$1<number> $2<number> '],
  [/^PrivateKey = PUT-THE-PRIVATE-KEY-OF-THIS-CLIENT-HERE$/, 'PrivateKey = <key>'],
  [new RegExp(`^PrivateKeyFile=/etc/wireguard/${INTERFACE}\\.key$`), 'PrivateKey=<key>'],
  [new RegExp(`^(Endpoint ?= ?)${HOST}:[0-9]{1,5}$`), '$1<endpoint>'],
  [
    new RegExp(`(\\bdev |-[io] |link add |[io]ifname (?:!= )?)"?${INTERFACE}"?(?= |$|\`)`, 'g'),
    '$1<interface>',
  ],
  [new RegExp(`^(DNS = )${SERVER_OR_DOMAIN}(?:, ${SERVER_OR_DOMAIN})*$`), '$1<servers and domains>'],
  [new RegExp(`^(Name=)${INTERFACE}$`), '$1<interface>'],
  [new RegExp(`^(net\\.ipv4\\.conf\\.)${INTERFACE}(\\.rp_filter)`), '$1<interface>$2'],
  [new RegExp(`(?<=[ =\\t])${ADDRESS}(?:, ${ADDRESS})*(?=,?$| )`, 'g'), '<addresses>'],
  [/\b(MTU(?:Bytes)? ?= ?|mtu |ListenPort ?= ?|dport )[0-9]{1,5}$/, '$1<number>'],
  [/\bdport [0-9]{1,5} /, 'dport <number> '],
];

const shapeOf = (line: string): string =>
  PLACES.reduce((text, [pattern, by]) => text.replace(pattern, by), line);

const goldenFiles = (): string[] =>
  readdirSync(GOLDEN, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.json'))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));

const SHAPES: ReadonlySet<string> = new Set([
  ...goldenFiles().flatMap((text) => text.split('\n').map(shapeOf)),
  // No golden file has a client with name servers.
  shapeOf('DNS = 10.0.0.2, corp.example'),
]);

/** Texts in the JSON format: names, addresses, endpoints and keys consist of these characters. */
const JSON_TEXT = /^[A-Za-z0-9._:/[\]+=-]*$/;

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* textsIn(inner);
    }
}

function problemsIn(name: string, text: string): string[] {
  if (name.endsWith('.json')) {
    return [...textsIn(JSON.parse(text))]
      .filter((one) => !JSON_TEXT.test(one))
      .map((one) => `${name}: ${one}`);
  }
  const ofCloud = cloudFileProblems(name, text);
  if (ofCloud) return ofCloud;
  return text
    .split('\n')
    .filter((line) => !SHAPES.has(shapeOf(line)))
    .map((line) => `${name}: ${JSON.stringify(line)} as ${JSON.stringify(shapeOf(line))}`);
}

function gatewayProblems(desired: DesiredGateway): string[] {
  const { files } = renderAll(desired, { secrets: true });
  const names = files.map(({ name }) => name);
  return [
    ...files.flatMap(({ name, text }) => problemsIn(name, text)),
    ...names.filter((name) => !/^[a-z][a-z0-9_.-]*$/.test(name)).map((name) => `${name} as a file name`),
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `${name} twice`),
  ];
}

function refuses(check: () => void): boolean {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}

/** Returns every line that no renderer writes, in all files of all gateways and clients. */
export const renderedProblems = (state: State): string[] => [
  ...[...state.gateways.keys()]
    .filter((name) => !refuses(() => throwIfKeysMissing(state, [name])))
    .flatMap((name) => gatewayProblems(desiredGateway(state, name))),
  ...cloudPeeringProblems(state),
  ...[...state.clients.values()]
    .filter((client) => !refuses(() => throwIfClientKeysMissing(client)))
    .flatMap((client) => problemsIn('client.conf', renderClientConfig(desiredClient(state, client)))),
];
