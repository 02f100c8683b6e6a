/** The follow-ups of a change of the plan: gateways to deploy to, and clients that need a new configuration. */
import { rendersChanged } from '../model/desired/changes.ts';
import { configDifferences, desiredClient, issuedConfig } from '../model/desired/client.ts';
import { touchedBetween } from '../model/desired/touched.ts';
import { clientsOf } from '../model/queries.ts';
import { type Client, clientKey, type State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import { gatewaysNext } from './change-lines.ts';

/** A client whose configuration is no longer that of the plan. */
export interface StaleClient {
  readonly gateway: Name;
  readonly client: Name;
}

export interface FollowUps {
  /** The gateways whose configuration is no longer that of the plan. */
  readonly renderAgain: readonly Name[];
  /** The clients that have a configuration that this change has made stale. */
  readonly clientsAgain: readonly StaleClient[];
}

/** The JSON fields and the next steps of a change, in one value. */
export interface FollowUpsWithSteps extends FollowUps {
  readonly next: (readonly string[])[];
}

/** Returns the follow-ups of a change from one state to another. */
export function followUps(before: State, after: State): FollowUpsWithSteps {
  const touched = touchedBetween(before, after);
  const gateways = [...after.gateways.keys()].filter(
    (name) => touched.gateways.has(name) || touched.peeringsOf(name).size > 0,
  );
  const renderAgain = rendersChanged(before, after, gateways);
  const clientsAgain = gateways.flatMap((gateway) =>
    clientsOf(after, gateway)
      .filter((client) => isStaleNow(before, after, client))
      .map(({ name }) => ({ gateway, client: name })),
  );
  return {
    renderAgain,
    clientsAgain,
    next: [gatewaysNext(after, renderAgain), clientsAgain.map(clientNext)],
  };
}

/** True for a client that has received a configuration which the change alters. */
function isStaleNow(before: State, after: State, client: Client): boolean {
  const { issued, status } = client;
  if (!issued || status !== 'active') return false;
  const desired = desiredClient(after, client);
  if (configDifferences(desired, issued).length === 0) return false;
  const known = before.clients.get(clientKey(client.gateway, client.name));
  if (!known) return true;
  const was = issuedConfig(desiredClient(before, known), issued.at);
  return JSON.stringify(was) !== JSON.stringify(issuedConfig(desired, issued.at));
}

export const clientNext = ({ gateway, client }: StaleClient): string =>
  `client ${client} of ${gateway} needs a new configuration; run \`peerway client config ${gateway} ${client}\``;
