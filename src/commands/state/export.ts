import { type Result, textResult } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';

/** Prints the whole state as one JSON document; with keys only if `secrets`. */
export async function stateExport(
  intent: { readonly secrets: boolean },
  ports: Uses<'state' | 'stateAdmin'>,
): Promise<Result<null>> {
  const { exportState } = await ports.stateAdmin.portable();
  const document = exportState(await ports.state.read(), intent);
  return textResult({ text: `${JSON.stringify(document, null, 2)}\n`, holdsKeys: intent.secrets });
}
