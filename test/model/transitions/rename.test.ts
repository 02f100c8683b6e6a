/** A rename moves every reference, and nothing else: on a host and at a provider, all is as before. */
import { describe, expect, test } from 'vitest';
import { planDigest } from '../../../src/deploy/payload.ts';
import type { UserError } from '../../../src/errors.ts';
import { desiredClient } from '../../../src/model/desired/client.ts';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import { withEnd } from '../../../src/model/peering.ts';
import { EMPTY_STATE, type State } from '../../../src/model/state.ts';
import { withPeering as replacePeering } from '../../../src/model/transitions/peering.ts';
import {
  type Renaming,
  renameClient,
  renameGateway,
  renamePeering,
  renameVpc,
} from '../../../src/model/transitions/rename.ts';
import type { Name } from '../../../src/model/values.ts';
import { encodeState } from '../../../src/store/codec.ts';
import { aws, gcp, peered, withCloudVpc } from '../../support/cloud-plans.ts';
import { dualStack, threePeerings, withClient, withGateway, withPeering } from '../../support/plans.ts';
import { type Random, trials } from '../../support/random.ts';

/** A plan of gateways, clients and peerings of every kind; each name occurs once in the words of the plan. */
function randomPlan(random: Random): State {
  const names = ['ash', 'elm', 'fir', 'oak', 'yew'].slice(0, random.between(2, 5));
  let state = EMPTY_STATE;
  for (const [at, name] of names.entries()) {
    if (random.below(2) === 0) {
      const provider = random.below(2) === 0 ? aws('eu-west-1', String(at)) : gcp('team-1', `net${at}`);
      state = withCloudVpc(state, `v-${name}`, { cidrs: [`10.${at}.0.0/16`], provider });
    }
    state = withGateway(state, `g-${name}`, {
      cidrs: [`10.${at}.0.0/16`],
      vpc: `v-${name}`,
      tunnels: [`10.99.${at}.0/24`],
    });
    for (const client of ['laptop', 'phone'].slice(random.below(3)))
      state = withClient(state, `g-${name}`, `c-${client}`);
  }
  for (const [at, one] of names.entries())
    for (const other of names.slice(at + 1)) {
      const kinds = [one, other].map((name) => state.vpcs.get(`v-${name}` as Name)?.provider.kind);
      const [a, b] = kinds;
      if (random.below(2) === 0)
        state = withPeering(state, `g-${one}`, `g-${other}`, {
          name: `p-${one}-${other}`,
          request: random.below(3) === 0,
        });
      else if (a === b && (a === 'aws' || a === 'gcp'))
        state = peered(state, `v-${one}`, `v-${other}`, { via: a, name: `q-${one}-${other}` }).state;
      const last = [...state.peerings.values()].at(-1);
      if (last && random.below(5) === 0) state = replacePeering(state, withEnd(last, 'rejected'));
    }
  return state;
}

type Rename = (state: State, old: string, name: string) => Renaming;

/** One object of a plan, and the function that renames it. */
function anObject(state: State, random: Random): { old: string; rename: Rename } {
  const client = [...state.clients.values()][0];
  const choices: { old: string; rename: Rename }[] = [
    { old: random.pick([...state.vpcs.keys()]), rename: (from, old, to) => renameVpc(from, old, to as Name) },
    {
      old: random.pick([...state.gateways.keys()]),
      rename: (from, old, to) => renameGateway(from, old, to as Name),
    },
    ...(state.peerings.size > 0
      ? [
          {
            old: random.pick([...state.peerings.keys()]),
            rename: ((from, old, to) => renamePeering(from, old, to as Name)) as Rename,
          },
        ]
      : []),
    ...(client
      ? [
          {
            old: client.name,
            rename: ((from, old, to) => renameClient(from, client.gateway, old, to as Name)) as Rename,
          },
        ]
      : []),
  ];
  return random.pick(choices);
}

/** Every reference of a plan to another object of it. */
const dangling = ({ vpcs, gateways, clients, peerings }: State): string[] => [
  ...[...gateways].flatMap(([key, { name, vpc }]) =>
    key === name && vpcs.has(vpc) ? [] : [`gateway ${key}`],
  ),
  ...[...vpcs].flatMap(([key, { name }]) => (key === name ? [] : [`VPC ${key}`])),
  ...[...clients].flatMap(([key, { name, gateway }]) =>
    key === `${gateway}/${name}` && gateways.has(gateway) ? [] : [`client ${key}`],
  ),
  ...[...peerings].flatMap(([key, { name, requester, accepter }]) =>
    key === name &&
    [requester, accepter].every(({ end }) => (end.kind === 'vpc' ? vpcs : gateways).has(end.name))
      ? []
      : [`peering ${key}`],
  ),
];

describe('A rename', () => {
  test('leaves no reference to the old name, and renaming back gives the same plan', () => {
    trials(200, (random) => {
      const plan = randomPlan(random);
      expect(dangling(plan)).toEqual([]);
      const { old, rename } = anObject(plan, random);
      const there = rename(plan, old, 'new-name').state;
      expect(dangling(there)).toEqual([]);
      expect(there).not.toEqual(plan);
      const back = rename(there, 'new-name', old).state;
      expect(back).toEqual(plan);
      expect(encodeState(back)).toBe(encodeState(plan));
      const isElsewhere = old.startsWith('c-') ? [] : [`"${old}"`];
      const text = encodeState(there).replace(/"nameAtProvider":"[^"]*"/g, '');
      for (const word of isElsewhere) expect(text).not.toContain(word);
    });
  });

  test('twice keeps the first name at the provider', () => {
    const state = withCloudVpc(EMPTY_STATE, 'shop', {
      cidrs: ['10.1.0.0/16'],
      provider: aws('eu-west-1', '1'),
    });
    const once = renameVpc(state, 'shop', 'store' as Name);
    expect(once.nameAtProvider).toBe('shop');
    expect(renameVpc(once.state, 'store', 'market' as Name).nameAtProvider).toBe('shop');
    expect(renameVpc(once.state, 'store', 'shop' as Name).nameAtProvider).toBeUndefined();
  });

  test.each([
    ['a VPC', () => renameVpc(threePeerings(), 'seoul', 'osaka' as Name)],
    ['a gateway', () => renameGateway(threePeerings(), 'seoul', 'osaka' as Name)],
    ['a peering', () => renamePeering(threePeerings(), 'seoul-osaka', 'seoul-tokyo' as Name)],
    ['a client', () => renameClient(threePeerings(), 'seoul', 'laptop', 'phone' as Name)],
    [
      'a name at a provider',
      () => {
        const cloud = withCloudVpc(EMPTY_STATE, 'a', {
          cidrs: ['10.1.0.0/16'],
          provider: aws('eu-west-1', '1'),
        });
        const both = withCloudVpc(cloud, 'b', { cidrs: ['10.2.0.0/16'], provider: aws('eu-west-1', '2') });
        return renameVpc(renameVpc(both, 'a', 'c' as Name).state, 'b', 'a' as Name);
      },
    ],
  ])('to a name that is taken exits with 5: %s', (_, rename) => {
    expect(rename).toThrow(
      expect.objectContaining({ exit: 5, code: 'name-taken' } satisfies Partial<UserError>),
    );
  });

  test('of a gateway changes no digest of what is on the hosts, and no configuration of a client', () => {
    for (const [plan, old] of [
      [threePeerings(), 'seoul'],
      [threePeerings(), 'osaka'],
      [dualStack(), 'vienna'],
    ] as const) {
      // Sorts last among the peers of its neighbors.
      const after = renameGateway(plan, old, 'zurich' as Name).state;
      for (const { name } of plan.gateways.values()) {
        const now = name === old ? 'zurich' : name;
        expect(planDigest(desiredGateway(after, now))).toBe(planDigest(desiredGateway(plan, name)));
      }
      const configs = (state: State) => [...state.clients.values()].map((one) => desiredClient(state, one));
      expect(configs(after)).toEqual(configs(plan));
    }
  });

  test('of a client changes no digest', () => {
    const plan = threePeerings();
    const after = renameClient(plan, 'seoul', 'laptop', 'zebra' as Name).state;
    expect(planDigest(desiredGateway(after, 'seoul'))).toBe(planDigest(desiredGateway(plan, 'seoul')));
  });
});
