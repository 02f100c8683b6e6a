import { usage } from '../../errors.ts';
import { count } from '../../model/count.ts';
import { type DesiredGateway, desiredGateway } from '../../model/desired/gateway.ts';
import { deviceText, isDeployable } from '../../model/device.ts';
import { throwIfKeysMissing } from '../../model/missing-keys.ts';
import { gatewayNamed } from '../../model/queries.ts';
import type { Gateway, State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { objectResult, type Result, textResult } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs, vpcEngineOf } from '../../providers/registry.ts';
import { cloudFormatsOf, renderCloudGateway } from '../../providers/render/gateway.ts';
import { formatsOfDevice, throwUnlessFormatOf } from '../../render/device-formats.ts';
import { type ExtraFormat, FORMATS, isFormatName, render, renderAll } from '../../render/formats.ts';
import type { Rendering } from '../../render/rendering.ts';
import { visiblePath } from '../../visible.ts';

export interface GatewayRenderIntent {
  readonly gateway: string;
  /** A format of the gateway or of the cloud it is in, or `all` (default: the first format of its device). */
  readonly format?: string;
  /** True to render the removal from the device. */
  readonly undo?: boolean;
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
  { gateway, out, undo = false, ...intent }: GatewayRenderIntent,
  ports: Uses<'state' | 'outside'>,
): Promise<Result<Written | null>> {
  if (intent.format === 'all' && out === undefined) {
    throw usage(
      '--format all needs --out <dir>',
      'several files cannot go to stdout: give a folder, or a single format',
    );
  }
  const state = await ports.state.read();
  const desired = desiredGateway(state, gateway);
  const format = intent.format ?? formatsOfDevice(desired.device)[0];
  if (format === 'all' || (isFormatName(format) && FORMATS[format].holdsKeys))
    throwIfKeysMissing(state, [desired.name]);
  const { files, notes, undo: removal = [] } = await rendered(state, desired, format);
  if (undo && removal.length === 0) throw noUndo(desired, format);
  const warnings = undo ? [] : [...notes, ...foreignWarnings(gatewayNamed(state, gateway), format)];
  if (out === undefined)
    return textResult({
      text: (undo ? removal : files).map(({ text }) => text).join('\n'),
      holdsKeys: !undo && hasKeys(desired) && isFormatName(format) && FORMATS[format].holdsKeys,
      warnings,
    });
  return objectResult(
    {
      gateway: desired.name,
      files: await ports.outside.writeFiles(out, undo ? removal : [...files, ...removal]),
    },
    {
      names: (written) => written.files,
      lines: (written) => written.files.map((path) => `wrote ${visiblePath(path)}`),
      warnings,
    },
  );
}

/** A file with peers replaces the one on the host, and the plan does not have all of a foreign peer. */
function foreignWarnings({ name, foreignPeers = [] }: Gateway, format: string): string[] {
  const holdsPeers = format === 'all' || (isFormatName(format) && FORMATS[format].holdsKeys);
  return foreignPeers.length > 0 && holdsPeers
    ? [
        `${count(foreignPeers.length, 'foreign peer')} of ${name} would be lost with these files: a deploy keeps them, or copy their [Peer] sections; \`peerway gateway show ${name}\` lists them`,
      ]
    : [];
}

async function rendered(state: State, desired: DesiredGateway, format: string): Promise<Rendering> {
  const options = { secrets: true };
  if (isFormatName(format)) {
    throwUnlessFormatOf(desired, format);
    return render(desired, format, options);
  }
  const extra = await cloudFormats(desired);
  if (format === 'all') return renderAll(desired, options, extra);
  const found = extra.find(({ name }) => name === format);
  if (found) return found.render();
  const where = desired.cloud ? `in a VPC of ${specs.labelOf(desired.cloud.provider.kind)}` : 'in no cloud';
  const clouds = specs.all.filter(({ ends, formats }) => ends === 'vpc' && formats.includes(format));
  throw usage(
    `Gateway ${desired.name} is ${where} and has no format ${format}`,
    `if its VPC is there, run \`peerway vpc update ${gatewayNamed(state, desired.name).vpc} --provider ${clouds[0]?.via}\``,
  );
}

/** The error for --undo with a format that is not for a device. */
const noUndo = ({ name, device }: DesiredGateway, format: string) =>
  isDeployable({ device })
    ? usage(
        `--undo is not available for gateway ${name}: its device is ${deviceText(device)}`,
        `run \`peerway gateway delete ${name} --help\` to see what a deletion leaves behind`,
      )
    : usage(
        `--undo is not available for the format ${format}`,
        `use --format ${formatsOfDevice(device)[0]}, which is the default of ${name}`,
      );

/** The formats of the cloud that the gateway's VPC is in. */
async function cloudFormats(desired: DesiredGateway): Promise<ExtraFormat[]> {
  if (!desired.cloud) return [];
  const { gateway } = await vpcEngineOf(desired.cloud.provider.kind);
  return cloudFormatsOf(specs, desired).map((name) => ({
    name,
    render: () => renderCloudGateway(gateway, desired, name),
  }));
}

/** Returns whether it has a private key in the state, or a preshared key with a peer. */
const hasKeys = ({ interface: { privateKey }, peers }: DesiredGateway): boolean =>
  privateKey !== undefined || peers.length > 0;
