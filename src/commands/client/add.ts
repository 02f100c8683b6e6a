import type { Ip } from '../../model/address/cidr.ts';
import type { HostName } from '../../model/endpoint.ts';
import { parseExpiry } from '../../model/instant.ts';
import { gatewayNamed } from '../../model/queries.ts';
import { unreachableWarnings } from '../../model/rules/client-reach.ts';
import { ofGateways } from '../../model/rules/ownership.ts';
import { settingOf } from '../../model/settings.ts';
import { type Client, clientKey, type State } from '../../model/state.ts';
import { addClient } from '../../model/transitions/client.ts';
import { asked, listed, throwIfDifferent } from '../../model/transitions/existing.ts';
import type { Name, PublicKey } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { changeLines, gatewaySideChanges, gatewaysNext } from '../change-lines.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { doneText } from '../dry-run.ts';
import { dnsWarnings } from './dns-warnings.ts';
import { type ClientView, clientLines, clientView } from './view.ts';

export interface ClientAddIntent {
  readonly gateway: Name;
  readonly name: Name;
  readonly publicKey?: PublicKey;
  /** Date, time or duration from now, as typed. */
  readonly expires?: string;
  readonly dns?: readonly Ip[];
  readonly searchDomains?: readonly HostName[];
  /** True to succeed if the gateway has a client of this name with the same values. */
  readonly ifNotExists?: boolean;
}

/** Adds a client to a gateway. */
export async function clientAdd(
  given: ClientAddIntent,
  ports: Uses<'state' | 'terminal' | 'random'>,
): Promise<Result<ClientView> | Declined> {
  const { expires, ifNotExists, dns: servers = [], searchDomains = [], ...intent } = given;
  const hasDns = servers.length + searchDomains.length > 0;
  const { now } = ports.state;
  const expiresAt = expires === undefined ? undefined : parseExpiry(expires, now);
  const keys = intent.publicKey ? { publicKey: intent.publicKey } : await ports.random.keyPair();
  const client = {
    ...intent,
    ...keys,
    presharedKey: await ports.random.presharedKey(),
    createdAt: now,
    ...(expiresAt ? { expiresAt } : {}),
    ...(hasDns ? { dns: { servers, searchDomains } } : {}),
  };
  const added = await confirmAndChange(ports, {
    kind: 'prompted',
    subjects: ofGateways([intent.gateway]),
    decide: (before) => {
      const found = ifNotExists ? existing(before, given) : undefined;
      return { ...(found ? { state: before, client: found } : addClient(before, client)), before };
    },
    question: () => `Add client ${intent.name} to ${intent.gateway}`,
    lines: ({ before, state }) => changeLines(gatewaySideChanges(before, state, [intent.gateway])),
  });
  if (!added) return declined();
  const isNew = added.state !== added.before;
  return objectResult(clientView(added.state, added.client), {
    names: ({ name }) => [name],
    lines: (view) => [
      isNew
        ? `Client ${view.name} ${doneText(ports.state, `added to ${view.gateway}`)}`
        : `Client ${view.name} of ${view.gateway} already exists`,
      ...clientLines(view).map((line) => `  ${line}`),
    ],
    warnings: isNew
      ? [
          ...unreachableWarnings(
            added.state,
            gatewayNamed(added.state, intent.gateway),
            () => settingOf(added.state, 'tunnel-pool-ipv6') ?? ports.random.uniqueLocal(),
          ),
          ...dnsWarnings(added.state, added.client),
        ]
      : [],
    notes: isNew ? [] : ['nothing was changed'],
    next: [
      `to print its configuration, run \`peerway client config ${intent.gateway} ${intent.name}\``,
      ...gatewaysNext(added.state, isNew ? [intent.gateway] : []),
    ],
  });
}

/** Returns the client of this name if it has the given values. Exit 5 if it has others. */
function existing(
  state: State,
  { gateway, name, publicKey, expires, dns = [], searchDomains = [] }: ClientAddIntent,
): Client | undefined {
  const client = state.clients.get(clientKey(gateway, name));
  if (!client) return undefined;
  const { createdAt } = client;
  const values = [
    { name: '--public-key', wanted: publicKey, present: client.publicKey },
    {
      name: '--expires',
      // A duration counts from the creation of the client.
      wanted: expires === undefined ? undefined : parseExpiry(expires, createdAt),
      present: client.expiresAt ?? '',
    },
    { name: '--dns', wanted: asked(dns), present: listed(client.dns?.servers ?? []) },
    {
      name: '--search-domain',
      wanted: asked(searchDomains),
      present: listed(client.dns?.searchDomains ?? []),
    },
  ];
  throwIfDifferent(`Client ${name} of ${gateway}`, values, `peerway client show ${gateway} ${name}`);
  return client;
}
