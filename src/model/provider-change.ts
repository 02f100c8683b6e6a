/** A VPC's provider and its ids there, as they are given one by one. */
import { usage } from '../errors.ts';
import type { Provider } from './state.ts';

/** Those that are given; the others stay as they are. */
export interface ProviderChange {
  readonly kind?: Provider['kind'];
  readonly account?: string;
  readonly region?: string;
  readonly vpcId?: string;
  readonly routeTables?: readonly string[];
  readonly securityGroups?: readonly string[];
  readonly project?: string;
  readonly network?: string;
  readonly autoMode?: boolean;
}

/** The flag of each. */
const FLAGS: Readonly<Record<Exclude<keyof ProviderChange, 'kind'>, string>> = {
  account: '--account',
  region: '--region',
  vpcId: '--vpc-id',
  routeTables: '--route-table',
  securityGroups: '--security-group',
  project: '--project',
  network: '--network',
  autoMode: '--auto-mode',
};

/** Which of them a provider knows. */
const IDS_OF = {
  generic: [],
  aws: ['account', 'region', 'vpcId', 'routeTables', 'securityGroups'],
  gcp: ['project', 'network', 'autoMode'],
} as const satisfies Readonly<Record<Provider['kind'], readonly (keyof typeof FLAGS)[]>>;

/** Without any ids. */
const BARE: Readonly<Record<Provider['kind'], Provider>> = {
  generic: { kind: 'generic' },
  aws: { kind: 'aws', routeTables: [], securityGroups: [] },
  gcp: { kind: 'gcp' },
};

/** The provider with the ids that are given; those of another provider are a usage error. */
export function withIds(present: Provider, { kind = present.kind, ...ids }: ProviderChange): Provider {
  const known: readonly (keyof typeof FLAGS)[] = IDS_OF[kind];
  const given = Object.entries(ids).filter(([, id]) => id !== undefined) as [keyof typeof FLAGS, unknown][];
  const stray = given.find(([key]) => !known.includes(key));
  if (stray)
    throw usage(
      `${FLAGS[stray[0]]} cannot be used with --provider ${kind}`,
      known.length > 0
        ? `it takes ${known.map((key) => FLAGS[key]).join(', ')}`
        : 'name the provider: --provider aws or gcp',
    );
  const base = kind === present.kind ? present : BARE[kind];
  return { ...base, ...Object.fromEntries(given) };
}
