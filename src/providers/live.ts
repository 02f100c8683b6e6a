/** What the providers say of a peering now, and whether that is what the plan wants. */
import type { Cidr } from '../model/address/cidr.ts';
import type { GcpOptions } from '../model/cloud-peering.ts';
import type { Name } from '../model/values.ts';
import type { SideEffect } from './step.ts';

export interface LiveConnection {
  /** `pcx-…`. */
  readonly id: string;
  /** `pending-acceptance`, `active` and the like. */
  readonly code: string;
  readonly message: string;
  /** Whether the plan's accepter has asked for it. */
  readonly isReversed?: true;
  /** ISO 8601; while it waits for acceptance. */
  readonly expiresAt?: string;
  /** Whether the peer may resolve this side's private names; absent where the provider does not say. */
  readonly dns?: boolean;
}

export interface LiveRoute {
  readonly table: string;
  readonly cidr: string;
  /** What it leads to: `pcx-…`, `igw-…`, `local`. */
  readonly target: string;
  /** Whether what it leads to is gone. */
  readonly blackhole: boolean;
}

export interface LiveIngress {
  readonly group: string;
  readonly cidr: string;
  /** `-1` for all. */
  readonly protocol: string;
  readonly description: string;
}

/** One side at AWS, as seen from its account and region. */
export interface AwsLive {
  readonly via: 'aws';
  readonly connection?: LiveConnection;
  /** Of all route tables of the VPC. */
  readonly routes: readonly LiveRoute[];
  /** Of the security groups that the plan knows. */
  readonly ingress: readonly LiveIngress[];
}

export interface LiveHalf {
  /** `ACTIVE` or `INACTIVE`. */
  readonly state: string;
  readonly details: string;
  /** `<project>/<network>`. */
  readonly peer: string;
  readonly options: GcpOptions;
  /** Absent where the provider does not say. */
  readonly stackType?: string;
}

/** What keeps a firewall rule from letting all in that it names; `lets nothing in` is beyond mending. */
export type RuleFlaw = 'is disabled' | 'lets some protocols in only' | 'lets nothing in';

export interface LiveRule {
  readonly rule: string;
  readonly sources: readonly string[];
  readonly flaw?: RuleFlaw;
}

/** A peering of the network that is not ours, with our name or with our peer: GCP takes no other beside it. */
export interface Obstacle {
  readonly name: string;
  /** `<project>/<network>`. */
  readonly peer: string;
}

/** One side at GCP. */
export interface GcpLive {
  readonly via: 'gcp';
  readonly half?: LiveHalf;
  readonly obstacle?: Obstacle;
  /** The firewall rules of the network that are ours by their name. */
  readonly rules: readonly LiveRule[];
}

export type SideLive = AwsLive | GcpLive;

/** The sides that could be looked at, by VPC. */
export type Live = ReadonlyMap<Name, SideLive>;

/** Connections in one of these states are there; in others they are on their way out, and AWS makes a new one. */
const STANDING = ['initiating-request', 'pending-acceptance', 'provisioning', 'active'];
/** States in which a connection never becomes active any more. */
export const ENDED = ['failed', 'expired', 'rejected', 'deleting', 'deleted'];

export const isStanding = ({ code }: LiveConnection): boolean => STANDING.includes(code);

/** Whether an effect is there and does its work. A side that was not looked at has nothing. */
export function isDone({ side, effect }: SideEffect, live: Live): boolean {
  const seen = live.get(side);
  if (seen?.via === 'aws') return isDoneAtAws(effect, seen);
  return seen?.via === 'gcp' && isDoneAtGcp(effect, seen);
}

function isDoneAtAws(effect: SideEffect['effect'], { routes, ingress, ...seen }: AwsLive): boolean {
  // One that has ended keeps its options, and what leads to it leads nowhere.
  const connection = seen.connection && isStanding(seen.connection) ? seen.connection : undefined;
  switch (effect.kind) {
    case 'aws-peering':
    case 'aws-exists':
      return connection !== undefined;
    case 'aws-accepted':
      return connection?.code === 'provisioning' || connection?.code === 'active';
    case 'aws-active':
      return connection?.code === 'active';
    case 'aws-route':
      return routes.some((route) => isRoute(route, effect) && leadsTo(route, connection) && !route.blackhole);
    case 'aws-ingress':
      return ingress.some((rule) => isIngress(rule, effect));
    case 'aws-dns':
      return connection?.dns === true;
    default:
      return false;
  }
}

function isDoneAtGcp(effect: SideEffect['effect'], { half, rules }: GcpLive): boolean {
  switch (effect.kind) {
    case 'gcp-peering':
      return half !== undefined && hasOptions(half, effect);
    case 'gcp-active':
      return half?.state === 'ACTIVE';
    case 'gcp-firewall': {
      const rule = rules.find((one) => one.rule === effect.rule);
      return rule !== undefined && rule.flaw === undefined && sameSet(rule.sources, effect.cidrs);
    }
    default:
      return false;
  }
}

/**
 * Whether there is something of an effect to be taken away: what is broken too, but nothing that somebody else has
 * put there.
 * @param description  what the security groups' rules of the peering are known by
 */
export function isThere({ side, effect }: SideEffect, live: Live, description: string): boolean {
  const seen = live.get(side);
  switch (effect.kind) {
    case 'aws-peering':
      return seen?.via === 'aws' && seen.connection !== undefined && isStanding(seen.connection);
    case 'aws-route':
      return (
        seen?.via === 'aws' &&
        seen.routes.some((route) => isRoute(route, effect) && leadsTo(route, seen.connection))
      );
    case 'aws-ingress':
      return (
        seen?.via === 'aws' &&
        seen.ingress.some((rule) => isIngress(rule, effect) && rule.description === description)
      );
    case 'gcp-peering':
      return seen?.via === 'gcp' && seen.half !== undefined;
    case 'gcp-firewall':
      return seen?.via === 'gcp' && seen.rules.some(({ rule }) => rule === effect.rule);
    default:
      return false;
  }
}

const isRoute = (route: LiveRoute, { table, cidr }: { table: string; cidr: Cidr }): boolean =>
  route.table === table && route.cidr === cidr;

const leadsTo = ({ target }: LiveRoute, connection: LiveConnection | undefined): boolean =>
  connection !== undefined && target === connection.id;

const isIngress = (rule: LiveIngress, { group, cidr }: { group: string; cidr: Cidr }): boolean =>
  rule.group === group && rule.cidr === cidr && rule.protocol === '-1';

const OPTION_NAMES = [
  'exportCustomRoutes',
  'importCustomRoutes',
  'exportSubnetRoutesWithPublicIp',
  'importSubnetRoutesWithPublicIp',
] as const satisfies (keyof GcpOptions)[];

type GcpHalf = Extract<SideEffect['effect'], { kind: 'gcp-peering' }>;

/** Names of the options that are other than wanted. */
export const optionsOff = (half: LiveHalf, { options, stackType }: GcpHalf): string[] => [
  ...OPTION_NAMES.filter((name) => half.options[name] !== options[name]),
  ...(half.stackType === undefined || half.stackType === stackType ? [] : ['stackType']),
];

const hasOptions = (half: LiveHalf, wanted: GcpHalf): boolean => optionsOff(half, wanted).length === 0;

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each));
