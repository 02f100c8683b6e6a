/** The engine of completion, asked without a shell. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { treeOfAll } from '../../src/cli/program.ts';
import { replyTo } from '../../src/complete.ts';
import type { State } from '../../src/model/state.ts';
import { encodeFile, NO_ENTRIES } from '../../src/store/envelope.ts';
import { NOW } from '../support/plans.ts';
import { folderForFile } from '../support/temporary.ts';

const TREE = await treeOfAll();

/** bash's own COMP_WORDBREAKS. */
export const BREAKS = ' \t\n"\'><=;|&(:';

export interface Asking {
  readonly folder: string;
  /** What zsh is told of words, the last of which is the one at the cursor: its first line, and the others. */
  zsh(...words: readonly string[]): { readonly directive: string; readonly suggestions: readonly string[] };
  /** The names alone, for words without blanks in them. */
  names(line: string): readonly string[];
  /** What bash is told of a line up to the cursor. */
  bash(line: string, breaks?: string): readonly string[];
  fish(...words: readonly string[]): readonly string[];
}

/** @param state  the state there is; none when left out */
export function asking(state?: State, env: Readonly<Record<string, string | undefined>> = {}): Asking {
  const folder = folderForFile();
  if (state) {
    const header = {
      lineage: '00000000-0000-4000-8000-000000000000',
      revision: 1,
      at: NOW,
      command: 'test',
      journal: NO_ENTRIES,
    };
    writeFileSync(join(folder, 'state.jsonl'), encodeFile(header, state), { mode: 0o600 });
  }
  const ask = (...argv: readonly string[]): string[] =>
    replyTo(TREE, argv, { PEERWAY_STATE: folder, ...env })
      .split('\n')
      .slice(0, -1);
  const zsh: Asking['zsh'] = (...words) => {
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
