/** What the environment says of colours. */
export interface Surroundings {
  /** Whether stdout is a terminal. */
  readonly terminal: boolean;
  /** --no-color. */
  readonly refused: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether to print in colours: the flag comes first, then FORCE_COLOR, then NO_COLOR (no-color.org), as node itself
 * has it; else only on a terminal that can.
 */
export function wantsColour({ terminal, refused, env }: Surroundings): boolean {
  if (refused) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return terminal && env['TERM'] !== 'dumb';
}
