/** Runs completion without a shell. */
import { treeOfAll } from '../../src/cli/program.ts';
import { replyTo } from '../../src/complete.ts';
import type { State } from '../../src/model/state.ts';
import { writeState } from '../support/state-file.ts';
import { folderForFile } from '../support/temporary.ts';

const TREE = await treeOfAll();

/** The default COMP_WORDBREAKS of bash. */
export const BREAKS = ' \t\n"\'><=;|&(:';

/** Completes command lines with one state. */
export interface Completer {
  readonly folder: string;
  /** Returns the output for zsh. The last word is the one at the cursor. */
  zsh(...words: readonly string[]): { readonly directive: string; readonly suggestions: readonly string[] };
  /** Returns only the suggested values, for a line without quotes. */
  names(line: string): readonly string[];
  /** Returns the output for bash, for a line up to the cursor. */
  bash(line: string, breaks?: string): readonly string[];
  fish(...words: readonly string[]): readonly string[];
}

/** @param state  the state (default: none) */
export function completer(state?: State, env: Readonly<Record<string, string | undefined>> = {}): Completer {
  const folder = folderForFile();
  if (state) writeState(folder, state);
  const ask = (...argv: readonly string[]): string[] =>
    replyTo(TREE, argv, { PEERWAY_STATE: folder, ...env })
      .split('\n')
      .slice(0, -1);
  const zsh: Completer['zsh'] = (...words) => {
    const [directive = '', ...suggestions] = ask('zsh', ...words);
    return { directive, suggestions };
  };
  return {
    folder,
    zsh,
    names: (line) => zsh(...line.split(' ')).suggestions.map((suggestion) => suggestion.split('\t')[0] ?? ''),
    bash: (line, breaks = BREAKS) => ask('bash', breaks, line),
    fish: (...words) => ask('fish', ...words),
  };
}
