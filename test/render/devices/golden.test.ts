import { describe, expect, test } from 'vitest';
import { desiredGateway } from '../../../src/model/desired/gateway.ts';
import { formatsOfDevice } from '../../../src/render/device-formats.ts';
import { render } from '../../../src/render/formats.ts';
import { DEVICE_PLANS, OTHER_DEVICES, onDevice } from '../../support/device-plans.ts';

describe.each(OTHER_DEVICES)('%s', (device) => {
  test.each(DEVICE_PLANS)('%s matches the golden files, with the removal', async (folder, plan, gateway) => {
    const desired = desiredGateway(onDevice(plan(), gateway, device), gateway);
    const { files, undo = [] } = render(desired, formatsOfDevice(desired.device)[0], { secrets: true });
    expect(undo).not.toEqual([]);
    for (const { name, text } of [...files, ...undo])
      await expect(text).toMatchFileSnapshot(`../../golden/devices/${device}/${folder}/${name}`);
  });
});
