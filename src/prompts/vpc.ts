/** What the commands about VPCs ask for when the command line leaves it out. */
import type { VpcAddIntent } from '../commands/vpc/add.ts';
import { byName, cloudPeeringsOf, gatewaysIn, isAlive } from '../model/queries.ts';
import type { Vpc } from '../model/state.ts';
import { addVpc, throwIfVpcNamed } from '../model/transitions/vpc.ts';
import { type Name, type Owner, parseName } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import { freeRange, parseCidrs } from './networks.ts';
import { nothing, vpcChoice } from './offers.ts';

/** A VPC as far as the command line says it. */
export type VpcDraft = Omit<VpcAddIntent, 'name'> & { readonly name?: Name };

export async function askVpc(draft: VpcDraft, ports: Uses<'state' | 'terminal'>): Promise<VpcAddIntent> {
  const name = draft.name ?? (await askName(ports));
  const named = { ...draft, name };
  return { ...named, ...(draft.cidrs.length > 0 ? {} : await askNetworks(named, ports)) };
}

const askName = (ports: Uses<'state' | 'terminal'>): Promise<Name> =>
  ports.terminal.text(
    { missing: 'the name of the VPC', hint: 'peerway vpc add <name> --cidr <cidr>' },
    async () => {
      const state = await ports.state.read();
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

const askNetworks = async (
  draft: VpcAddIntent,
  ports: Uses<'state' | 'terminal'>,
): Promise<Pick<VpcAddIntent, 'cidrs'>> => ({
  cidrs: await ports.terminal.text(
    { flag: '--cidr', missing: '--cidr <cidr>', hint: 'peerway plan suggest --prefix 16' },
    async () => {
      const state = await ports.state.read();
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
export const askEmptyVpc = (ports: Uses<'state' | 'terminal'>): Promise<string> =>
  ports.terminal.choose({ missing: 'the name of the VPC', hint: 'peerway vpc delete <name>' }, async () => {
    const state = await ports.state.read();
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
