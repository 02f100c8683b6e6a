import { describe, expect, test } from 'vitest';
import { ended } from '../../src/deploy/ended.ts';
import { readReply } from '../../src/deploy/reply.ts';
import type { TaskOutcome } from '../../src/deploy/run-task.ts';
import type { Act, Standing } from '../../src/deploy/standing.ts';
import { plan } from './answers.ts';

const lost = { code: 'cut-off', why: 'its answer broke off', unknown: true };
const standing = (more: Partial<Standing> = {}): Standing => ({
  target: { desired: plan() } as Standing['target'],
  staged: true,
  applied: true,
  failure: lost,
  ...more,
});

const said = (text: string): TaskOutcome => ({ reply: readReply(text) });
const failed = (code: string): TaskOutcome => ({ failure: { code, why: '', unknown: false } });

/** Answers one after the other; the last one for ever. */
function answering(...answers: TaskOutcome[]): Act {
  let turn = 0;
  return async () => answers[Math.min(turn++, answers.length - 1)] as TaskOutcome;
}

const soon = () => Date.now() + 5000;

describe('A change whose commit got no answer', () => {
  test.each([
    ['was taken back when that is told', '@begun\n@rolled-back\n', 'rolled-back'],
    ['was taken back when it had been', '@begun\n@ended\nrolled-back aa\n', 'rolled-back'],
    ['was confirmed when it had been', '@begun\n@ended\nconfirmed aa\n', 'confirmed'],
    ['is unknown when nothing is known of it', '@begun\n@ended\n', 'unknown'],
  ])('%s', async (_, text, outcome) => {
    expect(await ended(standing(), answering(said(text)), soon())).toMatchObject({ outcome });
  });

  test('keeps what was remarked when it was confirmed', async () => {
    const act = answering(said('@begun\n@ended\nconfirmed aa\n@no-systemd\n'));
    expect(await ended(standing(), act, soon())).toEqual({
      gateway: 'seoul',
      outcome: 'confirmed',
      remark: expect.stringContaining('no systemd'),
    });
  });

  test('left nothing when it was not applied, whatever is known of it', async () => {
    const act = answering(said('@begun\n@ended\n'));
    expect(await ended(standing({ applied: false }), act, soon())).toMatchObject({ outcome: 'untouched' });
  });
});

test.each(['host-key', 'no-permission', 'unreachable', 'ending', 'no-space'])(
  'A gateway that answers with %s is asked again until its time is up',
  async (code) => {
    const act = answering(failed(code), said('@begun\n@ended\nrolled-back aa\n'));
    expect(await ended(standing(), act, soon())).toMatchObject({ outcome: 'rolled-back' });
    const overdue = Date.now() - 11_000;
    expect(await ended(standing(), answering(failed(code)), overdue)).toMatchObject({ outcome: 'unknown' });
  },
);
