import { setTimeout } from 'node:timers/promises';
import type { createPrompt } from '@inquirer/core';
import inquirer from 'inquirer';
import { EXIT, UserError } from '../errors.ts';

interface PromptContext {
  /** stderr: stdout belongs to the results and may be piped. */
  readonly output: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}

/**
 * Shows a prompt and returns its answer. Ctrl-C, Esc, Ctrl-D, a signal and a closed terminal end it with exit 130 and
 * restore the terminal. After Ctrl-Z and `fg` the prompt is drawn again, since readline has stopped listening by then.
 * @param print  prints the lines that the prompt is about
 */
export async function runPrompt<Value, Config extends object>(
  prompt: ReturnType<typeof createPrompt<Value, Config>>,
  config: Config,
  print: () => void = () => undefined,
): Promise<Value> {
  for (;;) {
    print();
    const result = await tryPrompt<Value>(async (context) => {
      const ask = inquirer.createPromptModule(context);
      ask.registerPrompt(PROMPT_TYPE, prompt as never);
      const question = { ...config, type: PROMPT_TYPE, name: 'value' };
      return ((await ask([question as never])) as { readonly value: Value }).value;
    });
    if (typeof result === 'object') return result.value;
    if (result === 'suspended') await suspend();
  }
}

/** The name under which the prompt is registered with Inquirer. */
const PROMPT_TYPE = 'peerway';

/** By default, these would end the process and leave the terminal in raw mode. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

async function tryPrompt<Value>(
  prompt: (context: PromptContext) => Promise<Value>,
): Promise<{ readonly value: Value } | 'resumed' | 'suspended'> {
  const abort = new AbortController();
  let isTerminalClosed = false;
  const onLeave = (): void => abort.abort('left');
  const onHangUp = (): void => {
    isTerminalClosed = true;
    onLeave();
  };
  const onResume = (): void => abort.abort('resumed');
  const onKey = (_: unknown, key: { readonly name?: string; readonly ctrl?: boolean } | undefined): void => {
    if (key?.name === 'escape' || (key?.ctrl && key.name === 'd')) onLeave();
    if (key?.ctrl && key.name === 'z') abort.abort('suspended');
  };
  process.stdin.on('keypress', onKey).on('end', onHangUp).on('error', onHangUp);
  process.on('SIGCONT', onResume).on('SIGHUP', onHangUp);
  for (const signal of SIGNALS) process.on(signal, onLeave);
  try {
    return { value: await prompt({ output: process.stderr, signal: abort.signal }) };
  } catch (error) {
    if (!(error instanceof Error) || !ABORT_ERRORS.has(error.name)) throw error;
    const { reason } = abort.signal;
    if (reason === 'resumed' || reason === 'suspended') return reason;
    throw new UserError(EXIT.interrupted, 'interrupted', 'Interrupted; nothing was changed', { hint: '' });
  } finally {
    process.stdin.off('keypress', onKey).off('end', onHangUp).off('error', onHangUp);
    process.off('SIGCONT', onResume).off('SIGHUP', onHangUp);
    for (const signal of SIGNALS) process.off(signal, onLeave);
    // On a regular exit, Node would fail to restore the modes of the closed terminal and abort. End by the signal.
    if (isTerminalClosed) process.kill(process.pid, 'SIGHUP');
  }
}

/**
 * Stops the process group, as the terminal does for Ctrl-Z outside of a prompt: a script that runs this command must stop
 * with it. Returns once the shell has continued it; at once, if no shell could.
 */
async function suspend(): Promise<void> {
  process.kill(0, 'SIGTSTP');
  await setTimeout(MILLISECONDS_TO_STOP);
}

/** The signal arrives on a thread of its own choice. */
const MILLISECONDS_TO_STOP = 50;

/** Names of the errors that Inquirer throws for a prompt without an answer. */
const ABORT_ERRORS: ReadonlySet<string> = new Set(['ExitPromptError', 'AbortPromptError']);
