import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { unchanged } from '../deleted.ts';

/** Makes an encrypted state plain again, with all that is kept of it. */
export async function stateDecrypt(context: Context): Promise<Outcome> {
  const encryption = await context.encryption();
  if (!encryption.on) return { ...unchanged(), notes: ['the state is not encrypted'] };
  const lines = ['its keys will be in plain files again, which only file modes guard'];
  if (!(await context.ask.confirm('Decrypt the state', lines, 'destructive'))) return unchanged();
  const revision = await encryption.decrypt();
  return {
    kind: 'object',
    value: { encrypted: false, revision },
    names: [String(revision)],
    lines: [`the state is plain, as revision ${revision}`],
  };
}
