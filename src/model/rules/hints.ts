/** What to do when a rule fails, by its code: the command that helps. */
import type { Problem } from '../../errors.ts';

const RENUMBER =
  'renumber one: `peerway vpc update <vpc> --add-cidr <free> --remove-cidr <old>`; `peerway plan check` lists all overlaps';
const OTHER_TUNNEL = 'take another: --tunnel-subnet <cidr>; `peerway plan suggest --prefix 24` has free ones';
const OTHER_ENDPOINT = 'name a public address outside of both VPCs: --endpoint <host>';
const OTHER_LAN = 'see its networks with `peerway vpc list`, and give --lan-address <ip>';

export const HINTS: Readonly<Record<string, string>> = {
  'same-vpc':
    'hosts of one VPC reach each other already; `peerway gateway list` shows which gateway is where',
  'peering-exists': 'see it with `peerway peering list`',
  'vpc-cidrs-overlap': RENUMBER,
  'tunnel-subnets-overlap': OTHER_TUNNEL,
  'tunnel-overlaps-vpc': OTHER_TUNNEL,
  'gateway-not-active': 'once it is up: `peerway gateway update <gateway> --status active`',
  'vpn-disabled-in-location': 'switch them on: `peerway location set <location> --vpn-gateway on`',
  'route-conflict': RENUMBER,
  'endpoint-inside-peer': OTHER_ENDPOINT,
  'tunnel-subnet-full': 'see who has its addresses: `peerway gateway peers <gateway>`',
  'unusable-range': 'take a private range: `peerway plan suggest --prefix 16`',
  'cidrs-overlap':
    'leave out the one inside the other, or take a free one: `peerway plan suggest --prefix 16`',
  'subnet-outside-vpc': 'add the network first: `peerway vpc update <vpc> --add-cidr <cidr>`',
  'name-taken': 'give each subnet a name of its own',
  'tunnel-overlaps-own-vpc': OTHER_TUNNEL,
  'lan-address-outside-vpc': OTHER_LAN,
  'lan-address-taken': OTHER_LAN,
  'unusable-endpoint': OTHER_ENDPOINT,
  'mtu-too-small': 'give --mtu 1280 or more',
  'one-per-family': 'a second network of a family goes to a gateway of its own: `peerway gateway create`',
  'vpc-in-use': 'delete what uses it first: `peerway gateway delete <name>`, `peerway peering delete <name>`',
  'provider-mismatch':
    'peer the two through WireGuard gateways: `peerway gateway create` in each, then `peerway peering create <gateway> <gateway>`',
  'auto-mode-networks':
    'take a network in custom mode, with ranges of its own: `peerway plan suggest --prefix 16` has free ones',
  'provider-ids-missing': 'add them: `peerway vpc update <vpc> <flags>`',
};

export const hintFor = ({ code }: Problem): string => HINTS[code] ?? 'see `peerway plan check`';
