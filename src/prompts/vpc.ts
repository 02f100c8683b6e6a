/** What the commands about VPCs ask for when the command line leaves it out. */
import type { VpcAddIntent } from '../commands/vpc/add.ts';
import { byName, cloudPeeringsOf, gatewaysIn, isAlive } from '../model/queries.ts';
import type { Vpc } from '../model/state.ts';
import { addVpc, throwIfVpcNamed } from '../model/transitions/vpc.ts';
import { type Name, type Owner, parseName } from '../model/values.ts';
import type { Context } from '../ports/context.ts';
import { freeRange, parseCidrs } from './networks.ts';
import { nothing, vpcChoice } from './offers.ts';

/** A VPC as far as the command line says it. */
export type VpcDraft = Omit<VpcAddIntent, 'name'> & { readonly name?: Name };

export async function askVpc(draft: VpcDraft, context: Context): Promise<VpcAddIntent> {
  const name = draft.name ?? (await askName(context));
  const named = { ...draft, name };
  return { ...named, ...(draft.cidrs.length > 0 ? {} : await askNetworks(named, context)) };
}

const askName = (context: Context): Promise<Name> =>
  context.ask.text(
    { missing: 'the name of the VPC', hint: 'peerway vpc add <name> --cidr <cidr>' },
    async () => {
      const state = await context.read();
      return {
        message: 'Name of the VPC',
        parse: (text) => {
          const name = parseName(text, 'VPC name');
          throwIfVpcNamed(state, name, `see \`peerway vpc show ${name}\``);
          return name;
        },
      };
    },
  );

const askNetworks = async (draft: VpcAddIntent, context: Context): Promise<Pick<VpcAddIntent, 'cidrs'>> => ({
  cidrs: await context.ask.text(
    { flag: '--cidr', missing: '--cidr <cidr>', hint: 'peerway plan suggest --prefix 16' },
    async () => {
      const state = await context.read();
      const tried = (cidrs: Vpc['cidrs']) => addVpc(state, { ...draft, cidrs, owner: 'nobody' as Owner });
      return {
        message: `Networks of VPC ${draft.name}`,
        ...freeRange(state),
        parse: (text) => {
          const cidrs = parseCidrs(text);
          tried(cidrs);
          return cidrs;
        },
        remark: (cidrs) => tried(cidrs).warnings,
      };
    },
  ),
});

/** A VPC that nothing stands in. */
export const askEmptyVpc = (context: Context): Promise<string> =>
  context.ask.choose({ missing: 'the name of the VPC', hint: 'peerway vpc delete <name>' }, async () => {
    const state = await context.read();
    const why = ({ name }: Vpc): string | undefined =>
      gatewaysIn(state, name).length > 0
        ? 'holds a gateway'
        : cloudPeeringsOf(state, name).some(isAlive)
          ? 'is peered'
          : undefined;
    const all = byName(state.vpcs.values()).map((vpc) => ({ vpc, why: why(vpc) }));
    return {
      message: 'Delete which VPC?',
      choices: all.filter((one) => !one.why).map(({ vpc }) => vpcChoice(vpc)),
      absent: all.flatMap((one) => (one.why ? [{ name: one.vpc.name, why: one.why }] : [])),
      none: nothing(
        'There is no VPC without a gateway',
        'see `peerway vpc list`; `peerway gateway delete` frees one',
      ),
    };
  });
