/** A state as files: their names, permissions and content. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../../src/model/state.ts';
import { decodeFile, UnusableFile } from '../../src/store/envelope.ts';
import { revealed } from '../support/states.ts';

export interface Observed {
  /** The content of `state.jsonl`, undefined if it does not exist. */
  readonly bytes: Buffer | undefined;
  /** 0 without a file, undefined for a damaged one. */
  readonly revision: number | undefined;
  /** The state with every secret, '' for a damaged file. */
  readonly text: string;
  /** Earlier revisions by number. */
  readonly generations: ReadonlyMap<number, Buffer>;
  /** Damaged states that were moved aside. */
  readonly aside: readonly Buffer[];
}

export function observe(state: string): Observed {
  const path = join(state, 'state.jsonl');
  const bytes = existsSync(path) ? readFileSync(path) : undefined;
  return {
    bytes,
    ...(bytes === undefined ? { revision: 0, text: '' } : contentOf(bytes)),
    generations: generationsIn(join(state, 'generations')),
    aside: namesIn(state)
      .filter((name) => name.startsWith('state.before-'))
      .map((name) => readFileSync(join(state, name))),
  };
}

export function contentOf(bytes: Buffer): { readonly revision: number | undefined; readonly text: string } {
  try {
    const { header, state } = decodeFile(bytes);
    return { revision: header.revision, text: textOf(state) };
  } catch (error) {
    if (error instanceof UnusableFile) return { revision: undefined, text: '' };
    throw error;
  }
}

const textOf = (state: State): string => JSON.stringify(revealed(state));

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

const generationsIn = (folder: string): Map<number, Buffer> =>
  new Map(namesIn(folder).map((name) => [Number.parseInt(name, 10), readFileSync(join(folder, name))]));

const KEY = /[A-Za-z0-9+/]{43}=/g;
const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** Returns the text with new keys and new times replaced, so that two runs of a command compare equal. */
export const comparable = (text: string, before: string): string =>
  text
    .replace(KEY, (key) => (before.includes(key) ? key : '<new key>'))
    .replace(MOMENT, (moment) => (before.includes(moment) ? moment : '<now>'));

/** Returns the keys in a text. */
export const keysOf = (text: string): string[] => text.match(KEY) ?? [];

/** Returns the names in a folder and below, each with its permission bits in octal. */
export const listing = (home: string): string[] =>
  readdirSync(home, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => `${name} ${(statSync(join(home, name)).mode & 0o7777).toString(8)}`);
