/** A branch behind a router with one public address, which translates the addresses of everything inside. */
import type { Host } from '../host.ts';
import type { Laboratory, Site } from '../laboratory.ts';
import { addAddresses, addRoutes, internetHost, osaka, register, type SitePlan } from '../sites.ts';
import { manage } from './managed-host.ts';
import { type Operator, operatorAddress } from './operator.ts';

export interface Branch {
  readonly site: Site;
  readonly router: Host;
}

/** Addresses that the router has one after the other. */
export const PUBLIC = ['203.0.113.50', '203.0.113.51'] as const;
/** Network between the gateway and the router. */
const INSIDE = { gateway: '192.168.77.2', router: '192.168.77.1' } as const;
/** Seconds after which the router forgets a silent flow. */
const NAT_TIMEOUT = 30;

const plan: SitePlan = { ...osaka, gatewayWan: { v4: INSIDE.gateway, v6: 'fd77::2' } };

/** Makes the branch and adds it to the plan as osaka, without an endpoint. The operator reaches it by a route. */
export async function openBranch(lab: Laboratory, operator: Operator): Promise<Branch> {
  const [gateway, instance, router] = await Promise.all(
    ['osaka-gateway', 'osaka-instance', 'osaka-router'].map((name) => lab.host(name)),
  );
  if (!gateway || !instance || !router) throw new Error('three hosts were started');
  await instance.connect('eth0', gateway, 'lan0');
  await gateway.connect('wan0', router, 'lan0');
  await router.connect('wan0', lab.internet, 'to-osaka');
  await lab.internet.run(['ip', 'link', 'set', 'to-osaka', 'master', 'br0', 'up']);
  await addAddresses(gateway, 'lan0', plan.gatewayLan);
  await addAddresses(gateway, 'wan0', plan.gatewayWan);
  await addAddresses(instance, 'eth0', plan.instance);
  await addRoutes(gateway, [['default', INSIDE.router]]);
  await addRoutes(instance, [
    [internetHost.v4, plan.gatewayLan.v4],
    [internetHost.v6, plan.gatewayLan.v6],
  ]);
  await router.run(['ip', '-batch', '-'], {
    input: [
      `address add ${INSIDE.router}/24 dev lan0`,
      `address add ${PUBLIC[0]}/24 dev wan0`,
      'link set lan0 up',
      'link set wan0 up',
      '',
    ].join('\n'),
  });
  await router.run(['nft', '-f', '-'], { input: masquerade });
  const timeouts = ['nf_conntrack_udp_timeout', 'nf_conntrack_udp_timeout_stream'];
  await router.run(['sysctl', '-qw', 'net.ipv4.ip_forward=1']);
  await router.run(['sysctl', '-qw', ...timeouts.map((name) => `net.netfilter.${name}=${NAT_TIMEOUT}`)]);
  await addRoutes(operator.host, [[INSIDE.gateway, PUBLIC[0]]]);
  await manage(gateway, operator, INSIDE.gateway);
  await register(lab.peerway, plan, { endpoint: 'none' });
  await lab.peerway.run('gateway', 'update', 'osaka', '--ssh', `root@${INSIDE.gateway}`);
  return { site: { plan, gateway, instance }, router };
}

// Nothing from outside enters, apart from replies and the operator.
const masquerade = `
table ip router {
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    iifname "lan0" accept
    ip saddr ${operatorAddress.v4} accept
  }
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname "wan0" masquerade
  }
}
`;

/** Gives the router another public address, as a provider does over night. It forgets all flows. */
export async function changeAddress({ router }: Branch, operator: Operator): Promise<void> {
  await router.run(['ip', '-batch', '-'], {
    input: `address del ${PUBLIC[0]}/24 dev wan0\naddress add ${PUBLIC[1]}/24 dev wan0\n`,
  });
  await operator.host.run(['ip', 'route', 'replace', INSIDE.gateway, 'via', PUBLIC[1]]);
}
