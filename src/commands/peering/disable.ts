import { gatewaysOf } from '../../model/queries.ts';
import { ofPeerings } from '../../model/rules/ownership.ts';
import { disablePeering, enablePeering } from '../../model/transitions/disable-peering.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { changeLines, gatewaySideChanges, type SideChanges } from '../change-lines.ts';
import { doneText } from '../dry-run.ts';
import { type FollowUps, followUps } from '../follow-ups.ts';
import { type PeeringView, peeringView, statusText } from './view.ts';

type ChangedPeering = PeeringView & FollowUps & { readonly changes: readonly SideChanges[] };

/** Disables or enables a peering of gateways. */
export async function peeringDisable(
  name: string,
  verb: 'disable' | 'enable',
  ports: Uses<'state'>,
): Promise<Result<ChangedPeering>> {
  const actor = await ports.state.actor();
  const decide = verb === 'disable' ? disablePeering : enablePeering;
  const { state, before, peering, warnings } = await ports.state.change(
    (before) => ({ ...decide(specs, before, name, actor), before }),
    ofPeerings([name]),
  );
  const { next, ...again } = followUps(before, state);
  const isNew = state !== before;
  const brief = (view: PeeringView): string =>
    `Peering ${view.name} ${isNew ? doneText(ports.state, statusText(view)) : `is already ${statusText(view)}`}`;
  return objectResult(
    {
      ...peeringView(peering),
      changes: gatewaySideChanges(before, state, gatewaysOf([peering])),
      ...again,
    },
    {
      names: (view) => [view.name],
      lines: (view) => [brief(view), ...changeLines(view.changes)],
      brief: (view) => [brief(view)],
      warnings,
      next,
    },
  );
}
