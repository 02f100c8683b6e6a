import {
  createPrompt,
  isDownKey,
  isEnterKey,
  isTabKey,
  isUpKey,
  type KeypressEvent,
  useKeypress,
  useState,
} from '@inquirer/core';
import type { Absent, Choice } from '../ports/terminal.ts';
import { questionLines, useTerminal } from './drawing.ts';
import { absentLine, fitted, wrapped } from './lines.ts';
import type { Paint } from './paint.ts';

interface Config {
  readonly message: string;
  readonly choices: readonly Choice[];
  readonly absent: readonly Absent[];
  readonly paint: Paint;
}

/** Most choices on the screen at once. */
const PAGE = 10;
/** Rows that are kept for the question and what is said below the choices. */
const AROUND = 6;

/** A list that typing narrows. Those that cannot be had are counted below it, and found by name with the reason. */
export const searchPrompt = createPrompt<string, Config>(({ message, choices, absent, paint }, done) => {
  const { columns, rows, draw } = useTerminal();
  const [term, setTerm] = useState('');
  const [active, setActive] = useState(0);
  const [answer, setAnswer] = useState<Choice | undefined>(undefined);
  const found = choices.filter((choice) => matches(searchText(choice), term));
  const page = Math.max(1, Math.min(PAGE, rows - AROUND));

  useKeypress((key, rl) => {
    const chosen = found[active];
    if (answer) return;
    if (isEnterKey(key) && chosen) {
      setAnswer(chosen);
      done(chosen.value);
      return;
    }
    if (isEnterKey(key)) rl.write(term);
    else if (isTabKey(key)) {
      rl.clearLine(0);
      rl.write(chosen ? labelOf(chosen) : term);
    }
    const step = stepOf(key, page);
    if (step !== 0) setActive(Math.max(0, Math.min(found.length - 1, active + step)));
    if (rl.line !== term) setActive(0);
    setTerm(rl.line);
  });

  if (answer)
    return draw(questionLines({ message, text: labelOf(answer), isAnswered: true }, { columns, paint }), []);
  const out = term.trim() === '' ? [] : absent.filter(({ name }) => matches(name, term));
  const start = Math.max(0, Math.min(active - Math.floor(page / 2), found.length - page));
  const shown = found.slice(start, start + page);
  return draw(questionLines({ message, text: term }, { columns, paint }), [
    ...choiceLines(shown, { active: shown[active - start], columns, paint }),
    ...out
      .slice(0, page - shown.length)
      .map(({ name, why }) => paint.aside(fitted(`- ${name} (${why})`, columns))),
    ...(found.length + out.length === 0 ? [paint.wrong(fitted('nothing matches', columns))] : []),
    '',
    ...(absent.length > 0 ? [paint.aside(absentLine(absent, columns))] : []),
    ...wrapped(tip(found.length - shown.length), columns).map(paint.aside),
  ]);
});

function tip(more: number): string {
  return `${more > 0 ? `${more} more; ` : ''}type to search, ↑↓ and Enter to choose`;
}

/** How far a key moves the choice. */
function stepOf(key: KeypressEvent, page: number): number {
  if (isUpKey(key)) return -1;
  if (isDownKey(key)) return 1;
  if (key.name === 'pageup') return -page;
  return key.name === 'pagedown' ? page : 0;
}

const labelOf = ({ value, label = value }: Choice): string => label;

const searchText = (choice: Choice): string => `${labelOf(choice)} ${choice.detail}`.toLowerCase();

/** Every word of the term is in the text. */
const matches = (text: string, term: string): boolean =>
  term
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));

function choiceLines(
  choices: readonly Choice[],
  {
    active,
    columns,
    paint,
  }: { readonly active: Choice | undefined; readonly columns: number; readonly paint: Paint },
): string[] {
  const width = Math.min(
    Math.floor(columns / 2),
    Math.max(0, ...choices.map((choice) => labelOf(choice).length)),
  );
  return choices.map((choice) => {
    const words = `${labelOf(choice).padEnd(width)}  ${choice.detail}`.trimEnd();
    return choice === active
      ? paint.active(fitted(`${paint.pointer} ${words}`, columns))
      : fitted(`  ${words}`, columns);
  });
}
