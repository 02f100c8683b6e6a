/** Plans of VPCs that AWS, GCP or Azure peers, built by the same transitions as real ones. */
import type { Options, Peering } from '../../src/model/peering.ts';
import { EMPTY_STATE, type ProviderIds, type State } from '../../src/model/state.ts';
import { acceptPeering } from '../../src/model/transitions/answer-peering.ts';
import { createPeering } from '../../src/model/transitions/create-peering.ts';
import { addVpc } from '../../src/model/transitions/vpc.ts';
import type { Name, Owner } from '../../src/model/values.ts';
import { specs } from '../../src/providers/registry.ts';
import { cidrs, NOW, withGateway, withPeering } from './plans.ts';

export interface VpcPlan {
  readonly cidrs: readonly string[];
  readonly provider: ProviderIds;
  readonly owner?: string;
}

export const withCloudVpc = (state: State, name: string, { cidrs: texts, provider, owner }: VpcPlan): State =>
  addVpc(specs, state, {
    name: name as Name,
    owner: (owner ?? 'netops') as Owner,
    provider,
    cidrs: cidrs(...texts),
    subnets: [],
  }).state;

/** Returns an AWS VPC with all its ids, made of a region and a digit. */
export const aws = (
  region: string,
  digit: string,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): ProviderIds => ({
  kind: 'aws',
  account: '111122223333',
  region,
  vpcId: `vpc-${digit.repeat(17)}`,
  routeTables: [`rtb-${digit.repeat(17)}`],
  securityGroups: [`sg-${digit.repeat(17)}`],
  ...more,
});

export const gcp = (project: string, network: string): ProviderIds => ({ kind: 'gcp', project, network });

/** The id of a subscription or a tenant, made of a digit. */
export const guid = (digit: string): string =>
  [8, 4, 4, 4, 12].map((length) => digit.repeat(length)).join('-');

/** Returns a VNet with all its ids; `more` may name its tenant, route tables and security groups. */
export const azure = (
  digit: string,
  resourceGroup: string,
  vnet: string,
  more: Readonly<Record<string, string | readonly string[]>> = {},
): ProviderIds => ({ kind: 'azure', subscription: guid(digit), resourceGroup, vnet, ...more });

export interface CloudPlan {
  readonly via?: 'aws' | 'gcp' | 'azure';
  readonly name?: string;
  readonly duplex?: boolean;
  readonly actor?: string;
  /** Options of the requester's side. */
  readonly options?: Options;
}

/** Peers two VPCs; the request waits for acceptance unless it is duplex. */
export const peered = (state: State, a: string, b: string, plan: CloudPlan = {}) =>
  createPeering(specs, state, {
    spec: specs.of(plan.via ?? 'aws'),
    ends: [a, b],
    name: (plan.name ?? `${a}-${b}`) as Name,
    both: plan.duplex ?? false,
    options: plan.options ?? {},
    actor: (plan.actor ?? 'netops') as Owner,
    now: NOW,
  });

export const accepted = (state: State, name: string, actor = 'netops', options: Options = {}) =>
  acceptPeering(specs, state, { name, actor: actor as Owner, options });

/** A plan and one peering in it. */
export interface Planned {
  readonly state: State;
  readonly peering: Peering;
}

/** Two regions of one account, as in the recipe for AWS. */
export const twoRegions = (): State =>
  withCloudVpc(
    withCloudVpc(EMPTY_STATE, 'seoul', { cidrs: ['10.0.0.0/16'], provider: aws('ap-northeast-2', '1') }),
    'osaka',
    { cidrs: ['172.31.0.0/16'], provider: aws('ap-northeast-3', '2') },
  );

/** Two regions, peered in both directions. */
export const acrossRegions = (): Planned => peered(twoRegions(), 'seoul', 'osaka', { duplex: true });

/**
 * Two accounts with two owners in one region: secondary CIDRs, IPv6, two route tables on one side, DNS in both
 * directions.
 */
export function acrossAccounts(): Planned {
  const mine = withCloudVpc(EMPTY_STATE, 'shop', {
    cidrs: ['10.1.0.0/16', '10.2.0.0/16', '2001:db8:1::/56'],
    provider: aws('eu-west-1', '3', { routeTables: ['rtb-3333333333333333a', 'rtb-3333333333333333b'] }),
  });
  const both = withCloudVpc(mine, 'cache', {
    cidrs: ['192.168.0.0/20', '2001:db8:2::/56'],
    provider: aws('eu-west-1', '4', { account: '444455556666' }),
    owner: 'dragonfly',
  });
  const asked = peered(both, 'shop', 'cache', { options: { dns: true } });
  return accepted(asked.state, 'shop-cache', 'dragonfly', { dns: true });
}

/** A gateway at AWS and one at GCP, peered over WireGuard, as two clouds must be. */
export function acrossClouds(): State {
  const shop = withCloudVpc(EMPTY_STATE, 'shop', {
    cidrs: ['10.1.0.0/16', '2001:db8:1::/56'],
    provider: aws('eu-west-1', '3'),
  });
  const both = withCloudVpc(shop, 'files', {
    cidrs: ['10.4.0.0/16'],
    provider: gcp('team-files-1', 'files'),
  });
  const gateways = withGateway(
    withGateway(both, 'shop', {
      cidrs: [],
      tunnels: ['10.99.1.0/24'],
      endpoint: '203.0.113.1',
      lan: ['10.1.0.2'],
    }),
    'files',
    { cidrs: [], tunnels: ['10.99.2.0/24'], endpoint: '203.0.113.2:4500', lan: ['10.4.0.2'] },
  );
  return withPeering(gateways, 'shop', 'files');
}

/** Two projects with both halves of the peering. */
export function acrossProjects(): Planned {
  const one = withCloudVpc(EMPTY_STATE, 'files', {
    cidrs: ['10.4.0.0/16', 'fd20:4::/48'],
    provider: gcp('team-files-1', 'files'),
  });
  const both = withCloudVpc(one, 'apps', {
    cidrs: ['10.5.0.0/16', 'fd20:5::/48'],
    provider: gcp('team-apps-1', 'apps'),
  });
  return peered(both, 'files', 'apps', {
    via: 'gcp',
    duplex: true,
    options: { exportCustomRoutes: true },
  });
}

/** Two subscriptions of two tenants: the accepter lends its VPN gateway, and both have two address families. */
export function acrossSubscriptions(): Planned {
  const spoke = withCloudVpc(EMPTY_STATE, 'spoke', {
    cidrs: ['10.6.0.0/16', 'fd00:6::/48'],
    provider: azure('1', 'rg-apps', 'spoke-vnet', { tenant: guid('8') }),
  });
  const both = withCloudVpc(spoke, 'hub', {
    cidrs: ['10.7.0.0/16', '10.8.0.0/16', 'fd00:7::/48'],
    provider: azure('2', 'Network(prod)', 'hub-vnet', { tenant: guid('9') }),
  });
  return peered(both, 'spoke', 'hub', {
    via: 'azure',
    duplex: true,
    options: { allowForwardedTraffic: true, useRemoteGateways: true },
  });
}

/** A gateway at Azure, with a route table and a security group in the plan, peered over WireGuard with one at GCP. */
export function azureGateway(): State {
  const idOf = (type: string, name: string) =>
    `/subscriptions/${guid('2')}/resourceGroups/network/providers/Microsoft.Network/${type}/${name}`;
  const hub = withCloudVpc(EMPTY_STATE, 'hub', {
    cidrs: ['10.7.0.0/16', 'fd00:7::/48'],
    provider: azure('2', 'network', 'hub-vnet', {
      routeTables: [idOf('routeTables', 'apps')],
      securityGroups: [idOf('networkSecurityGroups', 'gateways')],
    }),
  });
  const both = withCloudVpc(hub, 'files', {
    cidrs: ['10.4.0.0/16', 'fd20:4::/48'],
    provider: gcp('team-files-1', 'files'),
  });
  const gateways = withGateway(
    withGateway(both, 'hub', {
      cidrs: [],
      tunnels: ['10.99.1.0/24'],
      endpoint: '203.0.113.1',
      lan: ['10.7.0.4', 'fd00:7::4'],
    }),
    'files',
    { cidrs: [], tunnels: ['10.99.2.0/24'], endpoint: '203.0.113.2:4500', lan: ['10.4.0.2'] },
  );
  return withPeering(gateways, 'hub', 'files');
}
