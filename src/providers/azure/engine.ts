/** VNet peering at Azure, carried out by the operator's own `az`. */

import { changesOfVpcs } from '../changes.ts';
import type { VpcEngine } from '../provider.ts';
import { azureCommand, azureLeftoverQueries } from './commands.ts';
import { azureDiff } from './diff.ts';
import { azureProgram } from './errors.ts';
import { azureFindings } from './findings.ts';
import { azureGateway } from './gateway.ts';
import { azureNetworks } from './import.ts';
import { observeAzure } from './observe.ts';
import type { AzureObserved } from './observed.ts';
import { azurePlace } from './place.ts';
import { azureBystanders, azureRemoval, azureStrays } from './removal.ts';
import { azureRequests } from './requests.ts';
import { azureDesired } from './resources.ts';
import { azureReport, isAzureSettling } from './status.ts';
import { azureBlocks } from './terraform.ts';
import { azureVpcCreation } from './vpc/creation.ts';

export const azureEngine: VpcEngine<AzureObserved> = {
  ends: 'vpc',
  program: azureProgram,
  // A half that was disconnected meanwhile is deleted and created again by the next run.
  endStates: [],
  desired: azureDesired,
  changes: changesOfVpcs(() => azureEngine),
  diff: azureDiff,
  removal: azureRemoval,
  strays: azureStrays,
  leftoverQueries: azureLeftoverQueries,
  command: azureCommand,
  observe: observeAzure,
  report: azureReport,
  identify: () => undefined,
  isSettling: isAzureSettling,
  findings: azureFindings,
  assertOwn: () => undefined,
  bystanders: azureBystanders,
  endedBecause: () => undefined,
  placeText: (scene, side) => {
    const { vnet, resourceGroup, subscription, tenant } = azurePlace(scene, side);
    const where = `VNet ${vnet} in resource group ${resourceGroup} of Azure subscription ${subscription}`;
    return tenant ? `${where}, tenant ${tenant}` : where;
  },
  terraform: azureBlocks,
  gateway: azureGateway,
  networks: azureNetworks,
  creation: azureVpcCreation,
  requests: azureRequests,
};
