import { type UserError, usage } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { wrap } from '../output/wrap.ts';
import { quoted } from '../visible.ts';

/** Returns the usage error for an unknown command, which lists the known ones and suggests the nearest. */
export function unknownCommand(path: readonly string[], word: string, known: readonly string[]): UserError {
  const command = ['peerway', ...path].join(' ');
  const near = nearest(word, known);
  return usage(
    `unknown command ${quoted(word)} for "${command}"`,
    near ? `did you mean \`${command} ${near}\`?` : `run \`${command} --help\``,
    wrap(`commands: ${known.join(', ')}`, 78),
  );
}
