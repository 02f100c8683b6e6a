/** Verbs that replace keys. */
import { type PublicKey, parseName, parsePublicKey } from '../model/values.ts';
import type { Flag } from './flag.ts';
import { confirmWithinFlag } from './gateway-live.ts';
import { switchFlag, type Verb, valueFlag } from './grammar.ts';
import { objectsNamed } from './headline.ts';

interface RotationFlags {
  readonly planOnly?: boolean;
  readonly confirmWithin?: number;
}

const rotationFlags = (): Flag[] => [
  switchFlag('--plan-only', 'change only the plan, for gateways that are not deployed to'),
  confirmWithinFlag('time to confirm the change before the gateways roll it back'),
];

const rotationOf = ({ planOnly = false, confirmWithin = 60 }: RotationFlags) => ({
  planOnly,
  secondsToConfirm: confirmWithin,
});

export const ROTATE_KEY: Verb = {
  usage: 'rotate-key <gateway>',
  dryRuns: true,
  summary: 'Replace the key of a gateway',
  headline: (names) => `cannot replace the key of ${objectsNamed('gateway', names)}`,
  completes: ['gateway'],
  description: [
    'Deploys the new key to the gateway and all its peers, or to none of them. The peers accept the new key',
    'before the gateway uses it, so traffic stops for a fraction of a second at most. Clients of the gateway need',
    'a new configuration. A gateway that keeps its own private key generates the new one itself.',
  ].join(' '),
  examples: ['peerway gateway rotate-key seoul --yes', 'peerway gateway rotate-key seoul --plan-only --yes'],
  flags: rotationFlags,
  invoke: (gateway: string, flags: RotationFlags) => async (ports) =>
    (await import('../commands/gateway/rotate-key.ts')).gatewayRotateKey(
      { gateway, ...rotationOf(flags) },
      ports,
    ),
};

export const ROTATE_PSK: Verb = {
  usage: 'rotate-psk <name>',
  dryRuns: true,
  summary: 'Replace the preshared key of a peering',
  headline: (names) => `cannot replace the preshared key of ${objectsNamed('peering', names)}`,
  completes: ['peering'],
  description: [
    'Deploys the new key to both gateways, or to neither. Traffic continues in the current session, and the new key',
    'takes effect with its next handshake, within two minutes.',
  ].join(' '),
  examples: [
    'peerway peering rotate-psk seoul-osaka --yes',
    'peerway peering rotate-psk seoul-osaka --plan-only --yes',
  ],
  flags: rotationFlags,
  invoke: (peering: string, flags: RotationFlags) => async (ports) =>
    (await import('../commands/peering/rotate-psk.ts')).peeringRotatePsk(
      { peering, ...rotationOf(flags) },
      ports,
    ),
};

export const CLIENT_ROTATE_KEY: Verb = {
  usage: 'rotate-key <gateway> <name>',
  dryRuns: true,
  summary: 'Replace the keys of a client',
  headline: ([, name]) => `cannot replace the keys of ${objectsNamed('client', [name])}`,
  completes: ['gateway', 'client'],
  description:
    'Replaces the key pair and the preshared key in the plan. Afterwards, deploy to the gateway, and give the client its new configuration.',
  examples: ['peerway client rotate-key seoul laptop --yes'],
  flags: () => [
    valueFlag(
      '--public-key <key>',
      'new public key, if the client keeps the private key',
      'nothing',
      parsePublicKey,
    ).describeDefault('new key pair'),
  ],
  invoke: (text: string, name: string, flags: { publicKey?: PublicKey }) => {
    const gateway = parseName(text, 'gateway name');
    return async (ports) =>
      (await import('../commands/client/rotate-key.ts')).clientRotateKey({ gateway, name, ...flags }, ports);
  },
};
