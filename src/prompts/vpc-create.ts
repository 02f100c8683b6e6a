/** Prompts of `vpc create`. */
import { creatorOf, throwIfInvalid, type VpcCreateIntent } from '../commands/vpc/planned.ts';
import { prefixOf } from '../model/address/cidr.ts';
import { freeNetworks } from '../model/address/free.ts';
import { bareFlag } from '../model/provider.ts';
import type { IdValue } from '../model/state.ts';
import { parseSubnet, subnetFlagText } from '../model/subnet.ts';
import { throwIfVpcNamed } from '../model/transitions/vpc.ts';
import { type Name, parseName } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import { specs } from '../providers/registry.ts';
import { defaultVpcCidr, parseCidrs, splitList } from './networks.ts';

/** The values from the command line. */
export type NewVpcDraft = Omit<VpcCreateIntent, 'name'> & { readonly name?: Name };

type Ports = Uses<'state' | 'terminal'>;

/** Prompts for the values that a new VPC lacks. */
export async function promptForNewVpc(draft: NewVpcDraft, ports: Ports): Promise<VpcCreateIntent> {
  const name = draft.name ?? (await promptForName(ports));
  const provider = draft.provider ?? (await promptForProvider(ports));
  const ids = { ...draft.ids, ...(await promptForIds({ ...draft, provider }, ports)) };
  const named = { ...draft, name, provider, ids };
  const { isSumOfSubnets } = creatorOf(named).facts;
  if (isSumOfSubnets) return promptForSubnets(named, ports);
  const cidrs = draft.cidrs.length > 0 ? draft.cidrs : await promptForCidrs(named, ports);
  // Without a prompt for its CIDRs, a VPC may have no subnets yet.
  return draft.cidrs.length > 0 ? { ...named, cidrs } : promptForSubnets({ ...named, cidrs }, ports);
}

const promptForName = (ports: Ports): Promise<Name> =>
  ports.terminal.text(
    {
      missing: "required argument 'name'",
      hint: 'run `peerway vpc create <name> --provider <provider> --cidr <cidr> --subnet <name>=<cidr>`',
    },
    async () => {
      const state = await ports.state.read();
      return {
        message: 'VPC name',
        parse: (text) => {
          const name = parseName(text, 'VPC name');
          throwIfVpcNamed(state, name, `run \`peerway vpc show ${name}\` to see it`);
          return name;
        },
      };
    },
  );

const promptForProvider = (ports: Ports): Promise<string> => {
  const all = specs.all.filter((spec) => spec.ends === 'vpc' && spec.creation);
  const names = all.map(({ via }) => via);
  return ports.terminal.select(
    { flag: '--provider', missing: '--provider <provider>', hint: `use one of ${names.join(', ')}` },
    async () => ({
      message: 'At which provider?',
      choices: all.map(({ via, label }) => ({ value: via, detail: label })),
      noChoices: () => new Error('no provider creates VPCs') as never,
    }),
  );
};

/** The ids that no VPC can be created without. */
async function promptForIds(
  draft: Pick<VpcCreateIntent, 'provider' | 'ids'>,
  ports: Ports,
): Promise<Record<string, IdValue>> {
  const { spec, facts } = creatorOf(draft);
  const present = { ...facts.defaults('name' as Name), ...draft.ids };
  const answers: Record<string, IdValue> = {};
  for (const { key, flag, describe, parse, required } of spec.ids) {
    if (!required || !facts.given.includes(key) || present[key] !== undefined) continue;
    answers[key] = await ports.terminal.text(
      { flag: bareFlag(flag) as `--${string}`, missing: flag, hint: `give the ${spec.label} ${required}` },
      async () => ({ message: `${spec.label} ${describe}`, parse }),
    );
  }
  return answers;
}

const promptForCidrs = (draft: VpcCreateIntent, ports: Ports) =>
  ports.terminal.text(
    {
      flag: '--cidr',
      missing: '--cidr <cidr>',
      hint: 'run `peerway plan suggest --prefix 16` for a free one',
    },
    async () => {
      const state = await ports.state.read();
      return {
        message: `CIDRs of VPC ${draft.name}`,
        ...defaultVpcCidr(state),
        parse: (text) => {
          const cidrs = parseCidrs(text);
          throwIfInvalid(state, { ...draft, cidrs, subnets: [], publicSubnets: [] });
          return cidrs;
        },
        warnings: (cidrs) =>
          throwIfInvalid(state, { ...draft, cidrs, subnets: [], publicSubnets: [] }).warnings,
      };
    },
  );

/** Prompts for the subnets, and for those of them that are public. */
async function promptForSubnets(draft: VpcCreateIntent, ports: Ports): Promise<VpcCreateIntent> {
  const { hasPublicSubnets, place, isSumOfSubnets } = creatorOf(draft).facts;
  const example = `web=10.0.1.0/24${isSumOfSubnets ? `@<${place}>` : ''}`;
  const subnets =
    draft.subnets.length > 0
      ? draft.subnets
      : await ports.terminal.text(
          {
            flag: '--subnet',
            missing: `--subnet <name>=<cidr>[@<${place}>]`,
            hint: `for example ${example}`,
          },
          async () => {
            const state = await ports.state.read();
            return {
              message: `Subnets of VPC ${draft.name}, as <name>=<cidr>${isSumOfSubnets ? `@<${place}>` : ''}`,
              ...defaultSubnets(draft),
              parse: (text) => {
                const parsed = splitList(text).map(parseSubnet);
                throwIfInvalid(state, { ...draft, subnets: parsed, publicSubnets: [] });
                return parsed;
              },
            };
          },
        );
  if (!hasPublicSubnets || draft.subnets.length > 0 || draft.publicSubnets.length > 0)
    return { ...draft, subnets };
  const publicSubnets = await ports.terminal.text(
    { flag: '--public', missing: '--public <subnet>', hint: 'name the subnets with a route to the internet' },
    async () => {
      const state = await ports.state.read();
      return {
        message: 'Public subnets, with a route to the internet',
        ...(subnets[0] ? { default: subnets[0].name } : {}),
        parse: (text) => {
          const names = splitList(text).map((one) => parseName(one, 'subnet name'));
          throwIfInvalid(state, { ...draft, subnets, publicSubnets: names });
          return names;
        },
      };
    },
  );
  return { ...draft, subnets, publicSubnets };
}

/** A public and a private subnet at the start of the first CIDR. */
function defaultSubnets({ cidrs: [first] }: VpcCreateIntent): { readonly default?: string } {
  if (!first || prefixOf(first) > 26) return {};
  const free = freeNetworks([], first, Math.max(24, prefixOf(first) + 2));
  const [one, other] = [free.next().value, free.next().value];
  if (!one || !other) return {};
  return {
    default: ['public', 'private']
      .map((name, at) => subnetFlagText({ name: name as Name, cidr: at === 0 ? one : other }))
      .join(','),
  };
}
