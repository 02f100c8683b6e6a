/** Writes the new files of a conversion, all but the state file, to the stage folder. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { encodeState } from '../codec.ts';
import { decodeContents } from '../contents.ts';
import { readWhole, syncFolder, writeNewFile } from '../disk.ts';
import { buildFile, type Header, NO_ENTRIES, parseFile, type Tip, UnusableFile } from '../envelope.ts';
import { GENERATIONS, generationPath, listGenerations } from '../generations.ts';
import { advanceTip, encodeLine, JOURNAL, type JournalLine, journalPath, linesToKeep } from '../journal.ts';
import { type Current, tipOf } from '../state-file.ts';
import type { Author, JournalEntry } from '../store.ts';
import type { Cipher, Keys } from './cipher.ts';
import { stagePath, WRAPPED } from './finish-conversion.ts';
import { LOCKED_KEY } from './key-file.ts';
import { writeMarker } from './marker.ts';
import { sealEntries, sealState, unsealEntries } from './sealed.ts';

/** The key to encrypt a state for. */
export interface Target {
  readonly cipher: Cipher;
  /** The bytes of `key.age`. Only set with a passphrase. */
  readonly lockedKey?: Buffer;
}

/** The parameters of a conversion. */
export interface Conversion {
  readonly folder: string;
  readonly keys: Keys;
  readonly current: Current;
  /** Undefined to decrypt. */
  readonly target: Target | undefined;
  readonly author: Author;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly nonce: string;
}

/** Returns the body of a state file, and the header fields that depend on encryption. */
export async function contentFor(
  target: Target | undefined,
  command: string,
  { state }: Pick<Current, 'state'>,
): Promise<{ readonly body: Buffer } & Pick<Header, 'command' | 'recipient'>> {
  if (!target) return { command, body: Buffer.from(encodeState(state)) };
  const { cipher } = target;
  return { recipient: cipher.note.recipient, body: await sealState(command, state, cipher) };
}

/** Writes the converted journal, generations, marker and key to the stage folder. Returns the tip of the journal. */
export async function stageFiles(conversion: Conversion, entry: JournalEntry): Promise<Tip> {
  const { folder, target } = conversion;
  const stage = stagePath(folder);
  mkdirSync(stage, { mode: 0o700 });
  mkdirSync(join(stage, GENERATIONS), { mode: 0o700 });
  if (target?.lockedKey) writeNewFile(join(stage, LOCKED_KEY), target.lockedKey);
  // Key lookups read the staged marker too. It is written atomically, so they never see half of it.
  if (target) writeMarker(stage, target.cipher.note);
  const { tip, tips } = await stageJournal(conversion, entry);
  await stageGenerations(conversion, tips);
  await stageDamagedFiles(conversion);
  for (const path of [join(stage, GENERATIONS), stage, folder]) syncFolder(path);
  return tip;
}

/** The tips of the new journal by revision, oldest first. */
type Tips = readonly { readonly revision: number; readonly tip: Tip }[];

/** Returns the tip at a revision. A revision without an entry has the tip before it. */
const tipAt = (tips: Tips, revision: number): Tip =>
  tips.findLast((candidate) => candidate.revision <= revision)?.tip ?? NO_ENTRIES;

async function stageJournal(
  { folder, current, target }: Conversion,
  entry: JournalEntry,
): Promise<{ tip: Tip; tips: Tips }> {
  const kept = linesToKeep(folder, tipOf(folder, current));
  const { entries, damage } = await unsealEntries(kept.lines, current.cipher);
  if (kept.damage ?? damage)
    await stageWrapped(folder, JOURNAL, `journal.before-${entry.after}.jsonl`, target);
  const lines = target ? await sealLines(entries, entry, target.cipher) : [...entries, entry];
  const tips: { revision: number; tip: Tip }[] = [];
  const bytes: Buffer[] = [];
  let tip = NO_ENTRIES;
  for (const [at, content] of lines.entries()) {
    const line = encodeLine(tip, content);
    bytes.push(line);
    tip = advanceTip(tip, line);
    // Entries that share a line share its tip.
    const covered = target ? (at === 0 ? entries : []) : [entries[at]];
    for (const one of covered) if (one) tips.push({ revision: one.after, tip });
  }
  writeNewFile(journalPath(stagePath(folder)), Buffer.concat(bytes));
  return { tip, tips };
}

/** Seals all existing entries in one line, so that reading them takes one decryption, and the new entry in another. */
async function sealLines(
  entries: readonly JournalEntry[],
  entry: JournalEntry,
  cipher: Cipher,
): Promise<JournalLine[]> {
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
      const file = parseFile(readWhole(join(folder, name)).bytes);
      await stageGeneration(conversion, await decodeContents(file, keys), tips);
    } catch (error) {
      // The file is encrypted for a key that is not available: it stays as it is.
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
  const { lineage, revision, plan, at, command = '' } = header;
  const content = await contentFor(target, command, { state });
  const journal = tipAt(tips, revision);
  const { body, ...headerFields } = content;
  writeNewFile(
    generationPath(stagePath(folder), revision),
    buildFile({ lineage, revision, ...(plan !== undefined && { plan }), at, ...headerFields, journal }, body),
  );
}

/** Damaged states and journals that were kept, with any content. */
const KEPT_DAMAGED = /^(?:state|journal)\.before-[^/]*\.jsonl(?:\.age)?$/;

/** Stages damaged files: encrypts those that are unencrypted, and decrypts or re-encrypts the others. */
async function stageDamagedFiles({ folder, target, current }: Conversion): Promise<void> {
  const generations = existsSync(join(folder, GENERATIONS)) ? readdirSync(join(folder, GENERATIONS)) : [];
  const names = [
    ...readdirSync(folder).filter((name) => KEPT_DAMAGED.test(name)),
    ...generations.filter((name) => name.endsWith(WRAPPED)).map((name) => join(GENERATIONS, name)),
  ];
  for (const name of names) {
    if (!name.endsWith(WRAPPED)) await stageWrapped(folder, name, name, target);
    else if (current.cipher) await stageRewrapped(folder, name, current.cipher, target);
  }
}

/** Encrypts a file as raw bytes. Without a key, copies it if its name changes. */
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
    // The file is encrypted for an unknown key: it stays as it is.
    if (!(error instanceof UnusableFile)) throw error;
  }
}
