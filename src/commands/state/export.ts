import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';

/** The whole state as one JSON document; its keys only where they are asked for. */
export async function stateExport(intent: { readonly secrets: boolean }, context: Context): Promise<Outcome> {
  const { exportState } = await context.portable();
  const document = exportState(await context.read(), intent);
  return { kind: 'text', text: `${JSON.stringify(document, null, 2)}\n`, holdsKeys: intent.secrets };
}
