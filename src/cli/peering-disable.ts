/** `peering disable` and `peering enable`. */
import { ofPeerings } from '../model/rules/ownership.ts';
import { switchFlag, type Verb } from './grammar.ts';

/** Returns the verb that disables or enables a peering. */
const disabling = (verb: 'disable' | 'enable', description: string): Verb => ({
  usage: `${verb} <name>`,
  dryRuns: true,
  summary: `${verb === 'disable' ? 'Disable' : 'Enable'} a WireGuard peering`,
  description,
  completes: ['peering'],
  examples: [`peerway peering ${verb} seoul-osaka`],
  flags: () => [switchFlag('--deploy', 'deploy to the gateways of both sides over SSH')],
  invoke:
    (name: string, { deploy = false }: { deploy?: boolean }) =>
    async (ports) => {
      const { peeringDisable } = await import('../commands/peering/disable.ts');
      if (!deploy) return peeringDisable(name, verb, ports);
      const { deployChange, gatewaysOfPeerings } = await import('../commands/peering/deploy.ts');
      const { requireOwner } = await import('../commands/own-objects.ts');
      await requireOwner(ports, ofPeerings([name]));
      const gateways = gatewaysOfPeerings(await ports.state.read(), [name]);
      return deployChange(await peeringDisable(name, verb, ports), gateways, ports, name);
    },
});

export const DISABLE = disabling(
  'disable',
  'Stops its traffic at the next deployment, and keeps its addresses and its key. Each owner disables their own side.',
);
export const ENABLE = disabling(
  'enable',
  'Validates the peering again. If both owners disabled it, both must enable it.',
);
