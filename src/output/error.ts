import type { Problem, UserError } from '../errors.ts';

/**
 * Formats an error for stderr. As text, it is `error: ` and the rejected operation, then the unchanged message of each
 * problem on a line of its own, with the details indented below. Without an operation, it is `error: ` and the message.
 * As JSON, it is one object on one line.
 */
export function errorText(error: UserError, json: boolean): string {
  const { code, message, problems, hint } = error;
  if (json) {
    const documented = problems.map(documentedProblem);
    return `${JSON.stringify({ error: { code, message, problems: documented, hint: hint || null } })}\n`;
  }
  const lines = [...problemLines(error), ...(hint ? [`hint: ${hint}`] : [])];
  return `${lines.join('\n')}\n`;
}

/** Returns the fields of a problem that scripts may read. Rules add others, for later decisions. */
const documentedProblem = ({ code, message, details }: Problem): Problem => ({ code, message, details });

function problemLines({ message, problems, headline }: UserError): string[] {
  const [first, ...rest] = problems;
  if (first?.message !== message) return [`error: ${message}`, ...problems.flatMap(linesOf)];
  if (headline !== undefined) return [`error: ${headline}:`, ...problems.flatMap(linesOf)];
  return [`error: ${message}`, ...first.details.map(indent), ...rest.flatMap(linesOf)];
}

const linesOf = ({ message, details }: Problem): string[] => [message, ...details.map(indent)];

const indent = (line: string): string => `  ${line}`;
