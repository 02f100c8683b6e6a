import type { Firewall } from './firewall.ts';
import { applyRendered } from './gateway.ts';
import { Host } from './host.ts';
import { Peerway } from './peerway.ts';
import {
  type Addresses,
  addAddresses,
  bootInternet,
  type RegisterOptions,
  register,
  type SitePlan,
  type UnderlayOptions,
  wire,
} from './sites.ts';

export interface Site {
  readonly plan: SitePlan;
  readonly gateway: Host;
  readonly instance: Host;
}

/** Hosts, cables and one peerway state. `close` removes all of them. */
export class Laboratory {
  readonly peerway: Peerway;
  readonly internet: Host;
  readonly firewall: Firewall;
  readonly #hosts: Host[];

  private constructor(peerway: Peerway, internet: Host, firewall: Firewall) {
    this.peerway = peerway;
    this.internet = internet;
    this.firewall = firewall;
    this.#hosts = [internet];
  }

  static async open(firewall: Firewall = 'nftables'): Promise<Laboratory> {
    const internet = await Host.boot('internet');
    await bootInternet(internet);
    return new Laboratory(new Peerway(), internet, firewall);
  }

  async host(name: string): Promise<Host> {
    const host = await Host.boot(name);
    this.#hosts.push(host);
    return host;
  }

  /** Makes a VPC with its machines, and adds it to the plan. Its gateway is not up. */
  async site(plan: SitePlan, options: UnderlayOptions & RegisterOptions = {}): Promise<Site> {
    const [gateway, instance] = await Promise.all([
      this.host(`${plan.name}-gateway`),
      this.host(`${plan.name}-instance`),
    ]);
    await wire(plan, gateway, instance, this.internet, options);
    await register(this.peerway, plan, options);
    return { plan, gateway, instance };
  }

  /** Makes a machine on the internet with the tools of a laptop. */
  async laptop(addresses: Addresses, name = 'laptop'): Promise<Host> {
    const laptop = await this.host(name);
    await laptop.connect('wan0', this.internet, `to-${name}`);
    await this.internet.run(['ip', 'link', 'set', `to-${name}`, 'master', 'br0', 'up']);
    await addAddresses(laptop, 'wan0', addresses);
    return laptop;
  }

  /**
   * Renders and applies gateways one after the other: two that start at the same moment can cross their first
   * handshakes, and WireGuard then waits five seconds before it tries again.
   */
  async apply(...sites: readonly Site[]): Promise<void> {
    for (const { plan, gateway, instance } of sites) {
      await applyRendered(this.peerway, plan.name, gateway, instance, this.firewall);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#hosts.map((host) => host.shutdown()));
    this.peerway.remove();
  }
}
