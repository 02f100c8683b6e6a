/** Runs completion without a shell. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { treeOfAll } from '../../src/cli/program.ts';
import { replyTo } from '../../src/complete.ts';
import type { State } from '../../src/model/state.ts';
import { encodeFile, NO_ENTRIES } from '../../src/store/envelope.ts';
import { NOW } from '../support/plans.ts';
import { folderForFile } from '../support/temporary.ts';

const TREE = await treeOfAll();

/** The default COMP_WORDBREAKS of bash. */
export const BREAKS = ' \t\n"\'><=;|&(:';

export interface Asking {
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
