/** A command line as it was given, and as it would have had to be given for nothing to be asked. */
import type { Command } from 'commander';
import type { CommandLinePart } from '../ports/terminal.ts';
import { shellQuoted } from '../visible.ts';

export interface CommandLine {
  /** Nouns and verb. */
  readonly path: readonly string[];
  readonly words: readonly string[];
  readonly flags: readonly CommandLinePart[];
}

/** Notes each flag of a command as it is given: what is parsed from it may look otherwise. */
export function noteFlags(command: Command, given: CommandLinePart[]): void {
  for (const option of command.options) {
    const flag = option.long ?? option.short ?? '';
    command.on(`option:${option.name()}`, (text: string | null | undefined) => {
      given.push({ flag, ...(typeof text === 'string' ? { text } : {}) });
    });
  }
}

/** The command line with what was answered, to be pasted into a shell. Names come before flags. */
export function completed({ path, words, flags }: CommandLine, answers: readonly CommandLinePart[]): string {
  const said = answers.filter(({ flag }) => flag === undefined).map(({ text = '' }) => text);
  const rest = [...flags, ...answers.filter(({ flag }) => flag !== undefined)];
  const flagWords = rest.flatMap(({ flag = '', text }) => (text === undefined ? [flag] : [flag, text]));
  return ['peerway', ...path, ...words, ...said, ...flagWords].map(shellQuoted).join(' ');
}
