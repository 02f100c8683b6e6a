/** How a deploy ends when its gateways answer this or that: gateways are answers here. */
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

type Task = 'stage' | 'apply' | 'verify' | 'commit' | 'rollback';
type Script = Partial<Record<Task, TransportResult>>;

const GOOD: Readonly<Record<Task, TransportResult>> = {
  stage: { text: '@begun\n@staged\n' },
  apply: { text: '@begun\n@applied\n' },
  verify: { text: '@begun\n@verified\n' },
  commit: { text: '@begun\n@confirmed\n' },
  rollback: { text: '@begun\n@rolled-back\n' },
};

const error = (code: string, why = 'so it is'): TransportResult => ({
  text: `@begun\n@error ${code} ${why}\n`,
});
const unreachable: TransportResult = { code: 'unreachable', why: 'cannot connect' };
const brokenOff: TransportResult = { text: '@begun\n' };

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

/** A gateway that answers as told, its peer having been heard from so many seconds before. */
function target(name: string, script: Script, heard = 45): DeployTarget & { readonly tasks: string[] } {
  const tasks: string[] = [];
  const wg = (AS_PLANNED['wg'] ?? []).map((line) => line.replace('1767323000', String(1767323045 - heard)));
  return {
    tasks,
    desired: desiredGateway(state, name),
    live: parseLiveGateway(parseReply(replyText({ ...AS_PLANNED, wg }))),
    differences: [],
    transport: {
      name,
      run: async (text) => {
        const task = text.trimEnd().split('\n').at(-3) as Task;
        const asked = /cat >"\$DATA\/required-peers" <<'\w+' \|\| no_space\n(\S+) /.exec(text)?.[1];
        tasks.push(asked ? `${task} ${asked.slice(0, 4)}` : task);
        return script[task] ?? GOOD[task];
      },
    },
  };
}

const options = (more: Partial<DeployOptions> & { readonly seconds?: number } = {}): DeployOptions => ({
  change: { id: 'c0ffee', lockHolder: 'netops', secondsToConfirm: more.seconds ?? 60, handshakeTimeout: 1 },
  concurrency: 8,
  pruneForeignPeers: false,
  together: false,
  onProgress: () => undefined,
  ...more,
});

const ended = async (scripts: readonly [seoul: Script, osaka: Script], more = {}): Promise<string[]> =>
  (await deploy([target('seoul', scripts[0]), target('osaka', scripts[1])], options(more))).map(
    ({ gateway, outcome, failure }) => `${gateway} ${outcome}${failure ? ` ${failure.code}` : ''}`,
  );

describe('Two gateways', () => {
  test.each<[string, [Script, Script], string[]]>([
    ['that do well', [{}, {}], ['seoul confirmed', 'osaka confirmed']],
    [
      'one of which cannot be staged',
      [{}, { stage: error('bad-firewall') }],
      ['seoul confirmed', 'osaka untouched bad-firewall'],
    ],
    [
      'one of which cannot be applied',
      [{}, { apply: error('apply') }],
      ['seoul confirmed', 'osaka rolled-back apply'],
    ],
    [
      'one of which hears nobody',
      [{}, { verify: error('no-handshake') }],
      ['seoul confirmed', 'osaka rolled-back no-handshake'],
    ],
    [
      'one of which has been taken back',
      [{}, { commit: error('not-pending') }],
      ['seoul confirmed', 'osaka rolled-back not-pending'],
    ],
  ])('%s', async (_, scripts, expected) => {
    expect(await ended(scripts)).toEqual(expected);
  });

  test.each<[string, [Script, Script], string[]]>([
    [
      'one of which cannot be staged',
      [{}, { stage: error('bad-firewall') }],
      ['seoul untouched other-side', 'osaka untouched bad-firewall'],
    ],
    [
      'one of which cannot be applied',
      [{}, { apply: error('apply') }],
      ['seoul rolled-back other-side', 'osaka rolled-back apply'],
    ],
    [
      'one of which hears nobody',
      [{ verify: error('no-handshake') }, {}],
      ['seoul rolled-back no-handshake', 'osaka rolled-back other-side'],
    ],
  ])('that are changed both or neither, %s', async (_, scripts, expected) => {
    expect(await ended(scripts, { together: true })).toEqual(expected);
  });
});

test('A commit whose answer was lost counts as what the gateway says of it', async () => {
  const confirmed = { commit: brokenOff, rollback: { text: '@begun\n@ended\nconfirmed c0ffee\n' } };
  expect(await ended([confirmed, {}])).toEqual(['seoul confirmed', 'osaka confirmed']);
  const undone = { commit: brokenOff, rollback: { text: '@begun\n@ended\nrolled-back c0ffee\n' } };
  expect(await ended([undone, {}])).toEqual(['seoul rolled-back cut-off', 'osaka confirmed']);
});

test('A gateway that was never reached is untouched', async () => {
  expect(await ended([{ stage: unreachable }, {}])).toEqual([
    'seoul untouched unreachable',
    'osaka confirmed',
  ]);
});

test('Where too little of the time is left, nothing is confirmed', async () => {
  expect(await ended([{}, {}], { seconds: 1 })).toEqual([
    'seoul rolled-back too-late',
    'osaka rolled-back too-late',
  ]);
});

describe('A gateway whose neighbour fails', () => {
  test('has to hear from it if it did before', async () => {
    const seoul = target('seoul', {});
    await deploy([seoul, target('osaka', { apply: error('apply') })], options());
    expect(seoul.tasks).toContain(`verify ${desiredGateway(state, 'osaka').interface.publicKey.slice(0, 4)}`);
  });

  test('need not if it was silent before', async () => {
    const seoul = target('seoul', {}, 1000);
    await deploy([seoul, target('osaka', { apply: error('apply') })], options());
    expect(seoul.tasks).toEqual(['stage', 'apply', 'verify', 'commit']);
  });
});
