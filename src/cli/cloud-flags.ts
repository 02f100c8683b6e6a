/** Flags of peerings that a cloud carries. */
import { usage } from '../errors.ts';
import { type GcpOptions, STACK_TYPES, type StackType } from '../model/cloud-peering.ts';
import type { Via } from '../model/state.ts';
import type { CloudOptions } from '../model/transitions/cloud-peering.ts';
import { type Flag, flagName } from './flag.ts';
import { choiceFlag, grouped, switchFlag } from './grammar.ts';

/** What a side may ask of its cloud. */
export interface OptionFlags extends Partial<GcpOptions> {
  readonly dns?: boolean;
}

export interface CloudFlags extends OptionFlags {
  readonly duplex?: boolean;
  readonly stackType?: StackType;
}

const ROUTES = [
  'exportCustomRoutes',
  'importCustomRoutes',
  'exportSubnetRoutesWithPublicIp',
  'importSubnetRoutesWithPublicIp',
] as const satisfies readonly (keyof GcpOptions)[];

const awsFlags = (): Flag[] =>
  grouped('At AWS', [switchFlag('--dns', 'let the peer resolve the private DNS names of this side')]);

const routeFlags = (): Flag[] => [
  switchFlag('--export-custom-routes', 'give static and dynamic routes to the peer'),
  switchFlag('--import-custom-routes', 'take those of the peer'),
  switchFlag(
    '--export-subnet-routes-with-public-ip',
    'give routes to subnets with public addresses; the default',
  ),
  switchFlag('--no-export-subnet-routes-with-public-ip', 'keep them'),
  switchFlag('--import-subnet-routes-with-public-ip', 'take those of the peer'),
];

/** Of `accept`, which sets the options of its own side. */
export const optionFlags = (): Flag[] => [...awsFlags(), ...grouped('At GCP', routeFlags())];

/** Of `create`. */
export const cloudFlags = (): Flag[] => [
  ...grouped('Between VPCs of a cloud', [
    switchFlag('--duplex', 'set up both sides at once; else the other has to accept'),
  ]),
  ...awsFlags(),
  ...grouped('At GCP', [
    ...routeFlags(),
    choiceFlag('--stack-type <type>', 'whether IPv6 goes along; else where both have it', STACK_TYPES),
  ]),
];

/** Of what is run at the provider. */
const APPLY = ['apply', 'timeout', 'side'] as const;

/** Which flags go with what carries a peering, by their names in the intent. */
const FLAGS_OF: Readonly<Record<Via, readonly string[]>> = {
  wireguard: ['request', 'deploy'],
  aws: ['duplex', 'dns', 'profile', ...APPLY],
  gcp: ['duplex', 'stackType', 'project', ...ROUTES, ...APPLY],
};

const ALL_FLAGS = Object.values(FLAGS_OF).flat();

/** A flag that has no meaning for this kind of peering is a usage error. */
export function throwIfStray(via: Via, given: object): void {
  const stray = Object.entries(given).find(
    ([key, value]) => value !== undefined && ALL_FLAGS.includes(key) && !FLAGS_OF[via].includes(key),
  );
  if (!stray) return;
  const others = Object.entries(FLAGS_OF).filter(([, flags]) => flags.includes(stray[0]));
  const name = stray[1] === false ? flagName(stray[0]).replace('--', '--no-') : flagName(stray[0]);
  throw usage(
    `${name} does not go with a peering via ${via}`,
    `it is for ${others.map(([other]) => `--via ${other}`).join(' and ')}`,
  );
}

/** The options that were given, as the cloud's side has them. */
export function optionsOf(flags: OptionFlags): CloudOptions {
  const routes = Object.fromEntries(
    ROUTES.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]] as const])),
  );
  return {
    ...(flags.dns === undefined ? {} : { dns: flags.dns }),
    ...(Object.keys(routes).length > 0 ? { routes } : {}),
  };
}
