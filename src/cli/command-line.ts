/** A command line as it was given, and completeCommandLine with the answers to prompts. */
import type { Command } from 'commander';
import type { CommandLinePart } from '../ports/terminal.ts';
import { shellQuoted } from '../visible.ts';

export interface CommandLine {
  /** Nouns and verb. */
  readonly path: readonly string[];
  readonly words: readonly string[];
  readonly flags: readonly CommandLinePart[];
}

/** Records each flag as it was typed, before it is parsed. */
export function recordFlags(command: Command, given: CommandLinePart[]): void {
  for (const option of command.options) {
    const flag = option.long ?? option.short ?? '';
    command.on(`option:${option.name()}`, (text: string | null | undefined) => {
      given.push({ flag, ...(typeof text === 'string' ? { text } : {}) });
    });
  }
}

/** Returns the command line with the answers to prompts, ready to paste into a shell. Names come before flags. */
export function completeCommandLine(
  { path, words, flags }: CommandLine,
  answers: readonly CommandLinePart[],
): string {
  const said = answers.filter(({ flag }) => flag === undefined).map(({ text = '' }) => text);
  const rest = [...flags, ...answers.filter(({ flag }) => flag !== undefined)];
  const flagWords = rest.flatMap(({ flag = '', text }) => (text === undefined ? [flag] : [flag, text]));
  return ['peerway', ...path, ...words, ...said, ...flagWords].map(shellQuoted).join(' ');
}
