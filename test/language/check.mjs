#!/usr/bin/env node
/**
 * Lists wording to rewrite in comments, messages, help and Markdown, and fails above a limit of hits per 1,000 words.
 * usage: node test/language/check.mjs [--limit <n>] [--list] [file or folder …]
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { passagesOf } from './prose.mjs';
import { ANYWHERE, OPENER } from './rules.mjs';

const TEXT = ['src', 'bin', 'README.md', 'CHANGELOG.md', '.github', 'test/README.md'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string', default: '0.3' }, list: { type: 'boolean', default: false } },
});
const limit = Number(values.limit);

let words = 0;
const hits = [];
for (const file of (positionals.length > 0 ? positionals : TEXT).filter(existsSync).flatMap(filesIn))
  for (const { line, text, isComment } of passagesOf(file, readFileSync(file, 'utf8'))) {
    words += text.split(/\s+/).length;
    for (const { pattern, advice } of isComment ? [...ANYWHERE, OPENER] : ANYWHERE) {
      const found = pattern.exec(text.replaceAll(/`[^`]*`/g, '`…`'));
      if (found) hits.push(`${file}:${line}: "${found[0].trim()}": ${advice}\n    ${text.slice(0, 110)}`);
    }
  }

const density = (1000 * hits.length) / Math.max(words, 1);
const isOver = density > limit;
if (isOver || values.list) for (const hit of hits) console.log(hit);
console.log(
  `language: ${hits.length} ${hits.length === 1 ? 'hit' : 'hits'} in ${words} words, ${density.toFixed(2)} per 1,000 (limit: ${limit})`,
);
if (isOver) process.exitCode = 1;

function filesIn(path) {
  if (statSync(path).isDirectory())
    return readdirSync(path)
      .sort()
      .flatMap((name) => filesIn(join(path, name)));
  return /\.(?:[mc]?[jt]s|md|sh)$/.test(path) ? [path] : [];
}
