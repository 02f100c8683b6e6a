/** Asks a provider for its networks. */
import { EXIT, UserError } from '../../errors.ts';
import { askProvider } from '../../exec/answer.ts';
import type { Via } from '../../model/peering.ts';
import type { ImportedVpc } from '../../model/transitions/import-vpcs.ts';
import type { Uses } from '../../ports/ports.ts';
import type { Selection } from '../../providers/provider.ts';
import { specs, vpcEngineOf } from '../../providers/registry.ts';

export interface NetworksQuestion {
  readonly from: Via;
  readonly selection: Selection;
  /** Until each command is stopped (default: 120); lists of networks may be long. */
  readonly seconds?: number;
}

/** Returns the networks that the provider's CLI lists. Exit 6 if it fails. */
export async function askForNetworks(
  { from, selection, seconds = 120 }: NetworksQuestion,
  ports: Uses<'terminal' | 'outside'>,
): Promise<ImportedVpc[]> {
  const { networks, program } = await vpcEngineOf(from);
  const own = await ports.outside.program(program.name, program.env);
  const ask = (words: readonly string[]) => askProvider(program, own, words, seconds);
  const answers = await ports.terminal.during(`asking ${specs.labelOf(from)}`, () =>
    Promise.all(
      networks.questions(selection).map(async ({ place, commands, optional = [] }) => {
        const documents = [...commands.map(ask), ...optional.map((words) => ask(words).catch(unlessDenied))];
        return { place, documents: (await Promise.all(documents)).filter((one) => one !== undefined) };
      }),
    ),
  );
  return answers.flatMap(({ place, documents }) =>
    fromProvider(networks.inspect, () => networks.read(documents, place)),
  );
}

/** Returns no document if the operator may not read it. */
function unlessDenied(error: unknown): undefined {
  if (!(error instanceof UserError) || error.code !== 'provider-denied') throw error;
}

/** Output that cannot be read is the operator's mistake in a file, but the provider's when its CLI has just printed it. */
function fromProvider<Read>(inspect: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError) || error.exit !== EXIT.usage) throw error;
    throw new UserError(EXIT.rolledBack, 'provider-failed', error.message, {
      hint: `run \`${inspect}\` yourself`,
    });
  }
}
