import { sideChanges } from '../../model/desired/changes.ts';
import { gatewaysOf, isRendered } from '../../model/queries.ts';
import { clientKey, type Gateway } from '../../model/state.ts';
import { deleteGateways, type GatewayRemoval } from '../../model/transitions/gateway.ts';
import type { Name } from '../../model/values.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { agreed } from '../agreed.ts';
import { cancelled, type Deleted, deleted, deletedText } from '../deleted.ts';
import { changeLines, renderNotes } from '../side-lines.ts';

/** Takes gateways out of the plan, with their peerings on both sides and their clients. */
export async function gatewayDelete(names: readonly string[], context: Context): Promise<Outcome> {
  const removal = await agreed(context, {
    weight: 'destructive',
    decide: (before) => ({ ...deleteGateways(before, names), before }),
    question: ({ gateways }) => `Delete ${gateways.map(({ name }) => `gateway ${name}`).join(', ')}`,
    lines: (found) => [
      ...cascade(found).map(deletedText),
      ...changeLines(sideChanges(found.before, found.state, remotesOf(found))),
    ],
  });
  if (!removal) return cancelled();
  return deleted(
    [...removal.gateways.map(({ name }) => ({ kind: 'gateway' as const, name })), ...cascade(removal)],
    {
      notes: [...renderNotes(removal.state, remotesOf(removal)), ...removal.gateways.flatMap(leftovers)],
    },
  );
}

/** What peerway has put onto a host stays there: whoever takes the gateway out of the plan may not mean the host. */
const leftovers = ({ name, ssh, status, interface: wg }: Gateway): string[] =>
  ssh === undefined || status === 'pending'
    ? []
    : [
        `what was deployed to ${name} stays on its host; to take it away there: ` +
          `systemctl disable --now peerway-${wg}; ip link del ${wg}; nft delete table inet peerway; rm -r /etc/peerway/${wg}`,
      ];

/** The gateways at the other ends, which lose something. */
function remotesOf({ gateways, peerings }: GatewayRemoval): Name[] {
  const gone = new Set(gateways.map(({ name }) => name));
  return gatewaysOf(peerings.filter(isRendered))
    .filter((name) => !gone.has(name))
    .sort();
}

const cascade = ({ peerings, clients }: GatewayRemoval): Deleted[] => [
  ...peerings.map(({ name }) => ({ kind: 'peering' as const, name })),
  ...clients.map(({ gateway, name }) => ({ kind: 'client' as const, name: clientKey(gateway, name) })),
];
