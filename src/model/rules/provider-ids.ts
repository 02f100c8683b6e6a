import type { Cloud } from '../cloud-peering.ts';
import type { Provider, Vpc } from '../state.ts';

type Wanted = readonly (readonly [
  what: string,
  flag: string,
  of: (provider: Provider) => string | undefined,
])[];

/** Without these no command can be written. */
const WANTED: Readonly<Record<Cloud, Wanted>> = {
  aws: [
    ['region', '--region <region>', (one) => (one.kind === 'aws' ? one.region : undefined)],
    ['VPC id', '--vpc-id <id>', (one) => (one.kind === 'aws' ? one.vpcId : undefined)],
  ],
  gcp: [
    ['project', '--project <id>', (one) => (one.kind === 'gcp' ? one.project : undefined)],
    ['network', '--network <name>', (one) => (one.kind === 'gcp' ? one.network : undefined)],
  ],
};

/** How messages call a cloud. */
export const CLOUD_NAMES = { aws: 'AWS', gcp: 'GCP' } as const satisfies Record<Cloud, string>;

/** What of a VPC's ids a peering via its cloud cannot do without and does not have; no flags when it has all. */
export function missingIds({ name, provider }: Vpc, cloud: Cloud): { message: string; flags: string } {
  const missing = WANTED[cloud].filter(([, , of]) => of(provider) === undefined);
  const what = missing.map(([id]) => `${CLOUD_NAMES[cloud]} ${id}`).join(' and ');
  return {
    message: `The ${what} of VPC ${name} ${missing.length === 1 ? 'is' : 'are'} not known`,
    flags: missing.map(([, flag]) => flag).join(' '),
  };
}
