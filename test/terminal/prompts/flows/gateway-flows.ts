import { BOTH_LOSE, type Flow, GONE, yes } from './flows.ts';

export const GATEWAY_FLOWS: readonly Flow[] = [
  {
    about: 'everything, its VPC being new',
    line: 'gateway create',
    steps: [
      ['Gateway name', 'berlin'],
      ['Which VPC is the gateway in?', 'new', 'a new VPC named berlin'],
      ['CIDRs of VPC berlin', '10.20.0.0/16, 172.20.0.0/16'],
      ['Public endpoint (host or host:port), or none if behind NAT', 'berlin.example'],
      ['Tunnel subnet for peerings and clients', '', '10.255.0.0/24'],
      ['LAN address in the VPC, for its routes (optional)', '10.20.0.2'],
      yes('Create gateway berlin?'),
    ],
    shown: [
      '  VPC          berlin (10.20.0.0/16, 172.20.0.0/16)',
      '  endpoint     berlin.example:51820',
      '  tunnel       10.255.0.0/24',
      '  LAN address  10.20.0.2',
    ],
    spoken:
      'gateway create berlin --cidr 10.20.0.0/16,172.20.0.0/16 --endpoint berlin.example --tunnel-subnet 10.255.0.0/24 --lan-address 10.20.0.2',
    lands: ['gateway show berlin', { vpc: 'berlin', lanAddresses: ['10.20.0.2'] }],
  },
  {
    about: 'everything, without an endpoint',
    line: 'gateway create berlin --vpc lab --tunnel-subnet 10.99.9.0/24',
    steps: [
      ['Public endpoint (host or host:port), or none if behind NAT', 'none'],
      ['LAN address in the VPC, for its routes (optional)', '10.8.0.9'],
      yes('Create gateway berlin?'),
    ],
    shown: ['  endpoint     none: the gateway connects to its peers'],
    spoken:
      'gateway create berlin --vpc lab --tunnel-subnet 10.99.9.0/24 --no-endpoint --lan-address 10.8.0.9',
    lands: ['gateway show berlin', { vpc: 'lab', endpoint: null }],
  },
  {
    about: 'everything, its VPC being there',
    line: 'gateway create --interface wg7',
    steps: [
      ['Gateway name', 'berlin'],
      ['Which VPC is the gateway in?', '10.8', 'lab'],
      ['Public endpoint (host or host:port), or none if behind NAT', '[2001:db8::7]:4500'],
      ['Tunnel subnet for peerings and clients', '10.99.9.0/24, fd99::/64'],
      ['LAN address in the VPC, for its routes (optional)', ''],
      yes('Create gateway berlin?'),
    ],
    shown: [
      '  VPC          lab (10.8.0.0/16)',
      '  interface    wg7, port 4500, MTU 1420',
      '  LAN address  -',
    ],
    spoken:
      "gateway create berlin --interface wg7 --vpc lab --endpoint '[2001:db8::7]:4500' --tunnel-subnet 10.99.9.0/24,fd99::/64",
    lands: ['gateway show berlin', { vpc: 'lab', tunnelSubnets: ['10.99.9.0/24', 'fd99::/64'] }],
  },
  {
    about: 'what the flags leave out',
    line: 'gateway create berlin --vpc lab --tunnel-subnet 10.99.9.0/24 --mtu 1400',
    steps: [
      ['Public endpoint (host or host:port), or none if behind NAT', '203.0.113.9'],
      ['LAN address in the VPC, for its routes (optional)', '10.8.0.9'],
      yes('Create gateway berlin?'),
    ],
    shown: [
      '  endpoint     203.0.113.9:51820',
      '  tunnel       10.99.9.0/24',
      '  interface    wg0, port 51820, MTU 1400',
    ],
    spoken:
      'gateway create berlin --vpc lab --tunnel-subnet 10.99.9.0/24 --mtu 1400 --endpoint 203.0.113.9 --lan-address 10.8.0.9',
    lands: ['gateway show berlin', { mtu: 1400, lanAddresses: ['10.8.0.9'] }],
  },
  {
    about: 'everything that a tunnel does not tell',
    line: 'gateway import kobe --file wg0.conf',
    steps: [
      ['Which VPC is the gateway in?', 'new', 'a new VPC named kobe'],
      ['CIDRs of VPC kobe', '10.44.0.0/16'],
      ['Public endpoint (host or host:port), or none if behind NAT', 'kobe.example'],
      ['Name of the client at 10.99.77.5/32 (- keeps the peer foreign)', '', 'laptop'],
      yes('Import gateway kobe?'),
    ],
    shown: [
      '  VPC          kobe (10.44.0.0/16)',
      '  tunnel       10.99.77.0/24',
      '    line 5: PostUp = iptables -A FORWARD -i %i -j ACCEPT  (never run by peerway, and no longer run at boot after a deploy)',
    ],
    spoken:
      'gateway import kobe --file wg0.conf --cidr 10.44.0.0/16 --endpoint kobe.example --client 10.99.77.5/32=laptop',
    lands: ['gateway show kobe', { vpc: 'kobe', clients: ['laptop'], tunnelSubnets: ['10.99.77.0/24'] }],
  },
  {
    about: 'the gateway',
    line: 'gateway delete',
    steps: [['Which gateway do you want to delete?', 'seoul'], yes('Delete gateway seoul?')],
    shown: ['peering seoul-kyoto', 'client seoul/laptop', ...BOTH_LOSE.slice(2)],
    spoken: 'gateway delete seoul --yes',
    lands: ['gateway show seoul', GONE],
  },
  {
    about: 'gateway and peer',
    line: 'gateway peer delete',
    steps: [
      ['Which gateway do you want to delete a peer from?', 'seoul'],
      ['Which peer do you want to delete?', 'kyoto', 'vpc-peering-kyoto'],
      yes('Delete peering seoul-kyoto on both sides?'),
    ],
    shown: BOTH_LOSE,
    spoken: 'gateway peer delete seoul vpc-peering-kyoto --yes',
    lands: ['peering show seoul-kyoto', GONE],
  },
  {
    about: 'the peer, being a client',
    line: 'gateway peer delete seoul',
    steps: [['Which peer do you want to delete?', 'laptop'], yes('Delete client laptop of seoul?')],
    shown: ['seoul:', '  - peer      laptop, AllowedIPs 10.99.1.3/32'],
    spoken: 'gateway peer delete seoul laptop --yes',
    lands: ['client show seoul laptop', GONE],
  },
];
