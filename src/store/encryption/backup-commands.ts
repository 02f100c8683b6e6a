/** The commands that made encrypted revisions: these are part of the ciphertext. */
import { readWhole } from '../disk.ts';
import { parseFile, UnusableFile } from '../envelope.ts';
import type { Backup } from '../generations.ts';
import { errnoOf } from '../system-errors.ts';
import type { Keys } from './cipher.ts';
import { unsealState } from './sealed.ts';

/** Returns the backups with the commands that made them, where the key is available without a prompt. */
export async function withCommands(backups: readonly Backup[], keys: Keys): Promise<Backup[]> {
  const result: Backup[] = [];
  for (const backup of backups) {
    const { path, header } = backup;
    const command = header?.recipient && (await commandOf(path, header.recipient, keys));
    result.push(header && command ? { ...backup, header: { ...header, command } } : backup);
  }
  return result;
}

async function commandOf(path: string, recipient: string, keys: Keys): Promise<string | undefined> {
  const cipher = await keys.cipherAtHand(recipient);
  try {
    return cipher && (await unsealState(parseFile(readWhole(path).bytes).body, cipher)).command;
  } catch (error) {
    // The file has just been pruned, or is damaged.
    if (error instanceof UnusableFile || errnoOf(error) !== undefined) return undefined;
    throw error;
  }
}
