import type { Problem, UserError } from '../errors.ts';

/**
 * An error for stderr. As text: `error: ` with the operation that validation rejected, then each problem's message
 * on its own line, letter for letter, with its details indented; without an operation, `error: ` with the message.
 * As JSON: one object on one line.
 */
export function errorText(error: UserError, json: boolean): string {
  const { code, message, problems, hint } = error;
  if (json) return `${JSON.stringify({ error: { code, message, problems, hint: hint || null } })}\n`;
  const lines = [...problemLines(error), ...(hint ? [`hint: ${hint}`] : [])];
  return `${lines.join('\n')}\n`;
}

function problemLines({ message, problems, headline }: UserError): string[] {
  const [first, ...rest] = problems;
  if (first?.message !== message) return [`error: ${message}`, ...problems.flatMap(textOf)];
  if (headline !== undefined) return [`error: ${headline}:`, ...problems.flatMap(textOf)];
  return [`error: ${message}`, ...first.details.map(indented), ...rest.flatMap(textOf)];
}

const textOf = ({ message, details }: Problem): string[] => [message, ...details.map(indented)];

const indented = (line: string): string => `  ${line}`;
