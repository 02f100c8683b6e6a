/** The VPC that the values of `vpc create` describe. */
import { usage } from '../../errors.ts';
import { type Cidr, sortedCidrs } from '../../model/address/cidr.ts';
import { type ProviderSpec, withIds } from '../../model/provider.ts';
import { GENERIC, type IdValue, type State, type Subnet } from '../../model/state.ts';
import { addVpc, creationSpecOf } from '../../model/transitions/vpc.ts';
import type { Name, Owner } from '../../model/values.ts';
import type { CreatedVpc } from '../../providers/provider.ts';
import { specs } from '../../providers/registry.ts';

export interface VpcCreateIntent {
  readonly name: Name;
  readonly provider?: string;
  readonly ids: Readonly<Record<string, IdValue>>;
  readonly cidrs: readonly Cidr[];
  readonly subnets: readonly Subnet[];
  /** Names of the public subnets. */
  readonly publicSubnets: readonly Name[];
  readonly location?: Name;
  readonly owner?: Owner;
  /** True to succeed if the VPC is in the plan with the same values. */
  readonly ifNotExists: boolean;
  readonly dryRun: boolean;
}

/** The VPC of an intent. Exit 2 for values that its provider does not take. */
export function plannedVpc(intent: VpcCreateIntent, actor: Owner, id: string): CreatedVpc {
  const { name, cidrs, subnets, location, owner } = intent;
  const { spec, facts } = creatorOf(intent);
  throwIfStray(intent, spec);
  const given = { ...facts.defaults(name), ...intent.ids };
  const own = cidrs.length === 0 && facts.isSumOfSubnets ? subnets.map(({ cidr }) => cidr) : cidrs;
  return {
    name,
    owner: owner ?? actor,
    ...(location ? { location } : {}),
    provider: withIds(specs, GENERIC, { kind: spec.via, ids: given }),
    cidrs: sortedCidrs(own),
    subnets: withPublic(intent),
    creation: { id, status: 'planned' },
  };
}

/** Throws the error that the plan would report about a VPC with these values; returns its warnings. */
export function throwIfInvalid(
  state: State,
  intent: VpcCreateIntent,
): { readonly warnings: readonly string[] } {
  return addVpc(specs, state, plannedVpc(intent, 'placeholder' as Owner, '0'.repeat(16)));
}

/** The provider that creates the VPC. Exit 2 for one that does not. */
export function creatorOf({ provider = GENERIC.kind }: Pick<VpcCreateIntent, 'provider'>) {
  const spec = specs.all.find(({ via }) => via === provider);
  const facts = creationSpecOf(specs, { provider: { kind: provider } });
  if (spec && facts) return { spec, facts };
  throw usage(
    `peerway cannot create a VPC with --provider ${provider}`,
    'to add a VPC that exists, run `peerway vpc add`',
  );
}

/** Exit 2 for public subnets where the provider has none, and for names that are no subnets. */
function throwIfStray(intent: VpcCreateIntent, { via }: ProviderSpec): void {
  const { publicSubnets, subnets } = intent;
  if (publicSubnets.length === 0) return;
  if (!creatorOf(intent).facts.hasPublicSubnets)
    throw usage(
      `--public cannot be used with --provider ${via}`,
      'omit --public: each instance decides whether it has a public address',
    );
  const stray = publicSubnets.find((name) => !subnets.some((subnet) => subnet.name === name));
  if (stray === undefined) return;
  const names = subnets.map(({ name }) => name).join(', ');
  throw usage(
    `--public ${stray} does not name a subnet of VPC ${intent.name}`,
    names === '' ? `add the subnet: --subnet ${stray}=<cidr>` : `use one of ${names}`,
  );
}

const withPublic = ({ subnets, publicSubnets }: VpcCreateIntent): Subnet[] =>
  subnets.map((subnet) => (publicSubnets.includes(subnet.name) ? { ...subnet, public: true } : subnet));
