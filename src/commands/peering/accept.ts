import type { Options, Peering } from '../../model/peering.ts';
import { peeringNamed } from '../../model/queries.ts';
import { acceptPeering } from '../../model/transitions/answer-peering.ts';
import { throwUnlessOptions } from '../../model/transitions/update-peering.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { engineOf, specs } from '../../providers/registry.ts';
import { changeLines, type SideChanges, sideChanges } from '../change-lines.ts';
import { effective, leftOverWarnings } from '../config/effective.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { clientNext, type FollowUps, followUps } from '../follow-ups.ts';
import { nextSteps } from './create.ts';
import { previewOf } from './preview.ts';
import { type PeeringView, peeringView, statusText } from './view.ts';

/** The JSON of an accepted peering. */
export interface AcceptedPeering extends PeeringView, FollowUps {
  readonly changes: readonly SideChanges[];
}

/**
 * Accepts a request, if every rule still holds.
 * @param options  options of the accepter's side
 */
export async function peeringAccept(
  name: string,
  options: Options,
  ports: Uses<'state' | 'preferences' | 'terminal'>,
): Promise<Result<AcceptedPeering> | Declined> {
  const { via } = peeringNamed(await ports.state.read(), name);
  throwUnlessOptions(specs.of(via), options);
  const engine = await engineOf(via);
  const actor = await ports.state.actor();
  const own = await ports.preferences.read();
  const accepted = await confirmAndChange(ports, {
    kind: 'both-sides',
    decide: (before) => {
      const needsSecond = effective(before, own, 'require-second-operator') === 'on';
      const secondFrom = needsSecond ? { secondFrom: { login: ports.state.login } } : {};
      const made = acceptPeering(specs, before, { name, actor, options, ...secondFrom });
      const { now } = previewOf(engine, before, made.state, made.peering);
      const leftOver = leftOverWarnings(before, own, 'require-second-operator');
      const warnings = [...made.warnings, ...leftOver];
      return {
        ...made,
        warnings,
        isNew: made.state !== before,
        again: followUps(before, made.state),
        changes: sideChanges(now, endKind(made.peering)),
      };
    },
    question: ({ peering }) => `Accept peering ${peering.name}`,
    lines: ({ changes, warnings }) => [
      ...changeLines(changes),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!accepted) return declined();
  const { peering, isNew, changes, warnings } = accepted;
  const { renderAgain, clientsAgain } = accepted.again;
  const brief = (view: AcceptedPeering) => [
    `Peering ${view.name} is${isNew ? '' : ' already'} ${statusText(view)}`,
  ];
  return objectResult(
    { ...peeringView(peering), changes, renderAgain, clientsAgain },
    {
      names: (view) => [view.name],
      lines: (view) => [...brief(view), ...changeLines(view.changes)],
      brief,
      warnings,
      next: isNew ? [...nextSteps(peering), clientsAgain.map(clientNext)] : [],
    },
  );
}

const endKind = ({ requester }: Peering) => requester.end.kind;
