/** Prompts of peerway, and the answers that a test types. */
import type { Sandbox } from '../support/sandbox.ts';
import { type Opening, open, type PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';

/** A prompt, the text typed before Enter, and the answer shown afterwards (default: the typed text). */
export type Step = readonly [question: string, typed: string, answer?: string];

/** Runs a peerway command line. Words are separated by spaces. */
export const peerway = (box: Sandbox, line: string, more: Partial<Opening> = {}): PseudoTerminal =>
  open({ box, args: line.split(' '), columns: 160, rows: 50, ...more });

/** Waits for a prompt. A narrow terminal may break it between its words. */
export const asked = (terminal: PseudoTerminal, question: string): Promise<string> =>
  terminal.until(new RegExp(`^\\? ${question.split(' ').map(literal).join('\\s+')}`, 'm'));

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Answers one prompt after the other. */
export async function play(terminal: PseudoTerminal, steps: readonly Step[]): Promise<void> {
  for (const [question, typed] of steps) {
    await asked(terminal, question);
    terminal.type(typed);
    terminal.key('enter');
  }
}

/** Returns the answered prompts, each with its answer, as the screen shows them. */
export const answers = (terminal: PseudoTerminal): string[] =>
  terminal
    .all()
    .split('\n')
    .filter((line) => line.startsWith('✔ '))
    .map((line) => line.slice(2));

/** Returns the `answers` that the steps leave on the screen. */
export const answersOf = (steps: readonly Step[]): string[] =>
  steps.map(([question, typed, answer = typed]) => `${question} ${answer}`.trimEnd());

/** Returns the command line that would not have prompted, undefined if the screen shows none. */
export const withoutQuestions = (terminal: PseudoTerminal): string | undefined =>
  /^without prompts: (.*)$/m.exec(terminal.all())?.[1];

/** Returns the lines of the state without the header, with keys and times masked. */
export const withoutKeysAndTimes = (box: Sandbox): string =>
  box
    .bytes()
    .slice(box.bytes().indexOf('\n') + 1)
    .replace(/[A-Za-z0-9+/]{43}=/g, '<key>')
    .replace(/("creation":\{"id":)"[0-9a-f]{16}"/g, '$1"<id>"')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
