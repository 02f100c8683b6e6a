/** Two sites that are peered in the plan. Their gateways are managed over SSH and have no configuration yet. */
import { expect } from 'vitest';
import { Laboratory, type Site } from '../laboratory.ts';
import { osaka, type SitePlan, seoul } from '../sites.ts';
import { manage } from './managed-host.ts';
import { Operator, operatorAddress } from './operator.ts';

export interface Pair {
  readonly lab: Laboratory;
  readonly operator: Operator;
  readonly seoul: Site;
  readonly osaka: Site;
}

export async function openPair(): Promise<Pair> {
  const lab = await Laboratory.open();
  const operator = await Operator.create(await lab.laptop(operatorAddress), lab.peerway);
  const [inSeoul, inOsaka] = await Promise.all([lab.site(seoul), lab.site(osaka)]);
  const sites = [inSeoul, inOsaka];
  await Promise.all(sites.map((site) => manageSite(lab, operator, site)));
  await lab.peerway.run('peering', 'create', 'seoul', 'osaka');
  await Promise.all(sites.map((site) => routeVpc(lab, site)));
  return { lab, operator, seoul: inSeoul, osaka: inOsaka };
}

/** Deploys to both gateways, which must succeed. Returns the output. */
export async function deployPair({ operator }: Pick<Pair, 'operator'>, ...flags: string[]): Promise<string> {
  const words = ['gateway', 'deploy', 'seoul', 'osaka', '--yes', ...flags];
  const { code, stdout, stderr } = await operator.try(words);
  expect(code, stdout + stderr).toBe(0);
  return stdout;
}

export async function manageSite(
  lab: Laboratory,
  operator: Operator,
  { plan, gateway }: Site,
): Promise<void> {
  await manage(gateway, operator, plan.gatewayWan.v4);
  await lab.peerway.run('gateway', 'update', plan.name, '--ssh', target(plan));
}

export const target = ({ gatewayWan }: SitePlan): string => `root@${gatewayWan.v4}`;

/** Adds the VPC's routes, which a deploy leaves to the operator. */
export async function routeVpc(lab: Laboratory, { plan, instance }: Site): Promise<void> {
  const routes = await lab.peerway.run('gateway', 'render', plan.name, '--format', 'vpc-routes');
  await instance.run(['ip', '-batch', '-'], { input: `${routes}\n` });
}
