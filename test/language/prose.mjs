/** Finds the text that people read in a file: comments, strings that are sentences, Markdown, comments of shell scripts. */
import { parseSync, Visitor } from 'rolldown/utils';

/** @typedef {{ readonly line: number, readonly text: string, readonly isComment: boolean }} Passage */

/** Returns the passages of a file in their order. @returns {Passage[]} */
export function passagesOf(path, text) {
  if (path.endsWith('.md')) return markdown(text);
  if (path.endsWith('.sh')) return shell(text);
  return source(path, text);
}

/** Each paragraph, list item, heading or table row outside of code blocks. */
function markdown(text) {
  const passages = [];
  let open;
  let isCode = false;
  for (const [at, line] of text.split('\n').entries()) {
    if (/^\s*(?:```|~~~)/.test(line)) {
      isCode = !isCode;
      open = undefined;
      continue;
    }
    const startsBlock = /^\s*(?:[#>|]|[-*+] |\d+\. )/.test(line);
    if (isCode || line.trim() === '') open = undefined;
    else if (open && !startsBlock) open.text += ` ${line.trim()}`;
    else {
      open = { line: at + 1, text: line.replace(/^[\s#>|*+-]+/, ''), isComment: false };
      passages.push(open);
    }
  }
  return passages;
}

/** Lines that are comments; neighbors make one passage. */
function shell(text) {
  const passages = [];
  let before = -1;
  for (const [at, line] of text.split('\n').entries()) {
    const words = /^\s*#(?!!)\s*(.*)$/.exec(line)?.[1];
    if (words === undefined) continue;
    if (before === at - 1 && passages.length > 0) passages.at(-1).text += ` ${words}`;
    else passages.push({ line: at + 1, text: words, isComment: true });
    before = at;
  }
  return passages;
}

function source(path, text) {
  const { comments, program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  const found = [];
  const add = (start, words, isComment) => {
    const clean = words.replace(/\s+/g, ' ').trim();
    if (clean !== '') found.push({ start, text: clean, isComment });
  };
  for (const { start, value } of joined(comments, text))
    if (!/biome-ignore|@ts-|@type/.test(value))
      add(start, value.replace(/\n\s*\*/g, '\n').replace(/^\*/, ''), true);
  const addString = (start, words) => {
    // Fewer than three words are a name or a key.
    if (words && (words.match(/ [a-z]+/g) ?? []).length > 1) add(start, words, false);
  };
  new Visitor({
    Literal: ({ start, value }) => typeof value === 'string' && addString(start, value),
    TemplateLiteral: ({ start, quasis }) =>
      addString(start, quasis.map((part) => part.value.cooked).join('X')),
  }).visit(program);
  return found
    .sort((a, b) => a.start - b.start)
    .map(({ start, ...passage }) => ({ line: lineAt(text, start), ...passage }));
}

/** Line comments that follow each other are one comment. */
function joined(comments, text) {
  const all = [];
  for (const { type, start, end, value } of comments) {
    const last = all.at(-1);
    const follows =
      last?.type === 'Line' && type === 'Line' && /^\n[ \t]*$/.test(text.slice(last.end, start));
    if (follows) Object.assign(last, { end, value: `${last.value} ${value}` });
    else all.push({ type, start, end, value });
  }
  return all;
}

const lineAt = (text, offset) => text.slice(0, offset).split('\n').length;
