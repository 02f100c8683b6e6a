import { usage } from '../../errors.ts';
import { type DesiredGateway, desiredGateway } from '../../model/desired/gateway.ts';
import type { Name } from '../../model/values.ts';
import { objectResult, type Result, textResult } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import type { GatewayCloudFormat } from '../../render/cloud-format-names.ts';
import { type Format, KEYED_FORMATS } from '../../render/format-names.ts';
import { render, renderAll } from '../../render/formats.ts';
import { visiblePath } from '../../visible.ts';

export interface GatewayRenderIntent {
  readonly gateway: string;
  readonly format: Format | GatewayCloudFormat | 'all';
  /** Folder to write to (default: stdout). */
  readonly out?: string;
}

/** Files that were written. */
interface Written {
  readonly gateway: Name;
  readonly files: readonly string[];
}

/** Renders the configuration of a gateway, with its keys. */
export async function gatewayRender(
  { gateway, format, out }: GatewayRenderIntent,
  ports: Uses<'state' | 'outside'>,
): Promise<Result<Written | null>> {
  if (format === 'all' && out === undefined) {
    throw usage(
      '--format all needs --out <dir>',
      'several files cannot go to stdout: give a folder, or a single format',
    );
  }
  const desired = desiredGateway(await ports.state.read(), gateway);
  const { files, notes: warnings } =
    format === 'all' ? renderAll(desired, { secrets: true }) : render(desired, format, { secrets: true });
  if (out === undefined)
    return textResult({
      text: files.map(({ text }) => text).join('\n'),
      holdsKeys: hasKeys(desired) && KEYED_FORMATS.some((keyed) => keyed === format),
      warnings,
    });
  return objectResult(
    { gateway: desired.name, files: await ports.outside.writeFiles(out, files) },
    {
      names: (written) => written.files,
      lines: (written) => written.files.map((path) => `wrote ${visiblePath(path)}`),
      warnings,
    },
  );
}

/** Returns whether it has a private key in the state, or a preshared key with a peer. */
const hasKeys = ({ interface: { privateKey }, peers }: DesiredGateway): boolean =>
  privateKey !== undefined || peers.length > 0;
