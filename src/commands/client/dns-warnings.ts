import { contains } from '../../model/address/cidr.ts';
import { desiredClient } from '../../model/desired/client.ts';
import type { Client, State } from '../../model/state.ts';

/** Returns a warning for each DNS server of a client that its tunnel does not lead to. */
export const dnsWarnings = (state: State, client: Client): string[] => {
  const { allowedIps } = desiredClient(state, client);
  return (client.dns?.servers ?? [])
    .filter((server) => !allowedIps.some((cidr) => contains(cidr, server)))
    .map(
      (server) =>
        `the DNS server ${server} is not in a network that ${client.name} reaches through ${client.gateway}: queries to it do not go through the tunnel`,
    );
};
