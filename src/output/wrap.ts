/** Lines of at most `width` characters; a longer piece between two breaks has a line of its own. */
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
