import { usage } from '../../errors.ts';
import type { Via } from '../../model/peering.ts';
import { notFound, vpcNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import { type Import, type ImportedVpc, importVpcs } from '../../model/transitions/import-vpcs.ts';
import type { Name, Owner } from '../../model/values.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { parsedDocument } from '../../providers/imported.ts';
import type { NetworkImport, Selection } from '../../providers/provider.ts';
import { specs, vpcEngineOf } from '../../providers/registry.ts';
import { visible, visiblePath } from '../../visible.ts';
import { previewChange } from '../own-objects.ts';
import { type ValueChange, valueChanges, valueLines } from '../value-changes.ts';
import { askForNetworks } from './networks.ts';
import { VPC_LABELS, vpcValues, vpcView } from './view.ts';

export interface VpcImportIntent {
  readonly from: Via;
  /** Saved output of the provider's CLI; without files, the CLI is run. */
  readonly files: readonly string[];
  /** Only these VPCs, by their ids or names there. */
  readonly only: readonly string[];
  readonly selection: Selection;
  readonly owner?: Owner;
  readonly location?: Name;
  readonly dryRun: boolean;
}

interface ImportRow extends Import {
  readonly cidrs: readonly string[];
  /** The values that differ from those before; none of a VPC that is added. */
  readonly updated: readonly ValueChange[];
}

export const IMPORT_COLUMNS: readonly Column<ImportRow>[] = [
  { header: 'NAME', cell: ({ name }) => name },
  { header: 'CHANGE', cell: ({ change }) => change, values: ['added', 'updated', 'unchanged'] },
  { header: 'CIDRS', cell: ({ cidrs }) => cidrs.join(', '), members: ({ cidrs }) => cidrs, folds: true },
  { header: 'ID', cell: ({ id }) => id, rank: 1 },
];

/** Imports VPCs from a provider: adds new ones, and updates those that the plan knows. */
export async function vpcImport(
  intent: VpcImportIntent,
  ports: Uses<'state' | 'terminal' | 'outside'>,
): Promise<Result<readonly ImportRow[]>> {
  const { location, dryRun, only } = intent;
  const engine = await vpcEngineOf(intent.from);
  const found = chosen(
    intent.files.length > 0
      ? await savedNetworks(engine.networks, intent, ports)
      : await askForNetworks(intent, ports),
    intent,
  );
  const defaults = {
    owner: intent.owner ?? (await ports.state.actor()),
    ...(location ? { location } : {}),
  };
  const { unplaced } = engine.networks;
  const lacking = found.flatMap((vpc) => unplaced(vpc) ?? []);
  const [first] = lacking;
  if (first && (only.length > 0 || lacking.length === found.length)) throw usage(first.message, first.hint);
  const empty = found.filter(({ cidrs }) => cidrs.length === 0);
  const usable = found.filter((vpc) => vpc.cidrs.length > 0 && !unplaced(vpc));
  const decide = (before: State) => ({ ...importVpcs(specs, before, usable, defaults), before });
  const { before, state, imports, warnings } = dryRun
    ? await previewChange(ports, decide)
    : await ports.state.change(decide);
  const rows = imports.map((one) => ({
    ...one,
    cidrs: vpcNamed(state, one.name).cidrs,
    updated: before.vpcs.has(one.name) ? updatedValues(before, state, one.name) : [],
  }));
  return listResult(rows, {
    columns: IMPORT_COLUMNS,
    nameOf: ({ name }) => name,
    empty: 'there are no VPCs to import',
    warnings: [
      ...empty.map(({ id }) => `${id} has no subnets yet and is left out`),
      ...lacking.map(({ warning }) => warning),
      ...warnings,
    ],
    notes: [...rows.flatMap(updateLines), ...(dryRun ? ['nothing was changed'] : [])],
  });
}

const updatedValues = (before: State, after: State, name: Name): ValueChange[] => {
  const [was, is] = [before, after].map((state) => vpcValues(vpcView(state, vpcNamed(state, name))));
  return valueChanges(was ?? {}, is ?? {});
};

const updateLines = ({ name, updated }: ImportRow): string[] =>
  updated.length === 0 ? [] : [`VPC ${name}:`, ...valueLines(updated, VPC_LABELS)];

/** The provider's networks in saved files. */
async function savedNetworks(
  networks: NetworkImport,
  { files, selection }: VpcImportIntent,
  ports: Uses<'outside'>,
): Promise<ImportedVpc[]> {
  const documents: unknown[] = [];
  for (const file of files) {
    const name = file === '-' ? 'stdin' : visiblePath(file);
    documents.push(parsedDocument(await ports.outside.readInput(file), name, networks.saveHint));
  }
  return networks.read(documents, networks.placeOf(selection));
}

function chosen(
  found: readonly ImportedVpc[],
  { only, from }: Pick<VpcImportIntent, 'only' | 'from'>,
): readonly ImportedVpc[] {
  if (only.length === 0) return found;
  return only.map((id) => {
    const one = found.find((vpc) => vpc.id === id || vpc.names.includes(id));
    if (one) return one;
    const ids = found.flatMap((vpc) => [vpc.id, ...vpc.names]);
    throw notFound('VPC at the provider', visible(id), ids, `peerway vpc import --from-${from} --dry-run`);
  });
}
