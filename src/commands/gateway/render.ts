import { usage } from '../../errors.ts';
import { type DesiredGateway, desiredGateway } from '../../model/desired/gateway.ts';
import type { Outcome } from '../../output/outcome.ts';
import type { Context } from '../../ports/context.ts';
import type { GatewayCloudFormat } from '../../render/cloud-format-names.ts';
import { type Format, KEYED_FORMATS } from '../../render/format-names.ts';
import { render, renderAll } from '../../render/formats.ts';
import { visiblePath } from '../../visible.ts';

export interface GatewayRenderIntent {
  readonly gateway: string;
  readonly format: Format | GatewayCloudFormat | 'all';
  /** Folder to write into; stdout when left out. */
  readonly out?: string;
}

/** What a gateway has to be, as files for its tools. Prints its keys. */
export async function gatewayRender(
  { gateway, format, out }: GatewayRenderIntent,
  context: Context,
): Promise<Outcome> {
  if (format === 'all' && out === undefined) {
    throw usage(
      '--format all needs --out <dir>',
      'several files do not fit on stdout; name one format, or a folder',
    );
  }
  const desired = desiredGateway(await context.read(), gateway);
  const { files, notes } =
    format === 'all' ? renderAll(desired, { secrets: true }) : render(desired, format, { secrets: true });
  if (out === undefined)
    return {
      kind: 'text',
      text: files.map(({ text }) => text).join('\n'),
      holdsKeys: hasKeys(desired) && KEYED_FORMATS.some((keyed) => keyed === format),
      warnings: notes,
    };
  const paths = await context.writeFiles(out, files);
  return {
    kind: 'object',
    value: { gateway: desired.name, files: paths },
    names: paths,
    lines: paths.map((path) => `wrote ${visiblePath(path)}`),
    warnings: notes,
  };
}

/** Of its own or of a pair with a peer; with the operator's key pair and no peers there are none. */
const hasKeys = ({ interface: { privateKey }, peers }: DesiredGateway): boolean =>
  privateKey !== undefined || peers.length > 0;
