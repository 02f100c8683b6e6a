/** Plans in which one gateway runs on a device other than Linux. */
import { asProperty, changedDevice, DEVICES, type DeviceName, LINUX } from '../../src/model/device.ts';
import { gatewayNamed } from '../../src/model/queries.ts';
import { type State, withEntry } from '../../src/model/state.ts';
import { parseInterfaceName } from '../../src/model/values.ts';
import { dualStack, onePeering, threePeerings } from './plans.ts';

/** The devices that have a format of their own. */
export const OTHER_DEVICES = (Object.keys(DEVICES) as DeviceName[]).filter(
  (name) => !DEVICES[name].isDeployable,
);

/** Moves a gateway to a device, with the interface name that the device starts with. */
export function onDevice(state: State, gateway: string, device: DeviceName, version?: string): State {
  const { device: _, ...rest } = gatewayNamed(state, gateway);
  const changed = {
    ...rest,
    ...asProperty(changedDevice(LINUX, { name: device, ...(version ? { version } : {}) })),
    interface: parseInterfaceName(DEVICES[device].interface.default),
  };
  return { ...state, gateways: withEntry(state.gateways, rest.name, changed) };
}

/** Name, plan, and the gateway that is moved to a device. */
export const DEVICE_PLANS: readonly (readonly [string, () => State, string])[] = [
  ['one-peering', onePeering, 'osaka'],
  ['three-peerings-with-clients', threePeerings, 'seoul'],
  ['dual-stack', dualStack, 'berlin'],
];
