/** The ids of Azure, as they may appear in commands. Azure compares them without regard to case. */
import { usage } from '../../errors.ts';
import { quoted } from '../../visible.ts';
import { offHint } from '../flow-logs.ts';
import { idParser } from '../ids.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const EXAMPLE = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';

const parseGuid = (what: string) => {
  const parse = idParser(what, GUID, EXAMPLE);
  return (text: string): string => parse(text).toLowerCase();
};

export const parseSubscription = parseGuid('Azure subscription ID');
export const parseTenant = parseGuid('Azure tenant ID');

/** Longest name of a resource group. */
const LONGEST_GROUP = 90;
const GROUP = /^[\p{L}\p{N}_(][\p{L}\p{N}_.()-]*(?<!\.)$/u;
const SHOWS_AS_NOTHING = /\p{Default_Ignorable_Code_Point}/u;

/** A name of a resource group. It may have letters of any script, but never looks like a flag of `az`. */
export function parseResourceGroup(text: string): string {
  if (text.length <= LONGEST_GROUP && GROUP.test(text) && !SHOWS_AS_NOTHING.test(text)) return text;
  throw usage(`${quoted(text)} is not a valid Azure resource group`, 'it looks like network-prod');
}

/** Names of networks, route tables and network security groups (Azure naming rules). */
const NAME = '[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?';

export const parseVnet = idParser('Azure VNet name', new RegExp(`^(?=.{2,64}$)${NAME}$`), 'hub-vnet');

/** A resource of Azure's network service by its place. */
export interface ResourceId {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly name: string;
}

type ResourceType = 'virtualNetworks' | 'routeTables' | 'networkSecurityGroups';

export const resourceId = (type: ResourceType, { subscription, resourceGroup, name }: ResourceId): string =>
  `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.Network/${type}/${name}`;

const RESOURCE =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Network\/([A-Za-z]+)\/([^/]+)$/i;

/** Returns the place of a resource of one type; undefined for any other text. */
export function readResourceId(type: ResourceType, text: string): ResourceId | undefined {
  const [, subscription = '', resourceGroup = '', found = '', name = ''] = RESOURCE.exec(text) ?? [];
  if (found.toLowerCase() !== type.toLowerCase()) return undefined;
  return { subscription: subscription.toLowerCase(), resourceGroup, name };
}

const IS_NAME = new RegExp(`^${NAME}$`);

const parseResource = (what: string, type: ResourceType) => (text: string) => {
  const place = readResourceId(type, text);
  if (place && GUID.test(place.subscription) && isGroup(place.resourceGroup) && IS_NAME.test(place.name))
    return resourceId(type, place);
  const example = resourceId(type, { subscription: EXAMPLE, resourceGroup: 'network-prod', name: 'main' });
  throw usage(`${quoted(text)} is not a valid ${what}`, `it looks like ${example}`);
};

function isGroup(text: string): boolean {
  try {
    return parseResourceGroup(text) === text;
  } catch {
    return false;
  }
}

export const parseRouteTable = parseResource('Azure route table ID', 'routeTables');
export const parseSecurityGroup = parseResource('Azure network security group ID', 'networkSecurityGroups');

const STORAGE =
  /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Storage\/storageAccounts\/[a-z0-9]{3,24}$/i;

/** The id of a storage account, which flow logs are written to. */
export function parseStorageAccount(text: string): string {
  const [, subscription = '', group = ''] = STORAGE.exec(text) ?? [];
  if (GUID.test(subscription) && isGroup(group)) return text;
  throw usage(
    `${quoted(text)} is not the ID of an Azure storage account`,
    `it looks like /subscriptions/${EXAMPLE}/resourceGroups/network-prod/providers/Microsoft.Storage/storageAccounts/flowlogs${offHint(text)}`,
  );
}

/** True for two ids of the same object: Azure itself changes their case. */
export const isSameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
