/** `peering delete`: in the plan, over SSH, or at the provider, too. */
import type { ApplyIntent } from '../commands/peering/apply.ts';
import { usage } from '../errors.ts';
import { ofPeerings } from '../model/rules/ownership.ts';
import { type Declined, isDeclined, type Result } from '../output/result.ts';
import type { Ports } from '../ports/ports.ts';
import { deleting } from './deleting.ts';
import { ifExistsFlag, switchFlag, type Verb } from './grammar.ts';
import type { Values } from './provider.ts';
import { applyFlags, applyFrom } from './provider-flags.ts';

interface DeleteFlags extends Values {
  readonly deploy?: boolean;
  readonly ifExists?: boolean;
}

export const DELETE: Verb = {
  usage: 'delete [name...]',
  dryRuns: true,
  asks: true,
  alias: 'rm',
  summary: 'Delete peerings on both sides',
  completes: ['peering'],
  examples: [
    'peerway peering delete seoul-osaka --yes',
    'peerway peering delete shop-cache --apply --profile shop=prod --profile cache=dragonfly --yes',
  ],
  flags: () => [
    ifExistsFlag(),
    switchFlag('--deploy', 'deploy to the gateways of both sides over SSH'),
    ...applyFlags(),
  ],
  invoke: (given: string[], { deploy = false, ifExists = false, ...flags }: DeleteFlags) => {
    const how = applyFrom(flags);
    if (how && deploy)
      throw usage(
        '--deploy cannot be used with --apply',
        'use --deploy for peerings of gateways, --apply for cloud peerings',
      );
    return async (ports) => {
      const names =
        given.length > 0
          ? given
          : [await (await import('../prompts/peering.ts')).promptForPeeringToDelete(ports)];
      return deleting({ kind: 'peering', names, ifExists }, ports, (present) =>
        removePeerings(present, how, deploy, ports),
      );
    };
  },
};

async function removePeerings(
  names: readonly string[],
  how: ApplyIntent | undefined,
  deploy: boolean,
  ports: Ports,
): Promise<Result | Declined> {
  if (how) return (await import('../commands/peering/remove.ts')).peeringRemove(names, how, ports);
  const { peeringDelete } = await import('../commands/peering/delete.ts');
  if (!deploy) return peeringDelete(names, ports);
  const { deployChange, gatewaysOfPeerings } = await import('../commands/peering/deploy.ts');
  const { requireOwner } = await import('../commands/own-objects.ts');
  await requireOwner(ports, ofPeerings(names));
  const gateways = gatewaysOfPeerings(await ports.state.read(), names);
  const deleted = await peeringDelete(names, ports);
  return isDeclined(deleted) ? deleted : deployChange(deleted, gateways, ports);
}
