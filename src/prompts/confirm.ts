import inquirer from 'inquirer';
import { EXIT, UserError } from '../errors.ts';

/** Asks for a yes at the terminal, on stderr; no is the default. Exit 130 when the question is left with Ctrl-C. */
export async function confirm(what: string, lines: readonly string[]): Promise<boolean> {
  const prompt = inquirer.createPromptModule({ output: process.stderr });
  process.stderr.write(lines.map((line) => `  ${line}\n`).join(''));
  try {
    const { yes } = await prompt([{ type: 'confirm', name: 'yes', message: `${what}?`, default: false }]);
    return yes;
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error;
    throw new UserError(EXIT.interrupted, 'interrupted', 'Interrupted; nothing was changed');
  }
}
