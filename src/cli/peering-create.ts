/** `peering create`: two gateways, or of two VPCs of one cloud. */
import type { PeeringCreateIntent } from '../commands/peering/create.ts';
import type { Cidr } from '../model/address/cidr.ts';
import type { Via } from '../model/peering.ts';
import { throwUnlessRequired, throwUnlessValues } from '../model/provider.ts';
import { ofNewPeering } from '../model/rules/ownership.ts';
import { type Name, parseName } from '../model/values.ts';
import { isDeclined } from '../output/result.ts';
import type { Ports, Uses } from '../ports/ports.ts';
import { DEFAULT_VIA, specs } from '../providers/registry.ts';
import { choiceFlag, grouped, ifNotExistsFlag, switchFlag, type Verb, valueFlag } from './grammar.ts';
import type { Values } from './provider.ts';
import {
  applyFrom,
  createFlags,
  optionFlags,
  optionsFrom,
  throwIfStray,
  withoutCidrFlag,
} from './provider-flags.ts';

interface CreateFlags extends Values {
  readonly name?: Name;
  readonly via: Via;
  readonly request?: boolean;
  readonly duplex?: boolean;
  readonly dryRun?: boolean;
  readonly deploy?: boolean;
  readonly ifNotExists?: boolean;
  readonly withoutCidr?: readonly Cidr[];
}

export const CREATE: Verb = {
  usage: 'create [a] [b]',
  asks: true,
  summary: 'Peer two gateways, or two VPCs of one cloud',
  headline: ([a, b]) => (a && b ? `cannot peer ${a} and ${b}` : 'cannot create a peering'),
  completes: ['peering-end', 'peerable'],
  description: [
    'Allocates tunnel addresses and a preshared key, and computes AllowedIPs, routes, and firewall rules for both',
    'sides. If the gateways have different owners, or with --request, the other owner must accept the peering within',
    '7 days with `peerway peering accept`.\n\nIf --via is a cloud, a and b are VPCs in that cloud, and no gateways',
    'are needed.',
  ].join(' '),
  examples: [
    'peerway peering create seoul osaka',
    'peerway peering create seoul osaka --dry-run',
    'peerway peering create shop cache --via aws --dns',
    'peerway peering create files apps --via gcp --duplex --export-custom-routes',
    'peerway peering create shop cache --via aws --apply --profile shop=prod --profile cache=dragonfly',
  ],
  flags: () => [
    valueFlag('--name <name>', 'peering name', 'nothing', (text) =>
      parseName(text, 'peering name'),
    ).describeDefault('<a>-<b>'),
    choiceFlag(
      '--via <via>',
      'transport',
      specs.all.map(({ via }) => via),
    ).default(DEFAULT_VIA),
    switchFlag('--dry-run', 'show the changes without making them'),
    switchFlag('--request', 'require acceptance even if you own both sides'),
    ifNotExistsFlag(),
    switchFlag('--deploy', 'deploy to both gateways over SSH; if one fails, roll back both'),
    ...grouped('Cloud flags', [
      switchFlag('--duplex', 'set up both sides at once if you own both'),
      withoutCidrFlag(),
    ]),
    ...optionFlags('create'),
    ...createFlags(),
  ],
  invoke: (a: string | undefined, b: string | undefined, flags: CreateFlags) => {
    const { name, via, request = false, duplex = false, dryRun = false, deploy = false } = flags;
    throwIfStray(via, flags);
    const options = optionsFrom(flags);
    throwUnlessValues(specs.of(via), options);
    throwUnlessRequired(specs.of(via), options, options);
    const draft = {
      ...(a === undefined ? {} : { a }),
      ...(b === undefined ? {} : { b }),
      ...(name ? { name } : {}),
      via,
      both: specs.of(via).ends === 'gateway' ? !request : duplex,
      options,
      dryRun,
      ...(flags.ifNotExists ? { ifNotExists: true } : {}),
      ...(flags.withoutCidr ? { withoutCidrs: flags.withoutCidr } : {}),
    };
    const given = applyFrom(flags);
    const isGuided = (a === undefined || b === undefined) && specs.of(via).ends === 'vpc' && !dryRun;
    return async (ports) => {
      const ends = await withEnds(draft, ports);
      const { both, applies } = isGuided
        ? await scopeOf(ends, given !== undefined, ports)
        : { both: draft.both, applies: given !== undefined };
      const intent = { ...ends, both };
      const how = applies ? applyFrom({ ...flags, apply: true }) : undefined;
      if (how) {
        const { createApplied } = await import('../commands/peering/create-applied.ts');
        return createApplied(intent, how, ports);
      }
      return deploy && !dryRun ? createDeployed(intent, ports) : create(intent, ports);
    };
  },
};

type Draft = Omit<PeeringCreateIntent, 'a' | 'b'> & Partial<Pick<PeeringCreateIntent, 'a' | 'b'>>;

/** Returns the intent with both ends; prompts for missing ones. */
async function withEnds(
  { a, b, ...rest }: Draft,
  ports: Uses<'state' | 'terminal'>,
): Promise<PeeringCreateIntent> {
  if (a !== undefined && b !== undefined) return { ...rest, a, b };
  const { promptForPeering } = await import('../prompts/peering.ts');
  const ends = { ...(a === undefined ? {} : { a }), ...(b === undefined ? {} : { b }) };
  return promptForPeering({ ...rest, ...ends }, ports);
}

const scopeOf = async (intent: PeeringCreateIntent, applies: boolean, ports: Ports) =>
  (await import('../prompts/peering-scope.ts')).promptForScope({ ...intent, applies }, ports);

const create = async (intent: PeeringCreateIntent, ports: Ports) =>
  (await import('../commands/peering/create.ts')).peeringCreate(intent, ports);

/** Creates a peering of gateways and deploys it, unless it has to be accepted first. */
async function createDeployed(intent: PeeringCreateIntent, ports: Ports) {
  const { deployChange, throwUnlessDeployable } = await import('../commands/peering/deploy.ts');
  const { requireOwner } = await import('../commands/own-objects.ts');
  await requireOwner(ports, ofNewPeering('gateway', [intent.a, intent.b]));
  throwUnlessDeployable(await ports.state.read(), [intent.a, intent.b]);
  const created = await create({ ...intent, deploys: true }, ports);
  if (isDeclined(created)) return created;
  const { name, status } = created.value;
  if (status === 'active') return deployChange(created, [intent.a, intent.b], ports, name);
  const next = `nothing was deployed: once the peering is accepted, run \`peerway gateway deploy --peering ${name}\``;
  return { ...created, next: [...created.next, next] };
}
