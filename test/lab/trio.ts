import { type Firewall, masqueradeElsewhere } from './firewall.ts';
import type { Laboratory, Site } from './laboratory.ts';
import { serve } from './probes.ts';
import { lima, osaka, seoul } from './sites.ts';

export const ssh = 22;

/** Three sites without peerings. */
export interface Trio {
  readonly lab: Laboratory;
  readonly firewall: Firewall;
  readonly seoul: Site;
  readonly osaka: Site;
  readonly lima: Site;
}

export async function buildTrio(lab: Laboratory): Promise<Trio> {
  const { firewall } = lab;
  const sites = await Promise.all([lab.site(seoul), lab.site(osaka), lab.site(lima)]);
  await Promise.all(sites.map(({ gateway, plan }) => masqueradeElsewhere(gateway, plan, firewall)));
  await lab.apply(...sites);
  const listeners = sites.flatMap(({ gateway, instance }) => [serve(instance), serve(gateway, ssh)]);
  await Promise.all([serve(lab.internet), ...listeners]);
  const [inSeoul, inOsaka, inLima] = sites;
  return { lab, firewall, seoul: inSeoul, osaka: inOsaka, lima: inLima };
}
