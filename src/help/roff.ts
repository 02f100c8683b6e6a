/**
 * Man pages in the macros of man(7), which man-db, groff and mandoc all render. Tables become tagged paragraphs, since
 * real ones need a preprocessor.
 */
import { inAscii } from '../glyphs.ts';
import { wrap } from '../output/wrap.ts';
import { type Block, type Span, spansOf } from './markdown.ts';

export interface ManPage {
  /** `peerway-gateway-create`. */
  readonly name: string;
  /** 1: commands. 7: topics. */
  readonly section: 1 | 7;
  /** The roff source. */
  readonly text: string;
}

/** The parts of a page that differ from page to page. */
export interface ManContent extends Pick<ManPage, 'name' | 'section'> {
  readonly version: string;
  /** `2026-01-31`. */
  readonly date: string;
  /** One line, for `whatis`. */
  readonly summary: string;
  readonly body: readonly string[];
  /** `peerway(1)`. */
  readonly seeAlso: readonly string[];
}

export function manPage({ name, section, version, date, summary, body, seeAlso }: ManContent): ManPage {
  const references = seeAlso.map((page) =>
    page.replace(/^(.+)(\(\d\))$/, (_, ...[to, number]) => `\\%${bold(to)}${number}`),
  );
  const lines = [
    `.TH "${name.toUpperCase()}" "${section}" "${date}" "peerway ${version}" "peerway manual"`,
    '.ad l',
    '.SH NAME',
    inline(`${name} - ${summary}`),
    ...body,
    ...(references.length > 0 ? [heading('See also'), references.join(',\n')] : []),
  ];
  // A section begins a paragraph by itself.
  const text = lines.join('\n').replace(/^(\.S[HS] .*)\n\.PP$/gm, '$1');
  // A terminal without UTF-8 shows man pages, too.
  return { name, section, text: `${inAscii(text)}\n` };
}

export const heading = (text: string, level = 2): string =>
  level <= 2 ? `.SH "${escaped(text).toUpperCase()}"` : `.SS "${escaped(text)}"`;

export const paragraph = (text: string): string[] => ['.PP', inline(text)];

/** A term, and its description indented below it. */
export const tagged = (term: string, text: string): string[] =>
  text === '' ? ['.TP', inline(term), '\\&'] : ['.TP', inline(term), inline(text)];

/** Lines that are neither filled nor indented further. */
export const verbatim = (text: string): string[] => [
  '.PP',
  '.RS 4',
  '.EX',
  ...text.split('\n').map((line) => protectedLine(escaped(line))),
  '.EE',
  '.RE',
];

/** Returns the lines of a block of a topic. */
export function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
      return [heading(block.text, block.level)];
    case 'paragraph':
      return paragraph(block.text);
    case 'list':
      return block.items.flatMap((item, at) => [
        block.ordered ? `.IP ${at + 1}. 4` : '.IP \\(bu 2',
        inline(item),
      ]);
    case 'table':
      return block.rows.flatMap(([first = '', ...others]) => tagged(first, others.join(': ')));
    case 'code':
      return verbatim(block.text);
  }
}

/** A text on lines of its own, with its styles as fonts. */
const inline = (text: string): string =>
  wrap(spansOf(text).map(spanText).join(''), 78).map(protectedLine).join('\n');

function spanText({ style, text, url = '' }: Span): string {
  if (style === 'plain') return escaped(text);
  if (style === 'code' || style === 'strong') return bold(text);
  if (style === 'emphasis') return `\\fI${escaped(text)}\\fR`;
  const label = spansOf(text).map(spanText).join('');
  return /^https?:/.test(url) && url !== text ? `${label} (${escaped(url)})` : label;
}

export const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;

/** Characters that roff would turn into typographic ones, or reads as its own (groff_char(7)). */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '"': '\\(dq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
};

const escaped = (text: string): string =>
  text
    .replace(/[\\\-'"`^~]/g, (char) => ESCAPES[char] ?? char)
    .replace(
      /[^\n -~]/gu,
      (char) => `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );

/** A line that begins with a dot would be a request. */
const protectedLine = (line: string): string => (line.startsWith('.') ? `\\&${line}` : line);
