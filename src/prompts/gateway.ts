/** What `gateway create` asks for when the command line leaves it out. */

import type { GatewayCreateIntent } from '../commands/gateway/create.ts';
import { parseIp, parseTunnelSubnet } from '../model/address/parse.ts';
import { parseEndpoint } from '../model/endpoint.ts';
import { byName, gatewayNamed, gatewaysIn } from '../model/queries.ts';
import { isEnabled } from '../model/rules/locations.ts';
import type { State } from '../model/state.ts';
import { throwIfGatewayNamed } from '../model/transitions/gateway.ts';
import type { NewGateway } from '../model/transitions/new-gateway.ts';
import { type Name, parseName } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { Offer } from '../ports/terminal.ts';
import { newWarnings, trialIn } from './gateway-trial.ts';
import { freeRange, listed, parseCidrs } from './networks.ts';
import { nothing, vpcChoice } from './offers.ts';

/** A gateway as far as the command line says it. */
export type GatewayDraft = Omit<GatewayCreateIntent, 'name' | 'endpoint'> &
  Partial<Pick<GatewayCreateIntent, 'name' | 'endpoint'>>;

/** Name, VPC and endpoint as far as they are missing; then, since somebody is there, what has a default. */
export async function askGateway(
  draft: GatewayDraft,
  ports: Uses<'state' | 'preferences' | 'terminal'>,
): Promise<GatewayCreateIntent> {
  const name = draft.name ?? (await askName(ports));
  const isPlaced = draft.vpc !== undefined || draft.cidrs.length > 0;
  const placed = { ...draft, name, ...(isPlaced ? {} : await askPlace({ ...draft, name }, ports)) };
  const endpoint = draft.endpoint ?? (await askEndpoint(placed, ports));
  const reached = { ...placed, endpoint };
  const tunnelled = {
    ...reached,
    ...(draft.tunnelSubnets.length > 0 ? {} : await askTunnel(reached, ports)),
  };
  return { ...tunnelled, ...(draft.lanAddresses.length > 0 ? {} : await askLan(tunnelled, ports)) };
}

const askName = (ports: Uses<'state' | 'terminal'>): Promise<Name> =>
  ports.terminal.text(
    {
      missing: 'the name of the gateway',
      hint: 'peerway gateway create <name> --vpc <vpc> --endpoint <host>',
    },
    async () => {
      const state = await ports.state.read();
      return {
        message: 'Name of the gateway',
        parse: (text) => {
          const name = parseName(text, 'gateway name');
          throwIfGatewayNamed(state, name);
          return name;
        },
      };
    },
  );

const PLACE = {
  missing: '--vpc <vpc> or --cidr <cidr>',
  hint: 'name a VPC that is there, or the CIDRs of a new one',
};

/** A VPC that is there, or the networks of a new one. */
async function askPlace(
  draft: GatewayDraft & { readonly name: Name },
  ports: Uses<'state' | 'preferences' | 'terminal'>,
): Promise<Pick<NewGateway, 'vpc' | 'cidrs'>> {
  const vpc = await ports.terminal.choose({ ...PLACE, flag: '--vpc' }, async () =>
    vpcOffer(await ports.state.read(), draft.name),
  );
  if (vpc !== NEW) return { vpc: vpc as Name, cidrs: [] };
  const cidrs = await ports.terminal.text({ ...PLACE, flag: '--cidr' }, async () => {
    const state = await ports.state.read();
    const trial = await trialIn(ports);
    const tried = (cidrs: NewGateway['cidrs']) => trial({ ...draft, cidrs, endpoint: NOWHERE });
    return {
      message: `Networks of VPC ${draft.name}`,
      ...freeRange(state),
      parse: (text) => {
        const cidrs = parseCidrs(text);
        tried(cidrs);
        return cidrs;
      },
      remark: (cidrs) => tried(cidrs)?.warnings ?? [],
    };
  });
  return { cidrs };
}

/** Stands for a VPC that is made along with the gateway; no name is empty. */
const NEW = '';

function vpcOffer(state: State, name: Name): Offer {
  const vpcs = byName(state.vpcs.values());
  const anew = { value: NEW, label: `a new VPC named ${name}`, detail: '', leadsOn: true };
  const [free, used] = [true, false].map((isFree) =>
    vpcs.filter(
      (vpc) => isEnabled(state, vpc.location) && (gatewaysIn(state, vpc.name).length === 0) === isFree,
    ),
  );
  return {
    message: 'Which VPC is it in?',
    choices: [...(state.vpcs.has(name) ? [] : [anew]), ...[...(free ?? []), ...(used ?? [])].map(vpcChoice)],
    absent: vpcs
      .filter(({ location }) => !isEnabled(state, location))
      .map((vpc) => ({ name: vpc.name, why: `VPN gateways are off in ${vpc.location}` })),
    none: nothing('There is no VPC that can hold a gateway', 'peerway location set <name> --vpn-gateway on'),
  };
}

/** Stands in for an endpoint while that is not known: RFC 2606, 2. */
const NOWHERE = parseEndpoint('gateway.invalid');

const askEndpoint = (
  draft: GatewayDraft & { readonly name: Name },
  ports: Uses<'state' | 'preferences' | 'terminal'>,
): Promise<NewGateway['endpoint']> =>
  ports.terminal.text(
    {
      flag: '--endpoint',
      missing: '--endpoint <host[:port]>',
      hint: 'where the other gateways reach this one over UDP',
    },
    async () => {
      const trial = await trialIn(ports);
      const known = trial({ ...draft, endpoint: NOWHERE });
      return {
        message: 'Public address, where the others reach it over UDP',
        parse: (text) => {
          const endpoint = parseEndpoint(text);
          trial({ ...draft, endpoint });
          return endpoint;
        },
        remark: (endpoint) => newWarnings(trial({ ...draft, endpoint }), known),
      };
    },
  );

const askTunnel = async (
  wanted: NewGateway,
  ports: Uses<'state' | 'preferences' | 'terminal'>,
): Promise<Pick<NewGateway, 'tunnelSubnets'>> => ({
  tunnelSubnets: await ports.terminal.text(
    {
      flag: '--tunnel-subnet',
      missing: '--tunnel-subnet <cidr>',
      hint: 'the next free one of the pool is the default',
    },
    async () => {
      const trial = await trialIn(ports);
      const known = trial(wanted);
      return {
        message: 'Tunnel subnet, the pool of its peerings and clients',
        ...(known ? { fallback: gatewayNamed(known.state, wanted.name).tunnelSubnets.join(',') } : {}),
        parse: (text) => {
          const tunnelSubnets = parseCidrs(text, parseTunnelSubnet);
          trial({ ...wanted, tunnelSubnets });
          return tunnelSubnets;
        },
        remark: (tunnelSubnets) => newWarnings(trial({ ...wanted, tunnelSubnets }), known),
      };
    },
  ),
});

const askLan = async (
  wanted: NewGateway,
  ports: Uses<'state' | 'preferences' | 'terminal'>,
): Promise<Pick<NewGateway, 'lanAddresses'>> => ({
  lanAddresses: await ports.terminal.text(
    { flag: '--lan-address', missing: '--lan-address <ip>', hint: 'its address in the VPC' },
    async () => {
      const trial = await trialIn(ports);
      return {
        message: 'Its address in the VPC, for the routes there (empty: not now)',
        parse: (text) => {
          const lanAddresses = listed(text).map((piece) => parseIp(piece, 'LAN address'));
          trial({ ...wanted, lanAddresses });
          return lanAddresses;
        },
      };
    },
  ),
});
