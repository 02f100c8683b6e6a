import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { Encrypted, Protection } from '../../ports/state-admin.ts';
import { visiblePath } from '../../visible.ts';

type EncryptedView = Encrypted & { readonly encrypted: true };

/** Encrypts the state, its earlier revisions and its journal, or re-encrypts them with another key. */
export async function stateEncrypt(
  { passphrase }: { readonly passphrase: boolean },
  ports: Uses<'stateAdmin' | 'terminal'>,
): Promise<Result<EncryptedView> | Declined> {
  const encryption = await ports.stateAdmin.encryption();
  const wanted = encryption.wanted(passphrase);
  const question = encryption.on ? 'Encrypt the state with another key' : 'Encrypt the state';
  if (!(await ports.terminal.confirm(question, linesOf(wanted), 'destructive'))) return declined();
  const made = await encryption.encrypt(wanted);
  return objectResult(
    { encrypted: true, ...made },
    {
      names: ({ revision }) => [String(revision)],
      lines: ({ recipient, revision }) => [
        `the state is encrypted for ${recipient}, as revision ${revision}`,
      ],
      next: nextSteps(made),
    },
  );
}

const linesOf = ({ kind, keyFile = '' }: Protection): string[] =>
  kind === 'passphrase'
    ? ['if you lose the passphrase, you lose the state']
    : [`if you lose ${visiblePath(keyFile)}, you lose the state: keep a copy of it elsewhere`];

const nextSteps = ({ made, keyFile = '' }: Encrypted): string[] =>
  made ? [`created the key file ${visiblePath(keyFile)}; keep a copy of it elsewhere`] : [];
