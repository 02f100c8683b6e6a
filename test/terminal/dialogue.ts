/** Questions of peerway and the answers of whoever sits at the terminal. */
import type { Sandbox } from '../support/sandbox.ts';
import { type Opening, open, type PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';

/** A question, what is typed before Enter, and what stands there as the answer when that is something else. */
export type Step = readonly [question: string, typed: string, answer?: string];

/** Runs a peerway command line, its words separated by blanks. */
export const peerway = (box: Sandbox, line: string, more: Partial<Opening> = {}): PseudoTerminal =>
  open({ box, args: line.split(' '), columns: 160, rows: 50, ...more });

/** Waits for a question; on a narrow terminal it may be broken between its words. */
export const asked = (terminal: PseudoTerminal, question: string): Promise<string> =>
  terminal.until(new RegExp(`^\\? ${question.split(' ').map(literal).join('\\s+')}`, 'm'));

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Answers one question after the other. */
export async function play(terminal: PseudoTerminal, steps: readonly Step[]): Promise<void> {
  for (const [question, typed] of steps) {
    await asked(terminal, question);
    terminal.type(typed);
    terminal.key('enter');
  }
}

/** The questions that were answered, with what was answered, as they stand on the screen. */
export const answers = (terminal: PseudoTerminal): string[] =>
  terminal
    .all()
    .split('\n')
    .filter((line) => line.startsWith('✔ '))
    .map((line) => line.slice(2));

/** What `answers` is after all of the steps. */
export const answersOf = (steps: readonly Step[]): string[] =>
  steps.map(([question, typed, answer = typed]) => `${question} ${answer}`.trimEnd());

/** The command line that would have asked nothing, undefined when none is told. */
export const withoutQuestions = (terminal: PseudoTerminal): string | undefined =>
  /^without questions: (.*)$/m.exec(terminal.all())?.[1];

/** The state's lines without its header, with what is new at every run masked: keys and moments. */
export const withoutKeysAndTimes = (box: Sandbox): string =>
  box
    .bytes()
    .slice(box.bytes().indexOf('\n') + 1)
    .replace(/[A-Za-z0-9+/]{43}=/g, '<key>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
