/** Parts that the files of several devices have in common. */
import type { InterfaceAddress } from '../../model/address/interface-address.ts';
import type { DesiredGateway, DesiredPeer } from '../../model/desired/gateway.ts';
import { DEVICES, deviceText } from '../../model/device.ts';
import { isIp } from '../../model/endpoint.ts';
import type { Secret } from '../../model/secret.ts';
import { banner, type RenderOptions } from '../rendering.ts';

/** Characters that need no quoting in any description or comment of a device. */
const UNSAFE = /[^A-Za-z0-9 ._:@/-]/g;

/** Returns a name as a description that every device accepts. */
export const description = (text: string): string => text.replace(UNSAFE, '_');

/** The mark of everything that peerway makes on a device for this interface: `peerway wg0`. */
export const markOf = ({ interface: wg }: DesiredGateway): string => `peerway ${wg.name}`;

/** Returns the text of a key that the operator keeps. No device accepts it, so that it cannot be forgotten. */
export const privateKeyText = ({ name, interface: { privateKey } }: DesiredGateway): string =>
  privateKey ? privateKey.reveal() : `PUT-THE-PRIVATE-KEY-OF-${name}-HERE`;

/** Returns the note for a gateway whose operator keeps its private key. */
export const privateKeyNotes = (
  { name, interface: { privateKey } }: DesiredGateway,
  where: string,
): string[] => (privateKey ? [] : [`peerway does not have the private key of ${name}: put it ${where}`]);

/** Returns the lines of a secret; none if there is none, and without secrets, a comment in their place. */
export const secretLines = (
  secret: Secret | string | undefined,
  { secrets }: RenderOptions,
  what: string,
  lines: (key: string) => readonly string[],
): readonly string[] => {
  if (secret === undefined) return [];
  return secrets
    ? lines(typeof secret === 'string' ? secret : secret.reveal())
    : [`# ${what} omitted: only \`peerway gateway render\` prints it`];
};

/** The value in place of a secret that is not printed. */
const OMITTED = '(omitted: only `peerway gateway render` prints it)';

/** Returns a secret as the value of a field. */
export const secretText = (secret: string, { secrets }: RenderOptions): string =>
  secrets ? secret : OMITTED;

/** Returns the preshared key of a peer as a labeled field; none if it has none. */
export const presharedKeyField = (
  label: string,
  { presharedKey }: DesiredPeer,
  options: RenderOptions,
): (readonly [string, string])[] =>
  presharedKey ? [[label, secretText(presharedKey.reveal(), options)]] : [];

export const addressText = ({ ip, prefix }: InterfaceAddress): string => `${ip}/${prefix}`;

/** Returns the endpoint of a peer if the device can connect to it. */
export const usableEndpoint = ({ device }: DesiredGateway, { endpoint }: DesiredPeer) =>
  endpoint && (isIp(endpoint.host) || DEVICES[device.name].resolvesEndpoints(device.version))
    ? endpoint
    : undefined;

/** Returns a note for each peer whose endpoint the device cannot resolve: that peer has to connect first. */
export const endpointNotes = (desired: DesiredGateway): string[] =>
  desired.peers
    .filter((peer) => peer.endpoint && !usableEndpoint(desired, peer))
    .map(
      ({ name, endpoint }) =>
        `${deviceText(desired.device)} takes only IP addresses as endpoints: ${desired.name} waits for ${name} (${endpoint?.host}) to connect`,
    );

/** Returns the comment lines at the top of a file: the gateway, its device, and how to apply the file. */
export const headerLines = (
  desired: DesiredGateway,
  options: RenderOptions,
  steps: readonly string[],
): string[] => [
  banner(desired, options),
  ...(options.secrets ? steps.map((line) => (line === '' ? '#' : `# ${line}`)) : []),
];
