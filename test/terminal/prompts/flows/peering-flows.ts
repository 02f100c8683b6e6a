import type { Step } from '../../dialogue.ts';
import { BOTH_LOSE, type Flow, GONE, yes } from './flows.ts';

const REMOTE: Step = ['Which gateway do you want to peer with seoul?', 'osaka'];
const PEER = yes('Peer seoul and osaka?');
const BOTH_GAIN = [
  'Peering seoul-osaka will be active',
  'seoul:',
  '  + peer      vpc-peering-osaka, AllowedIPs 172.31.0.0/16, 10.99.2.0/24',
  '  + in VPC    172.31.0.0/16 via 10.0.0.2',
  'osaka:',
  '  + peer      vpc-peering-seoul, AllowedIPs 10.0.0.0/16, 10.99.1.0/24',
  '  + firewall  10.99.1.0/24 -> 172.31.0.0/16',
];
export const PEERING_FLOWS: readonly Flow[] = [
  {
    about: 'both gateways',
    line: 'peering create',
    steps: [['Which gateway do you want to peer?', 'seoul'], REMOTE, PEER],
    shown: BOTH_GAIN,
    spoken: 'peering create seoul osaka --yes',
    lands: ['peering show seoul-osaka', { status: 'active' }],
  },
  {
    about: 'the remote gateway',
    line: 'peering create seoul --name link',
    steps: [REMOTE, PEER],
    shown: BOTH_GAIN.slice(1),
    spoken: 'peering create seoul osaka --name link --yes',
    lands: ['peering show link', { status: 'active' }],
  },
  {
    about: 'the remote gateway of a request',
    line: 'peering create seoul --request',
    steps: [REMOTE, PEER],
    shown: [
      'Peering seoul-osaka will be pending-acceptance, expires',
      'Once it is accepted:',
      ...BOTH_GAIN.slice(1),
    ],
    spoken: 'peering create seoul osaka --request --yes',
    lands: ['peering show seoul-osaka', { status: 'pending-acceptance' }],
  },
  {
    about: 'nothing, of another owner',
    line: 'peering create seoul quito',
    steps: [yes('Peer seoul and quito?')],
    shown: [
      'Peering seoul-quito will be pending-acceptance, expires',
      'seoul:',
      'quito:',
      '  + peer      vpc-peering-seoul, AllowedIPs 10.0.0.0/16, 10.99.1.0/24',
    ],
    spoken: 'peering create seoul quito --yes',
    lands: ['peering show seoul-quito', { status: 'pending-acceptance', accepter: { owner: 'bob' } }],
  },
  {
    about: 'the request',
    line: 'peering accept',
    steps: [
      ['Which request do you want to accept?', 'quito', 'quito-osaka'],
      yes('Accept peering quito-osaka?'),
    ],
    shown: [
      'quito:',
      '  + peer      vpc-peering-osaka, AllowedIPs 172.31.0.0/16, 10.99.2.0/24',
      'osaka:',
      '  + route     10.64.0.0/16 through wg0',
    ],
    spoken: 'peering accept quito-osaka --yes',
    lands: ['peering show quito-osaka', { status: 'active' }],
  },
  {
    about: 'the request',
    line: 'peering reject',
    steps: [['Which request do you want to reject?', '', 'quito-osaka'], yes('Reject peering quito-osaka?')],
    shown: [
      'quito:',
      '  - address   10.99.5.2, reserved for it',
      'osaka:',
      '  - address   10.99.2.2, reserved for it',
    ],
    spoken: 'peering reject quito-osaka',
    lands: ['peering show quito-osaka', { status: 'rejected' }],
  },
  {
    about: 'the peering',
    line: 'peering delete',
    steps: [
      ['Which peering do you want to delete?', 'seoul-kyoto'],
      yes('Delete peering seoul-kyoto on both sides?'),
    ],
    shown: BOTH_LOSE,
    spoken: 'peering delete seoul-kyoto --yes',
    lands: ['peering show seoul-kyoto', GONE],
  },
];
