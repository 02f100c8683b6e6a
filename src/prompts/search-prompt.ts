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
import { forLocale } from '../glyphs.ts';
import type { Choice, UnavailableChoice } from '../ports/terminal.ts';
import { type KeptText, promptLines, useKeptText, useTerminal } from './drawing.ts';
import { truncate, unavailableLine, wrap } from './lines.ts';
import type { Theme } from './theme.ts';

interface Config {
  readonly message: string;
  readonly choices: readonly Choice[];
  readonly unavailable: readonly UnavailableChoice[];
  readonly kept: KeptText;
  readonly theme: Theme;
}

/** The maximum number of choices on the screen. */
const MAX_CHOICES = 10;
/** Rows reserved for the message above the choices and the notes below them. */
const OTHER_ROWS = 6;

/**
 * A prompt for one entry of a list, which typing filters. A line below the list sums up the unavailable choices; a
 * search by name shows each with its reason.
 */
export const searchPrompt = createPrompt<string, Config>(
  ({ message, choices, unavailable, kept, theme }, done) => {
    const { columns, rows, draw } = useTerminal();
    useKeptText(kept);
    const [term, setTerm] = useState(kept.text);
    kept.text = term;
    const [active, setActive] = useState(0);
    const [answer, setAnswer] = useState<Choice | undefined>(undefined);
    const found = choices.filter((choice) => matches(searchText(choice), term));
    const pageSize = Math.max(1, Math.min(MAX_CHOICES, rows - OTHER_ROWS));

    useKeypress((key, rl) => {
      const choice = found[active];
      if (answer) return;
      if (isEnterKey(key) && choice) {
        setAnswer(choice);
        done(choice.value);
        return;
      }
      if (isEnterKey(key)) rl.write(term);
      else if (isTabKey(key)) {
        rl.clearLine(0);
        rl.write(choice ? labelOf(choice) : term);
      }
      const step = stepOf(key, pageSize);
      if (step !== 0) setActive(Math.max(0, Math.min(found.length - 1, active + step)));
      if (rl.line !== term) setActive(0);
      setTerm(rl.line);
    });

    if (answer)
      return draw(promptLines({ message, text: labelOf(answer), isAnswered: true }, { columns, theme }), []);
    const foundUnavailable = term.trim() === '' ? [] : unavailable.filter(({ name }) => matches(name, term));
    const start = Math.max(0, Math.min(active - Math.floor(pageSize / 2), found.length - pageSize));
    const shown = found.slice(start, start + pageSize);
    const hasMatches = found.length + foundUnavailable.length > 0;
    return draw(promptLines({ message, text: term }, { columns, theme }), [
      ...choiceLines(shown, { active: shown[active - start], columns, theme }),
      ...foundUnavailable
        .slice(0, pageSize - shown.length)
        .map(({ name, reason }) => theme.muted(truncate(`- ${name} (${reason})`, columns))),
      ...(hasMatches ? [] : [theme.error(truncate('no matches', columns))]),
      '',
      ...(unavailable.length > 0 ? [theme.muted(unavailableLine(unavailable, columns))] : []),
      ...wrap(keyHelp(found.length - shown.length), columns).map(theme.muted),
    ]);
  },
);

const keyHelp = (more: number): string =>
  forLocale(`${more > 0 ? `${more} more; ` : ''}use ↑↓ to move, type to filter`);

/** Returns how many choices a key moves the selection down; negative for up. */
function stepOf(key: KeypressEvent, pageSize: number): number {
  if (isUpKey(key)) return -1;
  if (isDownKey(key)) return 1;
  if (key.name === 'pageup') return -pageSize;
  return key.name === 'pagedown' ? pageSize : 0;
}

const labelOf = ({ value, label = value }: Choice): string => label;

const searchText = (choice: Choice): string => `${labelOf(choice)} ${choice.detail}`.toLowerCase();

/** Returns whether the text contains every word of the search term. */
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
    theme,
  }: { readonly active: Choice | undefined; readonly columns: number; readonly theme: Theme },
): string[] {
  const labelWidth = Math.min(
    Math.floor(columns / 2),
    Math.max(0, ...choices.map((choice) => labelOf(choice).length)),
  );
  return choices.map((choice) => {
    const line = `${labelOf(choice).padEnd(labelWidth)}  ${choice.detail}`.trimEnd();
    return choice === active
      ? theme.active(truncate(`${theme.pointer} ${line}`, columns))
      : truncate(`  ${line}`, columns);
  });
}
