/** The gateways that a command is about, and the way to each. */
import type { Failure } from '../../apply/errand.ts';
import type { Reachable } from '../../apply/look.ts';
import type { Context } from '../../context.ts';
import { refusal, usage } from '../../errors.ts';
import { desiredGateway } from '../../model/desired/gateway.ts';
import { byName, gatewayNamed } from '../../model/queries.ts';
import type { Gateway, State } from '../../model/state.ts';
import { visible } from '../../visible.ts';

export interface ReachIntent {
  readonly names: readonly string[];
  /** Every gateway with an SSH target. */
  readonly all: boolean;
  /** This very host is the gateway. */
  readonly local: boolean;
}

/** Exit 4 for one that is not there, 2 when there are none or one has no SSH target. */
export function gatewaysMeant(state: State, { names, all, local }: ReachIntent): Gateway[] {
  if (local && names.length !== 1)
    throw usage(
      '--local is about one gateway, this host',
      'name it: peerway gateway deploy <gateway> --local',
    );
  if (all && names.length > 0) throw usage('--all goes without names', 'leave one of them out');
  const gateways = all
    ? byName(state.gateways.values()).filter(({ ssh }) => ssh !== undefined)
    : [...new Set(names)].map((name) => gatewayNamed(state, name));
  if (gateways.length === 0)
    throw all
      ? refusal(
          'nothing-to-deploy',
          'No gateway has an SSH target',
          'peerway gateway update <gateway> --ssh <[user@]host>',
        )
      : usage('missing the names of gateways', 'name them, or --all, or --peering <name>');
  const mute = gateways.find(({ ssh }) => !local && ssh === undefined);
  if (mute) {
    throw refusal(
      'no-ssh-target',
      `Gateway ${mute.name} has no SSH target`,
      `peerway gateway update ${mute.name} --ssh <[user@]host[:port]>, or --local on the gateway itself`,
    );
  }
  return gateways;
}

export const reachable = (
  state: State,
  gateways: readonly Gateway[],
  context: Context,
  local: boolean,
): Promise<Reachable[]> =>
  Promise.all(
    gateways.map(async ({ name, ssh }) => ({
      desired: desiredGateway(state, name),
      transport: await context.transport(local || !ssh ? 'this host' : ssh),
    })),
  );

/** One line for what went wrong. */
export const failureText = ({ code, why }: Failure): string => {
  switch (code) {
    case 'busy':
      return `somebody else is changing it: ${visible(why || 'they have only just begun', 200)}`;
    case 'changed-meanwhile':
      return `it was changed while you looked: ${visible(why, 200)}`;
    case 'no-handshake':
      return `no handshake with ${visible(why, 200)}`;
    case 'other-side':
      return `the other side failed: ${visible(why, 200)}`;
    default:
      return visible(why, 200);
  }
};

/** Eight random bytes in hexadecimal. */
export const changeId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 16);
