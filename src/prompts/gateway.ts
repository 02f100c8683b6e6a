/** Prompts of `peerway gateway create`. */

import type { GatewayCreateIntent } from '../commands/gateway/create.ts';
import { parseIp, parseTunnelSubnet } from '../model/address/parse.ts';
import {
  DEFAULT_PORT,
  type Endpoint,
  type EndpointChange,
  meansNoEndpoint,
  parseEndpoint,
  parseEndpointChange,
} from '../model/endpoint.ts';
import { inNaturalOrder } from '../model/natural-order.ts';
import { gatewayNamed, gatewaysIn } from '../model/queries.ts';
import { isEnabled } from '../model/rules/locations.ts';
import type { State } from '../model/state.ts';
import { throwIfGatewayNamed } from '../model/transitions/gateway.ts';
import type { NewGateway } from '../model/transitions/new-gateway.ts';
import { type Name, type Owner, parseName } from '../model/values.ts';
import type { Uses } from '../ports/ports.ts';
import type { CommandLinePart, SelectPrompt } from '../ports/terminal.ts';
import { nothingOwned, nothingToChoose, ownedByAnother, vpcChoice } from './choices.ts';
import { gatewayDryRun, newWarnings } from './gateway-dry-run.ts';
import { defaultVpcCidr, parseCidrs, splitList } from './networks.ts';

/** Random values are needed for an IPv6 tunnel pool. */
type GatewayPorts = Uses<'state' | 'preferences' | 'terminal'> & Partial<Uses<'random'>>;

/** The values from the command line. */
export type GatewayDraft = Omit<GatewayCreateIntent, 'name' | 'endpoint'> & {
  readonly name?: Name;
  readonly endpoint?: Endpoint | 'none';
};

/** A draft that is not complete, and has no endpoint yet. */
type NamedDraft = Omit<GatewayCreateIntent, 'endpoint'>;

/** Prompts for the missing values, including those with a default. */
export async function promptForGateway(
  draft: GatewayDraft,
  ports: GatewayPorts,
): Promise<GatewayCreateIntent> {
  const { endpoint: given, ...rest } = draft;
  const name = draft.name ?? (await promptForName(ports));
  const hasVpc = draft.vpc !== undefined || draft.cidrs.length > 0;
  const withVpc = { ...rest, name, ...(hasVpc ? {} : await promptForVpc({ ...rest, name }, ports)) };
  const endpoint = given ?? (await promptForEndpoint(withVpc, ports));
  const withEndpoint = withEndpointOf(withVpc, endpoint);
  const withTunnel = {
    ...withEndpoint,
    ...(draft.tunnelSubnets.length > 0 ? {} : await promptForTunnelSubnets(withEndpoint, ports)),
  };
  return {
    ...withTunnel,
    ...(draft.lanAddresses.length > 0 ? {} : await promptForLanAddresses(withTunnel, ports)),
  };
}

const promptForName = (ports: Uses<'state' | 'terminal'>): Promise<Name> =>
  ports.terminal.text(
    {
      missing: "required argument 'name'",
      hint: 'run `peerway gateway create <name> --vpc <vpc> --endpoint <host>`',
    },
    async () => {
      const state = await ports.state.read();
      return {
        message: 'Gateway name',
        parse: (text) => {
          const name = parseName(text, 'gateway name');
          throwIfGatewayNamed(state, name);
          return name;
        },
      };
    },
  );

export const VPC_OR_CIDR = {
  missing: '--vpc <vpc> or --cidr <cidr>',
  hint: 'name an existing VPC, or give the CIDRs of a new one',
};

/** Prompts for an existing VPC, or for the CIDRs of a new one. */
export async function promptForVpc(
  draft: NamedDraft,
  ports: GatewayPorts,
): Promise<Pick<NewGateway, 'vpc' | 'cidrs'>> {
  const vpc = await ports.terminal.select({ ...VPC_OR_CIDR, flag: '--vpc' }, async () =>
    vpcPrompt(await ports.state.read(), draft.name, await ports.state.actor()),
  );
  if (vpc !== NEW_VPC) return { vpc: vpc as Name, cidrs: [] };
  const cidrs = await ports.terminal.text({ ...VPC_OR_CIDR, flag: '--cidr' }, async () => {
    const state = await ports.state.read();
    const dryRun = await gatewayDryRun(ports);
    const tryCidrs = (cidrs: NewGateway['cidrs']) =>
      dryRun({ ...draft, cidrs, endpoint: PLACEHOLDER_ENDPOINT });
    return {
      message: `CIDRs of VPC ${draft.name}`,
      ...defaultVpcCidr(state),
      parse: (text) => {
        const cidrs = parseCidrs(text);
        tryCidrs(cidrs);
        return cidrs;
      },
      warnings: (cidrs) => tryCidrs(cidrs)?.warnings ?? [],
    };
  });
  return { cidrs };
}

/** The value of the choice for a new VPC. No name is empty. */
const NEW_VPC = '';

function vpcPrompt(state: State, gatewayName: Name, actor: Owner): SelectPrompt {
  const vpcs = inNaturalOrder(state.vpcs.values());
  const newVpc = {
    value: NEW_VPC,
    label: `a new VPC named ${gatewayName}`,
    detail: '',
    hasFollowUp: true,
  };
  const own = vpcs.filter(({ owner }) => owner === actor);
  const enabled = own.filter(({ location }) => isEnabled(state, location));
  const hasGateway = ({ name }: (typeof vpcs)[number]): boolean => gatewaysIn(state, name).length > 0;
  const choices = [...enabled.filter((vpc) => !hasGateway(vpc)), ...enabled.filter(hasGateway)];
  return {
    message: 'Which VPC is the gateway in?',
    choices: [...(state.vpcs.has(gatewayName) ? [] : [newVpc]), ...choices.map(vpcChoice)],
    unavailable: vpcs
      .filter((vpc) => !enabled.includes(vpc))
      .map((vpc) =>
        vpc.owner === actor
          ? { name: vpc.name, reason: `VPN gateways are not enabled in ${vpc.location}` }
          : ownedByAnother(vpc),
      ),
    noChoices: nothingOwned(
      'VPC',
      own.length > 0 ? [] : vpcs,
      actor,
      nothingToChoose(
        'There is no VPC that can have a gateway',
        `run \`peerway location set ${own[0]?.location ?? '<name>'} --vpn-gateway on\``,
      ),
    ),
  };
}

/** Stands in for the endpoint before it is known. The name is reserved for this by RFC 2606, section 2. */
const PLACEHOLDER_ENDPOINT = parseEndpoint('gateway.invalid');

const withEndpointOf = (draft: NamedDraft, endpoint: Endpoint | 'none'): NamedDraft & NewGateway =>
  endpoint === 'none' ? draft : { ...draft, endpoint };

/** Returns the text or the flag for an answer to the prompt for an endpoint. */
export const recordedEndpoint = (
  endpoint: EndpointChange | 'none',
  typed: string,
): string | readonly CommandLinePart[] => (endpoint === 'none' ? [{ flag: '--no-endpoint' }] : typed);

const promptForEndpoint = (draft: NamedDraft, ports: GatewayPorts): Promise<Endpoint | 'none'> =>
  ports.terminal.text<Endpoint | 'none'>(
    {
      flag: '--endpoint',
      missing: '--endpoint <host[:port]>',
      hint: 'the address at which other gateways reach this one over UDP; use --no-endpoint if they cannot, such as behind NAT',
    },
    async () => {
      const dryRun = await gatewayDryRun(ports);
      const earlier = dryRun({ ...draft, endpoint: PLACEHOLDER_ENDPOINT });
      return {
        message: 'Public endpoint (host or host:port), or none if behind NAT',
        parse: (text) => {
          const endpoint = meansNoEndpoint(text)
            ? ('none' as const)
            : { port: draft.listenPort ?? DEFAULT_PORT, ...parseEndpointChange(text) };
          dryRun(withEndpointOf(draft, endpoint));
          return endpoint;
        },
        recorded: recordedEndpoint,
        warnings: (endpoint) => newWarnings(dryRun(withEndpointOf(draft, endpoint)), earlier),
      };
    },
  );

const promptForTunnelSubnets = async (
  gateway: NewGateway,
  ports: GatewayPorts,
): Promise<Pick<NewGateway, 'tunnelSubnets'>> => ({
  tunnelSubnets: await ports.terminal.text(
    {
      flag: '--tunnel-subnet',
      missing: '--tunnel-subnet <cidr>',
      hint: 'default: the next free subnet of the tunnel pool',
    },
    async () => {
      const dryRun = await gatewayDryRun(ports);
      const earlier = dryRun(gateway);
      return {
        message: 'Tunnel subnet for peerings and clients',
        ...(earlier ? { default: gatewayNamed(earlier.state, gateway.name).tunnelSubnets.join(',') } : {}),
        parse: (text) => {
          const tunnelSubnets = parseCidrs(text, parseTunnelSubnet);
          dryRun({ ...gateway, tunnelSubnets });
          return tunnelSubnets;
        },
        warnings: (tunnelSubnets) => newWarnings(dryRun({ ...gateway, tunnelSubnets }), earlier),
      };
    },
  ),
});

const promptForLanAddresses = async (
  gateway: NewGateway,
  ports: GatewayPorts,
): Promise<Pick<NewGateway, 'lanAddresses'>> => ({
  lanAddresses: await ports.terminal.text(
    { flag: '--lan-address', missing: '--lan-address <ip>', hint: 'the address of the gateway in its VPC' },
    async () => {
      const dryRun = await gatewayDryRun(ports);
      return {
        message: 'LAN address in the VPC, for its routes (optional)',
        parse: (text) => {
          const lanAddresses = splitList(text).map((item) => parseIp(item, 'LAN address'));
          dryRun({ ...gateway, lanAddresses });
          return lanAddresses;
        },
      };
    },
  ),
});
