import { findingsErrorOf } from '../../errors.ts';
import { count } from '../../model/count.ts';
import { stateProblems } from '../../model/rules/soundness.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { Exposed } from '../../ports/state-admin.ts';
import { specs } from '../../providers/registry.ts';
import { shellQuoted, visiblePath } from '../../visible.ts';

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
 * Reads the whole state, which verifies the file, and validates it against every rule. Exit 8 if a rule fails. Warns
 * about files of the state that other users can access, since they hold keys.
 */
export async function stateCheck(ports: Uses<'state' | 'stateAdmin'>): Promise<Result<SoundState>> {
  const state = await ports.state.read();
  const [first, ...rest] = stateProblems(specs, state);
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
      warnings: exposureWarnings(folder, await ports.stateAdmin.exposed()),
    },
  );
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
