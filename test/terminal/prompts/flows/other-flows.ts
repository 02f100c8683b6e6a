import { type Flow, GONE, yes } from './flows.ts';

export const OTHER_FLOWS: readonly Flow[] = [
  {
    about: 'name and networks',
    line: 'vpc add',
    steps: [['VPC name', 'paris'], ['CIDRs of VPC paris', 'fd30::/48 ,10.30.0.0/16'], yes('Add VPC paris?')],
    shown: ['  name      paris', '  CIDRs     10.30.0.0/16, fd30::/48'],
    spoken: 'vpc add paris --cidr fd30::/48,10.30.0.0/16',
    lands: ['vpc show paris', { cidrs: ['10.30.0.0/16', 'fd30::/48'] }],
  },
  {
    about: 'the networks',
    line: 'vpc add paris --location north',
    steps: [['CIDRs of VPC paris', '', '10.1.0.0/16'], yes('Add VPC paris?')],
    shown: ['  location  north', '  CIDRs     10.1.0.0/16'],
    spoken: 'vpc add paris --location north --cidr 10.1.0.0/16',
    lands: ['vpc show paris', { location: 'north', cidrs: ['10.1.0.0/16'] }],
  },
  {
    about: 'provider, region, networks and subnets',
    line: 'vpc create',
    steps: [
      ['VPC name', 'paris'],
      ['At which provider?', '', 'aws'],
      ['AWS region', 'eu-west-1'],
      ['CIDRs of VPC paris', '10.30.0.0/16'],
      ['Subnets of VPC paris, as <name>=<cidr>', 'web=10.30.1.0/24'],
      ['Public subnets, with a route to the internet', '', 'web'],
      yes('Create VPC paris?'),
    ],
    shown: [
      '  subnets   web 10.30.1.0/24 (public)',
      'paris:',
      '  + create the VPC with 10.30.0.0/16',
      '  + use the public route table in subnet web',
    ],
    spoken:
      'vpc create paris --provider aws --region eu-west-1 --cidr 10.30.0.0/16 --subnet web=10.30.1.0/24 --public web',
    lands: ['vpc show paris', { creation: { status: 'planned' }, cidrs: ['10.30.0.0/16'] }],
  },
  {
    about: 'the VPC',
    line: 'vpc delete',
    steps: [['Which VPC do you want to delete?', '', 'lab'], yes('Delete VPC lab?')],
    shown: ['  name      lab', '  CIDRs     10.8.0.0/16'],
    spoken: 'vpc delete lab --yes',
    lands: ['vpc show lab', GONE],
  },
  {
    about: 'gateway and name',
    line: 'client add',
    steps: [
      ['Which gateway do you want to add the client to?', '172.31.0', 'osaka'],
      ['Client name', 'phone'],
      yes('Add client phone to osaka?'),
    ],
    shown: [
      'osaka:',
      '  + peer      phone, AllowedIPs 10.99.2.3/32',
      '  + firewall  10.99.2.3/32 -> 172.31.0.0/16',
    ],
    spoken: 'client add osaka phone',
    lands: ['client show osaka phone', { addresses: ['10.99.2.3'] }],
  },
  {
    about: 'the name',
    line: 'client add seoul --expires 30d',
    steps: [['Client name', 'phone'], yes('Add client phone to seoul?')],
    shown: ['  + peer      phone, AllowedIPs 10.99.1.4/32', '  + firewall  10.99.1.4/32 -> 10.77.0.0/16'],
    spoken: 'client add seoul phone --expires 30d',
    lands: ['client show seoul phone', { addresses: ['10.99.1.4'] }],
  },
  {
    about: 'gateway and name',
    line: 'client delete',
    steps: [
      ['Which gateway do you want to delete a client from?', '', 'seoul'],
      ['Which client do you want to delete?', '', 'laptop'],
      yes('Delete client laptop of seoul?'),
    ],
    shown: [
      'seoul:',
      '  - peer      laptop, AllowedIPs 10.99.1.3/32',
      '  - firewall  10.99.1.3/32 -> 10.77.0.0/16',
    ],
    spoken: 'client delete seoul laptop --yes',
    lands: ['client show seoul laptop', GONE],
  },
];
