import { vpcNamed } from '../../model/queries.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { vpcLines, vpcView } from './view.ts';

/** One VPC with everything that is recorded of it. */
export async function vpcShow(name: string, context: Context): Promise<Outcome> {
  const state = await context.read();
  const view = vpcView(state, vpcNamed(state, name));
  return { kind: 'object', value: view, names: [view.name], lines: vpcLines(view) };
}
