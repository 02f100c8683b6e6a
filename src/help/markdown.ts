/**
 * The Markdown of the help topics as data: headings, paragraphs, lists, tables and fenced code, with code, strong,
 * emphasis and links inside a line. A subset of CommonMark with GitHub's tables; test/help/topics.test.ts keeps the
 * topics to it.
 */

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly header: readonly string[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'code'; readonly language: string; readonly text: string };

/** A piece of a line in one style. */
export interface Span {
  readonly style: 'plain' | 'code' | 'strong' | 'emphasis' | 'link';
  readonly text: string;
  /** Only of links. */
  readonly url?: string;
}

const FENCE = '```';
const HEADING = /^(#{1,6}) (.+)$/;
const ITEM = /^(?:-|(\d+)\.) (.+)$/;

/** Returns the blocks of a document in their order. */
export function parseMarkdown(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (accepts: (line: string) => boolean): string[] => {
    const start = at;
    while (at < lines.length && accepts(lines[at] ?? '')) at++;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? '';
    const heading = HEADING.exec(line);
    if (line.trim() === '') at++;
    else if (line.startsWith(FENCE)) {
      at++;
      const body = takeWhile((next) => next !== FENCE);
      at++;
      blocks.push({ kind: 'code', language: line.slice(FENCE.length), text: body.join('\n') });
    } else if (heading) {
      at++;
      blocks.push({ kind: 'heading', level: heading[1]?.length ?? 1, text: heading[2] ?? '' });
    } else if (line.startsWith('|')) blocks.push(table(takeWhile((next) => next.startsWith('|'))));
    else if (ITEM.test(line)) blocks.push(list(takeWhile((next) => ITEM.test(next) || /^ +\S/.test(next))));
    else blocks.push({ kind: 'paragraph', text: takeWhile(isProse).join(' ') });
  }
  return blocks;
}

const isProse = (line: string): boolean =>
  line.trim() !== '' && !line.startsWith(FENCE) && !HEADING.test(line) && !line.startsWith('|');

/** The second line only separates the header from the rows. */
function table([header = '', , ...rows]: readonly string[]): Block {
  return { kind: 'table', header: cellsOf(header), rows: rows.map(cellsOf) };
}

/** `\|` is a bar inside a cell. */
const cellsOf = (row: string): string[] =>
  row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));

function list(lines: readonly string[]): Block {
  const items: string[] = [];
  for (const line of lines) {
    const item = ITEM.exec(line);
    if (item) items.push(item[2] ?? '');
    else items[items.length - 1] += ` ${line.trim()}`;
  }
  return { kind: 'list', ordered: /^\d/.test(lines[0] ?? ''), items };
}

/** \x60 is a backtick. */
const SPAN =
  /\x60(?<code>[^\x60]+)\x60|\*\*(?<strong>[^*]+)\*\*|(?<!\w)_(?<emphasis>[^_]+)_(?!\w)|\[(?<label>[^\]]+)\]\((?<url>[^)]+)\)/g;

/** Returns the pieces of a paragraph, an item or a cell. */
export function spansOf(text: string): Span[] {
  const spans: Span[] = [];
  let end = 0;
  const addPlain = (until: number): void => {
    if (until > end) spans.push({ style: 'plain', text: text.slice(end, until) });
  };
  for (const { 0: whole, index, groups = {} } of text.matchAll(SPAN)) {
    addPlain(index);
    end = index + whole.length;
    const { code, strong, emphasis, label, url } = groups;
    if (code !== undefined) spans.push({ style: 'code', text: code });
    else if (strong !== undefined) spans.push({ style: 'strong', text: strong });
    else if (emphasis !== undefined) spans.push({ style: 'emphasis', text: emphasis });
    else spans.push({ style: 'link', text: label ?? '', url: url ?? '' });
  }
  addPlain(text.length);
  return spans;
}
