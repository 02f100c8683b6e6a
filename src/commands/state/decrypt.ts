import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';

/** Null if the state was not encrypted. */
type Decrypted = { readonly encrypted: false; readonly revision: number } | null;

/** Decrypts the state, its earlier revisions and its journal. */
export async function stateDecrypt(
  ports: Uses<'stateAdmin' | 'terminal'>,
): Promise<Result<Decrypted> | Declined> {
  const encryption = await ports.stateAdmin.encryption();
  if (!encryption.on) return decrypted(null, ['the state is not encrypted']);
  const lines = ['its keys will be stored in plain files, protected only by file permissions'];
  if (!(await ports.terminal.confirm('Decrypt the state', lines, 'destructive'))) return declined();
  return decrypted({ encrypted: false, revision: await encryption.decrypt() });
}

const decrypted = (value: Decrypted, notes: readonly string[] = []): Result<Decrypted> =>
  objectResult(value, {
    names: (done) => (done ? [String(done.revision)] : []),
    lines: (done) => (done ? [`the state is decrypted, as revision ${done.revision}`] : []),
    notes,
  });
