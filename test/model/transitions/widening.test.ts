import { describe, expect, test } from 'vitest';
import { widenings } from '../../../src/model/agreed.ts';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import { statusOf } from '../../../src/model/peering.ts';
import { EMPTY_STATE, type State } from '../../../src/model/state.ts';
import { acceptPeering, rejectPeering } from '../../../src/model/transitions/answer-peering.ts';
import { updateVpc } from '../../../src/model/transitions/vpc.ts';
import type { Name, Owner } from '../../../src/model/values.ts';
import { awsEngine } from '../../../src/providers/aws/engine.ts';
import { gcpEngine } from '../../../src/providers/gcp/engine.ts';
import { specs } from '../../../src/providers/registry.ts';
import { accepted, aws, gcp, peered, withCloudVpc } from '../../support/cloud-plans.ts';
import { cidrs, withGateway, withPeering } from '../../support/plans.ts';

const NOTHING = { addCidrs: [], removeCidrs: [], addSubnets: [], removeSubnets: [] };
const actor = (owner: string) => owner as Owner;

/** Alice's gateway and Bob's, peered at Alice's request and accepted by Bob. */
function peeredByTwo(): State {
  const a = withGateway(EMPTY_STATE, 'a', {
    cidrs: ['10.1.0.0/17'],
    tunnels: ['10.99.1.0/24'],
    owner: 'alice',
  });
  const b = withGateway(a, 'b', { cidrs: ['10.2.0.0/16'], tunnels: ['10.99.2.0/24'], owner: 'bob' });
  const requested = withPeering(b, 'a', 'b', { actor: 'alice' });
  return acceptPeering(specs, requested, { name: 'a-b', actor: actor('bob'), options: {} }).state;
}

const update = (state: State, vpc: string, add: string[], remove: string[] = []) =>
  updateVpc(specs, state, vpc, { ...NOTHING, addCidrs: cidrs(...add), removeCidrs: cidrs(...remove) });
const allowed = (state: State, gateway: string) => desiredGateway(state, gateway).peers[0]?.allowedIps;
const accept = (state: State, owner: string) =>
  acceptPeering(specs, state, { name: 'a-b', actor: actor(owner), options: {} }).state;
const reject = (state: State, owner: string) => rejectPeering(state, 'a-b', actor(owner)).state;
const statusIn = (state: State) => {
  const peering = state.peerings.get('a-b' as Name);
  return peering && statusOf(peering);
};

describe('new networks of a VPC whose peering another owner has accepted', () => {
  test('wait for that owner, while the old ones stay up', () => {
    const { state, warnings } = update(peeredByTwo(), 'a', ['10.5.0.0/16']);
    expect(allowed(state, 'b')).toEqual(['10.1.0.0/17', '10.99.1.0/24']);
    expect(desiredGateway(state, 'b').firewall.peeredVpcs).toEqual(['10.1.0.0/17']);
    expect(desiredGateway(state, 'b').vpcRoutes).not.toContain('10.5.0.0/16');
    expect(statusIn(state)).toBe('active');
    expect(warnings).toEqual([
      'peering a-b: b routes only 10.1.0.0/17 of a until bob accepts the change with `peerway peering accept a-b --as bob`',
    ]);
    expect(allowed(accept(state, 'bob'), 'b')).toEqual(['10.1.0.0/17', '10.5.0.0/16', '10.99.1.0/24']);
    expect(() => accept(state, 'alice')).toThrow('are for bob to accept; you act as alice');
  });

  test('wait for the requester where the accepter has them', () => {
    const { state } = update(peeredByTwo(), 'b', ['10.6.0.0/16']);
    expect(allowed(state, 'a')).toEqual(['10.2.0.0/16', '10.99.2.0/24']);
    expect(allowed(accept(state, 'alice'), 'a')).toContain('10.6.0.0/16');
  });

  test('that contain an old one leave the old one up', () => {
    const { state } = update(peeredByTwo(), 'a', ['10.1.0.0/16'], ['10.1.0.0/17']);
    expect(allowed(state, 'b')).toEqual(['10.1.0.0/17', '10.99.1.0/24']);
    expect(allowed(accept(state, 'bob'), 'b')).toContain('10.1.0.0/16');
  });

  test('that were removed are asked for again, and those taken back are not', () => {
    const wide = accept(update(peeredByTwo(), 'a', ['10.5.0.0/16']).state, 'bob');
    const narrow = update(wide, 'a', [], ['10.5.0.0/16']);
    expect(narrow.warnings).toEqual([]);
    const again = update(narrow.state, 'a', ['10.5.0.0/16']).state;
    expect(allowed(again, 'b')).not.toContain('10.5.0.0/16');
    const back = update(again, 'a', [], ['10.5.0.0/16']).state;
    expect(back.peerings.get('a-b' as Name)?.requester).not.toHaveProperty('agreedCidrs');
  });

  test('are routed at once where they are narrower, or where one owner has both sides', () => {
    expect(update(peeredByTwo(), 'a', ['10.1.0.0/18'], ['10.1.0.0/17']).warnings).toEqual([]);
    const one = withPeering(
      withGateway(withGateway(EMPTY_STATE, 'a', { cidrs: ['10.1.0.0/17'], tunnels: ['10.99.1.0/24'] }), 'b', {
        cidrs: ['10.2.0.0/16'],
        tunnels: ['10.99.2.0/24'],
      }),
      'a',
      'b',
    );
    expect(allowed(update(one, 'a', ['10.5.0.0/16']).state, 'b')).toContain('10.5.0.0/16');
  });

  test.each([
    ['AWS', awsEngine, aws('eu-west-1', '1'), aws('eu-west-1', '2'), 'routes and security group rules'],
    ['GCP', gcpEngine, gcp('project-one', 'a'), gcp('project-two', 'b'), 'firewall rules'],
  ] as const)('are neither routed nor let in at %s', (_, engine, provider, other, what) => {
    const one = withCloudVpc(EMPTY_STATE, 'a', { cidrs: ['10.1.0.0/16'], provider, owner: 'alice' });
    const both = withCloudVpc(one, 'b', { cidrs: ['10.2.0.0/16'], provider: other, owner: 'bob' });
    const requested = peered(both, 'a', 'b', { actor: 'alice', via: provider.kind as 'aws' | 'gcp' }).state;
    const { state } = accepted(requested, 'a-b', 'bob');
    const desired = (after: State): string => {
      const peering = after.peerings.get('a-b' as Name);
      if (!peering) throw new Error('no peering');
      return JSON.stringify(engine.desired({ state: after, peering, access: new Map() }));
    };
    const { state: wide, warnings } = update(state, 'a', ['10.5.0.0/16']);
    expect(warnings).toContain(
      `peering a-b: the ${what} of b have only 10.1.0.0/16 of a until bob accepts the change with \`peerway peering accept a-b --as bob --apply\``,
    );
    expect(desired(wide)).not.toContain('10.5.0.0/16');
    expect(desired(accept(wide, 'bob'))).toContain('10.5.0.0/16');
    const rejected = reject(wide, 'bob');
    expect(desired(rejected)).toBe(desired(wide));
    expect(statusIn(rejected)).toBe(statusIn(state));
  });
});

describe('new networks that the other owner rejects', () => {
  const wide = (): State => update(peeredByTwo(), 'a', ['10.5.0.0/16']).state;
  const waiting = (state: State) => {
    const peering = state.peerings.get('a-b' as Name);
    return peering && widenings(peering).map(({ by }) => by.owner);
  };

  test('stay out, while the old ones stay up', () => {
    const rejected = reject(wide(), 'bob');
    expect(allowed(rejected, 'b')).toEqual(['10.1.0.0/17', '10.99.1.0/24']);
    expect(statusIn(rejected)).toBe('active');
    expect([waiting(wide()), waiting(rejected)]).toEqual([['bob'], []]);
    expect(rejected.peerings.get('a-b' as Name)?.requester).toMatchObject({
      agreedCidrs: ['10.1.0.0/17'],
      widening: 'rejected',
    });
  });

  test('cannot be rejected by the owner who added them, nor by others', () => {
    for (const owner of ['alice', 'carol'])
      expect(() => reject(wide(), owner)).toThrow(`are for bob to reject; you act as ${owner}`);
    expect(() => reject(peeredByTwo(), 'bob')).toThrow('Peering a-b is active; there is nothing to reject');
  });

  test('are the same when they are rejected again, and can be accepted later', () => {
    const rejected = reject(wide(), 'bob');
    expect(reject(rejected, 'bob')).toBe(rejected);
    const later = accept(rejected, 'bob');
    expect(allowed(later, 'b')).toContain('10.5.0.0/16');
    expect(later.peerings.get('a-b' as Name)?.requester).not.toHaveProperty('widening');
    expect(accept(rejected, 'alice')).toBe(rejected);
  });

  test('wait again once more networks are added, and are forgotten once they are removed', () => {
    const rejected = reject(wide(), 'bob');
    expect(waiting(update(rejected, 'a', ['10.6.0.0/16']).state)).toEqual(['bob']);
    expect(waiting(update(rejected, 'a', ['10.1.0.0/18'], ['10.1.0.0/17']).state)).toEqual([]);
    const back = update(rejected, 'a', [], ['10.5.0.0/16']).state.peerings.get('a-b' as Name)?.requester;
    expect(back).not.toHaveProperty('agreedCidrs');
    expect(back).not.toHaveProperty('widening');
  });

  test('of the accepter are rejected by the requester', () => {
    const { state } = update(peeredByTwo(), 'b', ['10.6.0.0/16']);
    expect(allowed(reject(state, 'alice'), 'a')).toEqual(['10.2.0.0/16', '10.99.2.0/24']);
  });
});
