/** What an argument or the value of a flag can be completed to; the grammar names one of these for each. */
import { OUTPUT_FORMATS, PREFERENCES, type PreferenceKey, SWITCH } from '../model/preferences.ts';
import type { State } from '../model/state.ts';
import type { Kind } from '../store/codec.ts';
import type { Around, Revision } from '../store/peek.ts';
import {
  clients,
  gateways,
  locations,
  objects,
  owners,
  peerable,
  peeringEnds,
  peerings,
  peers,
  pendingPeerings,
  sides,
  subnets,
  vpcCidrs,
  vpcs,
} from './state-names.ts';

/** One thing to choose. */
export interface Offer {
  readonly value: string;
  readonly describe?: string;
  /** Whether more of the same word has to follow. */
  readonly open?: boolean;
}

/** What a source may look at. */
export interface Asked {
  /** The arguments before. */
  readonly operands: readonly string[];
  /** What the flag itself allows. */
  readonly choices: readonly string[];
  /** The values that a flag was given: `--via`. */
  given(flag: string): readonly string[];
  /** Keys of the columns of the list. */
  readonly columns: readonly string[];
  /** Objects of these kinds; throws where there is no state to read. */
  state(...kinds: Kind[]): State;
  /** The same, of peerings and clients only those of one gateway. */
  around(gateway: string, ...kinds: Kind[]): Around;
  /** The earlier revisions that are kept. */
  revisions(): Revision[];
}

const SOURCES = {
  /** Free text. */
  nothing: () => [],
  /** What commander itself checks. */
  choice: ({ choices }) => choices.map((value) => ({ value })),
  /** The shell knows these best. */
  file: () => [],
  folder: () => [],
  column: ({ columns }) => columns.map((value) => ({ value })),
  /** The hyphen of the other direction is not part of it. */
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
  subnet: subnets,
  location: locations,
  owner: owners,
  object: objects,
  preference: () => Object.entries(PREFERENCES).map(([value, { describe }]) => ({ value, describe })),
  'preference-value': (asked) => preferenceValues(asked),
  revision: ({ revisions }) =>
    revisions().map(({ revision, at, command }) => ({
      value: String(revision),
      describe: `${at.slice(0, 16)}Z by ${command}`,
    })),
} as const satisfies Readonly<Record<string, (asked: Asked) => Offer[]>>;

/** The name of a source. */
export type Source = keyof typeof SOURCES;

export const offersOf = (source: Source, asked: Asked): Offer[] => SOURCES[source](asked);

const PREFERENCE_VALUES: Readonly<Record<PreferenceKey, (asked: Asked) => Offer[]>> = {
  owner: owners,
  output: () => OUTPUT_FORMATS.map((value) => ({ value })),
  'tunnel-pool': () => [],
  'key-file': () => [],
  'require-second-operator': () => SWITCH.map((value) => ({ value })),
};

function preferenceValues(asked: Asked): Offer[] {
  const [key = ''] = asked.operands;
  return Object.hasOwn(PREFERENCE_VALUES, key) ? PREFERENCE_VALUES[key as PreferenceKey](asked) : [];
}
