import type { AwsPeering } from '../model/cloud-peering.ts';
import type { Name } from '../model/values.ts';
import { ruleDescription } from './aws-steps.ts';
import type { Finding } from './finding.ts';
import { type AwsLive, isStanding, type LiveRoute } from './live.ts';
import type { Effect } from './step.ts';

/** One side at AWS, and what the plan wants of it. */
export interface AwsExamined {
  readonly peering: AwsPeering;
  readonly side: Name;
  readonly seen: AwsLive;
  readonly effects: readonly Effect[];
  /** The command that makes what is missing. */
  readonly again: string;
}

/** What is broken on this side, or there although the plan does not want it. */
export const awsFindings = (examined: AwsExamined): Finding[] => [
  ...endedConnection(examined),
  ...examined.seen.routes.flatMap((route) => routeFinding(route, examined)),
  ...staleRules(examined),
];

function endedConnection({ side, seen: { connection }, again }: AwsExamined): Finding[] {
  if (!connection || isStanding(connection)) return [];
  const { id, code, message } = connection;
  return [{ side, code: 'ended', what: `the connection ${id} is ${code}: ${message}`, fix: again }];
}

function routeFinding({ table, cidr, target, blackhole }: LiveRoute, examined: AwsExamined): Finding[] {
  const { side, peering, seen, effects, again } = examined;
  const isWanted = effects.some(
    (effect) => effect.kind === 'aws-route' && effect.table === table && effect.cidr === cidr,
  );
  const isOurs = target === seen.connection?.id || target === peering.id;
  const route = `the route to ${cidr} in ${table}`;
  const deletion = `aws ec2 delete-route --route-table-id ${table} ${flagFor(cidr)} ${cidr}`;
  if (blackhole && (isWanted || isOurs)) {
    const what = `${route} leads nowhere: ${target} is gone`;
    return [{ side, code: 'blackhole', what, fix: isWanted ? again : deletion }];
  }
  if (isWanted && target !== seen.connection?.id) {
    const fix = `${deletion}, if nothing needs it; then ${again}`;
    return [{ side, code: 'route-elsewhere', what: `${route} leads to ${target}`, fix }];
  }
  if (isWanted || !isOurs) return [];
  const what = `${route} goes through the peering, and is not in the plan`;
  return [{ side, code: 'stale-route', what, fix: deletion }];
}

const flagFor = (cidr: string): string =>
  cidr.includes(':') ? '--destination-ipv6-cidr-block' : '--destination-cidr-block';

/** Rules that are ours by their description, for networks that are not the peer's any more. */
const staleRules = ({ side, peering, seen, effects }: AwsExamined): Finding[] =>
  seen.ingress
    .filter(({ description }) => description === ruleDescription(peering))
    .filter(
      ({ group, cidr }) =>
        !effects.some(
          (effect) => effect.kind === 'aws-ingress' && effect.group === group && effect.cidr === cidr,
        ),
    )
    .map(({ group, cidr }) => ({
      side,
      code: 'stale-rule',
      what: `${group} lets ${cidr} in, which is no CIDR of the peer`,
      fix: `aws ec2 revoke-security-group-ingress --group-id ${group} --ip-permissions ${permission(cidr)}`,
    }));

const permission = (cidr: string): string =>
  cidr.includes(':')
    ? `'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=${cidr}}]'`
    : `'IpProtocol=-1,IpRanges=[{CidrIp=${cidr}}]'`;
