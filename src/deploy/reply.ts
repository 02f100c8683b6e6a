/** What the agent answers: sections of lines, each begun by a line with `@`. */

/** Something that the agent could not do. */
export interface AgentError {
  /** `busy`, `no-handshake`, … */
  readonly code: string;
  readonly text: string;
}

export interface Reply {
  /** The lines of each section, by its name. */
  readonly sections: ReadonlyMap<string, readonly string[]>;
  readonly error?: AgentError;
}

export function readReply(text: string): Reply {
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

/** The lines of a section; none when there is no such section. */
export const linesOf = ({ sections }: Reply, name: string): readonly string[] => sections.get(name) ?? [];
