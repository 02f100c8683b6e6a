import { usage } from '../../errors.ts';
import { objectResult, type Result, textResult } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { renderVpc } from '../../providers/render/vpc.ts';
import { visiblePath } from '../../visible.ts';
import type { ReachIntent } from '../peering/reach.ts';
import { creatingVpc } from './reach.ts';

export interface VpcRenderIntent {
  readonly name: string;
  /** Default: the first format of the provider. */
  readonly format?: string;
  /** True to render the deletion. */
  readonly undo: boolean;
  /** Folder to write to (default: stdout). */
  readonly out?: string;
  readonly access: ReachIntent['access'];
}

/** Files that were written. */
interface Written {
  readonly vpc: string;
  readonly files: readonly string[];
}

/** Renders the creation of a VPC at its provider, or its deletion. */
export async function vpcRender(
  { name, undo, access, out, ...intent }: VpcRenderIntent,
  ports: Uses<'state' | 'outside'>,
): Promise<Result<Written | null>> {
  const creating = await creatingVpc(await ports.state.read(), name, access);
  const { formats, via } = creating.spec;
  const format = intent.format ?? formats[0];
  if (!formats.includes(format))
    throw usage(
      `VPC ${creating.vpc.name} is at ${via}, which has no format ${format}`,
      `use one of ${formats.join(', ')}`,
    );
  const { files, notes } = renderVpc(creating, { format, undo });
  if (out === undefined)
    return textResult({ text: files.map(({ text }) => text).join('\n'), holdsKeys: false, warnings: notes });
  return objectResult(
    { vpc: creating.vpc.name, files: await ports.outside.writeFiles(out, files) },
    {
      names: (written) => written.files,
      lines: (written) => written.files.map((path) => `wrote ${visiblePath(path)}`),
      warnings: notes,
    },
  );
}
