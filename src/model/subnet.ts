/** Named subnets as text: `web=10.0.1.0/24@eu-west-1a`. */
import { usage } from '../errors.ts';
import { quoted } from '../visible.ts';
import { parseCidr } from './address/parse.ts';
import type { Subnet } from './state.ts';
import { parseName, parseZone } from './values.ts';

/** Parses `<name>=<cidr>` or `<name>=<cidr>@<zone>`. */
export function parseSubnet(text: string): Subnet {
  const [, name, cidr, zone] = /^([^=]*)=([^@]*)(?:@(.*))?$/s.exec(text) ?? [];
  if (name === undefined || cidr === undefined)
    throw usage(
      `${quoted(text)} is not a valid subnet`,
      'use <name>=<cidr>[@<zone>]: web=10.0.1.0/24@eu-west-1a',
    );
  return {
    name: parseName(name, 'subnet name'),
    cidr: parseCidr(cidr),
    ...(zone === undefined ? {} : { zone: parseZone(zone) }),
  };
}

/** The subnet as the command line takes it. */
export const subnetFlagText = ({ name, cidr, zone }: Subnet): string =>
  `${name}=${cidr}${zone === undefined ? '' : `@${zone}`}`;

interface SubnetText {
  readonly name: string;
  readonly cidr: string;
  readonly zone?: string | null;
  readonly public?: boolean;
}

/** The subnet for people: `web 10.0.1.0/24 (eu-west-1a, public)`. */
export function subnetText({ name, cidr, zone, public: isPublic }: SubnetText): string {
  const marks = [...(zone ? [zone] : []), ...(isPublic ? ['public'] : [])];
  return `${name} ${cidr}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`;
}
