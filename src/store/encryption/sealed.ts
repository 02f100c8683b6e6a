/** What lies inside the ciphertext of a state: the command that made it on the first line, its objects below. */
import type { State } from '../../model/state.ts';
import { encodeState } from '../codec.ts';
import { decodeLines, type Header, UnusableFile } from '../envelope.ts';
import { damageAfter, isSealed, type Logged, type Sealed } from '../journal.ts';
import type { Entry } from '../store.ts';
import type { Cipher } from './cipher.ts';

/** The body of an encrypted file. */
export const sealState = (command: string, state: State, cipher: Cipher): Promise<Buffer> =>
  cipher.encrypt(Buffer.from(`${JSON.stringify({ command })}\n${encodeState(state)}`));

/** The command and the state of the body of an encrypted file. */
export async function unsealState(
  body: Buffer,
  cipher: Cipher,
): Promise<Required<Pick<Header, 'command'>> & { readonly state: State }> {
  const text = await cipher.decrypt(body);
  const end = text.indexOf(0x0a);
  const command = commandIn(text.toString('utf8', 0, Math.max(end, 0)));
  if (command === undefined) throw new UnusableFile('what it was encrypted from is not a peerway state');
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

/** Entries as a line of an encrypted journal. */
export async function sealEntries(entries: readonly Entry[], cipher: Cipher): Promise<Sealed> {
  const lines = entries.map((entry) => `${JSON.stringify(entry)}\n`);
  return { sealed: (await cipher.encrypt(Buffer.from(lines.join('')))).toString('base64') };
}

/** The entries of lines, up to the first that cannot be decrypted. */
export async function unsealEntries(
  lines: readonly Logged[],
  cipher: Cipher | undefined,
): Promise<{ readonly entries: Entry[]; readonly damage?: string }> {
  const entries: Entry[] = [];
  for (const [at, line] of lines.entries()) {
    const inside = isSealed(line) ? await entriesIn(line, cipher) : [line];
    if (!inside) return { entries, damage: damageAfter(at) };
    entries.push(...inside);
  }
  return { entries };
}

async function entriesIn({ sealed }: Sealed, cipher: Cipher | undefined): Promise<Entry[] | undefined> {
  try {
    const text = (await cipher?.decrypt(Buffer.from(sealed, 'base64')))?.toString('utf8');
    return text
      ?.split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Entry);
  } catch (error) {
    if (error instanceof UnusableFile || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
