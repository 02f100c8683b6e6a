/** Addresses and routes as batches for `ip -batch` (ip(8)). Every line may be run again. */
import { validationError } from '../errors.ts';
import { familyOf } from '../model/address/cidr.ts';
import { type DesiredGateway, ofFamily } from '../model/desired/gateway.ts';
import { banner, fileText, oneFile, type Rendering, type RenderOptions } from './rendering.ts';

/**
 * Routing protocol number of our routes, so that they are told from everybody else's (rtnetlink(7)): not
 * among those that iproute2's rt_protos names.
 */
export const ROUTE_PROTOCOL = 112;

export function renderIproute2(desired: DesiredGateway, options: RenderOptions): Rendering {
  const { name: wg, addresses, mtu } = desired.interface;
  const text = fileText([
    banner(desired, options),
    `# Run with \`ip -batch\`. The interface has to be there: \`ip link add ${wg} type wireguard\`.`,
    `# Nothing is taken away here. After a deletion: \`ip address del <address> dev ${wg}\`, \`ip route del <cidr> dev ${wg}\`.`,
    `link set dev ${wg} mtu ${mtu}`,
    ...addresses.map(({ ip, prefix }) => `address replace ${ip}/${prefix} dev ${wg}`),
    `link set dev ${wg} up`,
    ...desired.routes.map((cidr) => `route replace ${cidr} dev ${wg} proto ${ROUTE_PROTOCOL}`),
  ]);
  return oneFile(`${wg}.ip`, text);
}

/** For the VPC's router, or each instance: what goes to the gateway. Exit 3 when its LAN address is not known. */
export function renderVpcRoutes(desired: DesiredGateway, options: RenderOptions): Rendering {
  const lines = desired.lanAddresses.flatMap((via) =>
    ofFamily(desired.vpcRoutes, familyOf(via)).map(
      (cidr) => `route replace ${cidr} via ${via} proto ${ROUTE_PROTOCOL}`,
    ),
  );
  const stranded = desired.vpcRoutes.filter(
    (cidr) => !desired.lanAddresses.some((ip) => familyOf(ip) === familyOf(cidr)),
  );
  if (desired.lanAddresses.length === 0) {
    throw validationError(
      'lan-address-missing',
      `The routes of the VPC point to the LAN address of ${desired.name}, which is not known`,
      `peerway gateway update ${desired.name} --lan-address <ip>`,
    );
  }
  const text = fileText([
    banner(desired, options),
    "# Run with `ip -batch` on the VPC's router, or on each instance.",
    ...lines,
  ]);
  return {
    files: [{ name: 'vpc-routes.ip', text }],
    notes:
      stranded.length === 0
        ? []
        : [
            `no route in the VPC for ${stranded.join(', ')}: ${desired.name} has no LAN address of that family`,
          ],
  };
}
