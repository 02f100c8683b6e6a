import { EXIT, UserError, usage } from '../../errors.ts';
import { notFound, vpcNamed } from '../../model/queries.ts';
import { type Import, type ImportedVpc, importVpcs } from '../../model/transitions/import-vpcs.ts';
import type { Name, Owner } from '../../model/values.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import { awsVpcs } from '../../providers/aws/import.ts';
import { gcpVpcs } from '../../providers/gcp/import.ts';
import { askAws, askGcloud, parsedDocument } from '../../providers/import-read.ts';
import { visible, visiblePath } from '../../visible.ts';

export interface VpcImportIntent {
  readonly from: 'aws' | 'gcp';
  /** Saved answers of the provider; without them it is asked. */
  readonly files: readonly string[];
  /** Only these, by their ids or names there. */
  readonly only: readonly string[];
  readonly regions: readonly string[];
  readonly profile?: string;
  readonly project?: string;
  readonly owner?: Owner;
  readonly location?: Name;
  readonly dryRun: boolean;
}

interface ImportRow extends Import {
  readonly cidrs: readonly string[];
}

export const IMPORT_COLUMNS: readonly Column<ImportRow>[] = [
  { header: 'NAME', cell: ({ name }) => name },
  { header: 'CHANGE', cell: ({ change }) => change },
  { header: 'CIDRS', cell: ({ cidrs }) => cidrs.join(', '), folds: true },
  { header: 'ID', cell: ({ id }) => id, rank: 1 },
];

/** Takes VPCs over from their provider: those that are new, and what has changed of those that are known. */
export async function vpcImport(intent: VpcImportIntent, context: Context): Promise<Outcome> {
  const { location, dryRun } = intent;
  const found = chosen(await foundVpcs(intent, context), intent);
  const defaults = {
    owner: intent.owner ?? (await context.actor()),
    ...(location ? { location } : {}),
  };
  const nowhere = found.filter((vpc) => !isPlaced(vpc));
  if (nowhere[0] && (intent.only.length > 0 || nowhere.length === found.length)) throw unplaced(nowhere[0]);
  const usable = found.filter((vpc) => vpc.cidrs.length > 0 && isPlaced(vpc));
  const decide = (state: Parameters<typeof importVpcs>[0]) => importVpcs(state, usable, defaults);
  const { state, imports, warnings } = dryRun ? decide(await context.read()) : await context.change(decide);
  const empty = found.filter(({ cidrs }) => cidrs.length === 0);
  return list({
    rows: imports.map((one) => ({ ...one, cidrs: vpcNamed(state, one.name).cidrs })),
    columns: IMPORT_COLUMNS,
    nameOf: ({ name }) => name,
    empty: 'there are no VPCs to import',
    warnings: [
      ...empty.map(({ id }) => `${id} has no subnets yet, and is left out`),
      ...nowhere.map(
        ({ id }) => `nothing says in which region ${id} is, and it is left out: name it with --region`,
      ),
      ...warnings,
    ],
    notes: dryRun ? ['nothing was changed'] : [],
  });
}

const isPlaced = ({ provider }: ImportedVpc): boolean =>
  provider.kind !== 'aws' || provider.region !== undefined;

const unplaced = ({ id }: ImportedVpc) =>
  usage(`The region of ${id} is not known`, 'use --region, or add the output of `aws ec2 describe-subnets`');

async function foundVpcs(intent: VpcImportIntent, context: Context): Promise<ImportedVpc[]> {
  const { from, files, regions, project } = intent;
  if (files.length > 0) {
    const documents: unknown[] = [];
    for (const file of files)
      documents.push(
        parsedDocument(await context.readInput(file), file === '-' ? 'stdin' : visiblePath(file)),
      );
    if (from === 'gcp') return gcpVpcs(documents);
    if (regions.length > 1) throw usage('A file can only have one region', 'use --region once');
    return awsVpcs(documents, regions[0]);
  }
  if (from === 'gcp') {
    const gcloud = await context.program('gcloud');
    const answers = await context.during('asking GCP', () => askGcloud(gcloud, project));
    return answered(() => gcpVpcs(answers));
  }
  const aws = await context.program('aws');
  const asked = regions.length > 0 ? regions : [undefined];
  const answers = await context.during('asking AWS', () =>
    Promise.all(asked.map((region) => askAws(aws, { region, profile: intent.profile }))),
  );
  return answered(() => answers.flatMap((documents, at) => awsVpcs(documents, asked[at])));
}

/** What is no wrong usage where nobody has given it: the provider's program has answered with it. */
function answered<Found>(read: () => Found): Found {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError) || error.exit !== EXIT.usage) throw error;
    throw new UserError(EXIT.rolledBack, 'provider-failed', error.message, {
      hint: 'run `aws ec2 describe-vpcs` or `gcloud compute networks list` yourself',
    });
  }
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
