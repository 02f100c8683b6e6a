/**
 * The state as lines of JSON, one object each, sorted by kind and key: two files can be compared with `diff`,
 * and one object found with `grep`. An engine that keeps objects apart keeps a line for each. This is where secrets
 * become text and text becomes secrets again.
 */
import { Secret } from '../model/secret.ts';
import { type Client, clientKey, type State } from '../model/state.ts';

/** The map of the state that objects of each kind live in. */
export const FIELDS = {
  client: 'clients',
  'cloud-peering': 'cloudPeerings',
  gateway: 'gateways',
  location: 'locations',
  peering: 'peerings',
  vpc: 'vpcs',
} as const satisfies Record<string, keyof State>;

/** What an object of the state is: the first property of its line. */
export type Kind = keyof typeof FIELDS;
/** Does not compile while the state has a map that `FIELDS` leaves out. */
const KINDS: { readonly [Field in keyof State]: Kind } = {
  clients: 'client',
  cloudPeerings: 'cloud-peering',
  gateways: 'gateway',
  locations: 'location',
  peerings: 'peering',
  vpcs: 'vpc',
};

/** Any object of the state, its properties not looked at: the codec survives new ones. */
type Stored = Record<string, unknown>;
type StoredMap = Map<string, object>;

type ValueOf<Field extends keyof State> =
  State[Field] extends ReadonlyMap<string, infer Value> ? Value : never;
type SecretsOf<Value> = {
  [Key in keyof Value]-?: Secret extends Value[Key] ? Key : never;
}[keyof Value];
type SecretName = { [Field in keyof State]: SecretsOf<ValueOf<Field>> }[keyof State];

/** The properties that hold secrets; does not compile while one is missing. */
const SECRETS: { readonly [Name in SecretName]: true } = { privateKey: true, presharedKey: true };
const SECRET_NAMES = Object.keys(SECRETS);

/** The lines of a state, each with a newline at its end. */
export function encodeState(state: State): string {
  const lines: string[] = [];
  for (const kind of Object.values(KINDS).sort()) {
    const objects = [...state[FIELDS[kind]]] as [string, unknown][];
    objects.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, value] of objects) lines.push(encodeObject(kind, value as Stored));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The line of one object, its secrets shown, without a newline. */
export function encodeObject(kind: Kind, value: object): string {
  const shown: Stored = { kind, ...value };
  for (const name of SECRET_NAMES) {
    if (shown[name] instanceof Secret) shown[name] = shown[name].reveal();
  }
  const line = JSON.stringify(shown);
  // A secret in a place that SECRETS does not know would be lost for good: better to write nothing.
  if (line.includes('"[redacted]"')) throw new Error(`a secret of a ${kind} is not known to the codec`);
  return line;
}

/** An object, and where in the state it belongs. */
export interface KeptObject {
  readonly kind: Kind;
  /** Its key in the map of the state. */
  readonly key: string;
  readonly value: object;
}

/**
 * The object of a line that `encodeObject` made. It is trusted, since whoever kept it has seen to it that it is as
 * it was: nothing is validated, and a line that is no JSON or of no known kind throws.
 */
export function decodeObject(line: string): KeptObject {
  const { kind, ...value } = JSON.parse(line) as Stored;
  if (!isKind(kind)) throw new Error('a line is of no known kind');
  for (const name of SECRET_NAMES) {
    if (value[name] !== undefined) value[name] = new Secret(value[name] as string);
  }
  return { kind, key: keyOf(kind, value), value };
}

/** The state of lines that `encodeState` made, or of those of its objects in any order; trusted as they are. */
export function decodeState(text: string): State {
  const maps = emptyMaps();
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    if (end < 0) throw new Error('the last line has no end');
    const { kind, key, value } = decodeObject(text.slice(from, end));
    maps[FIELDS[kind]].set(key, value);
    from = end + 1;
  }
  return maps as unknown as State;
}

/**
 * The same without secrets and in a third of the time, for what a person waits for: parsed at one go, and without
 * looking up what can be known.
 */
export function decodeWithoutSecrets(lines: readonly Uint8Array[]): State {
  const maps = emptyMaps();
  let kind: unknown;
  let map: StoredMap = new Map();
  for (const stored of parseLines(lines)) {
    if (stored['kind'] !== kind) {
      kind = stored['kind'];
      if (!isKind(kind)) throw new Error('a line is of no known kind');
      map = maps[FIELDS[kind]];
    }
    if (stored['privateKey'] !== undefined) stored['privateKey'] = undefined;
    if (stored['presharedKey'] !== undefined) stored['presharedKey'] = undefined;
    map.set(kind === 'client' ? keyOf(kind, stored) : (stored['name'] as string), stored);
  }
  return maps as unknown as State;
}

/** As one array: line breaks stand nowhere but at the ends of lines. */
function parseLines(lines: readonly Uint8Array[]): Stored[] {
  const bytes = Buffer.concat([Buffer.from('['), ...lines]);
  const last = bytes.length - 1;
  if (last === 0) return [];
  if (bytes[last] !== 0x0a) throw new Error('the last line has no end');
  bytes[last] = 0x5d;
  return JSON.parse(bytes.toString('utf8').replaceAll('\n', ',')) as Stored[];
}

const emptyMaps = (): { readonly [Field in keyof State]: StoredMap } => ({
  locations: new Map(),
  vpcs: new Map(),
  gateways: new Map(),
  clients: new Map(),
  peerings: new Map(),
  cloudPeerings: new Map(),
});

const isKind = (kind: unknown): kind is Kind => typeof kind === 'string' && Object.hasOwn(FIELDS, kind);

function keyOf(kind: Kind, value: Stored): string {
  if (kind !== 'client') return value['name'] as string;
  const client = value as unknown as Client;
  return clientKey(client.gateway, client.name);
}
