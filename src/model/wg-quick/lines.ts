/** Lines of a file in the format of wg(8) and wg-quick(8). */

/** `key = value` in a section. */
export interface Entry {
  /** Counted from 1. */
  readonly line: number;
  readonly key: string;
  /** Without the comment and the spaces around it. */
  readonly value: string;
}

/** `[Interface]` or `[Peer]` with its entries. */
export interface Section {
  readonly line: number;
  readonly title: string;
  readonly entries: readonly Entry[];
  /** The comments right above and right below its title, and beside it. */
  readonly comments: readonly string[];
}

/** A line that is neither a title, nor an entry of a section, nor empty. */
export interface StrayLine {
  readonly line: number;
  readonly text: string;
}

export interface SectionedFile {
  readonly sections: readonly Section[];
  readonly stray: readonly StrayLine[];
}

/** Splits a file into sections. A `#` starts a comment anywhere, even in a quoted value, as wg and wg-quick read it. */
export function sectionsOf(text: string): SectionedFile {
  const sections: { line: number; title: string; entries: Entry[]; comments: string[] }[] = [];
  const stray: StrayLine[] = [];
  let above: string[] = [];
  for (const [at, raw] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    const line = at + 1;
    const hash = raw.indexOf('#');
    const comment = (/#[#\s]*(.*)$/.exec(raw.trimEnd())?.[1] ?? '').trim();
    const content = (hash < 0 ? raw : raw.slice(0, hash)).trim();
    const current = sections.at(-1);
    const title = /^\[\s*(.*?)\s*\]$/.exec(content)?.[1];
    if (title !== undefined) {
      sections.push({ line, title, entries: [], comments: [...above, comment].filter(Boolean) });
      above = [];
      continue;
    }
    if (content === '') {
      if (comment === '') above = [];
      else {
        above.push(comment);
        if (current?.entries.length === 0) current.comments.push(comment);
      }
      continue;
    }
    above = [];
    const equals = content.indexOf('=');
    if (equals < 0 || !current) stray.push({ line, text: content });
    else
      current.entries.push({
        line,
        key: content.slice(0, equals).trim(),
        value: content.slice(equals + 1).trim(),
      });
  }
  return { sections, stray };
}
