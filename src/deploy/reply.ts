/** Parses a reply of the agent: sections of lines, each opened by a line that starts with `@`. */

/** An error that the agent reported. */
export interface AgentError {
  /** `busy`, `no-handshake`, … */
  readonly code: string;
  readonly text: string;
}

export interface Reply {
  /** Lines of each section by its name. */
  readonly sections: ReadonlyMap<string, readonly string[]>;
  readonly error?: AgentError;
}

export function parseReply(text: string): Reply {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  let error: AgentError | undefined;
  for (const line of text.split('\n')) {
    const failure = /^@error (\S+) ?(.*)$/.exec(line);
    if (failure) error = { code: failure[1] as string, text: (failure[2] as string).trim() };
    else if (line.startsWith('@')) {
      lines = [];
      sections.set(line.slice(1), lines);
    } else if (line !== '') lines.push(line);
  }
  return { sections, ...(error ? { error } : {}) };
}

/** Returns the lines of a section; empty if the reply does not have the section. */
export const sectionLines = ({ sections }: Reply, name: string): readonly string[] =>
  sections.get(name) ?? [];
