/** The screen of a terminal, as xterm draws it. */
import xterm, { type IBufferCell, type IBufferLine, type Terminal } from '@xterm/headless';

/** The style of some text. */
export interface Look {
  /** 0 to 15 of the palette: 1 red, 2 green, 3 yellow (default: the terminal's own color). */
  readonly colour?: number;
  readonly bold: boolean;
  readonly dim: boolean;
}

/** One cell: its character, and its colors of the palette; undefined for the terminal's own. */
export interface Cell {
  readonly text: string;
  readonly color: number | undefined;
  readonly background: number | undefined;
}

const cellOf = (cell: IBufferCell | undefined): Cell => ({
  text: cell?.getChars() || ' ',
  color: cell?.isFgPalette() ? cell.getFgColor() : undefined,
  background: cell?.isBgPalette() ? cell.getBgColor() : undefined,
});

export class Screen {
  readonly #terminal: Terminal;
  #unread = 0;
  #fedAt = performance.now();
  #cursorShown = true;

  /** @param answer  receives the replies of the terminal, such as the position of its cursor */
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

  /** Resolves once all output is on the screen. */
  async settled(): Promise<void> {
    await new Promise<void>((resolve) => this.#terminal.write('', resolve));
  }

  /** Returns the milliseconds since the last output, 0 while some is still being drawn. */
  millisecondsQuiet(): number {
    return this.#unread > 0 ? 0 : performance.now() - this.#fedAt;
  }

  /** Returns the visible lines without trailing spaces and trailing empty lines. */
  visible(): string {
    const { baseY } = this.#buffer;
    return this.#text(baseY, baseY + this.#terminal.rows);
  }

  /** Returns the same with all lines that scrolled away. */
  all(): string {
    return this.#text(0, this.#buffer.length);
  }

  /** Returns the lines that the terminal began because the line before was too long. */
  broken(): string[] {
    return this.#lines(0, this.#buffer.length)
      .filter((line) => line.isWrapped)
      .map((line) => line.translateToString(true));
  }

  /** Returns the cells of all lines, with those that scrolled away. */
  cells(): Cell[][] {
    return this.#lines(0, this.#buffer.length).map((line) =>
      Array.from({ length: this.#terminal.cols }, (_, at) => cellOf(line.getCell(at))),
    );
  }

  /** Returns true if the cursor is visible (DECTCEM). */
  cursorVisible(): boolean {
    return this.#cursorShown;
  }

  /** Returns true if the next character begins a line, as a shell's prompt should. */
  atLineStart(): boolean {
    return this.#buffer.cursorX === 0;
  }

  /** Returns the style of the first place with this text. Throws if there is none. */
  look(text: string): Look {
    return lookOf(this.#find(text).cell);
  }

  /** Returns the first column of the first place with this text, in cells. Throws if there is none. */
  column(text: string): number {
    return this.#find(text).column;
  }

  /** Returns true if the program has switched the cursor keys to application mode (DECCKM). */
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

/** Returns the cells of a line except for the second ones of wide characters, which are empty and have no width. */
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
