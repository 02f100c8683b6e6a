/** The firewall for pf(4), whose rules see a packet twice: where it enters the device, and where it leaves it. */
import type { DesiredGateway } from '../../model/desired/gateway.ts';
import { type Family, familiesOf, firewallOf, type SetName } from './firewall.ts';

/** A source or destination: a set, any address, or the addresses of the device itself. */
export type PfAddress = SetName | 'any' | 'self';

/** A rule with `quick`: the first one that matches decides. */
export interface PfRule {
  readonly action: 'pass' | 'block';
  readonly direction: 'in' | 'out';
  readonly on: 'any' | 'tunnel' | 'not-tunnel' | 'lan';
  readonly from: PfAddress;
  readonly to: PfAddress;
  readonly protocol: 'any' | 'echo-request' | 'udp';
  /** Absent for both families. */
  readonly family?: Family;
  /** UDP port of the destination. */
  readonly port?: number;
}

/**
 * Returns the rules in their order. They block only what comes from the networks behind this tunnel or goes to them,
 * since other tunnels of the device may be in the same interface group.
 */
export function pfRules(desired: DesiredGateway): PfRule[] {
  const families = familiesOf(desired);
  const { flows, trusted, has } = firewallOf(desired, families);
  const port = { from: 'any', to: 'self', protocol: 'udp', port: desired.interface.listenPort } as const;
  const rule = (
    action: PfRule['action'],
    direction: PfRule['direction'],
    on: PfRule['on'],
    from: PfAddress,
    to: PfAddress,
  ): PfRule => ({ action, direction, on, from, to, protocol: 'any' });
  const listening: PfRule = { action: 'pass', direction: 'in', on: 'any', ...port };
  if (!has('behind')) return [listening];
  return [
    listening,
    // Spoofed sources: what comes from behind the tunnel enters by it.
    rule('block', 'in', 'not-tunnel', 'behind', 'any'),
    // Traffic to peered networks leaves through the tunnel or not at all.
    ...(has('remote') ? [rule('block', 'out', 'not-tunnel', 'any', 'remote')] : []),
    ...families
      .filter((family) => firewallOf(desired, [family]).has('behind'))
      .map(
        (family): PfRule => ({
          ...rule('pass', 'in', 'tunnel', 'behind', 'self'),
          protocol: 'echo-request',
          family,
        }),
      ),
    ...trusted.map((name) => rule('pass', 'in', 'tunnel', name, 'self')),
    rule('block', 'in', 'tunnel', 'behind', 'self'),
    ...flows
      .filter(({ enters }) => enters === 'tunnel')
      .map(({ from, to }) => rule('pass', 'in', 'tunnel', from, to)),
    rule('block', 'in', 'tunnel', 'behind', 'any'),
    ...flows
      .filter(({ leaves }) => leaves === 'tunnel')
      .map(({ from, to }) => rule('pass', 'out', 'tunnel', from, to)),
    rule('pass', 'out', 'tunnel', 'self', 'behind'),
    rule('block', 'out', 'tunnel', 'any', 'behind'),
    ...flows
      .filter(({ enters }) => enters === 'lan')
      .map(({ from, to }) => rule('pass', 'in', 'lan', from, to)),
  ];
}
