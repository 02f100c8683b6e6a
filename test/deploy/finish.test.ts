import { describe, expect, test } from 'vitest';
import { finish } from '../../src/deploy/finish.ts';
import type { GatewayProgress, RunOnGateway } from '../../src/deploy/progress.ts';
import { parseReply } from '../../src/deploy/reply.ts';
import type { TaskOutcome } from '../../src/deploy/run-task.ts';
import { desiredSeoul } from './replies.ts';

const cutOff = { code: 'cut-off', why: 'the connection closed before the reply ended', unknown: true };
const progress = (overrides: Partial<GatewayProgress> = {}): GatewayProgress => ({
  target: { desired: desiredSeoul() } as GatewayProgress['target'],
  staged: true,
  applied: true,
  failure: cutOff,
  ...overrides,
});

const reply = (text: string): TaskOutcome => ({ reply: parseReply(text) });
const failure = (code: string): TaskOutcome => ({ failure: { code, why: '', unknown: false } });

/** Returns the outcomes one after another, then repeats the last one. */
function returning(...outcomes: TaskOutcome[]): RunOnGateway {
  let turn = 0;
  return async () => outcomes[Math.min(turn++, outcomes.length - 1)] as TaskOutcome;
}

const soon = () => Date.now() + 5000;

describe('A change whose commit got no reply', () => {
  test.each([
    ['is rolled back if the gateway rolls it back now', '@begun\n@rolled-back\n', 'rolled-back'],
    ['is rolled back if the gateway had rolled it back', '@begun\n@ended\nrolled-back aa\n', 'rolled-back'],
    ['is confirmed if the gateway had confirmed it', '@begun\n@ended\nconfirmed aa\n', 'confirmed'],
    ['is unknown if the gateway has no record of it', '@begun\n@ended\n', 'unknown'],
  ])('%s', async (_, text, outcome) => {
    expect(await finish(progress(), returning(reply(text)), soon())).toMatchObject({ outcome });
  });

  test('keeps the boot warning of the confirmation', async () => {
    const run = returning(reply('@begun\n@ended\nconfirmed aa\n@no-systemd\n'));
    expect(await finish(progress(), run, soon())).toEqual({
      gateway: 'seoul',
      outcome: 'confirmed',
      bootWarning: expect.stringContaining('no systemd'),
    });
  });

  test('leaves the gateway untouched if it was never applied, even without a record', async () => {
    const run = returning(reply('@begun\n@ended\n'));
    expect(await finish(progress({ applied: false }), run, soon())).toMatchObject({ outcome: 'untouched' });
  });
});

test.each(['host-key', 'no-permission', 'unreachable', 'ending', 'no-space'])(
  'A gateway that fails with %s is asked again until its own rollback is overdue',
  async (code) => {
    const run = returning(failure(code), reply('@begun\n@ended\nrolled-back aa\n'));
    expect(await finish(progress(), run, soon())).toMatchObject({ outcome: 'rolled-back' });
    const overdue = Date.now() - 11_000;
    expect(await finish(progress(), returning(failure(code)), overdue)).toMatchObject({ outcome: 'unknown' });
  },
);
