/** The resources of a VPC Network Peering at GCP, and their differences from the observed ones. */

import { type Cidr, familyOf } from '../../model/address/cidr.ts';
import { type NamedAtProvider, nameAtProvider, vpcNameAtProvider } from '../../model/name-at-provider.ts';
import { isPending, type Options, otherEnd, withAgreement } from '../../model/peering.ts';
import {
  type Blocked,
  type Change,
  creation,
  deletion,
  placeOf,
  type Resource,
} from '../../model/resource.ts';
import type { Name } from '../../model/values.ts';
import { visible } from '../../visible.ts';
import { flowLogsIn, withoutFlowLogs } from '../flow-logs.ts';
import type { ObservedSides, Scene } from '../provider.ts';
import { commandLine } from '../shell.ts';
import { flowLogsChange, flowLogsResource, isLogging, isOnlyOurs, unwantedFlowLogs } from './flow-logs.ts';
import { gcpName } from './names.ts';
import type { GcpObserved, ObservedHalf, ObservedRule, Obstacle } from './observed.ts';
import { gcpPlace } from './place.ts';
import type { GcpResource } from './resource.ts';

/** Everything that the plan wants by now, in the order in which it is created across both sides. */
export function gcpDesired(scene: Scene): GcpResource[] {
  const { peering } = scene;
  const { requester, accepter } = peering;
  const isRequest = peering.agreement.kind !== 'accepted';
  const sides = isRequest ? [requester] : [requester, accepter];
  const halves = sides.map(
    ({ end: { name }, options }): GcpResource => ({
      key: 'gcp-peering',
      side: name,
      kind: 'gcp-peering',
      title: `create its half of the peering with ${otherEnd(peering, name)}`,
      fields: { options: withoutFlowLogs(options) },
      role: 'connection',
    }),
  );
  if (isPending(peering)) return halves;
  return [
    ...halves,
    ...sides.map(
      ({ end: { name } }): GcpResource => ({
        key: 'gcp-active',
        side: name,
        kind: 'gcp-active',
        title: 'wait until its half is active',
        fields: {},
        role: 'setting',
      }),
    ),
    ...firewallRules(scene, requester.end.name),
    ...firewallRules(scene, accepter.end.name),
    ...sides.flatMap((side) =>
      typeof flowLogsIn(side.options) === 'string' ? [flowLogsResource(scene, side.end.name)] : [],
    ),
  ];
}

/** The half of one side, of which only the name and the network matter. */
export const halfOf = (side: Name): GcpResource => ({
  key: 'gcp-peering',
  side,
  kind: 'gcp-peering',
  title: 'create its half of the peering',
  fields: { options: {} },
  role: 'connection',
});

/** The rules on one side; a rule has sources of one address family only. */
function firewallRules(scene: Scene, side: Name): GcpResource[] {
  const { peering } = scene;
  const peer = gcpPlace(scene, otherEnd(peering, side));
  return ([4, 6] as const).flatMap((family) => {
    const cidrs = peer.cidrs.filter((cidr) => familyOf(cidr) === family);
    if (cidrs.length === 0 || (family === 6 && peering.requester.options['stackType'] === 'IPV4_ONLY'))
      return [];
    return [
      firewallRule(side, peer.vpc, ruleName(peering, vpcNameAtProvider(scene.state, side), family), cidrs),
    ];
  });
}

const firewallRule = (side: Name, peer: Name, rule: string, cidrs: readonly Cidr[]): GcpResource => ({
  key: `gcp-firewall ${rule}`,
  side,
  kind: 'gcp-firewall',
  title: `allow traffic from ${cidrs.join(', ')} of ${peer}`,
  fields: { rule, cidrs },
});

const ruleName = (peering: NamedAtProvider, vpc: Name, family: 4 | 6): string =>
  gcpName(`peerway-${nameAtProvider(peering)}-to-${vpc}${family === 6 ? '-ipv6' : ''}`);

/** The prefix of the names of a peering's firewall rules. Long names are cut, and rules of others may begin alike. */
export const rulePrefix = (peering: NamedAtProvider): string =>
  `peerway-${nameAtProvider(peering)}-to-`.slice(0, 54);

/** All names that the firewall rules of a peering may have on one side. */
export const ruleNames = ({ state, peering }: Scene, vpc: Name): string[] =>
  ([4, 6] as const).map((family) => ruleName(peering, vpcNameAtProvider(state, vpc), family));

/** The changes that are left until the desired resources exist. */
export function gcpDiff(
  scene: Scene,
  desired: readonly Resource[],
  observed: ObservedSides<GcpObserved>,
): Change[] {
  return (desired as readonly GcpResource[])
    .filter((resource) => !isSatisfied(resource, observed.get(resource.side)))
    .map((resource) => changeFor(scene, resource, observed.get(resource.side)));
}

function changeFor(scene: Scene, resource: GcpResource, seen: GcpObserved | undefined): Change {
  switch (resource.kind) {
    case 'gcp-flow-logs':
      return flowLogsChange(resource, seen);
    case 'gcp-active':
      return {
        op: 'wait',
        resource,
        title: resource.title,
        until: 'ACTIVE',
        needs: { side: otherEnd(scene.peering, resource.side), states: ['INACTIVE'] },
      };
    case 'gcp-peering':
      if (seen?.obstacle)
        return { ...creation(resource), blocked: nameTaken(scene, resource, seen.obstacle) };
      if (!seen?.half) return creation(resource);
      return {
        op: 'update',
        resource,
        title: `set the options of its half of the peering with ${otherEnd(scene.peering, resource.side)}`,
        prior: { ...resource, fields: { options: optionsBefore(seen.half, resource.fields.options) } },
      };
    case 'gcp-firewall': {
      const present = seen?.rules.find(({ rule }) => rule === resource.fields.rule);
      return present ? ruleUpdate(scene, resource, present) : creation(resource);
    }
  }
}

/** The direction and the action of a firewall rule cannot be updated. */
function ruleUpdate(
  scene: Scene,
  resource: GcpResource & { kind: 'gcp-firewall' },
  { rule, flaw, sources }: ObservedRule,
): Change {
  const fields = { ...resource.fields, isDisabled: flaw === 'is disabled' };
  const update = { op: 'update', resource: { ...resource, fields }, title: resource.title } as const;
  const prior = { ...resource, fields: { ...resource.fields, cidrs: sources as Cidr[] } };
  if (flaw !== 'denies traffic') return flaw ? update : { ...update, prior };
  const { project } = gcpPlace(scene, resource.side);
  const message = `The firewall rule ${rule} of ${resource.side} exists, and ${flaw}`;
  return { ...update, blocked: taken(message, ['firewall-rules', 'delete', rule, `--project=${project}`]) };
}

function nameTaken(scene: Scene, { side }: GcpResource, { name, peer }: Obstacle): Blocked {
  const { project, network } = gcpPlace(scene, side);
  const message = `The network of ${side} already has a peering ${visible(name)} with ${visible(peer)}`;
  return taken(message, [
    ...['networks', 'peerings', 'delete', name, `--network=${network}`],
    `--project=${project}`,
  ]);
}

/** @param words  delete the object that has the name */
function taken(message: string, words: readonly string[]): Blocked {
  const fix = commandLine({ program: 'gcloud', words: ['compute', ...words] });
  return { code: 'provider-name-taken', message, hint: `if it is not needed, run \`${fix}\``, fix };
}

function isSatisfied(resource: GcpResource, seen: GcpObserved | undefined): boolean {
  if (!seen) return false;
  switch (resource.kind) {
    case 'gcp-peering':
      return seen.half !== undefined && differingOptions(seen.half, resource.fields.options).length === 0;
    case 'gcp-active':
      return seen.half?.state === 'ACTIVE';
    case 'gcp-flow-logs':
      return isLogging(resource, seen);
    case 'gcp-firewall': {
      const rule = seen.rules.find((one) => one.rule === resource.fields.rule);
      return rule !== undefined && !rule.flaw && isSameSet(rule.sources, resource.fields.cidrs);
    }
  }
}

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((each) => other.includes(each));

/** The keys of the options that differ from the desired ones; GCP may leave out the stack type. */
export const differingOptions = ({ options }: ObservedHalf, desired: Options): string[] =>
  Object.keys(desired).filter((key) => key in options && options[key] !== desired[key]);

/** The observed values of the options that are desired. */
const optionsBefore = ({ options }: ObservedHalf, desired: Options): Options =>
  Object.fromEntries(
    Object.keys(desired).flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  );

/**
 * The deletions of firewall rules and flow logs that the plan does not want; an option that differs is a change of the
 * half.
 */
export const gcpStrays = (scene: Scene, observed: ObservedSides<GcpObserved>): Change[] => {
  const desired = gcpDesired(scene);
  const wanted = desired.filter(({ kind }) => kind === 'gcp-flow-logs').map(({ side }) => side);
  return [
    ...unwantedFlowLogs(scene, observed).filter(({ side }) => !wanted.includes(side)),
    ...strayRules(scene, desired, observed),
  ].map((resource) => gcpRemovalOf(scene, resource));
};

/** The deletions of a peering: firewall rules first. */
export function gcpRemoval(scene: Scene, observed?: ObservedSides<GcpObserved>): Change[] {
  const { peering } = scene;
  // Without an answer of GCP, only the requester's half of a request may exist.
  const isRequest = !observed && isPending(peering);
  const planned = gcpDesired(isRequest ? scene : { ...scene, peering: withAgreement(peering) })
    .reverse()
    .filter((resource) => resource.kind !== 'gcp-active')
    .filter((resource) => resource.kind !== 'gcp-flow-logs' || (!observed && isOnlyOurs(scene, resource)));
  const removable = observed
    ? [
        ...unwantedFlowLogs(scene, observed),
        ...strayRules(scene, planned, observed),
        ...planned.filter((resource) => exists(resource, observed.get(resource.side))),
      ]
    : planned;
  return removable.map((resource) => gcpRemovalOf(scene, resource));
}

/** Firewall rules of peerway that the plan does not want, such as one of an address family that the peer no longer has. */
function strayRules(
  scene: Scene,
  planned: readonly GcpResource[],
  observed: ObservedSides<GcpObserved>,
): GcpResource[] {
  const known = new Set(planned.map(placeOf));
  return [...observed].flatMap(([side, { rules }]) =>
    rules.map((rule) => staleRule(scene, side, rule)).filter((rule) => !known.has(placeOf(rule))),
  );
}

function exists(resource: GcpResource, seen: GcpObserved | undefined): boolean {
  if (resource.kind === 'gcp-peering') return seen?.half !== undefined;
  return (
    resource.kind === 'gcp-firewall' && seen?.rules.some(({ rule }) => rule === resource.fields.rule) === true
  );
}

/** The deletion of one resource. */
export function gcpRemovalOf({ peering }: Pick<Scene, 'peering'>, resource: GcpResource): Change {
  const peer = otherEnd(peering, resource.side);
  if (resource.kind === 'gcp-flow-logs') return deletion(resource, 'stop logging its flows');
  return deletion(
    resource,
    resource.kind === 'gcp-firewall'
      ? `stop allowing traffic from ${resource.fields.cidrs.join(', ')} of ${peer}`
      : `delete its half of the peering with ${peer}`,
  );
}

/** A firewall rule of peerway that the plan does not want. */
export const staleRule = (
  { peering }: Pick<Scene, 'peering'>,
  side: Name,
  { rule, sources }: ObservedRule,
): GcpResource => firewallRule(side, otherEnd(peering, side), rule, sources as Cidr[]);
