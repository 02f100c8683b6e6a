/** Flags of cloud peerings. */
import { usage } from '../errors.ts';
import { type GcpOptions, STACK_TYPES, type StackType } from '../model/cloud-peering.ts';
import type { Via } from '../model/state.ts';
import type { CloudOptions } from '../model/transitions/cloud-peering.ts';
import { type Flag, flagName } from './flag.ts';
import { choiceFlag, grouped, switchFlag } from './grammar.ts';

/** Options of one side of a cloud peering. */
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
  grouped('AWS flags', [switchFlag('--dns', 'allow the peer to resolve private DNS names of your side')]);

const routeFlags = (): Flag[] => [
  switchFlag('--export-custom-routes', 'export static and dynamic routes to the peer'),
  switchFlag('--import-custom-routes', 'import static and dynamic routes from the peer'),
  switchFlag(
    '--export-subnet-routes-with-public-ip',
    'export subnet routes with public IP addresses',
  ).describeDefault('on'),
  switchFlag(
    '--no-export-subnet-routes-with-public-ip',
    'do not export subnet routes with public IP addresses',
  ),
  switchFlag(
    '--import-subnet-routes-with-public-ip',
    'import subnet routes with public IP addresses from the peer',
  ),
];

/** Flags of `accept`, which sets the options of the accepting side. */
export const optionFlags = (): Flag[] => [...awsFlags(), ...grouped('GCP flags', routeFlags())];

/** Flags of `create`. */
export const cloudFlags = (): Flag[] => [
  ...grouped('Cloud flags', [switchFlag('--duplex', 'set up both sides at once if you own both')]),
  ...awsFlags(),
  ...grouped('GCP flags', [
    ...routeFlags(),
    choiceFlag('--stack-type <type>', 'IP versions of exchanged routes', STACK_TYPES).describeDefault(
      'IPV4_IPV6 if both VPCs have IPv6',
    ),
  ]),
];

/** Flags of `--apply`. */
const APPLY = ['apply', 'timeout', 'side'] as const;

/** The flags that apply to each transport, by their names in the intent. */
const FLAGS_OF: Readonly<Record<Via, readonly string[]>> = {
  wireguard: ['request', 'deploy'],
  aws: ['duplex', 'dns', 'profile', ...APPLY],
  gcp: ['duplex', 'stackType', 'project', ...ROUTES, ...APPLY],
};

const ALL_FLAGS = Object.values(FLAGS_OF).flat();

/** Throws a usage error for a flag that does not apply to the transport. */
export function throwIfStray(via: Via, given: object): void {
  const stray = Object.entries(given).find(
    ([key, value]) => value !== undefined && ALL_FLAGS.includes(key) && !FLAGS_OF[via].includes(key),
  );
  if (!stray) return;
  const others = Object.entries(FLAGS_OF).filter(([, flags]) => flags.includes(stray[0]));
  const name = stray[1] === false ? flagName(stray[0]).replace('--', '--no-') : flagName(stray[0]);
  throw usage(
    `${name} cannot be used with --via ${via}`,
    `${name} is for ${others.map(([other]) => `--via ${other}`).join(' and ')}`,
  );
}

/** The options given on the command line. */
export function optionsOf(flags: OptionFlags): CloudOptions {
  const routes = Object.fromEntries(
    ROUTES.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]] as const])),
  );
  return {
    ...(flags.dns === undefined ? {} : { dns: flags.dns }),
    ...(Object.keys(routes).length > 0 ? { routes } : {}),
  };
}
