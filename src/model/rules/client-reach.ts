/** Networks that the clients of a gateway cannot reach because its tunnel has no addresses of their family. */
import { type Cidr, familyOf, sortedCidrs } from '../address/cidr.ts';
import { freeNetworks } from '../address/free.ts';
import { desiredGateway } from '../desired/gateway.ts';
import { vpcOf } from '../queries.ts';
import type { Gateway, State } from '../state.ts';
import { usedNetworks } from './claims.ts';

/** Returns the networks of a gateway's VPC and of the peered VPCs that its clients cannot reach. */
export function clientsCannotReach(state: State, gateway: Gateway): Cidr[] {
  const families = new Set(gateway.tunnelSubnets.map(familyOf));
  const { peeredVpcs } = desiredGateway(state, gateway.name).firewall;
  return sortedCidrs([...vpcOf(state, gateway).cidrs, ...peeredVpcs]).filter(
    (cidr) => !families.has(familyOf(cidr)),
  );
}

/** Returns a warning with the command that gives clients addresses of the family that they lack. */
export function unreachableWarnings(state: State, gateway: Gateway, pool6?: () => Cidr): string[] {
  const [first, ...rest] = clientsCannotReach(state, gateway);
  if (first === undefined) return [];
  const { name, tunnelSubnets } = gateway;
  const family = familyOf(first);
  const missing = `clients of ${name} cannot reach ${[first, ...rest].join(', ')}: its tunnel has no IPv${family} addresses`;
  if (family === 4 || !pool6) return [missing];
  const free = freeNetworks(usedNetworks(state), pool6(), 64).next().value;
  return free === undefined
    ? [missing]
    : [
        `${missing}; to add IPv${family} addresses, run \`peerway gateway update ${name} --tunnel-subnet ${[...tunnelSubnets, free].join(' ')}\``,
      ];
}
