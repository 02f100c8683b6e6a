import type { Context } from '../../context.ts';
import { gatewaysOf, isRendered } from '../../model/queries.ts';
import { clientKey } from '../../model/state.ts';
import { deleteGateways, type GatewayRemoval } from '../../model/transitions/gateway.ts';
import type { Outcome } from '../../output/outcome.ts';
import { cancelled, type Deleted, deleted, deletedText } from '../deleted.ts';
import { renderNotes } from '../side-lines.ts';

/** Takes gateways out of the plan, with their peerings on both sides and their clients. */
export async function gatewayDelete(names: readonly string[], context: Context): Promise<Outcome> {
  const preview = deleteGateways(await context.read(), names);
  const what = `Delete ${preview.gateways.map(({ name }) => `gateway ${name}`).join(', ')}`;
  if (!(await context.confirm(what, cascade(preview).map(deletedText)))) return cancelled();
  const removal = await context.change((state) => deleteGateways(state, names));
  const gone = new Set(removal.gateways.map(({ name }) => name));
  const remotes = gatewaysOf(removal.peerings.filter(isRendered)).filter((name) => !gone.has(name));
  return deleted(
    [...removal.gateways.map(({ name }) => ({ kind: 'gateway' as const, name })), ...cascade(removal)],
    {
      notes: renderNotes(remotes.sort()),
    },
  );
}

const cascade = ({ peerings, clients }: GatewayRemoval): Deleted[] => [
  ...peerings.map(({ name }) => ({ kind: 'peering' as const, name })),
  ...clients.map(({ gateway, name }) => ({ kind: 'client' as const, name: clientKey(gateway, name) })),
];
