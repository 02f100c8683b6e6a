/** What has to be there at the provider for a peering: everything else about it follows from this list. */
import { familyOf } from '../model/address/cidr.ts';
import { type AwsPeering, type CloudPeering, type GcpPeering, waits } from '../model/cloud-peering.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import { gcpName } from './gcp/names.ts';
import { type AwsPlace, awsPlace, type GcpPlace, gcpPlace } from './places.ts';
import type { Access, Effect, SideEffect } from './step.ts';

/** In the order in which they have to come about, across both sides: what the plan wants by now. */
export const effectsOf = (state: State, peering: CloudPeering, access: Access = {}): SideEffect[] =>
  peering.via === 'aws' ? awsEffects(state, peering) : gcpEffects(state, peering, access);

/** The peering once the other side has agreed to it too. */
export function whenAgreed<Kind extends CloudPeering>(peering: Kind): Kind {
  if (peering.via === 'aws') return { ...peering, status: 'active' };
  return { ...peering, status: 'active', accepter: { ...peering.accepter, confirmed: true } };
}

function awsEffects(state: State, peering: AwsPeering): SideEffect[] {
  const [ours, theirs] = [awsPlace(state, peering.requester.vpc), awsPlace(state, peering.accepter.vpc)];
  const asked: SideEffect = { side: ours.vpc, effect: { kind: 'aws-peering' } };
  if (waits(peering)) return [asked];
  const each = (effects: (own: AwsPlace, peer: AwsPlace) => Effect[]): SideEffect[] => [
    ...effects(ours, theirs).map((effect) => ({ side: ours.vpc, effect })),
    ...effects(theirs, ours).map((effect) => ({ side: theirs.vpc, effect })),
  ];
  return [
    asked,
    { side: theirs.vpc, effect: { kind: 'aws-exists' } },
    { side: theirs.vpc, effect: { kind: 'aws-accepted' } },
    ...each(() => [{ kind: 'aws-active' }]),
    ...each(({ routeTables }, { cidrs }) =>
      routeTables.flatMap((table) => cidrs.map((cidr): Effect => ({ kind: 'aws-route', table, cidr }))),
    ),
    ...each(({ securityGroups }, { cidrs }) =>
      securityGroups.flatMap((group) => cidrs.map((cidr): Effect => ({ kind: 'aws-ingress', group, cidr }))),
    ),
    ...[peering.requester, peering.accepter]
      .filter(({ dns }) => dns)
      .map(({ vpc }): SideEffect => ({ side: vpc, effect: { kind: 'aws-dns' } })),
  ];
}

function gcpEffects(state: State, peering: GcpPeering, access: Access): SideEffect[] {
  const { stackType, requester, accepter } = peering;
  const sides = [requester, accepter].filter(({ confirmed }) => confirmed);
  const halves = sides.map(
    ({ vpc, options }): SideEffect => ({ side: vpc, effect: { kind: 'gcp-peering', options, stackType } }),
  );
  if (waits(peering)) return halves;
  const [ours, theirs] = [gcpPlace(state, requester.vpc, access), gcpPlace(state, accepter.vpc, access)];
  return [
    ...halves,
    ...sides.map(({ vpc }): SideEffect => ({ side: vpc, effect: { kind: 'gcp-active' } })),
    ...firewall(peering, ours, theirs),
    ...firewall(peering, theirs, ours),
  ];
}

/** A rule has sources of one family only. */
const firewall = ({ name, stackType }: GcpPeering, own: GcpPlace, peer: GcpPlace): SideEffect[] =>
  ([4, 6] as const).flatMap((family): SideEffect[] => {
    const cidrs = peer.cidrs.filter((cidr) => familyOf(cidr) === family);
    if (cidrs.length === 0 || (family === 6 && stackType === 'IPV4_ONLY')) return [];
    return [
      { side: own.vpc, effect: { kind: 'gcp-firewall', rule: ruleName(name, own.vpc, family), cidrs } },
    ];
  });

const ruleName = (peering: Name, vpc: Name, family: 4 | 6): string =>
  gcpName(`peerway-${peering}-to-${vpc}${family === 6 ? '-ipv6' : ''}`);

/** All that the firewall rules of a peering may be called on one side. */
export const ruleNames = ({ name }: Pick<GcpPeering, 'name'>, vpc: Name): string[] =>
  ([4, 6] as const).map((family) => ruleName(name, vpc, family));
