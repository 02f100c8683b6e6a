/** Creates VNets at Azure, with the operator's own `az`. */
import type { CreationPart, ProviderProgram } from '../../provider.ts';
import { azureProgram } from '../errors.ts';
import { azureVpcCommand } from './commands.ts';
import { azureVpcDiff, azureVpcRemoval, blockersIn, isAbsent } from './diff.ts';
import { type AzureVpcObserved, observeAzureVpc } from './observe.ts';
import { azureVpcDesired, placeOf } from './resources.ts';
import { azureVpcBlocks } from './terraform.ts';

/** The VNet of a subnet, which other calls find only some seconds after its creation. */
const NOT_VISIBLE = /\((ParentResource|Resource)?NotFound\)[^\n]*virtualNetworks\//;

const meaningOf: ProviderProgram['meaningOf'] = (stderr, direction) =>
  direction === 'create' && NOT_VISIBLE.test(stderr) ? 'not-yet' : azureProgram.meaningOf(stderr, direction);

export const azureVpcCreation: CreationPart<AzureVpcObserved> = {
  desired: azureVpcDesired,
  observe: observeAzureVpc,
  isAbsent,
  // Names are given, so no command has to learn an id.
  values: () => new Map(),
  ids: () => ({}),
  diff: azureVpcDiff,
  removal: azureVpcRemoval,
  command: azureVpcCommand,
  blockers: async (scene, observed) => blockersIn(scene, observed),
  env: {},
  meaningOf,
  nothing: '',
  placeText: (scene) => {
    const { resourceGroup, subscription } = placeOf(scene);
    return `resource group ${resourceGroup} of Azure subscription ${subscription}`;
  },
  terraform: azureVpcBlocks,
};
