/** A wg-quick file with a client and a foreign peer. */
import { keyFor } from '../plans.ts';

/** Keys of the file. */
export const WG_QUICK_KEYS = {
  privateKey: keyFor('private key by hand'),
  presharedKey: keyFor('preshared key by hand'),
};

export const WG_QUICK = [
  '[Interface]',
  'Address = 10.99.77.1/24',
  'ListenPort = 51820',
  `PrivateKey = ${WG_QUICK_KEYS.privateKey}`,
  'PostUp = iptables -A FORWARD -i %i -j ACCEPT',
  '',
  '# laptop',
  '[Peer]',
  `PublicKey = ${keyFor('laptop by hand')}`,
  `PresharedKey = ${WG_QUICK_KEYS.presharedKey}`,
  'AllowedIPs = 10.99.77.5/32',
  '',
  '[Peer]',
  `PublicKey = ${keyFor('foreign by hand')}`,
  'AllowedIPs = 10.50.0.0/16',
  '',
].join('\n');
