/** How a question is put at the terminal, and left. */

import type { createPrompt } from '@inquirer/core';
import inquirer from 'inquirer';
import { EXIT, UserError } from '../errors.ts';

/** What a prompt is told besides its question. It asks on stderr: stdout is the product's, also when it is piped. */
export interface PromptContext {
  readonly output: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}

/**
 * Puts a question. Ctrl-C, Esc, Ctrl-D, a signal and a terminal that goes away leave it: exit 130, with the terminal
 * as it was. After Ctrl-Z and `fg` it is put anew, since readline stops listening then.
 */
export async function put<Value, Config extends object>(
  prompt: ReturnType<typeof createPrompt<Value, Config>>,
  config: Config,
): Promise<Value> {
  for (;;) {
    const attempt = await attempted<Value>(async (context) => {
      const ask = inquirer.createPromptModule(context);
      ask.registerPrompt(OURS, prompt as never);
      const question = { ...config, type: OURS, name: 'value' };
      return ((await ask([question as never])) as { readonly value: Value }).value;
    });
    if (attempt !== 'again') return attempt.value;
  }
}

/** The name that Inquirer knows the prompt by. */
const OURS = 'peerway';

/** Left to themselves they would end the process with the terminal in raw mode. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

async function attempted<Value>(
  question: (context: PromptContext) => Promise<Value>,
): Promise<{ readonly value: Value } | 'again'> {
  const ending = new AbortController();
  let isTerminalGone = false;
  const leave = (): void => ending.abort('left');
  const hangUp = (): void => {
    isTerminalGone = true;
    leave();
  };
  const again = (): void => ending.abort('again');
  const onKey = (_: unknown, key: { readonly name?: string; readonly ctrl?: boolean } | undefined): void => {
    if (key?.name === 'escape' || (key?.ctrl && key.name === 'd')) leave();
  };
  process.stdin.on('keypress', onKey).on('end', hangUp).on('error', hangUp);
  process.on('SIGCONT', again).on('SIGHUP', hangUp);
  for (const signal of SIGNALS) process.on(signal, leave);
  try {
    return { value: await question({ output: process.stderr, signal: ending.signal }) };
  } catch (error) {
    if (!(error instanceof Error) || !LEFT.has(error.name)) throw error;
    if (ending.signal.reason === 'again') return 'again';
    throw new UserError(EXIT.interrupted, 'interrupted', 'Interrupted; nothing was changed', { hint: '' });
  } finally {
    process.stdin.off('keypress', onKey).off('end', hangUp).off('error', hangUp);
    process.off('SIGCONT', again).off('SIGHUP', hangUp);
    for (const signal of SIGNALS) process.off(signal, leave);
    // Nobody is left to be told, and a node that exits by itself aborts over modes that it cannot restore.
    if (isTerminalGone) process.kill(process.pid, 'SIGHUP');
  }
}

/** Names of the errors that the library throws for a question without an answer. */
const LEFT: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError']);
