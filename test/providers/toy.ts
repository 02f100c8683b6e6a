/**
 * A provider for tests, made of its two halves alone: shelves of toys that ramps connect. One side requests a link, the
 * other accepts it, and each side needs a ramp for every CIDR of the other. Some of its flags have the names of flags
 * that another provider has.
 */
import { usage, validationError } from '../../src/errors.ts';
import { parseCidr } from '../../src/model/address/parse.ts';
import { isPending, otherEnd, statusOf, withAgreement } from '../../src/model/peering.ts';
import { missingIdsText, type VpcProviderSpec } from '../../src/model/provider.ts';
import { vpcNamed } from '../../src/model/queries.ts';
import { type Change, creation, deletion, type Resource } from '../../src/model/resource.ts';
import { bothOf, type VpcProposal } from '../../src/model/rules/proposal.ts';
import type { Rule } from '../../src/model/rules/rule.ts';
import {
  idsMissing,
  peeringExists,
  providerMismatch,
  sameVpc,
  vpcCidrsOverlap,
} from '../../src/model/rules/vpc-peering.ts';
import type { Name } from '../../src/model/values.ts';
import { changesOfVpcs } from '../../src/providers/changes.ts';
import { idParser } from '../../src/providers/ids.ts';
import type {
  Command,
  Learned,
  ObservedSides,
  Scene,
  VpcEngine,
  Word,
} from '../../src/providers/provider.ts';
import { applyLine } from '../../src/providers/recreate.ts';
import type { Entry } from '../../src/providers/registry.ts';
import { wordsAt } from '../../src/providers/report.ts';

const parseShelf = idParser('toy shelf', /^(top|low)-\d{1,3}$/, 'top-1');
const parseLink = idParser('toy link', /^link-\d{1,3}$/, 'link-1');
const parseRoom = idParser('toy room', /^(attic|cellar)$/, 'attic');
const parseHand = (text: string): string => {
  if (text === 'left' || text === 'right') return text;
  throw usage(`${text} is not a hand`, 'use left or right');
};

/** Ramps do not reach from the top to the bottom. */
const tooSteep: Rule<VpcProposal> = {
  code: 'too-steep',
  reason: 'on another level',
  hint: () => 'move one of the shelves',
  find: (proposal) => {
    const levels = bothOf(proposal).map(({ provider }) => String(provider['shelf']).split('-')[0]);
    return levels[0] === levels[1] ? [] : [{ message: 'A ramp between these shelves would be too steep' }];
  },
};

export const toy: VpcProviderSpec = {
  via: 'toy',
  label: 'Toy',
  ends: 'vpc',
  ids: [
    {
      key: 'shelf',
      label: 'shelf',
      flag: '--shelf <shelf>',
      describe: 'shelf of the toys',
      kind: 'text',
      parse: parseShelf,
      required: 'shelf',
      identifies: true,
    },
    {
      key: 'boxes',
      label: 'boxes',
      flag: '--box <name...>',
      describe: 'boxes on the shelf',
      kind: 'list',
      parse: (text) => text,
    },
    {
      key: 'region',
      label: 'region',
      flag: '--region <room>',
      describe: 'room of the shelf',
      kind: 'text',
      parse: parseRoom,
    },
    {
      key: 'isLit',
      label: 'light',
      flag: '--lit',
      describe: 'shelf with a light',
      kind: 'switch',
      parse: (text) => text,
    },
  ],
  options: [
    {
      key: 'stackType',
      describe: 'height of both ramps',
      choices: ['FLAT', 'STACKED'],
      fallback: 'FLAT',
      shared: true,
    },
    { key: 'glossyPaint', describe: 'paint the ramps of your side', fallback: false, mirror: 'glossyPaint' },
    {
      key: 'rampSpeed',
      describe: 'speed of both ramps',
      describeDefault: 'slow',
      choices: ['slow', 'fast'],
      fallback: 'slow',
      shared: true,
    },
  ],
  access: [
    {
      key: 'hand',
      flag: '--toy-hand <[vpc=]hand...>',
      describe: 'hand that reaches a side',
      parse: parseHand,
    },
  ],
  formats: ['toyctl', 'terraform', 'steps'],
  requestLifetime: 3600,
  rules: [
    sameVpc,
    providerMismatch({ via: 'toy', label: 'Toy' }),
    peeringExists,
    vpcCidrsOverlap,
    idsMissing(() => toy),
    tooSteep,
  ],
  warnings: (_, { name }, event) => (event === 'created' ? [`${name} is only a toy`] : []),
  identityOf: ({ shelf }) => shelf as string | undefined,
  parseId: parseLink,
  accountOf: () => undefined,
  describeRequests: 'none',
  viewSide: (_, { options }) => ({ glossy: options['glossyPaint'] }),
  viewPair: ({ requester }) => ({ speed: requester.options['rampSpeed'] }),
  imports: {
    describe: 'import from Toy; --file takes the output of `toyctl shelves`',
    flags: [{ key: 'rooms', flag: '--region <room...>', describe: 'rooms to look into', parse: parseRoom }],
  },
};

/** One shelf as `toyctl show` prints it. */
interface Shelf {
  readonly link?: { readonly id: string; readonly state: string };
  readonly ramps: readonly string[];
}

const LINK_ID: Learned = { learned: 'LINK', describe: 'the id of the link: link-1', pattern: /^link-\d+$/ };

type Kind = 'toy-link' | 'toy-accepted' | 'toy-active' | 'toy-ramp';

const resourceOf = (side: Name, kind: Kind, title: string, to = ''): Resource => ({
  key: `${kind} ${to}`.trim(),
  side,
  kind,
  title,
  fields: { to },
  ...(kind === 'toy-ramp' ? {} : { role: kind === 'toy-link' ? 'connection' : 'setting' }),
});

const toOf = ({ fields }: Resource): string => (fields as { to: string }).to;

/** The shelf of a VPC. Exit 3 when it is not known. */
function shelfOf({ state }: Scene, name: Name): string {
  const { provider } = vpcNamed(state, name);
  const missing = missingIdsText(toy, { name, provider });
  if (missing) throw validationError('provider-ids-missing', missing.message, missing.flags);
  return String(provider['shelf']);
}

function desired(scene: Scene): Resource[] {
  const { peering } = scene;
  const [one, other] = [peering.requester.end.name, peering.accepter.end.name];
  const link = resourceOf(one, 'toy-link', `request a link with ${shelfOf(scene, other)}`);
  if (isPending(peering)) return [link];
  return [
    link,
    resourceOf(other, 'toy-accepted', `accept the link of ${shelfOf(scene, one)}`),
    resourceOf(one, 'toy-active', 'wait until the link is up'),
    ...[one, other].flatMap((side) =>
      vpcNamed(scene.state, otherEnd(peering, side)).cidrs.map((cidr) =>
        resourceOf(side, 'toy-ramp', `build a ramp to ${cidr}`, cidr),
      ),
    ),
  ];
}

function isSatisfied(resource: Resource, seen: Shelf | undefined): boolean {
  if (resource.kind === 'toy-ramp') return seen?.ramps.includes(toOf(resource)) === true;
  if (resource.kind === 'toy-link') return seen?.link !== undefined;
  if (resource.kind === 'toy-accepted') return seen?.link !== undefined && seen.link.state !== 'requested';
  return seen?.link?.state === 'up';
}

const changeOf = (resource: Resource): Change =>
  resource.kind === 'toy-active'
    ? { op: 'wait', resource, title: resource.title, until: 'up' }
    : creation(resource);

function removal(scene: Scene, observed?: ObservedSides<Shelf>): Change[] {
  return desired({ ...scene, peering: withAgreement(scene.peering) })
    .filter(({ kind }) => kind === 'toy-link' || kind === 'toy-ramp')
    .filter((resource) => !observed || isSatisfied(resource, observed.get(resource.side)))
    .reverse()
    .map((resource) =>
      deletion(
        resource,
        resource.kind === 'toy-link' ? 'remove the link' : `remove the ramp to ${toOf(resource)}`,
      ),
    );
}

function command(scene: Scene, { op, resource }: Change): Command {
  const { peering, access } = scene;
  const shelf = shelfOf(scene, resource.side);
  const id: Word = peering.observed?.id ?? LINK_ID;
  const { hand } = access.get(resource.side) ?? {};
  const run = (words: readonly Word[], more: Partial<Command> = {}): Command => ({
    program: 'toyctl',
    words: [...words, ...(hand === undefined ? [] : [`--hand=${hand}`])],
    ...more,
  });
  switch (resource.kind as Kind) {
    case 'toy-link': {
      if (op === 'delete') return run(['unlink', id]);
      const to = shelfOf(scene, otherEnd(peering, resource.side));
      const speed = `--speed=${peering.requester.options['rampSpeed']}`;
      return run(['link', shelf, to, speed], { learns: LINK_ID });
    }
    case 'toy-accepted':
      return run(['accept', id]);
    case 'toy-active':
      return run(['state', id], { until: 'up' });
    case 'toy-ramp':
      return run([op === 'delete' ? 'unramp' : 'ramp', shelf, toOf(resource)]);
  }
}

const linkIn = (observed: ObservedSides<Shelf>) =>
  [...observed.values()].flatMap(({ link }) => (link ? [link] : []))[0];

const toyEngine: VpcEngine<Shelf> = {
  ends: 'vpc',
  program: {
    name: 'toyctl',
    install: 'ask your parents',
    env: { TOY_QUIET: '1' },
    operationOf: (words) => words.slice(0, 1).join(' '),
    explain: (stderr) => ({
      code: 'provider-failed',
      message: `toyctl: ${stderr.trim()}`,
      hint: 'tidy up, and run the command again',
    }),
    meaningOf: () => undefined,
    isRejection: ({ stderr }) => stderr.startsWith('no:'),
  },
  endStates: ['broken'],
  desired,
  changes: changesOfVpcs(() => toyEngine),
  diff: (_, resources, observed) =>
    resources.filter((one) => !isSatisfied(one, observed.get(one.side))).map(changeOf),
  removal,
  strays: () => [],
  leftoverQueries: () => [],
  command,
  observe: async (scene, side, ask) => {
    const { hand } = scene.access.get(side) ?? {};
    return (await ask(['show', shelfOf(scene, side), ...(hand ? [`--hand=${hand}`] : [])])) as Shelf;
  },
  report: (peering, observed, now) => {
    const link = linkIn(observed);
    const waiting = isPending(peering) ? 'pending-acceptance' : 'inactive';
    return {
      status: statusOf(peering) === 'deleting' ? 'deleting' : link?.state === 'up' ? 'active' : waiting,
      ...(link ? { id: link.id } : {}),
      said: wordsAt(now, link && { code: link.state, message: `The link is ${link.state}` }),
    };
  },
  identify: (_, observed) => linkIn(observed)?.id,
  isSettling: () => false,
  findings: (scene, observed) =>
    [...observed].flatMap(([side, { link }]) =>
      link?.state === 'dusty'
        ? [{ side, code: 'dusty', what: 'the link is dusty', fix: applyLine(toy, scene) }]
        : [],
    ),
  assertOwn: () => undefined,
  bystanders: () => [],
  endedBecause: () => undefined,
  placeText: (scene, side) => `shelf ${shelfOf(scene, side)}`,
  terraform: (_, changes) =>
    changes.map(({ resource: { kind, side, key } }) => ({
      head: ['resource', kind.replace('-', '_'), side],
      values: { key },
    })),
  gateway: {
    commands: ({ cloud, address }) => [
      {
        program: 'toyctl',
        words: ['door', String(cloud.provider['shelf']), address],
        title: 'open the door of the shelf',
      },
    ],
    terraform: () => [],
    instanceSetting: 'a door',
    notes: () => [],
  },
  requests: { groups: () => [], read: async () => [] },
  networks: {
    questions: ({ values: { rooms = [] } }) => [{ commands: [['shelves', ...rooms]] }],
    placeOf: () => undefined,
    read: (documents) =>
      (documents as { shelf: string; cidr: string }[][]).flat().map(({ shelf, cidr }) => ({
        names: [shelf],
        id: shelf,
        provider: { kind: 'toy', shelf: parseShelf(shelf), boxes: [] },
        cidrs: [parseCidr(cidr)],
      })),
    unplaced: () => undefined,
    saveHint: 'save it with --json',
    inspect: 'toyctl shelves',
  },
};

/** The provider as the registry takes it. */
export const TOY: Entry = { spec: toy, engine: async () => toyEngine as VpcEngine };

/** Shelves in memory, and the answers of `toyctl` about them. */
export class ToyRoom {
  link: { id: string; ends: readonly string[]; state: string } | undefined;
  readonly ramps = new Set<string>();
  readonly ran: string[] = [];

  /** Runs a command line, and returns what it prints. */
  run(words: readonly string[]): string {
    this.ran.push(words.join(' '));
    const [verb, one = '', two = ''] = words;
    const shelf = (name: string) => [...this.ramps].filter((ramp) => ramp.startsWith(`${name} `));
    switch (verb) {
      case 'shelves':
        return JSON.stringify([{ shelf: 'top-7', cidr: '10.7.0.0/16' }]);
      case 'show': {
        const link = this.link?.ends.includes(one) ? { id: this.link.id, state: this.link.state } : undefined;
        return JSON.stringify({
          ...(link ? { link } : {}),
          ramps: shelf(one).map((ramp) => ramp.split(' ')[1]),
        });
      }
      case 'link':
        this.link = { id: 'link-1', ends: [one, two], state: 'requested' };
        return 'link-1\n';
      case 'accept':
        if (this.link) this.link.state = 'up';
        return '';
      case 'state':
        return this.link?.state ?? 'none';
      case 'unlink':
        this.link = undefined;
        return '';
      case 'ramp':
        this.ramps.add(`${one} ${two}`);
        return '';
      case 'unramp':
        this.ramps.delete(`${one} ${two}`);
        return '';
      default:
        throw new Error(`toyctl has no ${verb}`);
    }
  }
}
