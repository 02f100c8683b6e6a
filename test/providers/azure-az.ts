/** An `az` that takes the command lines of peerway and is as strict as the real one, for an Azure in memory. */
import type { Program, ProgramRun } from '../../src/exec/program.ts';
import { flattened, halfBody, tableBody, vnetBody } from './azure-bodies.ts';
import { ArmError, type AzureCloud, type Flags, vnetId } from './azure-cloud.ts';

/** Flags that take a value, or several, or none. */
const VALUES = new Set([
  '--name',
  '--resource-group',
  '--vnet-name',
  '--remote-vnet',
  '--subscription',
  '--query',
  '--output',
]);
const LISTS = new Set(['--ids', '--set']);
const SWITCHES: Readonly<Record<string, keyof Flags>> = {
  '--allow-vnet-access': 'allowVirtualNetworkAccess',
  '--allow-forwarded-traffic': 'allowForwardedTraffic',
  '--allow-gateway-transit': 'allowGatewayTransit',
  '--use-remote-gateways': 'useRemoteGateways',
};

const PEERING = ['--name', '--resource-group', '--vnet-name'];

/** The flags that each command needs, and those that it takes as well. */
const COMMANDS: Readonly<Record<string, { needs: readonly string[]; takes?: readonly string[] }>> = {
  'account list': { needs: [] },
  'network vnet list': { needs: [], takes: ['--resource-group'] },
  'network vnet show': { needs: ['--name', '--resource-group'] },
  'network route-table show': { needs: ['--ids'] },
  'network vnet peering create': { needs: [...PEERING, '--remote-vnet'], takes: Object.keys(SWITCHES) },
  'network vnet peering update': { needs: [...PEERING, '--set'] },
  'network vnet peering sync': { needs: PEERING },
  'network vnet peering show': { needs: PEERING, takes: ['--query'] },
  'network vnet peering delete': { needs: PEERING },
};

class Usage extends Error {}

/** A subscription that `az` is not logged in to: it sends no request. */
class NotKnown extends Usage {}

type Given = ReadonlyMap<string, readonly string[]>;

function parsed(words: readonly string[]): { readonly verb: string; readonly given: Given } {
  const at = words.findIndex((word) => word.startsWith('-'));
  const verb = words.slice(0, at < 0 ? undefined : at).join(' ');
  const command = COMMANDS[verb];
  if (!command) throw new Usage(`'${verb}' is misspelled or not recognized by the system.`);
  const known = [...command.needs, ...(command.takes ?? []), '--output', '--subscription'];
  const given = new Map<string, string[]>();
  for (let next = at < 0 ? words.length : at; next < words.length; ) {
    const flag = words[next++] as string;
    if (!known.includes(flag)) throw new Usage(`unrecognized arguments: ${flag}`);
    const values: string[] = [];
    const most = VALUES.has(flag) ? 1 : LISTS.has(flag) ? Number.POSITIVE_INFINITY : 0;
    while (values.length < most && next < words.length && !words[next]?.startsWith('-'))
      values.push(words[next++] as string);
    if (most > 0 && values.length === 0) throw new Usage(`argument ${flag}: expected at least one argument`);
    given.set(flag, values);
  }
  const missing = command.needs.filter((flag) => !given.has(flag));
  if (missing.length > 0) throw new Usage(`the following arguments are required: ${missing.join(', ')}`);
  return { verb, given };
}

export interface Az extends Program {
  /** Why `az` itself refuses every command, without a request. */
  refusal: string | undefined;
  /** Subscriptions that it is logged in to, with their tenants; the first is the default. */
  readonly accounts: ReadonlyMap<string, string>;
}

/** @param accounts  subscriptions that it is logged in to, with their tenants */
export function azOf(cloud: AzureCloud, accounts: ReadonlyMap<string, string>): Az {
  /** VNets that an operation is changing. */
  const busy = new Set<string>();
  const az: Az = {
    name: 'az',
    refusal: undefined,
    accounts,
    run: async (words) => {
      try {
        if (az.refusal !== undefined) return failed(1, az.refusal);
        const { verb, given } = parsed(words);
        const output = given.get('--output')?.[0];
        const value = await answer(cloud, { verb, given, accounts, busy });
        return {
          ended: 'done',
          exit: 0,
          stdout: printed(value, output, given.get('--query')?.[0]),
          stderr: '',
        };
      } catch (error) {
        if (error instanceof Usage)
          return failed(error instanceof NotKnown ? 1 : 2, `ERROR: ${error.message}`);
        if (!(error instanceof ArmError)) throw error;
        const { code, message, status } = error;
        return failed(
          status === 404 ? 3 : 1,
          `ERROR: (${code}) ${message}\nCode: ${code}\nMessage: ${message}`,
        );
      }
    },
  };
  return az;
}

const failed = (exit: number, stderr: string): ProgramRun => ({
  ended: 'done',
  exit,
  stdout: '',
  stderr: `${stderr}\n`,
});

function printed(value: unknown, output: string | undefined, query: string | undefined): string {
  const flat = flattened(value);
  if (output === 'none' || flat === undefined) return '';
  if (query === undefined) return JSON.stringify(flat);
  return `${(flat as Record<string, unknown>)[query]}\n`;
}

interface Asked {
  readonly verb: string;
  readonly given: Given;
  readonly accounts: ReadonlyMap<string, string>;
  readonly busy: Set<string>;
}

async function answer(cloud: AzureCloud, { verb, given, accounts, busy }: Asked): Promise<unknown> {
  const one = (flag: string): string => given.get(flag)?.[0] ?? '';
  if (verb === 'account list')
    return [...accounts].map(([id, tenantId]) => ({
      id,
      tenantId,
      name: 'x',
      state: 'Enabled',
      isDefault: false,
    }));
  if (verb === 'network route-table show') {
    const tables = (given.get('--ids') ?? []).map((id) => cloud.tables.get(id));
    const bodies = tables.flatMap((table) => (table ? [tableBody(table)] : []));
    return bodies.length === 1 ? bodies[0] : bodies;
  }
  const subscription = one('--subscription') || [...accounts.keys()][0] || '';
  if (!accounts.has(subscription))
    throw new NotKnown(
      `Subscription '${subscription}' not found. Check the spelling and casing and try again.`,
    );
  const group = one('--resource-group');
  if (verb === 'network vnet list')
    return cloud.list(subscription, group || undefined).map((vnet) => vnetBody(cloud, vnet));
  const id = vnetId({
    subscription,
    group,
    name: one(verb === 'network vnet show' ? '--name' : '--vnet-name'),
  });
  if (verb === 'network vnet show') return vnetBody(cloud, cloud.vnet(id));
  const name = one('--name');
  if (verb.endsWith(' show')) return halfBody(cloud, cloud.vnet(id), cloud.half(id, name));
  const remote = verb.endsWith(' create') ? one('--remote-vnet') : remoteOf(cloud, id, name);
  await alone([id, remote], busy, () => change(cloud, { verb, given, id, name, remote }));
  return verb.endsWith(' delete') ? undefined : halfBody(cloud, cloud.vnet(id), cloud.half(id, name));
}

const remoteOf = (cloud: AzureCloud, id: string, name: string): string => {
  try {
    return cloud.half(id, name).remote;
  } catch {
    return '';
  }
};

/** A VNet allows one operation at a time. */
async function alone(ids: readonly string[], busy: Set<string>, run: () => void): Promise<void> {
  const keys = ids.filter((id) => id !== '').map((id) => id.toLowerCase());
  if (keys.some((key) => busy.has(key)))
    throw new ArmError(
      429,
      'AnotherOperationInProgress',
      'Another operation on this or dependent resource is in progress.',
    );
  for (const key of keys) busy.add(key);
  try {
    await new Promise((resolve) => setImmediate(resolve));
    run();
  } finally {
    for (const key of keys) busy.delete(key);
  }
}

interface Change {
  readonly verb: string;
  readonly given: Given;
  readonly id: string;
  readonly name: string;
  readonly remote: string;
}

function change(cloud: AzureCloud, { verb, given, id, name, remote }: Change): void {
  if (verb.endsWith(' delete')) {
    cloud.remove(id, name);
  } else if (verb.endsWith(' create')) {
    const flags = Object.fromEntries(Object.entries(SWITCHES).map(([flag, key]) => [key, given.has(flag)]));
    if (!remote.startsWith('/')) throw new Usage('--remote-vnet: not an id');
    cloud.put(id, name, { ...(flags as unknown as Flags), remote });
  } else if (verb.endsWith(' sync')) {
    cloud.put(id, name, cloud.half(id, name), true);
  } else {
    cloud.put(id, name, { ...cloud.half(id, name), ...settings(given) });
  }
}

/** The options that `--set` names. */
function settings(given: Given): Partial<Flags> {
  const entries = (given.get('--set') ?? []).map((text) => {
    const [, key = '', value = ''] = /^(\w+)=(true|false)$/.exec(text) ?? [];
    if (!Object.values<string>(SWITCHES).includes(key)) throw new Usage(`Couldn't find '${text}' in ''.`);
    return [key, value === 'true'];
  });
  return Object.fromEntries(entries);
}
