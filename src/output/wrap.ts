/** Wraps a text to lines of at most `width` characters. A part without a break that is longer gets its own line. */
export function wrap(text: string, width: number, breaks: RegExp = / /): string[] {
  const lines: string[] = [];
  for (const piece of text.split(breaks)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + piece.length <= width)
      lines[lines.length - 1] = `${line} ${piece}`;
    else lines.push(piece);
  }
  return lines;
}
