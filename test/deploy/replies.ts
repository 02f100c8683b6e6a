/** The planned gateway seoul, and replies of its host to the task `inspect`. */
import { type LiveGateway, parseLiveGateway } from '../../src/deploy/live-gateway.ts';
import { planDigest } from '../../src/deploy/payload.ts';
import { parseReply } from '../../src/deploy/reply.ts';
import { type DesiredGateway, desiredGateway } from '../../src/model/desired/gateway.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { keyFor, withGateway, withPeering } from '../support/plans.ts';

export const OSAKA_KEY = keyFor('public osaka');
export const SEOUL_KEY = keyFor('public seoul');
export const FOREIGN_KEY = keyFor('stranger');

const osaka = { cidrs: ['172.31.0.0/16'], tunnels: ['10.99.2.0/24'], endpoint: '203.0.113.2' };
const seoul = { cidrs: ['10.0.0.0/16'], tunnels: ['10.99.1.0/24'], endpoint: '203.0.113.1' };

export const desiredSeoul = (options: { readonly ownKey?: boolean } = {}): DesiredGateway => {
  const state = withGateway(withGateway(EMPTY_STATE, 'seoul', { ...seoul, ...options }), 'osaka', osaka);
  return desiredGateway(withPeering(state, 'seoul', 'osaka'), 'seoul');
};

/** Lines by section. */
export type Sections = Readonly<Record<string, readonly string[]>>;

/** Reply of a gateway that is as planned. */
export const AS_PLANNED: Sections = {
  missing: [],
  now: ['1767323045'],
  record: [
    'address 10.99.1.1/24',
    'address 10.99.1.2/32',
    `peer ${OSAKA_KEY}`,
    `endpoint ${OSAKA_KEY} 203.0.113.2:51820`,
    `plan ${planDigest(desiredSeoul())}`,
    'change 00c0ffee00c0ffee netops since 2026-01-02T03:04:05.000Z',
  ],
  pending: [],
  link: ['5: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc noqueue state UNKNOWN mode DEFAULT'],
  addresses: [
    '5: wg0    inet 10.99.1.1/24 scope global wg0\\       valid_lft forever preferred_lft forever',
    '5: wg0    inet 10.99.1.2/32 scope global wg0\\       valid_lft forever preferred_lft forever',
    '5: wg0    inet6 fe80::1/64 scope link\\       valid_lft forever preferred_lft forever',
  ],
  routes: [
    '10.99.1.0/24 proto kernel scope link src 10.99.1.1',
    '10.99.2.0/24 proto 112 scope link',
    '172.31.0.0/16 proto 112 scope link',
    'local 10.99.1.1 table local proto kernel scope host src 10.99.1.1',
  ],
  'host-routes': ['default via 203.0.113.254 dev wan0', '172.31.0.0/16 dev wg0 proto 112 scope link'],
  sysctls: ['net/ipv4/ip_forward 1', 'net/ipv4/conf/all/rp_filter 0', 'net/ipv4/conf/wg0/rp_filter 2'],
  wg: [
    `interface\t${SEOUL_KEY}\t51820\tkey`,
    `peer\t${OSAKA_KEY}\tsame\t203.0.113.2:51820\t172.31.0.0/16,10.99.2.0/24\t1767323000\t1234\t5678\t25`,
  ],
  table: ['table inet peerway {', '\tchain forward {', '\t}', '}'],
  'planned-table': ['table inet peerway {', '\tflags dormant', '\tchain forward {', '\t}', '}'],
  'foreign-rules': [],
  end: [],
};

export const replyText = (sections: Sections): string =>
  Object.entries(sections)
    .map(([name, lines]) => `@${name}\n${lines.map((line) => `${line}\n`).join('')}`)
    .join('');

export const liveSeoul = (overrides: Sections = {}): LiveGateway =>
  parseLiveGateway(parseReply(replyText({ ...AS_PLANNED, ...overrides })));
