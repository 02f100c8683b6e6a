/** Everything in a state's folder but the state itself, written anew to be put in its place later. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { encodeState } from '../codec.ts';
import { contentsOf } from '../contents.ts';
import { readWhole, syncFolder, writeNewFile } from '../disk.ts';
import { fileOf, type Header, NO_ENTRIES, openFile, type Tip, UnusableFile } from '../envelope.ts';
import { GENERATIONS, generationPath, listGenerations } from '../generations.ts';
import { advanced, JOURNAL, journalPath, type Logged, lineAfter, linesToKeep } from '../journal.ts';
import { type Current, tipOf } from '../state-file.ts';
import type { Author, Entry } from '../store.ts';
import type { Cipher, Keys } from './cipher.ts';
import { stagePath, WRAPPED } from './finish-conversion.ts';
import { LOCKED_KEY } from './key-file.ts';
import { writeMarker } from './marker.ts';
import { sealEntries, sealState, unsealEntries } from './sealed.ts';

/** What a state is to be encrypted for. */
export interface Target {
  readonly cipher: Cipher;
  /** The bytes of `key.age`, where there is a passphrase. */
  readonly lockedKey?: Buffer;
}

/** All that a conversion goes by. Without a target the state will be plain. */
export interface Conversion {
  readonly folder: string;
  readonly keys: Keys;
  readonly current: Current;
  readonly target: Target | undefined;
  readonly author: Author;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly nonce: string;
}

/** What lies below a header, and what the header says of it. */
export async function contentFor(
  target: Target | undefined,
  command: string,
  { state }: Pick<Current, 'state'>,
): Promise<{ readonly body: Buffer } & Pick<Header, 'command' | 'recipient'>> {
  if (!target) return { command, body: Buffer.from(encodeState(state)) };
  const { cipher } = target;
  return { recipient: cipher.note.recipient, body: await sealState(command, state, cipher) };
}

/** Writes everything but the state itself anew, to be put in its place later. Returns how far its journal goes. */
export async function staged(conversion: Conversion, entry: Entry): Promise<Tip> {
  const { folder, target } = conversion;
  const stage = stagePath(folder);
  mkdirSync(stage, { mode: 0o700 });
  mkdirSync(join(stage, GENERATIONS), { mode: 0o700 });
  if (target?.lockedKey) writeNewFile(join(stage, LOCKED_KEY), target.lockedKey);
  // Whoever looks for a key looks here, too: it must never be half there.
  if (target) writeMarker(stage, target.cipher.note);
  const { tip, tips } = await stagedJournal(conversion, entry);
  await stageGenerations(conversion, tips);
  await stageLeftovers(conversion);
  for (const path of [join(stage, GENERATIONS), stage, folder]) syncFolder(path);
  return tip;
}

/** How far the journal that is being written goes with each revision that it tells of; the oldest first. */
type Tips = readonly { readonly revision: number; readonly tip: Tip }[];

/** With a revision; one that the journal does not tell of has what there was before it. */
const tipWith = (tips: Tips, revision: number): Tip =>
  tips.findLast((one) => one.revision <= revision)?.tip ?? NO_ENTRIES;

async function stagedJournal(
  { folder, current, target }: Conversion,
  entry: Entry,
): Promise<{ tip: Tip; tips: Tips }> {
  const kept = linesToKeep(folder, tipOf(folder, current));
  const { entries, damage } = await unsealEntries(kept.lines, current.cipher);
  if (kept.damage ?? damage)
    await stageWrapped(folder, JOURNAL, `journal.before-${entry.after}.jsonl`, target);
  const lines = target ? await sealedLines(entries, entry, target.cipher) : [...entries, entry];
  const tips: { revision: number; tip: Tip }[] = [];
  const bytes: Buffer[] = [];
  let tip = NO_ENTRIES;
  for (const [at, logged] of lines.entries()) {
    const line = lineAfter(tip, logged);
    bytes.push(line);
    tip = advanced(tip, line);
    // Many entries in one line have one tip.
    const told = target ? (at === 0 ? entries : []) : [entries[at]];
    for (const one of told) if (one) tips.push({ revision: one.after, tip });
  }
  writeNewFile(journalPath(stagePath(folder)), Buffer.concat(bytes));
  return { tip, tips };
}

/** The entries so far in one line, which spares whoever reads them a decryption each, and the new one in another. */
async function sealedLines(entries: readonly Entry[], entry: Entry, cipher: Cipher): Promise<Logged[]> {
  const batch = entries.length > 0 ? [await sealEntries(entries, cipher)] : [];
  return [...batch, await sealEntries([entry], cipher)];
}

async function stageGenerations(conversion: Conversion, tips: Tips): Promise<void> {
  const { folder, current, keys } = conversion;
  const { header } = current;
  if (header) await stageGeneration(conversion, { header, state: current.state }, tips);
  for (const revision of listGenerations(folder)) {
    if (revision === header?.revision) continue;
    const name = generationPath('', revision);
    try {
      const file = openFile(readWhole(join(folder, name)).bytes);
      await stageGeneration(conversion, await contentsOf(file, keys), tips);
    } catch (error) {
      // Encrypted for a key that is not there: it stays as it is.
      if (error instanceof UserError) continue;
      if (!(error instanceof UnusableFile)) throw error;
      await stageWrapped(folder, name, name, conversion.target);
    }
  }
}

async function stageGeneration(
  { folder, target }: Conversion,
  { header, state }: { readonly header: Header; readonly state: Current['state'] },
  tips: Tips,
): Promise<void> {
  const { lineage, revision, at, command = '' } = header;
  const content = await contentFor(target, command, { state });
  const journal = tipWith(tips, revision);
  const { body, ...made } = content;
  writeNewFile(
    generationPath(stagePath(folder), revision),
    fileOf({ lineage, revision, at, ...made, journal }, body),
  );
}

/** What was put aside: damaged states and journals, of any content. */
const LEFTOVER = /^(?:state|journal)\.before-[^/]*\.jsonl(?:\.age)?$/;

/** Files that were encrypted as they are come back; those that are not are, if there is a key for it. */
async function stageLeftovers({ folder, target, current }: Conversion): Promise<void> {
  const generations = existsSync(join(folder, GENERATIONS)) ? readdirSync(join(folder, GENERATIONS)) : [];
  const names = [
    ...readdirSync(folder).filter((name) => LEFTOVER.test(name)),
    ...generations.filter((name) => name.endsWith(WRAPPED)).map((name) => join(GENERATIONS, name)),
  ];
  for (const name of names) {
    if (!name.endsWith(WRAPPED)) await stageWrapped(folder, name, name, target);
    else if (current.cipher) await stageRewrapped(folder, name, current.cipher, target);
  }
}

/** Encrypts a file as it is. Without a key it is kept under its name to be. */
async function stageWrapped(
  folder: string,
  from: string,
  to: string,
  target: Target | undefined,
): Promise<void> {
  const { bytes } = readWhole(join(folder, from));
  if (target) writeNewFile(join(stagePath(folder), `${to}${WRAPPED}`), await target.cipher.encrypt(bytes));
  else if (from !== to) writeNewFile(join(stagePath(folder), to), bytes);
}

async function stageRewrapped(
  folder: string,
  name: string,
  cipher: Cipher,
  target: Target | undefined,
): Promise<void> {
  const inner = name.slice(0, -WRAPPED.length);
  try {
    const bytes = await cipher.decrypt(readWhole(join(folder, name)).bytes);
    if (target) writeNewFile(join(stagePath(folder), name), await target.cipher.encrypt(bytes));
    else writeNewFile(join(stagePath(folder), inner), bytes);
  } catch (error) {
    // Of a key that is gone: it stays as it is.
    if (!(error instanceof UnusableFile)) throw error;
  }
}
