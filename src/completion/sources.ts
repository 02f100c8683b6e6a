/** Sources of suggestions. The grammar names one for each argument and each flag value. */
import { TOPIC_NAMES } from '../help/topic-names.ts';
import { OUTPUT_FORMATS, PREFERENCES, type PreferenceKey } from '../model/preferences.ts';
import { ON_OFF } from '../model/settings.ts';
import type { Query, Suggestion } from './query.ts';
import {
  clients,
  gatewayLabels,
  gateways,
  locations,
  objects,
  optionTexts,
  owners,
  peerable,
  peeringEnds,
  peerings,
  peers,
  pendingPeerings,
  sides,
  subnets,
  vpcCidrs,
  vpcLabels,
  vpcs,
} from './state-names.ts';

const SOURCES = {
  /** Free text. */
  nothing: () => [],
  /** The choices that commander validates. */
  choice: ({ choices }) => choices.map((value) => ({ value })),
  /** The shell completes paths itself. */
  file: () => [],
  folder: () => [],
  column: ({ columns }) => columns.map((value) => ({ value })),
  /** Without the hyphen that reverses the order. */
  sort: ({ columns }) => columns.map((value) => ({ value })),
  filter: ({ columns }) => columns.map((column) => ({ value: `${column}=`, open: true })),
  gateway: gateways,
  'peering-end': peeringEnds,
  peerable,
  peering: peerings,
  pending: pendingPeerings,
  side: sides,
  client: clients,
  peer: peers,
  vpc: vpcs,
  'vpc-cidr': vpcCidrs,
  'vpc-label': vpcLabels,
  'gateway-label': gatewayLabels,
  subnet: subnets,
  location: locations,
  'option-text': optionTexts,
  owner: owners,
  object: objects,
  'help-topic': ({ operands }) => (operands.length > 0 ? [] : TOPIC_NAMES.map((value) => ({ value }))),
  preference: () =>
    Object.entries(PREFERENCES).map(([value, { description }]) => ({
      value,
      description,
    })),
  'preference-value': (query) => preferenceValues(query),
  revision: ({ revisions }) =>
    revisions().map(({ revision, at, command }) => ({
      value: String(revision),
      description: `${at.slice(0, 16)}Z${command === undefined ? '' : ` by ${command}`}`,
    })),
} as const satisfies Readonly<Record<string, (query: Query) => Suggestion[]>>;

/** The name of a source. */
export type Source = keyof typeof SOURCES;

export const suggestionsFrom = (source: Source, query: Query): Suggestion[] => SOURCES[source](query);

const PREFERENCE_VALUES: Readonly<Record<PreferenceKey, (query: Query) => Suggestion[]>> = {
  owner: owners,
  output: () => OUTPUT_FORMATS.map((value) => ({ value })),
  'tunnel-pool': () => [],
  'tunnel-pool-ipv6': () => [],
  'key-file': () => [],
  'key-max-age': () => ['90d', '365d', 'never'].map((value) => ({ value })),
  'require-second-operator': () => ON_OFF.map((value) => ({ value })),
};

function preferenceValues(query: Query): Suggestion[] {
  const [key = ''] = query.operands;
  return Object.hasOwn(PREFERENCE_VALUES, key) ? PREFERENCE_VALUES[key as PreferenceKey](query) : [];
}
