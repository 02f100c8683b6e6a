/** What a person sees: a terminal's output as an xterm has it on its screen. */
import xterm, { type IBufferCell, type IBufferLine, type Terminal } from '@xterm/headless';

/** How a piece of text looks. */
export interface Look {
  /** 0 to 15 of the palette: 1 red, 2 green, 3 yellow; absent for the terminal's own. */
  readonly colour?: number;
  readonly bold: boolean;
  readonly dim: boolean;
}

export class Screen {
  readonly #terminal: Terminal;
  #unread = 0;
  #fedAt = performance.now();
  #cursorShown = true;

  /** @param answer  gets what the terminal says by itself, as when it is asked where its cursor is */
  constructor(columns: number, rows: number, answer: (text: string) => void) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, scrollback: 10_000, allowProposedApi: true });
    this.#terminal.onData(answer);
    this.#watchCursor();
  }

  feed(text: string): void {
    this.#unread += 1;
    this.#fedAt = performance.now();
    this.#terminal.write(text, () => {
      this.#unread -= 1;
    });
  }

  /** Once everything that was fed is on the screen. */
  async settled(): Promise<void> {
    await new Promise<void>((resolve) => this.#terminal.write('', resolve));
  }

  /** Milliseconds since the screen last changed; 0 while it still does. */
  quietFor(): number {
    return this.#unread > 0 ? 0 : performance.now() - this.#fedAt;
  }

  /** What stands on the screen: lines without their trailing blanks, without the empty ones below the last. */
  visible(): string {
    const { baseY } = this.#buffer;
    return this.#text(baseY, baseY + this.#terminal.rows);
  }

  /** The same with all that has left the screen at its top. */
  all(): string {
    return this.#text(0, this.#buffer.length);
  }

  /** Lines that the terminal itself has begun, since what was printed did not fit the one before. */
  broken(): string[] {
    return this.#lines(0, this.#buffer.length)
      .filter((line) => line.isWrapped)
      .map((line) => line.translateToString(true));
  }

  /** Whether DECTCEM has left the cursor visible. */
  cursorVisible(): boolean {
    return this.#cursorShown;
  }

  /** Whether the next character would stand at the beginning of a line, as a shell's prompt should. */
  atLineStart(): boolean {
    return this.#buffer.cursorX === 0;
  }

  /** How the first place that says this looks. Throws when none does. */
  look(text: string): Look {
    return lookOf(this.#find(text).cell);
  }

  /** The column in which the first place that says this begins, in cells. Throws when there is none. */
  column(text: string): number {
    return this.#find(text).column;
  }

  /** Keys that move are sent otherwise while this is on (DECCKM). */
  applicationKeys(): boolean {
    return this.#terminal.modes.applicationCursorKeysMode;
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  close(): void {
    this.#terminal.dispose();
  }

  get #buffer() {
    return this.#terminal.buffer.active;
  }

  #lines(from: number, to: number) {
    const lines = Array.from({ length: to - from }, (_, at) => this.#buffer.getLine(from + at));
    return lines.filter((line) => line !== undefined);
  }

  #find(text: string): Place {
    for (const line of this.#lines(0, this.#buffer.length)) {
      const found = placeIn(placesOf(line), text);
      if (found) return found;
    }
    throw new Error(`The screen does not say ${JSON.stringify(text)}:\n${this.all()}`);
  }

  #text(from: number, to: number): string {
    const lines = this.#lines(from, to).map((line) => line.translateToString(true).trimEnd());
    return lines.join('\n').replace(/\n+$/, '');
  }

  #watchCursor(): void {
    for (const [final, shown] of [
      ['h', true],
      ['l', false],
    ] as const) {
      this.#terminal.parser.registerCsiHandler({ prefix: '?', final }, (modes) => {
        if (modes.includes(25)) this.#cursorShown = shown;
        return false;
      });
    }
  }
}

interface Place {
  readonly cell: IBufferCell;
  readonly column: number;
}

/** The cells of a line but for the second ones of wide characters, which are empty and have no width. */
function placesOf(line: IBufferLine): Place[] {
  const places = Array.from({ length: line.length }, (_, column) => ({ cell: line.getCell(column), column }));
  return places.filter((place): place is Place => (place.cell?.getWidth() ?? 0) > 0);
}

function placeIn(places: readonly Place[], text: string): Place | undefined {
  let line = '';
  const starts = places.map(({ cell }) => {
    const start = line.length;
    line += cell.getChars() || ' ';
    return start;
  });
  const found = line.indexOf(text);
  return found < 0 ? undefined : places[starts.indexOf(found)];
}

const lookOf = (cell: IBufferCell): Look => ({
  ...(cell.isFgDefault() ? {} : { colour: cell.getFgColor() }),
  bold: cell.isBold() !== 0,
  dim: cell.isDim() !== 0,
});
