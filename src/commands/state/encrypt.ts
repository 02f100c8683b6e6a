import type { Outcome } from '../../output/outcome.ts';
import type { Context, Encrypted, Protection } from '../../ports/context.ts';
import { visiblePath } from '../../visible.ts';
import { unchanged } from '../deleted.ts';

/** Encrypts the state with all that is kept of it, or encrypts it anew for another key. */
export async function stateEncrypt(
  { passphrase }: { readonly passphrase: boolean },
  context: Context,
): Promise<Outcome> {
  const encryption = await context.encryption();
  const wanted = encryption.wanted(passphrase);
  const question = encryption.on ? 'Encrypt the state for another key' : 'Encrypt the state';
  if (!(await context.ask.confirm(question, linesOf(wanted), 'destructive'))) return unchanged();
  const made = await encryption.encrypt(wanted);
  return {
    kind: 'object',
    value: { encrypted: true, ...made },
    names: [String(made.revision)],
    lines: [`the state is encrypted for ${made.recipient}, as revision ${made.revision}`],
    notes: notesOf(made),
  };
}

const linesOf = ({ kind, keyFile = '' }: Protection): string[] =>
  kind === 'passphrase'
    ? ['whoever forgets the passphrase has lost the state']
    : [`whoever loses ${visiblePath(keyFile)} has lost the state: keep a copy of it elsewhere`];

const notesOf = ({ made, keyFile = '' }: Encrypted): string[] =>
  made ? [`its key was made: ${visiblePath(keyFile)}; keep a copy of it elsewhere`] : [];
