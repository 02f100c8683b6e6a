import { usage } from '../../errors.ts';
import type { Ip } from '../../model/address/cidr.ts';
import type { HostName } from '../../model/endpoint.ts';
import { parseExpiry } from '../../model/instant.ts';
import { clientNamed, gatewayNamed } from '../../model/queries.ts';
import { ofGateways } from '../../model/rules/ownership.ts';
import { type Client, clientKey } from '../../model/state.ts';
import { type ClientUnset, updateClient } from '../../model/transitions/client.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { changeLines, gatewaySideChanges, type SideChanges } from '../change-lines.ts';
import { doneText } from '../dry-run.ts';
import { type FollowUps, followUps } from '../follow-ups.ts';
import { type ValueChange, valueChanges, valueLines } from '../value-changes.ts';
import { dnsWarnings } from './dns-warnings.ts';
import { CLIENT_LABELS, type ClientView, clientValues, clientView } from './view.ts';

export interface ClientUpdateIntent {
  readonly gateway: string;
  readonly name: string;
  readonly status?: 'active' | 'disabled';
  /** Date, time or duration from now, as typed. */
  readonly expires?: string;
  readonly dns?: readonly Ip[];
  readonly searchDomains?: readonly HostName[];
  readonly unset: readonly ClientUnset[];
}

type UpdatedClient = ClientView &
  FollowUps & {
    readonly updated: readonly ValueChange[];
    readonly changes: readonly SideChanges[];
  };

/** Changes a client. The next deploy removes a disabled or expired client from its gateway. */
export async function clientUpdate(
  intent: ClientUpdateIntent,
  ports: Uses<'state'>,
): Promise<Result<UpdatedClient>> {
  const { gateway, name, status, expires, dns, searchDomains, unset } = intent;
  if (Object.keys(intent).length === 3 && unset.length === 0)
    throw usage(
      `Nothing to change in client ${name} of ${gateway}`,
      'run `peerway client update --help` to see what can be changed',
    );
  const expiresAt = expires === undefined ? undefined : parseExpiry(expires, ports.state.now);
  const update = {
    ...(status ? { status } : {}),
    ...(expiresAt ? { expiresAt } : {}),
    ...(dns ? { servers: dns } : {}),
    ...(searchDomains ? { searchDomains } : {}),
    unset,
  };
  const { state, before, client } = await ports.state.change(
    (before) => ({ ...updateClient(before, { gateway, name }, update), before }),
    ofGateways([gateway]),
  );
  const was = clientNamed(before, gatewayNamed(before, gateway).name, name);
  const [view, old] = [clientView(state, client), clientView(before, was)];
  const { next, ...again } = followUps(before, state);
  return objectResult(
    {
      ...view,
      updated: valueChanges(clientValues(old), clientValues(view)),
      changes: gatewaySideChanges(before, state, [client.gateway]),
      ...again,
    },
    {
      names: () => [clientKey(client.gateway, client.name)],
      lines: (value) => [
        `Client ${client.name} of ${client.gateway} ${state === before ? 'is unchanged' : doneText(ports.state, 'changed')}`,
        ...valueLines(value.updated, CLIENT_LABELS),
        ...changeLines(value.changes),
      ],
      warnings: [...(state === before ? [] : dnsWarnings(state, client)), ...stillConnects(was, client)],
      next,
    },
  );
}

/** Warns that a deploy has to follow before a client is cut off. */
const stillConnects = (was: Client, is: Client): string[] =>
  was.status === 'active' && is.status !== 'active'
    ? [`${is.name} can connect until the change is deployed to ${is.gateway}`]
    : [];
