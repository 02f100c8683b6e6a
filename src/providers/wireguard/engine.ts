/** The resources that a peering over WireGuard creates on its two gateways. */
import { usage } from '../../errors.ts';
import { gatewayChanges } from '../../model/desired/changes.ts';
import { desiredForPeering } from '../../model/desired/gateway.ts';
import { resourcesOf } from '../../model/desired/resources.ts';
import { isDeployable } from '../../model/device.ts';
import { endsOf, isAlive, withAgreement } from '../../model/peering.ts';
import { withPeering } from '../../model/transitions/peering.ts';
import { formatsOfDevice, throwUnlessFormatOf } from '../../render/device-formats.ts';
import { sideHeading } from '../../render/devices/guide.ts';
import { isFormatName, render } from '../../render/formats.ts';
import { fileText } from '../../render/rendering.ts';
import type { GatewayEngine } from '../provider.ts';

export const wireguardEngine: GatewayEngine = {
  ends: 'gateway',
  desired: ({ state, peering }) => {
    if (!isAlive(peering)) return [];
    const agreed = withPeering(state, withAgreement(peering));
    return endsOf(peering).flatMap((gateway) =>
      resourcesOf(desiredForPeering(agreed, gateway, peering.name)),
    );
  },
  changes: (before, after, peering) => gatewayChanges(before, after, endsOf(peering)),
  render: ({ state, peering, side, undo }, format) => {
    if (undo)
      throw usage(
        '--undo is for cloud peerings',
        'to render a gateway without the peering, delete the peering and run `peerway gateway render`',
      );
    if (format !== undefined && !isFormatName(format)) throw new Error(`${format} is no format of a gateway`);
    const sides = (side === undefined ? endsOf(peering) : [side]).map((gateway) =>
      desiredForPeering(state, gateway, peering.name),
    );
    const hasDevices = sides.some((desired) => !isDeployable(desired));
    const renderings = sides.map((desired) => {
      if (format !== undefined) throwUnlessFormatOf(desired, format);
      const rendering = render(desired, format ?? formatsOfDevice(desired.device)[0], { secrets: false });
      const heading = { name: '', text: fileText(sideHeading(desired)) };
      return { ...rendering, files: [...(hasDevices ? [heading] : []), ...rendering.files] };
    });
    return {
      files: renderings.flatMap(({ files }) => files),
      notes: renderings.flatMap(({ notes }) => notes),
    };
  },
};
