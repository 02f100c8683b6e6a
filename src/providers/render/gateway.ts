/** The cloud's part of a WireGuard gateway that lives in AWS or GCP. */

import { usage } from '../../errors.ts';
import { familyOf } from '../../model/address/cidr.ts';
import type { DesiredGateway } from '../../model/desired/gateway.ts';
import type { GatewayCloudFormat } from '../../render/cloud-format-names.ts';
import { fileText, type Rendering } from '../../render/rendering.ts';
import { gatewayCommands } from '../gateway-commands.ts';
import { AWAIT, scriptLine } from '../shell.ts';
import { gatewayTerraform } from './gateway-terraform.ts';

const PROGRAMS = { aws: 'aws-cli', gcp: 'gcloud' } as const;

/** The formats that a gateway has by the cloud it is in. */
export const cloudFormatsOf = ({ cloud }: DesiredGateway): GatewayCloudFormat[] =>
  cloud ? [PROGRAMS[cloud.provider.kind], 'terraform', 'steps'] : [];

/** Commands for a shell, or what they do for people. Exit 2 where the gateway is in another cloud or in none. */
export function renderGatewayCloud(desired: DesiredGateway, format: GatewayCloudFormat): Rendering {
  if (!cloudFormatsOf(desired).includes(format)) {
    const where = desired.cloud ? `in a VPC of ${desired.cloud.provider.kind}` : 'in no cloud';
    throw usage(
      `Gateway ${desired.name} is ${where} and has no format ${format}`,
      desired.cloud
        ? `use one of ${cloudFormatsOf(desired).join(', ')}`
        : 'set the provider of its VPC with `peerway vpc update <vpc> --provider aws` or `--provider gcp`',
    );
  }
  // Also where it is Terraform: what no command can be written for, no resource can.
  const commands = gatewayCommands(desired);
  const banner = `What the cloud has to do for gateway ${desired.name}. Rendered by peerway: change the plan and render again, not this file.`;
  if (format === 'terraform') return { files: [gatewayTerraform(desired, banner)], notes: notesFor(desired) };
  const text =
    format === 'steps'
      ? [banner, '', ...commands.map(({ what }, at) => `${String(at + 1).padStart(2)}. ${what}`)]
      : [
          '#!/bin/sh',
          `# ${banner}`,
          'set -eu',
          ...(commands.some(({ until }) => until) ? ['', ...AWAIT] : []),
          ...commands.flatMap((command) => ['', `# ${command.what}`, scriptLine(command)]),
        ];
  const name = format === 'steps' ? 'cloud.txt' : 'cloud.sh';
  return { files: [{ name, text: fileText(text) }], notes: notesFor(desired) };
}

/** What of it the plan does not know enough for. */
function notesFor({ name, cloud, lanAddresses, vpcRoutes }: DesiredGateway): string[] {
  if (cloud?.provider.kind === 'aws')
    return cloud.provider.routeTables.length > 0
      ? []
      : [`no route in VPC ${cloud.vpc}: it has no route table in the plan`];
  const stranded = vpcRoutes.filter((cidr) => !lanAddresses.some((ip) => familyOf(ip) === familyOf(cidr)));
  return stranded.length === 0
    ? []
    : [`no route in the VPC for ${stranded.join(', ')}: ${name} has no LAN address of that family`];
}
