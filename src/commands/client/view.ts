import {
  CONFIG_STATUSES,
  configDifferences,
  configStatus,
  desiredClient,
} from '../../model/desired/client.ts';
import { keyCreation } from '../../model/key-age.ts';
import { keyPlace, keyPlaceText } from '../../model/missing-keys.ts';
import type { Client, State } from '../../model/state.ts';
import { type Column, labeled } from '../../output/result.ts';
import { KEY_AGE_COLUMN } from '../key-age-column.ts';

/** Returns a client as JSON. `config` is the status of its issued configuration; `stale` lists its outdated values. */
export const clientView = (state: State, client: Client) => {
  const desired = desiredClient(state, client);
  const stale = client.issued ? configDifferences(desired, client.issued) : [];
  return {
    name: client.name,
    gateway: client.gateway,
    status: client.status,
    addresses: client.addresses,
    publicKey: client.publicKey,
    privateKey: keyPlace(client.privateKey),
    allowedIps: desired.allowedIps,
    createdAt: client.createdAt,
    keyCreatedAt: keyCreation(client) ?? null,
    expiresAt: client.expiresAt ?? null,
    dns: client.dns?.servers ?? [],
    searchDomains: client.dns?.searchDomains ?? [],
    config: configStatus(client, stale),
    issuedAt: client.issued?.at ?? null,
    stale,
  };
};

export type ClientView = ReturnType<typeof clientView>;

/** A client with the age of its keys in days. */
export interface ListedClient extends ClientView {
  readonly keyAge: number | null;
}

export const CLIENT_COLUMNS: readonly Column<ListedClient>[] = [
  { header: 'NAME', cell: (row) => row.name },
  { header: 'GATEWAY', cell: (row) => row.gateway },
  {
    header: 'ADDRESS',
    cell: (row) => row.addresses.join(', '),
    members: (row) => row.addresses,
    folds: true,
    rank: 1,
  },
  { header: 'CONFIG', cell: (row) => row.config, values: CONFIG_STATUSES, isStatus: true },
  { header: 'EXPIRES', cell: (row) => row.expiresAt?.slice(0, 16).concat('Z') ?? '-', rank: 2 },
  KEY_AGE_COLUMN,
];

/** The values of a client that an update can change. */
export const clientValues = ({ status, expiresAt, dns, searchDomains }: ClientView) => ({
  status,
  expiresAt,
  dns,
  searchDomains,
});

/** Labels of these values. */
export const CLIENT_LABELS: Readonly<Record<string, string>> = {
  expiresAt: 'expires',
  dns: 'DNS',
  searchDomains: 'search domain',
};

export const clientLines = (view: ClientView): string[] =>
  labeled([
    ['name', view.name],
    ['gateway', view.gateway],
    ['status', view.status],
    ['address', view.addresses.join(', ')],
    ['AllowedIPs', view.allowedIps.join(', ')],
    ['public key', view.publicKey],
    ['private key', keyPlaceText(view.privateKey)],
    ['config', [view.config, ...view.stale].join(', ')],
    ['expires', view.expiresAt ?? '-'],
    ['DNS', [...view.dns, ...view.searchDomains].join(', ')],
  ]);
