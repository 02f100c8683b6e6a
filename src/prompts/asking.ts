/** Questions as a command meets them: put at the terminal where there is one, errors that name the flag elsewhere. */

import { EXIT, missing, UserError } from '../errors.ts';
import type { Ask, Slot, Spoken, Weight } from '../ports/terminal.ts';

export interface Asking extends Ask {
  /** What was answered so far; nothing once the yes was refused. */
  answers(): readonly Spoken[];
  /** Whether somebody has seen what a change comes to, and agreed. */
  shown(): boolean;
}

export interface Surroundings {
  /** Whether there is a terminal to ask at. */
  readonly terminal: boolean;
  /** Whether it is to be coloured. */
  readonly colour: boolean;
  /** Whether every yes is given already. */
  readonly yes: boolean;
}

export function asking({ terminal, colour, yes }: Surroundings): Asking {
  const answers: Spoken[] = [];
  let shown = false;
  const note = ({ flag }: Slot, text: string): void => {
    // Blanks around the commas of a list would have to be quoted.
    const said = text.replace(/\s*,\s*/g, ',');
    if (said !== '') answers.push({ ...(flag ? { flag } : {}), text: said });
  };
  const refuseWithout = ({ missing: what, hint }: Slot): void => {
    if (!terminal) throw missing(what, hint);
  };
  const questions = async () => (await import('./terminal.ts')).questionsIn({ colour });
  const needsYes = (weight: Weight): boolean =>
    !yes && (weight === 'destructive' || (terminal && (weight === 'both-sides' || answers.length > 0)));

  return {
    answers: () => answers,
    shown: () => shown,
    text: async (slot, asked) => {
      refuseWithout(slot);
      const question = await asked();
      const text = await (await questions()).typed(question);
      note(slot, text);
      return question.parse(text);
    },
    choose: async (slot, offered) => {
      refuseWithout(slot);
      const offer = await offered();
      const [first, ...others] = offer.choices;
      if (!first) throw offer.none();
      if (first.leadsOn && others.length === 0) return first.value;
      const value = await (await questions()).chosen(offer);
      if (!offer.choices.find((choice) => choice.value === value)?.leadsOn) note(slot, value);
      return value;
    },
    secret: async (slot, message) => {
      refuseWithout(slot);
      return (await questions()).typedSecret(message);
    },
    needsYes,
    confirm: async (what, lines, weight) => {
      if (!needsYes(weight)) return true;
      if (!terminal) throw needsFlag(what, lines);
      const agreed = await (await questions()).agreedTo(what, lines, weight !== 'destructive');
      shown = agreed;
      if (!agreed) answers.length = 0;
      else if (weight !== 'answers') answers.push({ flag: '--yes' });
      return agreed;
    },
  };
}

function needsFlag(what: string, lines: readonly string[]): UserError {
  const message = `${what}: that needs --yes`;
  const problem = { code: 'needs-yes', message, details: lines.map((line) => line.trimEnd()) };
  return new UserError(EXIT.usage, problem.code, message, {
    problems: [problem],
    hint: 'look at what goes with it, then run the command again with --yes',
  });
}
