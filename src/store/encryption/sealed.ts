/** The plaintext of encrypted files: first the command that made the change, then the lines of the state. */
import type { State } from '../../model/state.ts';
import { encodeState } from '../codec.ts';
import { decodeLines, type Header, UnusableFile } from '../envelope.ts';
import { describeDamage, isSealed, type JournalLine, type SealedEntries } from '../journal.ts';
import type { JournalEntry } from '../store.ts';
import type { Cipher } from './cipher.ts';

/** Returns the body of an encrypted state file. */
export const sealState = (command: string, state: State, cipher: Cipher): Promise<Buffer> =>
  cipher.encrypt(Buffer.from(`${JSON.stringify({ command })}\n${encodeState(state)}`));

/** Returns the command and the state in the body of an encrypted file. */
export async function unsealState(
  body: Buffer,
  cipher: Cipher,
): Promise<Required<Pick<Header, 'command'>> & { readonly state: State }> {
  const text = await cipher.decrypt(body);
  const end = text.indexOf(0x0a);
  const command = commandIn(text.toString('utf8', 0, Math.max(end, 0)));
  if (command === undefined) throw new UnusableFile('it does not decrypt to a peerway state');
  return { command, state: decodeLines(text.subarray(end + 1)) };
}

function commandIn(line: string): string | undefined {
  try {
    const { command } = JSON.parse(line) as { command?: unknown };
    return typeof command === 'string' ? command : undefined;
  } catch {
    return undefined;
  }
}

/** Returns entries as one line of an encrypted journal. */
export async function sealEntries(entries: readonly JournalEntry[], cipher: Cipher): Promise<SealedEntries> {
  const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`);
  return { sealed: (await cipher.encrypt(Buffer.from(lines.join('')))).toString('base64') };
}

/** Returns the entries of the lines, up to the first line that cannot be decrypted. */
export async function unsealEntries(
  lines: readonly JournalLine[],
  cipher: Cipher | undefined,
): Promise<{ readonly entries: JournalEntry[]; readonly damage?: string }> {
  const entries: JournalEntry[] = [];
  for (const [at, line] of lines.entries()) {
    const decrypted = isSealed(line) ? await unsealLine(line, cipher) : [line];
    if (!decrypted) return { entries, damage: describeDamage(at) };
    entries.push(...decrypted);
  }
  return { entries };
}

/** Returns the entries of a line, or undefined if it cannot be decrypted. */
export async function unsealLine(
  { sealed }: SealedEntries,
  cipher: Cipher | undefined,
): Promise<JournalEntry[] | undefined> {
  try {
    const text = (await cipher?.decrypt(Buffer.from(sealed, 'base64')))?.toString('utf8');
    return text
      ?.split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as JournalEntry);
  } catch (error) {
    if (error instanceof UnusableFile || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
