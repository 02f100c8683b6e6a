import { findingsErrorOf, type Problem } from '../../errors.ts';
import { count } from '../../model/count.ts';
import { stateFindings } from '../../model/rules/findings.ts';
import { stateProblems } from '../../model/rules/soundness.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { Exposed, Journal } from '../../ports/state-admin.ts';
import { specs } from '../../providers/registry.ts';
import { shellQuoted, visiblePath } from '../../visible.ts';
import { journalWarnings } from '../log/log.ts';

/** Number of objects of each kind in a valid state. */
interface SoundState {
  readonly sound: true;
  readonly locations: number;
  readonly vpcs: number;
  readonly gateways: number;
  readonly clients: number;
  readonly peerings: number;
}

/**
 * Reads the whole state, which verifies the file, and checks it against every rule, its values for mistakes, and the log
 * against the state. Exit 8 if one fails. Warns about files of the state that other users can access, since they hold keys.
 */
export async function stateCheck(ports: Uses<'state' | 'stateAdmin'>): Promise<Result<SoundState>> {
  const state = await ports.state.read();
  const journal = await ports.stateAdmin.journal();
  const [first, ...rest] = [
    ...stateProblems(specs, state),
    ...stateFindings(specs, state),
    ...journalProblems(journal),
  ];
  if (first) throw findingsErrorOf([first, ...rest], first.hint);
  const counts = {
    locations: state.locations.size,
    vpcs: state.vpcs.size,
    gateways: state.gateways.size,
    clients: state.clients.size,
    peerings: state.peerings.size,
  };
  const text = [
    count(counts.locations, 'location'),
    count(counts.vpcs, 'VPC'),
    count(counts.gateways, 'gateway'),
    count(counts.clients, 'client'),
    count(counts.peerings, 'peering'),
  ];
  const { folder } = ports.stateAdmin;
  return objectResult(
    { sound: true, ...counts },
    {
      names: () => [],
      lines: () => [`the state is valid: ${text.join(', ')}`],
      warnings: [
        ...journalWarnings({ setAside: journal.setAside }),
        ...exposureWarnings(folder, await ports.stateAdmin.exposed()),
      ],
    },
  );
}

/** Returns a problem for a log that does not match the state. */
function journalProblems({ entries, damage }: Journal): (Problem & { readonly hint: string })[] {
  if (damage === undefined) return [];
  const details = entries.flatMap((entry) => (entry.damage === undefined ? [] : [entry.damage]));
  return [
    {
      code: 'journal-damaged',
      message: 'The log is damaged: journal.jsonl does not match the state',
      details: details.length > 0 ? details : [damage],
      hint: 'run `peerway log` to see what is left, and copy journal.jsonl back from a backup',
    },
  ];
}

function exposureWarnings(folder: string, [first, ...more]: readonly Exposed[]): string[] {
  if (!first) return [];
  const mode = first.mode.toString(8).padStart(4, '0');
  const files = `${more.length} more ${more.length === 1 ? 'file' : 'files'} of the state`;
  const rest = more.length > 0 ? ` and ${files}` : '';
  return [
    `other users can access ${visiblePath(first.path)} (mode ${mode})${rest}: \`chmod -R go= ${shellQuoted(folder)}\`, then replace the keys if others may have read them`,
  ];
}
