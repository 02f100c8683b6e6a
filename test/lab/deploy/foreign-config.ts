/** Configuration on a gateway that peerway did not create and must not change. */
import type { Host } from '../host.ts';
import { lines } from './managed-host.ts';

export const foreignPeer = 'c3RyYW5nZXJzdHJhbmdlcnN0cmFuZ2Vyc3RyYW5nZXI=';

const table = `table inet others {
  set known { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.2 }; }
  chain forward {
    type filter hook forward priority filter; policy accept;
    ip saddr @known counter accept
  }
}
table ip nat-of-others {
  chain post {
    type nat hook postrouting priority srcnat;
    oifname "lan0" masquerade
  }
}
`;

/** Adds foreign tables, routes, addresses and a peer on wg0, which must exist. */
export async function addForeign(gateway: Host): Promise<void> {
  await gateway.run(['nft', '-f', '-'], { input: table });
  await gateway.run(['ip', '-batch', '-'], {
    input: lines([
      'address add 192.0.2.77/32 dev wg0',
      'address add 10.0.77.1/24 dev lan0',
      'route add 10.77.0.0/16 dev lan0',
      'route add 198.51.100.0/24 dev wg0 metric 77',
      'route add 10.78.0.0/16 dev lan0 table 78',
      'rule add from 10.0.77.0/24 table 78',
    ]),
  });
  const key = ['peer', foreignPeer, 'endpoint', '198.51.100.7:51820', 'allowed-ips', '198.51.100.0/24'];
  await gateway.run(['wg', 'set', 'wg0', ...key, 'persistent-keepalive', '0']);
}
