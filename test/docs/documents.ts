/** The README and the help topics, with the code blocks that tests run. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface CodeBlock {
  /** `console`: commands after `$ ` with their output; `sh`: a script; `text`: a picture or a screen. */
  readonly language: string;
  readonly text: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
}

export interface Document {
  /** `README`, or the name of the topic. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const HELP = `${ROOT}src/help/`;

const read = (path: string): Document => ({
  name: basename(path, '.md'),
  path,
  text: readFileSync(path, 'utf8'),
});

export const README = read(`${ROOT}README.md`);

export const TOPIC_FILES: readonly Document[] = readdirSync(HELP)
  .filter((file) => file.endsWith('.md'))
  .map((file) => read(HELP + file));

export const DOCUMENTS: readonly Document[] = [README, ...TOPIC_FILES];

export function topicFile(name: string): Document {
  const found = TOPIC_FILES.find((document) => document.name === name);
  if (!found) throw new Error(`src/help/${name}.md does not exist`);
  return found;
}

/** Returns the code blocks of a document or of one of its sections. */
export function codeBlocks(text: string, language?: string): CodeBlock[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .map(({ 1: found = '', 2: body = '', index }) => ({
      language: found,
      text: body,
      line: text.slice(0, index).split('\n').length,
    }))
    .filter((block) => language === undefined || block.language === language);
}

/** Returns the text below a heading, down to the next heading of the same or a higher level. */
export function section({ text, name }: Document, heading: string): string {
  // Comments of shell scripts look like headings.
  const outline = text.replace(/^```[\s\S]*?^```$/gm, (block) => block.replace(/[^\n]/g, ' '));
  const headings = [...outline.matchAll(/^(#+) (.+)$/gm)];
  const at = headings.findIndex(([, , title]) => title === heading);
  const start = headings[at];
  if (!start) throw new Error(`${name} has no section "${heading}"`);
  const end = headings.slice(at + 1).find(([, marks]) => (marks?.length ?? 0) <= (start[1]?.length ?? 0));
  return text.slice(start.index + start[0].length, end?.index);
}
