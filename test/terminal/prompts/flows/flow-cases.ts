/** The tests of every flow of prompts. */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { environment } from '../../../support/environment.ts';
import type { Sandbox } from '../../../support/sandbox.ts';
import { answers, answersOf, peerway, play, withoutKeysAndTimes, withoutQuestions } from '../../dialogue.ts';
import { boxWith, copyOf, plan } from '../../plan.ts';
import type { Flow } from './flows.ts';

export function describeFlows(flows: readonly Flow[]): void {
  describe.each(flows)('$line asks for $about', ({ line, steps, shown, spoken, lands }) => {
    test('and no more, shows what it comes to, and does it after the yes as flags would', async () => {
      const box = boxWith(plan());
      const other = copyOf(box);
      const terminal = peerway(box, line);
      await play(terminal, steps);
      expect(await terminal.exit).toBe(0);
      expect(answers(terminal)).toEqual(answersOf(steps));
      const beforeYes = terminal.all().split(`✔ ${steps.at(-1)?.[0]}`)[0];
      for (const part of shown) expect(beforeYes).toContain(part);
      const [show, value] = lands;
      expect(await found(box, show)).toMatchObject(value as object);

      expect(withoutQuestions(terminal)).toBe(`peerway ${spoken}`);
      bash(other, `peerway ${spoken}`);
      expect(withoutKeysAndTimes(other)).toBe(withoutKeysAndTimes(box));
    });

    test('and does nothing after a no', async () => {
      const box = boxWith(plan());
      const before = box.bytes();
      const terminal = peerway(box, line);
      await play(terminal, [...steps.slice(0, -1), [steps.at(-1)?.[0] ?? '', 'n']]);
      expect(await terminal.exit).toBe(130);
      expect(terminal.all()).toMatch(/ No\nnothing was changed$/);
      expect(box.bytes()).toBe(before);
    });
  });
}

/** Returns the JSON of a command: from stdout, or the error from stderr. */
async function found(box: Sandbox, line: string): Promise<unknown> {
  const { stdout, stderr } = await box.run([...line.split(' '), '-o', 'json']);
  const value: unknown = JSON.parse(stdout || stderr);
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** Runs a line without a terminal. Throws if it fails. */
export const bash = (box: Sandbox, line: string): string =>
  execFileSync('setsid', ['bash', '-c', line], {
    env: environment(box),
    cwd: box.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 30_000,
  });
