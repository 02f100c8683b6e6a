export interface ColorSettings {
  /** True if the stream is a terminal. */
  readonly isTerminal: boolean;
  /** --no-color. */
  readonly noColor: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Returns whether to print in color. The flag comes first, then FORCE_COLOR, then NO_COLOR (no-color.org), in the same
 * order as in Node. By default, color is for terminals other than `dumb`.
 */
export function wantsColor({ isTerminal, noColor, env }: ColorSettings): boolean {
  if (noColor) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return isTerminal && env['TERM'] !== 'dumb';
}
