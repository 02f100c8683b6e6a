/** Results of a deploy to simulated gateways that give various replies. */
import { describe, expect, test } from 'vitest';
import { type DeployOptions, deploy } from '../../src/deploy/deploy.ts';
import { parseLiveGateway } from '../../src/deploy/live-gateway.ts';
import type { DeployTarget } from '../../src/deploy/progress.ts';
import { parseReply } from '../../src/deploy/reply.ts';
import type { TransportResult } from '../../src/deploy/transport.ts';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { withGateway, withPeering } from '../support/plans.ts';
import { AS_PLANNED, replyText } from './replies.ts';

type Task = 'stage' | 'apply' | 'verify' | 'commit' | 'complete' | 'rollback';
/** Replies of a gateway by task; the others are as in GOOD. */
type Replies = Partial<Record<Task, TransportResult>>;

const GOOD: Readonly<Record<Task, TransportResult>> = {
  stage: { text: '@begun\n@staged\n' },
  apply: { text: '@begun\n@applied\n' },
  verify: { text: '@begun\n@verified\n' },
  commit: { text: '@begun\n@confirmed\n' },
  complete: { text: '@begun\n@confirmed\n' },
  rollback: { text: '@begun\n@rolled-back\n' },
};

const error = (code: string, why = 'some reason'): TransportResult => ({
  text: `@begun\n@error ${code} ${why}\n`,
});
const unreachable: TransportResult = { code: 'unreachable', why: 'cannot connect' };
const cutOff: TransportResult = { text: '@begun\n' };

const state = withPeering(
  withGateway(
    withGateway(EMPTY_STATE, 'seoul', { cidrs: ['10.0.0.0/16'], tunnels: ['10.99.1.0/24'] }),
    'osaka',
    {
      cidrs: ['172.31.0.0/16'],
      tunnels: ['10.99.2.0/24'],
    },
  ),
  'seoul',
  'osaka',
);

/** Returns a gateway with the given replies and a handshake age in seconds; it records its tasks. */
function target(
  name: string,
  replies: Replies,
  handshakeAge = 45,
): DeployTarget & { readonly tasks: string[] } {
  const tasks: string[] = [];
  const wg = (AS_PLANNED['wg'] ?? []).map((line) =>
    line.replace('1767323000', String(1767323045 - handshakeAge)),
  );
  return {
    tasks,
    desired: desiredGateway(state, name),
    live: parseLiveGateway(parseReply(replyText({ ...AS_PLANNED, wg }))),
    differences: [],
    transport: {
      name,
      run: async (text) => {
        const task = text.trimEnd().split('\n').at(-3) as Task;
        const requiredPeer = /cat >"\$DATA\/required-peers" <<'\w+' \|\| no_space\n(\S+) /.exec(text)?.[1];
        tasks.push(requiredPeer ? `${task} ${requiredPeer.slice(0, 4)}` : task);
        return replies[task] ?? GOOD[task];
      },
    },
  };
}

const options = (overrides: Partial<DeployOptions> & { readonly seconds?: number } = {}): DeployOptions => ({
  change: {
    id: 'c0ffee',
    lockHolder: 'netops',
    secondsToConfirm: overrides.seconds ?? 60,
    handshakeTimeout: 1,
  },
  concurrency: 8,
  pruneForeignPeers: false,
  together: false,
  onProgress: () => undefined,
  ...overrides,
});

const outcomes = async (
  replies: readonly [seoul: Replies, osaka: Replies],
  overrides = {},
): Promise<string[]> =>
  (await deploy([target('seoul', replies[0]), target('osaka', replies[1])], options(overrides))).map(
    ({ gateway, outcome, failure }) => `${gateway} ${outcome}${failure ? ` ${failure.code}` : ''}`,
  );

describe('Two gateways', () => {
  test.each<[string, [Replies, Replies], string[]]>([
    ['are confirmed', [{}, {}], ['seoul confirmed', 'osaka confirmed']],
    [
      'remain independent if one cannot be staged',
      [{}, { stage: error('bad-firewall') }],
      ['seoul confirmed', 'osaka untouched bad-firewall'],
    ],
    [
      'remain independent if one cannot be applied',
      [{}, { apply: error('apply') }],
      ['seoul confirmed', 'osaka rolled-back apply'],
    ],
    [
      'remain independent if one has no handshake',
      [{}, { verify: error('no-handshake') }],
      ['seoul confirmed', 'osaka rolled-back no-handshake'],
    ],
    [
      'remain independent if one has already rolled back',
      [{}, { commit: error('not-pending') }],
      ['seoul confirmed', 'osaka rolled-back not-pending'],
    ],
  ])('%s', async (_, replies, expected) => {
    expect(await outcomes(replies)).toEqual(expected);
  });

  test.each<[string, [Replies, Replies], string[]]>([
    [
      'change together: neither is confirmed if one cannot be staged',
      [{}, { stage: error('bad-firewall') }],
      ['seoul untouched other-side', 'osaka untouched bad-firewall'],
    ],
    [
      'change together: neither is confirmed if one cannot be applied',
      [{}, { apply: error('apply') }],
      ['seoul rolled-back other-side', 'osaka rolled-back apply'],
    ],
    [
      'change together: neither is confirmed if one has no handshake',
      [{ verify: error('no-handshake') }, {}],
      ['seoul rolled-back no-handshake', 'osaka rolled-back other-side'],
    ],
  ])('%s', async (_, replies, expected) => {
    expect(await outcomes(replies, { together: true })).toEqual(expected);
  });
});

/** Replies of a gateway that commits together with others. */
const COMMITTED: Replies = { commit: { text: '@begun\n@committed\n' } };

describe('Two gateways that change together', () => {
  const together = (seoul: Replies, osaka: Replies, overrides = {}) =>
    outcomes(
      [
        { ...COMMITTED, ...seoul },
        { ...COMMITTED, ...osaka },
      ],
      { together: true, ...overrides },
    );

  test('are confirmed once both have committed', async () => {
    expect(await together({}, {})).toEqual(['seoul confirmed', 'osaka confirmed']);
  });

  test.each([
    ['its timer has fired', error('not-pending'), 'not-pending'],
    ['something else altered it', error('altered', 'firewall table inet peerway'), 'altered'],
  ])('both roll back if one cannot be committed because %s', async (_, commit, code) => {
    const [seoul, osaka] = [target('seoul', COMMITTED), target('osaka', { commit })];
    const results = await deploy([seoul, osaka], options({ together: true }));
    expect(results.map(({ outcome, failure }) => `${outcome} ${failure?.code}`)).toEqual([
      'rolled-back other-side',
      `rolled-back ${code}`,
    ]);
    expect(seoul.tasks).not.toContain('complete');
    expect(seoul.tasks).toContain('rollback');
  });

  test('are committed again if the reply is lost', async () => {
    let lost = 1;
    const osaka = target('osaka', COMMITTED);
    const run = osaka.transport.run;
    const flaky = {
      ...osaka,
      transport: {
        ...osaka.transport,
        run: async (text: string, seconds: number): Promise<TransportResult> => {
          const reply = await run(text, seconds);
          return osaka.tasks.at(-1)?.startsWith('commit') && lost-- > 0 ? cutOff : reply;
        },
      },
    };
    const results = await deploy([target('seoul', COMMITTED), flaky], options({ together: true }));
    expect(results.map(({ outcome }) => outcome)).toEqual(['confirmed', 'confirmed']);
  });

  test('both roll back if one cannot be reached for its commit in time', async () => {
    expect(await together({}, { commit: unreachable }, { seconds: 4 })).toEqual([
      'seoul rolled-back other-side',
      'osaka rolled-back unreachable',
    ]);
  });

  test('are told about --confirm-within if a gateway is slow', async () => {
    const slow = target('osaka', {});
    const run = slow.transport.run;
    const osaka = {
      ...slow,
      transport: {
        ...slow.transport,
        run: async (text: string, seconds: number) => {
          await new Promise((resolve) => setTimeout(resolve, 500));
          return run(text, seconds);
        },
      },
    };
    const results = await deploy(
      [target('seoul', COMMITTED), osaka],
      options({ together: true, seconds: 3 }),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['rolled-back', 'rolled-back']);
    expect(results[0]?.failure?.why).toBe(
      'the time to confirm the change ran out after 3 s; if logins are slow, use --confirm-within 30',
    );
    expect(slow.tasks).not.toContain('commit');
  });
});

test('A commit whose reply is lost has the outcome that the gateway reports afterwards', async () => {
  const confirmed = { commit: cutOff, rollback: { text: '@begun\n@ended\nconfirmed c0ffee\n' } };
  expect(await outcomes([confirmed, {}])).toEqual(['seoul confirmed', 'osaka confirmed']);
  const rolledBack = { commit: cutOff, rollback: { text: '@begun\n@ended\nrolled-back c0ffee\n' } };
  expect(await outcomes([rolledBack, {}])).toEqual(['seoul rolled-back cut-off', 'osaka confirmed']);
});

test('A gateway that cannot be reached is untouched', async () => {
  expect(await outcomes([{ stage: unreachable }, {}])).toEqual([
    'seoul untouched unreachable',
    'osaka confirmed',
  ]);
});

test('Nothing is confirmed if too little time is left', async () => {
  expect(await outcomes([{}, {}], { seconds: 1 })).toEqual([
    'seoul rolled-back too-late',
    'osaka rolled-back too-late',
  ]);
});

describe('A gateway whose peer fails', () => {
  test('requires a response from the peer if they had a session', async () => {
    const seoul = target('seoul', {});
    await deploy([seoul, target('osaka', { apply: error('apply') })], options());
    expect(seoul.tasks).toContain(`verify ${desiredGateway(state, 'osaka').interface.publicKey.slice(0, 4)}`);
  });

  test('does not require a response if they had no session', async () => {
    const seoul = target('seoul', {}, 1000);
    await deploy([seoul, target('osaka', { apply: error('apply') })], options());
    expect(seoul.tasks).toEqual(['stage', 'apply', 'verify', 'commit']);
  });
});
