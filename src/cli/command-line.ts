/** A command line as it was given, with the answers to prompts, and for another owner. */
import type { Command } from 'commander';
import type { CommandLinePart } from '../ports/terminal.ts';
import { shellQuoted, withoutKeys } from '../visible.ts';

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

/** Returns the same command line for another owner to act as. Keys other than public ones are redacted. */
export function commandLineAs(
  { flags, ...line }: CommandLine,
  answers: readonly CommandLinePart[],
  owner: string,
): string {
  const kept = flags.filter(({ flag }) => flag !== '--as').map(withoutKey);
  return completeCommandLine({ ...line, flags: kept }, [
    ...answers.map(withoutKey),
    { flag: '--as', text: owner },
  ]);
}

const withoutKey = (part: CommandLinePart): CommandLinePart =>
  part.text === undefined || part.flag === '--public-key' ? part : { ...part, text: withoutKeys(part.text) };
