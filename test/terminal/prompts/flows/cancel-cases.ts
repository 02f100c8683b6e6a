/** The tests of canceling a prompt. */
import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Key } from '../../../support/terminal/keys.ts';
import { asked, type peerway as Peerway, peerway, play } from '../../dialogue.ts';
import { boxWith, plan } from '../../plan.ts';
import type { Flow } from './flows.ts';

const CANCEL_KEYS: readonly Key[] = ['ctrl-c', 'ctrl-d', 'escape'];

type Terminal = ReturnType<typeof Peerway>;

/** Cancels each prompt of each flow with each of the keys. The prompts of one flow run at the same time. */
export const describeCancel = (flows: readonly Flow[]): void =>
  test.each(flows)(
    '$line: at each of its questions, Ctrl-C, Ctrl-D and Esc leave state and terminal as they were',
    async ({ line, steps }) => {
      const cases = steps.flatMap((_, at) => CANCEL_KEYS.map((key) => ({ at, key })));
      await Promise.all(
        cases.map(async ({ at, key }) => {
          const box = boxWith(plan());
          const before = box.bytes();
          const terminal = peerway(box, line);
          await play(terminal, steps.slice(0, at));
          await asked(terminal, steps[at]?.[0] ?? '');
          terminal.type(steps[at]?.[1] ?? '');
          terminal.key(key);
          await expectCanceled(terminal);
          expect(box.bytes()).toBe(before);
        }),
      );
    },
  );

/** Expects that the command, which has ended, changed neither the state nor the terminal. */
export async function expectCanceled(terminal: Terminal): Promise<void> {
  expect(await terminal.exit).toBe(130);
  expect(terminal.all()).toMatch(/\nerror: Interrupted; nothing was changed$/);
  expect(terminal.all()).not.toContain('without prompts');
  expect([terminal.cursorVisible(), terminal.echo(), terminal.modesRestored()]).toEqual([true, true, true]);
  expect(terminal.atLineStart()).toBe(true);
}

/** Cancels the first prompt of a command that finds no state. */
export const describeCancelWithoutState = (lines: readonly (readonly [string, string])[]): void =>
  test.each(lines)('%s, left where there is no state, makes no folder for one', async (line, question) => {
    await Promise.all(
      CANCEL_KEYS.map(async (key) => {
        const box = boxWith();
        rmSync(box.state, { recursive: true });
        const terminal = peerway(box, line);
        await asked(terminal, question);
        terminal.key(key);
        await expectCanceled(terminal);
        expect(existsSync(box.state)).toBe(false);
      }),
    );
  });
