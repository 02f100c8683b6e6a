/** What a person sees: a terminal's output as an xterm has it on its screen. */
import xterm, { type IBufferCell, type Terminal } from '@xterm/headless';

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
    for (const line of this.#lines(0, this.#buffer.length)) {
      const cells = Array.from({ length: line.length }, (_, at) => line.getCell(at)).filter(isShown);
      const at = startOf(cells, text);
      if (at) return lookOf(at);
    }
    throw new Error(`The screen does not say ${JSON.stringify(text)}:\n${this.all()}`);
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

/** The second cell of a wide character is empty and has no width. */
const isShown = (cell: IBufferCell | undefined): cell is IBufferCell => (cell?.getWidth() ?? 0) > 0;

function startOf(cells: readonly IBufferCell[], text: string): IBufferCell | undefined {
  let line = '';
  const starts = cells.map((cell) => {
    const start = line.length;
    line += cell.getChars() || ' ';
    return start;
  });
  const found = line.indexOf(text);
  return found < 0 ? undefined : cells[starts.indexOf(found)];
}

const lookOf = (cell: IBufferCell): Look => ({
  ...(cell.isFgDefault() ? {} : { colour: cell.getFgColor() }),
  bold: cell.isBold() !== 0,
  dim: cell.isDim() !== 0,
});
