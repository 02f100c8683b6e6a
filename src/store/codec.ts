/**
 * The state as lines of JSON, one object per line, sorted by kind and key: two files can be compared with `diff`, and
 * an object found with `grep`. A store that keeps objects separately keeps one line for each. Secrets become text
 * here, and text becomes secrets again.
 */
import { Secret } from '../model/secret.ts';
import { type Client, clientKey, type State } from '../model/state.ts';
import { isEarlierPeering, upgradedPeering } from './upgrade-peering.ts';

/** The map of the state for each kind of object. */
export const FIELDS = {
  client: 'clients',
  gateway: 'gateways',
  location: 'locations',
  peering: 'peerings',
  setting: 'settings',
  vpc: 'vpcs',
} as const satisfies Record<string, keyof State>;

/** The kind of an object: the first property of its line. */
export type Kind = keyof typeof FIELDS;
/** Does not compile if `FIELDS` lacks a map of the state. */
const KINDS: { readonly [Field in keyof State]: Kind } = {
  clients: 'client',
  gateways: 'gateway',
  locations: 'location',
  peerings: 'peering',
  settings: 'setting',
  vpcs: 'vpc',
};

/** Any object of the state. Its properties are not checked, so the codec does not need to know new ones. */
type Stored = Record<string, unknown>;
type StoredMap = Map<string, object>;

type ValueOf<Field extends keyof State> =
  State[Field] extends ReadonlyMap<string, infer Value> ? Value : never;
type SecretsOf<Value> = {
  [Key in keyof Value]-?: Secret extends Value[Key] ? Key : never;
}[keyof Value];
type ItemOf<Value> = NonNullable<Value> extends readonly (infer Item)[] ? Exclude<Item, string> : never;
type SecretListsOf<Value> = {
  [Key in keyof Value]-?: [SecretsOf<ItemOf<Value[Key]>>] extends [never] ? never : Key;
}[keyof Value];
type SecretList = { [Field in keyof State]: SecretListsOf<ValueOf<Field>> }[keyof State];
type SecretName = { [Field in keyof State]: SecretsOf<ValueOf<Field>> }[keyof State];

/** The properties that hold secrets, of objects and of items of their lists. Does not compile if one is missing. */
const SECRETS: { readonly [Name in SecretName]: true } = { privateKey: true, presharedKey: true };
const SECRET_NAMES = Object.keys(SECRETS);

/** The lists whose items hold secrets. Does not compile if one is missing. */
const SECRET_LISTS: { readonly [Name in SecretList]: true } = { foreignPeers: true };
const SECRET_LIST_NAMES = Object.keys(SECRET_LISTS);

/** Replaces the secrets of an object, and those in its lists, which are copied. */
function replaceSecrets(stored: Stored, replace: (secret: unknown) => unknown): void {
  for (const name of SECRET_NAMES) {
    if (stored[name] !== undefined) stored[name] = replace(stored[name]);
  }
  for (const list of SECRET_LIST_NAMES) {
    if (stored[list] === undefined) continue;
    stored[list] = (stored[list] as readonly Stored[]).map((item) => {
      const copy = { ...item };
      replaceSecrets(copy, replace);
      return copy;
    });
  }
}

export const isSecretName = (name: string): boolean => Object.hasOwn(SECRETS, name);

/**
 * Returns the lines of a state, each with a newline at the end.
 * @param from  a state that was decoded: objects that both states share are written as they were read
 */
export function encodeState(state: State, from?: State): string {
  const lines: string[] = [];
  for (const kind of Object.values(KINDS).sort()) {
    const known = from ? linesByObject(from[FIELDS[kind]]) : undefined;
    const objects = [...state[FIELDS[kind]]] as [string, object][];
    objects.sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [, value] of objects) lines.push(known?.get(value) ?? encodeObject(kind, value));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** The lines that the objects of a map were decoded from, in their order; undefined for one of an earlier format. */
const linesOfMap = new WeakMap<ReadonlyMap<string, object>, (string | undefined)[]>();

function linesByObject(map: ReadonlyMap<string, object>): ReadonlyMap<object, string> | undefined {
  const lines = linesOfMap.get(map);
  if (lines?.length !== map.size) return undefined;
  const known = new Map<object, string>();
  let at = 0;
  for (const value of map.values()) {
    const line = lines[at++];
    if (line !== undefined) known.set(value, line);
  }
  return known;
}

/** Returns the line of one object, secrets included, without a newline. */
export function encodeObject(kind: Kind, value: object): string {
  const stored: Stored = { kind, ...value };
  replaceSecrets(stored, (secret) => (secret instanceof Secret ? secret.reveal() : secret));
  const line = JSON.stringify(stored);
  // A secret in a property that SECRETS lacks would be lost: write nothing instead.
  if (line.includes('"[redacted]"')) throw new Error(`the codec does not know a secret of a ${kind}`);
  return line;
}

/** An object and its place in the state. */
export interface KeptObject {
  readonly kind: Kind;
  /** Its key in the map of the state. */
  readonly key: string;
  readonly value: object;
}

/**
 * Returns the object of a line from `encodeObject`. Validates nothing: the store guarantees that the line has not
 * changed. Throws if the line is not JSON or its kind is unknown.
 */
export const decodeObject = (line: string): KeptObject => keptObject(upgraded(JSON.parse(line) as Stored));

function keptObject({ kind, ...value }: Stored): KeptObject {
  if (!isKind(kind)) throw new Error('a line has an unknown kind');
  replaceSecrets(value, (text) => new Secret(text as string));
  return { kind, key: keyOf(kind, value), value };
}

/** Returns the state of the lines of its objects, in any order. Validates nothing. */
export function decodeState(text: string): State {
  const maps = emptyMaps();
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    if (end < 0) throw new Error('the last line is incomplete');
    const line = text.slice(from, end);
    const stored = JSON.parse(line) as Stored;
    const current = upgraded(stored);
    const { kind, key, value } = keptObject(current);
    const map = maps[FIELDS[kind]];
    map.set(key, value);
    const lines = linesOfMap.get(map);
    if (lines) lines.push(current === stored ? line : undefined);
    else linesOfMap.set(map, [current === stored ? line : undefined]);
    from = end + 1;
  }
  return maps as unknown as State;
}

/**
 * Returns the state of the lines without secrets, in a third of the time: it parses all lines at once, and looks up
 * each kind only once.
 */
export function decodeWithoutSecrets(lines: readonly Uint8Array[]): State {
  const maps = emptyMaps();
  let kind: unknown;
  let map: StoredMap = new Map();
  for (const line of parseLines(lines)) {
    const stored = upgraded(line);
    if (stored['kind'] !== kind) {
      kind = stored['kind'];
      if (!isKind(kind)) throw new Error('a line has an unknown kind');
      map = maps[FIELDS[kind]];
    }
    if (stored['privateKey'] !== undefined) stored['privateKey'] = undefined;
    if (stored['presharedKey'] !== undefined) stored['presharedKey'] = undefined;
    if (stored['foreignPeers'] !== undefined) replaceSecrets(stored, () => undefined);
    map.set(kind === 'client' ? keyOf(kind, stored) : (stored['name'] as string), stored);
  }
  return maps as unknown as State;
}

/** Parses all lines as one JSON array. Line breaks occur only at the ends of lines. */
function parseLines(lines: readonly Uint8Array[]): Stored[] {
  const bytes = Buffer.concat([Buffer.from('['), ...lines]);
  const last = bytes.length - 1;
  if (last === 0) return [];
  if (bytes[last] !== 0x0a) throw new Error('the last line is incomplete');
  bytes[last] = 0x5d;
  return JSON.parse(bytes.toString('utf8').replaceAll('\n', ',')) as Stored[];
}

const emptyMaps = (): { readonly [Field in keyof State]: StoredMap } => ({
  locations: new Map(),
  vpcs: new Map(),
  gateways: new Map(),
  clients: new Map(),
  peerings: new Map(),
  settings: new Map(),
});

/** Lines of earlier formats, which kept the peerings of clouds as a kind of their own. */
function upgraded(stored: Stored): Stored {
  const isCloud = stored['kind'] === 'cloud-peering';
  if (!isCloud && !(stored['kind'] === 'peering' && isEarlierPeering(stored))) return stored;
  const { kind: _, ...value } = stored;
  return { kind: 'peering', ...upgradedPeering(value) };
}

const isKind = (kind: unknown): kind is Kind => typeof kind === 'string' && Object.hasOwn(FIELDS, kind);

function keyOf(kind: Kind, value: Stored): string {
  if (kind !== 'client') return value['name'] as string;
  const client = value as unknown as Client;
  return clientKey(client.gateway, client.name);
}
