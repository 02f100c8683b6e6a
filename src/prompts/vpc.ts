/** Prompts of the `vpc` commands. */

import type { VpcAddIntent } from '../commands/vpc/add.ts';
import { inNaturalOrder } from '../model/natural-order.ts';
import { isAlive } from '../model/peering.ts';
import { gatewaysIn, peeringsOfVpc } from '../model/queries.ts';
import type { ProviderIds, Vpc } from '../model/state.ts';
import { addVpc, throwIfVpcNamed } from '../model/transitions/vpc.ts';
import { isName, type Name, type Owner, parseName } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { Parameter } from '../ports/terminal.ts';
import { specs } from '../providers/registry.ts';
import { nothingToChoose, vpcChoice } from './choices.ts';
import { promptForFound } from './found-vpc.ts';
import { defaultVpcCidr, parseCidrs } from './networks.ts';
import { capitalized, flagOf, isEmpty, type VpcDraft } from './vpc-draft.ts';

/** Prompts for the values that the VPC lacks. One in a cloud can be selected from those that the provider shows. */
export async function promptForVpc(
  given: VpcDraft,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<VpcAddIntent> {
  const { draft, found } = await promptForFound(given, given.name ? CIDRS : NAME, ports);
  const name = draft.name ?? (await promptForName(found?.names ?? [], ports));
  const named = { ...draft, name };
  const sized = { ...named, ...(draft.cidrs.length > 0 ? {} : await promptForCidrs(named, ports)) };
  return found ? sized : { ...sized, provider: await promptForIds(sized, ports) };
}

/** The ids of the VPC at its provider, with those that are prompted for. All but the required ones may stay empty. */
async function promptForIds(
  { name, provider }: Pick<VpcAddIntent, 'name' | 'provider'>,
  { terminal }: Uses<'terminal'>,
): Promise<ProviderIds> {
  const spec = specs.all.find(({ via }) => via === provider.kind);
  const asked = (spec?.ids ?? []).filter(({ key, kind }) => kind !== 'switch' && isEmpty(provider[key]));
  let ids = provider;
  for (const id of asked) {
    const { key, describe, kind, parse, required } = id;
    const values = await terminal.text(
      {
        flag: flagOf(id),
        missing: id.flag,
        hint: `run \`peerway vpc import --from-${provider.kind}\` to import VPCs with their IDs`,
      },
      async () => ({
        message: `${capitalized(describe)} of VPC ${name}${required ? '' : ' (optional)'}`,
        parse: (text) => {
          const parts = text.split(/[\s,]+/).filter((part) => part !== '');
          if (parts.length === 0 && required === undefined) return [];
          return kind === 'list' ? parts.map(parse) : [parse(text)];
        },
      }),
    );
    if (values.length > 0) ids = { ...ids, [key]: kind === 'list' ? values : (values[0] ?? '') };
  }
  return ids;
}

const NAME: Parameter = {
  missing: "required argument 'name'",
  hint: 'run `peerway vpc add <name> --cidr <cidr>`',
};

const CIDRS: Parameter = {
  flag: '--cidr',
  missing: '--cidr <cidr>',
  hint: 'run `peerway plan suggest --prefix 16` for a free one',
};

/** @param shown  names that the provider suggests, the best first */
const promptForName = (shown: readonly string[], ports: Uses<'state' | 'terminal'>): Promise<Name> =>
  ports.terminal.text(NAME, async () => {
    const state = await ports.state.read();
    const free = shown.find((name) => isName(name) && !state.vpcs.has(name));
    return {
      message: 'VPC name',
      ...(free === undefined ? {} : { default: free }),
      parse: (text) => {
        const name = parseName(text, 'VPC name');
        throwIfVpcNamed(state, name, `run \`peerway vpc show ${name}\` to see it`);
        return name;
      },
    };
  });

const promptForCidrs = async (
  draft: VpcAddIntent,
  ports: Uses<'state' | 'terminal'>,
): Promise<Pick<VpcAddIntent, 'cidrs'>> => ({
  cidrs: await ports.terminal.text(CIDRS, async () => {
    const state = await ports.state.read();
    const { labels: _, ...unlabeled } = draft;
    const tryCidrs = (cidrs: Vpc['cidrs']) =>
      addVpc(specs, state, { ...unlabeled, cidrs, owner: 'placeholder' as Owner });
    return {
      message: `CIDRs of VPC ${draft.name}`,
      ...defaultVpcCidr(state),
      parse: (text) => {
        const cidrs = parseCidrs(text);
        tryCidrs(cidrs);
        return cidrs;
      },
      warnings: (cidrs) => tryCidrs(cidrs).warnings,
    };
  }),
});

/** Prompts for a VPC without gateways or peerings, since others cannot be deleted. */
export const promptForVpcToDelete = (ports: Uses<'state' | 'terminal'>): Promise<string> =>
  ports.terminal.select(
    { missing: "required argument 'name'", hint: 'run `peerway vpc delete <name>`' },
    async () => {
      const [state, actor] = [await ports.state.read(), await ports.state.actor()];
      const reasonFor = ({ name, owner }: Vpc): string | undefined =>
        owner !== actor
          ? `owned by ${owner}`
          : gatewaysIn(state, name).length > 0
            ? 'has a gateway'
            : peeringsOfVpc(state, name).some(isAlive)
              ? 'is peered'
              : undefined;
      const all = inNaturalOrder(state.vpcs.values()).map((vpc) => ({ vpc, reason: reasonFor(vpc) }));
      return {
        message: 'Which VPC do you want to delete?',
        choices: all.filter((one) => !one.reason).map(({ vpc }) => vpcChoice(vpc)),
        unavailable: all.flatMap((one) => (one.reason ? [{ name: one.vpc.name, reason: one.reason }] : [])),
        noChoices: nothingToChoose(
          'There is no VPC without gateways and peerings',
          'run `peerway vpc list`; delete the gateway or peering of a VPC first',
        ),
      };
    },
  );
