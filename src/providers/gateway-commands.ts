/** What the cloud has to be told of a WireGuard gateway that lives in it: without it, it drops what is forwarded. */
import { validationError } from '../errors.ts';
import type { Ip } from '../model/address/cidr.ts';
import type { DesiredGateway, GatewayCloud } from '../model/desired/gateway.ts';
import { awsGatewayCommands } from './aws/gateway.ts';
import { gcpGatewayCommands } from './gcp/gateway.ts';
import type { Command } from './step.ts';

/** A gateway of a cloud, and where in it. */
export interface CloudGateway {
  readonly desired: DesiredGateway;
  /** Its address in the VPC, by which the cloud knows it. */
  readonly address: Ip;
}

/** In the order in which they are run. Exit 3 where its LAN address or its VPC's ids are not known. */
export function gatewayCommands(desired: DesiredGateway): readonly Command[] {
  const { cloud, ...gateway } = cloudGateway(desired);
  return cloud.provider.kind === 'aws'
    ? awsGatewayCommands(gateway, cloud.provider)
    : gcpGatewayCommands(gateway, cloud.provider);
}

/** Where in which cloud a gateway is. Exit 3 where that is not known. */
export function cloudGateway(desired: DesiredGateway): CloudGateway & { readonly cloud: GatewayCloud } {
  const [address] = desired.lanAddresses;
  if (!desired.cloud) {
    throw validationError(
      'provider-mismatch',
      `The VPC of gateway ${desired.name} is not in a cloud`,
      'set the provider of its VPC with `peerway vpc update <vpc> --provider aws` or `--provider gcp`',
    );
  }
  if (!address) {
    throw validationError(
      'lan-address-missing',
      `The cloud identifies ${desired.name} by its LAN address, which is not known`,
      `run \`peerway gateway update ${desired.name} --lan-address <ip>\``,
    );
  }
  return { desired, address, cloud: desired.cloud };
}
