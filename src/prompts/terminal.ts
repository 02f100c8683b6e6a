/** Questions at the terminal. They go to stderr: stdout is the product's, also when it is piped elsewhere. */

import { UserError } from '../errors.ts';
import { Secret } from '../model/secret.ts';
import type { Offer, TextQuestion } from '../ports/terminal.ts';
import { confirmPrompt } from './confirm-prompt.ts';
import { columnsOfTerminal } from './drawing.ts';
import { wrapped } from './lines.ts';
import { paintFor } from './paint.ts';
import { put } from './put.ts';
import { searchPrompt } from './search-prompt.ts';
import { secretPrompt } from './secret-prompt.ts';
import { type Reading, textPrompt } from './text-prompt.ts';

export interface Questions {
  /** A line of text that the question's parser takes; without blanks around it. */
  typed<Value>(question: TextQuestion<Value>): Promise<string>;
  /** One of the offered. */
  chosen(offer: Offer): Promise<string>;
  /** A line that is not shown. */
  typedSecret(message: string): Promise<Secret>;
  /** A yes or a no, after all that a yes would come to. */
  agreedTo(what: string, lines: readonly string[], fallback: boolean): Promise<boolean>;
}

export function questionsIn({ colour }: { readonly colour: boolean }): Questions {
  const paint = paintFor(colour);
  return {
    typed: ({ message, fallback, ...question }) => {
      const config = { message, paint, read: (text: string) => readingOf(text, question) };
      return put(textPrompt, { ...config, ...(fallback ? { fallback } : {}) });
    },
    chosen: ({ message, choices, absent = [] }) => put(searchPrompt, { message, choices, absent, paint }),
    typedSecret: async (message) => new Secret(await put(secretPrompt, { message, paint })),
    agreedTo: (what, lines, fallback) => {
      for (const line of lines.flatMap((one) => wrapped(one, columnsOfTerminal())))
        process.stderr.write(`${paint.change(line)}\n`);
      return put(confirmPrompt, { message: `${what}?`, fallback, paint });
    },
  };
}

function readingOf<Value>(
  text: string,
  { parse, remark }: Pick<TextQuestion<Value>, 'parse' | 'remark'>,
): Reading {
  try {
    const value = parse(text);
    return { remarks: remark?.(value) ?? [] };
  } catch (error) {
    if (error instanceof UserError) return { wrong: wordsOf(error) };
    throw error;
  }
}

/** An error as it would stand on stderr, without its label. */
const wordsOf = ({ message, problems, hint }: UserError): string[] => [
  message,
  ...problems.flatMap((problem) => [
    ...(problem.message === message ? [] : [problem.message]),
    ...problem.details.map((detail) => `  ${detail}`),
  ]),
  ...(hint ? [`hint: ${hint}`] : []),
];
