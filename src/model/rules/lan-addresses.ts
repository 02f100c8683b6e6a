/** LAN addresses that no gateway can have: those that its cloud keeps for itself, and those that name a network. */
import { type Cidr, contains, familyOf, type Ip, ipNumber, prefixOf, rangeOf } from '../address/cidr.ts';
import { type Family, widthOf } from '../address/ip.ts';
import type { ProviderSpecs, ReservedAddresses } from '../provider.ts';
import { vpcOf } from '../queries.ts';
import type { Gateway, State, Vpc } from '../state.ts';
import { problemsOf, type Rule, type RuleProblem } from './rule.ts';

/** In no cloud: the network address, which in IPv6 means all routers (RFC 4291, 2.6.1), and the IPv4 broadcast address. */
const OUTSIDE_CLOUDS: Readonly<Record<Family, ReservedAddresses>> = {
  4: { first: 1, last: 1 },
  6: { first: 1, last: 0 },
};

/** A gateway in the state that holds its VPC. */
interface Placed {
  readonly specs: ProviderSpecs;
  readonly state: State;
  readonly gateway: Gateway;
}

const RESERVED: Rule<Placed> = {
  code: 'lan-address-reserved',
  reason: 'LAN address is reserved',
  hint: ({ gateway: { name } }) =>
    `find the address of the gateway in its VPC, and run \`peerway gateway update ${name} --lan-address <ip>\``,
  find: ({ specs, state, gateway }) => {
    const vpc = vpcOf(state, gateway);
    return gateway.lanAddresses.flatMap((ip) => {
      const found = reservation(specs, vpc, ip);
      if (!found) return [];
      const message = `The LAN address ${ip} of ${gateway.name} is ${found.what} ${found.network} of VPC ${vpc.name}`;
      return [{ message, details: () => (found.facts === undefined ? [] : [found.facts]) }];
    });
  },
};

/** Problems of LAN addresses of a gateway that no host of its VPC can have. */
export const reservedLanAddresses = (specs: ProviderSpecs, state: State, gateway: Gateway): RuleProblem[] =>
  problemsOf([RESERVED], { specs, state, gateway });

interface Reservation {
  readonly network: Cidr;
  /** As messages write it, before the network. */
  readonly what: string;
  readonly facts?: string;
}

/**
 * Returns why no host can have an address. Its subnet may not be known, but the first addresses of a VPC's range are
 * also those of the subnet there, and so are the last.
 */
function reservation(specs: ProviderSpecs, vpc: Vpc, ip: Ip): Reservation | undefined {
  const networks = [...vpc.subnets.map(({ cidr }) => cidr), ...vpc.cidrs].filter((cidr) =>
    contains(cidr, ip),
  );
  const family = familyOf(ip);
  const spec = specs.all.find(({ via }) => via === vpc.provider.kind);
  const kept = spec?.ends === 'vpc' ? spec.reserved?.[family] : undefined;
  const plain = networks.find((cidr) => isAmong(cidr, ip, OUTSIDE_CLOUDS[family]));
  if (plain) {
    const isFirst = rangeOf(plain).first === ipNumber(ip).value;
    return { network: plain, what: isFirst ? 'the network address of' : 'the broadcast address of' };
  }
  const network = kept && networks.find((cidr) => isAmong(cidr, ip, kept));
  if (!network) return undefined;
  const facts = `${spec?.label} keeps the first ${kept.first} addresses of each subnet and the last${kept.last > 1 ? ` ${kept.last}` : ''}`;
  return { network, what: `an address that ${spec?.label} reserves in`, facts };
}

/** Networks of one or two addresses have no reserved ones (RFC 3021, RFC 6164). */
function isAmong(cidr: Cidr, ip: Ip, { first, last }: ReservedAddresses): boolean {
  const range = rangeOf(cidr);
  if (prefixOf(cidr) > widthOf(range.family) - 2) return false;
  const { value } = ipNumber(ip);
  return value < range.first + BigInt(first) || value > range.last - BigInt(last);
}
