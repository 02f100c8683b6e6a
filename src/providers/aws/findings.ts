import type { Cidr } from '../../model/address/cidr.ts';
import type { Instant } from '../../model/instant.ts';
import { expiryOf, isAlive, isPending, otherEnd, type Peering, statusOf } from '../../model/peering.ts';
import type { Name } from '../../model/values.ts';
import type { Finding, ObservedSides, Scene } from '../provider.ts';
import { acceptLine, applyLine, recreateLine, updateLine } from '../recreate.ts';
import { commandLine } from '../shell.ts';
import { whereArguments } from './arguments.ts';
import { awsCommand, withFound } from './commands.ts';
import { flowLogQuery, hasOtherRole, unwantedFlowLogs } from './flow-logs.ts';
import {
  type AwsObserved,
  connectionIn,
  isStanding,
  type ObservedConnection,
  type ObservedRoute,
  ownIds,
} from './observed.ts';
import { awsPlace } from './place.ts';
import { dnsRevoked, ownRules, removalOf } from './removal.ts';
import {
  type AwsResource,
  awsDesired,
  connectionOf,
  dnsOf,
  flowLogOf,
  ingressOf,
  routeOf,
} from './resources.ts';
import { aws } from './spec.ts';
import { awsAdvice } from './warnings.ts';

/** One observed side, with the resources that the plan wants on it. */
interface ObservedSide {
  readonly scene: Scene;
  readonly side: Name;
  readonly seen: AwsObserved;
  readonly desired: readonly AwsResource[];
}

/** Finds broken resources on the observed sides, and resources that the plan does not contain. */
export function awsFindings(scene: Scene, observed: ObservedSides<AwsObserved>, now: Instant): Finding[] {
  const desired = isOver(scene.peering) ? [] : awsDesired(scene);
  return [
    ...[...observed].flatMap(([side, seen]) => {
      const on = { scene, side, seen, desired: desired.filter((one) => one.side === side) };
      return [
        ...connectionFindings(on),
        ...optionFindings(on),
        ...seen.routes.flatMap((route) => routeFinding(route, on)),
        ...staleRules(on),
        ...flowLogFindings(on),
      ];
    }),
    ...requestFindings(scene, observed, now),
    ...(isOver(scene.peering) ? [] : unknownFindings(scene, observed)),
  ];
}

/**
 * Ids that the plan lacks, and quotas. Once AWS shows the connection, the request has found its account, and once that
 * is active, the quota allowed it.
 */
function unknownFindings(scene: Scene, observed: ObservedSides<AwsObserved>): Finding[] {
  const connection = connectionIn(observed, isStanding);
  const target = scene.peering.accepter.end.name;
  return awsAdvice(scene.state, scene.peering)
    .filter(
      ({ side, code, fix }) => observed.has(side) || (code === 'not-known' && fix?.includes('--account')),
    )
    .map(({ side, code, what, fix = quotaLine(scene, side) }): Finding => {
      const isAccount = side === target && fix.includes('--account');
      const isNote = code === 'quota' ? connection?.code === 'active' : isAccount && connection !== undefined;
      return { side, code, what, fix: withKnownIds(fix, observed.get(side), connection), isNote };
    });
}

/** The command with the ids that AWS shows in place of its placeholders, so that it can be run as it is. */
function withKnownIds(
  fix: string,
  seen: AwsObserved | undefined,
  connection: ObservedConnection | undefined,
): string {
  const account = seen?.account ?? connection?.accepterAccount;
  const tables = seen?.tables ?? [];
  // Instances that name no group have this one.
  const group = seen?.groups?.find(({ name }) => name === 'default') ?? seen?.groups?.[0];
  return fix
    .replace('--account <id>', (text) => (account === undefined ? text : `--account ${account}`))
    .replace('--route-table <id>', (text) =>
      tables.length === 0 ? text : `--route-table ${tables.join(' ')}`,
    )
    .replace('--security-group <id>', (text) =>
      group === undefined ? text : `--security-group ${group.id}`,
    );
}

/** The command that lists the quotas of a side. */
const quotaLine = ({ state, access }: Scene, side: Name): string => {
  const own = awsPlace(state, side, access);
  return commandLine({
    program: 'aws',
    words: ['service-quotas', 'list-service-quotas', '--service-code', 'vpc', ...whereArguments(own)],
  });
};

/** True for a peering that needs nothing at AWS any more: all that is left of it has to go. */
const isOver = (peering: Peering): boolean => !isAlive(peering) || statusOf(peering) === 'deleting';

/** A connection that has ended, or that exists for a peering that has. */
function connectionFindings({ scene, side, seen: { connection } }: ObservedSide): Finding[] {
  const { peering } = scene;
  if (!connection) return [];
  const { id, code, message } = connection;
  if (isOver(peering)) {
    if (!isStanding(connection) || isAlive(peering)) return [];
    const what = `the connection ${id} still exists: it is ${code}`;
    return [
      { side, code: 'left-behind', what, ...removing(withFound(scene, connection), connectionOf(side)) },
    ];
  }
  if (isStanding(connection)) return [];
  const what = `the connection ${id} is ${code}: ${message}`;
  return [{ side, code: 'ended', what, fix: recreateLine(aws, scene) }];
}

/** An option that is on at AWS and off in the plan; the opposite is missing. */
function optionFindings({ scene, side, seen: { connection }, desired }: ObservedSide): Finding[] {
  if (isOver(scene.peering) || !connection?.dns || !isStanding(connection)) return [];
  if (desired.some(({ kind }) => kind === 'aws-dns')) return [];
  const what = 'options differ from the plan: dns';
  const change = dnsRevoked(dnsOf(scene.peering, side, false), connection);
  return [
    { side, code: 'options-differ', what, fix: updateLine(aws, scene), remedy: { by: 'change', change } },
  ];
}

const peerOf = ({ scene: { peering }, side }: ObservedSide): Name => otherEnd(peering, side);

function routeFinding({ table, cidr, target, blackhole }: ObservedRoute, on: ObservedSide): Finding[] {
  const { scene, side, seen, desired } = on;
  const isWanted = desired.some(
    ({ kind, fields }) =>
      kind === 'aws-route' && 'table' in fields && fields.table === table && fields.cidr === cidr,
  );
  const isOwn = ownIds(scene.peering, seen).has(target);
  const route = `the route to ${cidr} in ${table}`;
  const deletion = removing(scene, routeOf(side, peerOf(on), table, cidr as Cidr));
  const again = {
    fix: `${applyLine(aws, scene)}${isOwn ? '' : ' --replace-routes'}`,
    remedy: { by: 'apply' },
  } as const;
  if (blackhole && (isWanted || isOwn)) {
    const what = `${route} leads nowhere: ${target} no longer exists`;
    return [{ side, code: 'blackhole', what, ...(isWanted ? again : deletion) }];
  }
  if (isWanted && target !== seen.connection?.id)
    return [{ side, code: 'route-elsewhere', what: `${route} leads to ${target}`, ...again }];
  if (isWanted || !isOwn) return [];
  const what = `${route} goes through the peering and is not in the plan`;
  return [{ side, code: 'stale-route', what, ...deletion }];
}

/** The deletion of a resource, as a command to paste and as a change. */
function removing(scene: Scene, resource: AwsResource): Pick<Finding, 'fix' | 'remedy'> {
  const change = removalOf(scene, resource);
  return { fix: commandLine(awsCommand(scene, change)), remedy: { by: 'change', change } };
}

/** peerway's rules for networks that the peer no longer has. */
const staleRules = (on: ObservedSide): Finding[] =>
  ownRules(on.scene.peering, on.seen)
    .filter(
      ({ group, cidr }) =>
        !on.desired.some(
          ({ kind, fields }) =>
            kind === 'aws-ingress' && 'group' in fields && fields.group === group && fields.cidr === cidr,
        ),
    )
    .map(({ group, cidr }) => ({
      side: on.side,
      code: 'stale-rule',
      what: `${group} allows traffic from ${cidr}, which is not in the plan`,
      ...removing(on.scene, ingressOf(on.side, peerOf(on), group, cidr as Cidr)),
    }));

/** Flow logs of peerway that no peering wants, and wanted ones that fail. */
const flowLogFindings = ({ scene, side, seen, desired }: ObservedSide): Finding[] => [
  ...unwantedFlowLogs(scene.state, scene.peering, side, seen)
    .filter((log) => desired.every(({ key }) => key !== log.key))
    .map((log) => ({
      side,
      code: 'stale-flow-log',
      what: `the flow log ${log.fields.id} to ${log.fields.destination} is not in the plan`,
      ...removing(scene, log),
    })),
  ...desired
    .filter((one) => one.kind === 'aws-flow-log' && hasOtherRole(one.fields, seen))
    .map(() => ({
      side,
      code: 'options-differ',
      what: 'options differ from the plan: flow-logs-role',
      fix: applyLine(aws, scene),
      remedy: { by: 'apply' as const },
    })),
  ...(seen.flowLogs ?? [])
    .filter(({ destination }) =>
      desired.some(
        ({ kind, key }) => kind === 'aws-flow-log' && key === flowLogOf(side, { destination }).key,
      ),
    )
    .flatMap(({ id, destination, failure }) =>
      failure === undefined
        ? []
        : [
            {
              side,
              code: 'flow-log-failing',
              what: `the flow log ${id} does not reach ${destination}: ${failure}`,
              fix: commandLine(flowLogQuery(awsPlace(scene.state, side, scene.access), id)),
            },
          ],
    ),
];

const DAY = 86_400_000;

/** A request that waits for acceptance, and how long AWS keeps it. */
function requestFindings(scene: Scene, observed: ObservedSides<AwsObserved>, now: Instant): Finding[] {
  const { peering } = scene;
  const connection = connectionIn(observed, ({ code }) => code === 'pending-acceptance');
  if (!connection || isOver(peering)) return [];
  const until = connection.expiresAt ?? expiryOf(peering);
  const days = until === undefined ? Number.NaN : Math.floor((Date.parse(until) - Date.parse(now)) / DAY);
  const left = Number.isNaN(days) ? '' : `, and expires in ${count(Math.max(0, days), 'day')}`;
  const { accepter } = peering;
  return [
    {
      side: accepter.end.name,
      code: 'waits',
      what: `the request waits for ${accepter.owner} to accept it${left}`,
      fix: acceptLine(aws, scene),
      isNote: isPending(peering),
    },
  ];
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
