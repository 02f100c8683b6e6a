/** Firewall rules of others that deny a peering's traffic before the rules of the plan allow it. */
import { UserError } from '../../errors.ts';
import { type Cidr, contains, overlaps } from '../../model/address/cidr.ts';
import { nameAtProvider } from '../../model/name-at-provider.ts';
import { otherEnd } from '../../model/peering.ts';
import type { Name } from '../../model/values.ts';
import { visible } from '../../visible.ts';
import type { Ask, Finding, Scene } from '../provider.ts';
import { commandLine } from '../shell.ts';
import {
  hasTargets,
  type Instance,
  instancesIn,
  isAllowing,
  isNarrowed,
  isOfAll,
  isTarget,
  type Rule,
  rangesOf,
  reachesPeers,
  rulesIn,
} from './firewall-rules.ts';
import { gcpName } from './names.ts';
import { type GcpPlace, gcpPlaces } from './place.ts';
import { gcpDesired } from './resources.ts';

/** The priority of a rule that is given none, as the rules of the plan are. */
const PRIORITY = 1000;

/** Finds the firewall rules of one side's network that deny traffic of the peering, in either direction. */
export async function gcpDenyFindings(scene: Scene, side: Name, ask: Ask): Promise<Finding[]> {
  const { own } = gcpPlaces(scene, side);
  const allowed = gcpDesired(scene).flatMap((one) =>
    one.kind === 'gcp-firewall' && one.side === side ? [one.fields] : [],
  );
  if (allowed.length === 0) return [];
  const suffix = `/networks/${own.network}`;
  const list = (kind: string) => ask(['compute', kind, 'list', `--project=${own.project}`, ...JSON_OUTPUT]);
  const rules = rulesIn(await list('firewall-rules'), suffix);
  const ways = allowed.flatMap(({ rule, cidrs }) =>
    (['INGRESS', 'EGRESS'] as const).map((direction): Way => {
      const way = { scene, side, own, rule, cidrs, direction };
      return { ...way, denials: denialsOf(rules, way), ours: rules.find(({ name }) => name === rule) };
    }),
  );
  const isTargeted = ways.some(({ denials }) => denials.some(({ rule }) => hasTargets(rule)));
  const instances = isTargeted
    ? await list('instances').then((answer) => instancesIn(answer, suffix), unlessDenied)
    : [];
  return ways.flatMap((way) => findingOf(way, instances));
}

const JSON_OUTPUT = ['--format=json', '--quiet'];

/** Returns undefined if the operator may not list the instances. */
function unlessDenied(error: unknown): undefined {
  if (!(error instanceof UserError) || error.code !== 'provider-denied') throw error;
}

/** Traffic in one direction of one address family. */
interface Direction {
  readonly scene: Scene;
  readonly side: Name;
  readonly own: GcpPlace;
  /** Name of the rule of the plan that allows it. */
  readonly rule: string;
  /** The networks of the other side. */
  readonly cidrs: readonly Cidr[];
  readonly direction: 'INGRESS' | 'EGRESS';
}

interface Way extends Direction {
  readonly denials: readonly Denial[];
  /** The rule of the plan, if it exists. */
  readonly ours: Rule | undefined;
}

interface Denial {
  readonly rule: Rule;
  /** The networks that it denies, wholly or in part. */
  readonly cidrs: readonly Cidr[];
  /** True if it denies all protocols of all these networks, for some instances at least. */
  readonly isWhole: boolean;
}

/**
 * The rules that deny traffic before another rule allows all of it. A lower number precedes, and a denial precedes an
 * allowance of the same priority (Google Cloud documentation, VPC firewall rules, priority).
 */
function denialsOf(rules: readonly Rule[], { rule: own, cidrs, direction }: Direction): Denial[] {
  const applying = rules.filter((rule) => rule.direction === direction && reachesPeers(rule));
  const first = (cidr: Cidr): number =>
    Math.min(
      ...applying.filter((rule) => isAllowing(rule, cidr)).map(({ priority }) => priority),
      // Without the rule of the plan, its absence is a finding of its own. Everything may leave a network by default.
      direction === 'EGRESS' ? 65_535 : applying.some(({ name }) => name === own) ? 65_536 : PRIORITY,
    );
  return applying
    .filter(({ denied }) => denied !== undefined)
    .sort((one, other) => one.priority - other.priority)
    .flatMap((rule) => {
      const hit = cidrs.filter(
        (cidr) => rule.priority <= first(cidr) && rangesOf(rule).some(overlapping(cidr)),
      );
      if (hit.length === 0) return [];
      const isWhole =
        isOfAll(rule.denied) &&
        !isNarrowed(rule) &&
        hit.every((cidr) => rangesOf(rule).some((range) => contains(range, cidr)));
      return [{ rule, cidrs: hit, isWhole }];
    });
}

const overlapping =
  (cidr: Cidr) =>
  (range: Cidr): boolean =>
    overlaps(range, cidr);

/** A denial for every instance is a finding; one of a part of the traffic is likely meant to be, and a note. */
function findingOf(way: Way, instances: readonly Instance[] | undefined): Finding[] {
  const { side, denials } = way;
  const general = denials.filter(({ rule, isWhole }) => isWhole && !hasTargets(rule));
  const [first] = general;
  const partial = denials.filter((one) => !general.includes(one));
  return [
    ...(first
      ? [
          {
            side,
            code: 'firewall-denies',
            what: `${rulesText(general)} the traffic ${wayText(way, general)}`,
            fix: precedingRule(way, first.rule) ?? shownRule(way.own, first.rule),
          },
        ]
      : []),
    ...partial.flatMap((denial): Finding[] => {
      const what = partText(denial, wayText(way, [denial]), instances);
      if (what === undefined) return [];
      return [{ side, code: 'firewall-denies', what, fix: shownRule(way.own, denial.rule), isNote: true }];
    }),
  ];
}

function rulesText(denials: readonly Denial[]): string {
  const names = denials.map(({ rule }) => visible(rule.name));
  return names.length === 1
    ? `the firewall rule ${names[0]} denies`
    : `the firewall rules ${new Intl.ListFormat('en').format(names)} deny`;
}

/** The part of the traffic that a rule denies; undefined if it concerns no instance. */
function partText(
  { rule, isWhole }: Denial,
  way: string,
  instances: readonly Instance[] | undefined,
): string | undefined {
  const text = `the firewall rule ${visible(rule.name)}`;
  const part = `${isWhole ? 'the traffic' : 'a part of the traffic'} ${way}`;
  if (!hasTargets(rule)) return `${text} denies ${part}`;
  if (!instances) return `${text} may deny ${part} for instances with ${targetsText(rule)}`;
  const hit = instances.filter((one) => isTarget(rule, one)).map(({ name }) => visible(name));
  if (hit.length === 0) return undefined;
  const named = hit.length > 3 ? `${hit.length} instances` : new Intl.ListFormat('en').format(hit);
  return `${text} denies ${part} for ${named}`;
}

const targetsText = ({ targetTags, targetServiceAccounts }: Rule): string =>
  targetTags.length > 0
    ? `the tag ${targetTags.map((tag) => visible(tag)).join(' or ')}`
    : `the service account ${targetServiceAccounts.map((one) => visible(one)).join(' or ')}`;

function wayText({ scene, side, direction }: Direction, denials: readonly Denial[]): string {
  const cidrs = [...new Set(denials.flatMap((one) => one.cidrs))].join(', ');
  return `${direction === 'EGRESS' ? 'to' : 'from'} ${cidrs} of ${otherEnd(scene.peering, side)}`;
}

/** The command that lets the traffic pass before a denial; undefined if nothing can precede it. */
function precedingRule({ scene, own, rule, ours, cidrs, direction }: Way, denial: Rule): string | undefined {
  const priority = `--priority=${denial.priority - 1}`;
  if (denial.priority === 0) return undefined;
  if (direction === 'INGRESS') return ours && gcloudLine(own, ['firewall-rules', 'update', rule, priority]);
  const family = cidrs.some((cidr) => cidr.includes(':')) ? '-ipv6' : '';
  const name = gcpName(`allow-${nameAtProvider(scene.peering)}-from-${own.network}${family}`);
  return gcloudLine(own, [
    ...['firewall-rules', 'create', name, `--network=${own.network}`, '--direction=EGRESS'],
    ...['--action=ALLOW', '--rules=all', `--destination-ranges=${cidrs.join(',')}`, priority],
  ]);
}

const shownRule = (own: GcpPlace, { name }: Rule): string =>
  gcloudLine(own, ['firewall-rules', 'describe', name]);

const gcloudLine = ({ project }: GcpPlace, words: readonly string[]): string =>
  commandLine({ program: 'gcloud', words: ['compute', ...words, `--project=${project}`, '--quiet'] });
