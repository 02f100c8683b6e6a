import type { UserError } from '../errors.ts';

/**
 * An error for stderr. As text: each problem's message alone on its line, letter for letter, its details
 * indented below; an error without problems after `error: `. As JSON: one object on one line.
 */
export function errorText(error: UserError, json: boolean): string {
  const { code, message, problems, hint } = error;
  if (json) return `${JSON.stringify({ error: { code, message, problems, hint: hint || null } })}\n`;
  const isOwn = problems.some((problem) => problem.message === message);
  const lines = [
    ...(isOwn ? [] : [`error: ${message}`]),
    ...problems.flatMap((problem) => [problem.message, ...problem.details.map((detail) => `  ${detail}`)]),
    ...(hint ? [`hint: ${hint}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}
