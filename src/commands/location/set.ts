import { type LocationChange, setLocation } from '../../model/transitions/location.ts';
import { objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { type ValueChange, valueChanges, valueLines } from '../value-changes.ts';
import { type LocationView, locationView } from './view.ts';

type SetLocation = LocationView & {
  /** The values that differ from those before. */
  readonly updated: readonly ValueChange[];
};

const LABELS = { vpnGateway: 'VPN gateways' };

/** Enables or disables VPN gateways in a location. */
export async function locationSet(
  intent: LocationChange,
  ports: Uses<'state'>,
): Promise<Result<SetLocation>> {
  const { before, location, gateways } = await ports.state.change((state) => setLocation(state, intent));
  const affected = location.vpnGateway ? [] : gateways.map((gateway) => gateway.name);
  const warning = `gateways in ${intent.name} keep their peerings but cannot get new ones: ${affected.join(', ')}`;
  const view = locationView(location);
  const updated = valueChanges(locationView(before), view);
  return objectResult(
    { ...view, updated },
    {
      names: ({ name }) => [name],
      lines: ({ name, vpnGateway }) => [
        `VPN gateways ${ports.state.isDryRun ? 'would be' : 'are'} ${vpnGateway} in ${name}`,
        ...valueLines(updated, LABELS),
      ],
      warnings: affected.length > 0 ? [warning] : [],
    },
  );
}
