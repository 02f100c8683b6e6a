/** Creates networks in custom mode at GCP, with the operator's own `gcloud`. */
import type { CreationPart, ProviderProgram } from '../../provider.ts';
import { isThrottled } from '../errors.ts';
import { gcpVpcBlockers } from './blockers.ts';
import { gcpVpcCommand } from './commands.ts';
import { gcpVpcDiff, gcpVpcRemoval, isAbsent } from './diff.ts';
import { type GcpVpcObserved, observeGcpVpc } from './observe.ts';
import { gcpVpcDesired, networkOf } from './resources.ts';
import { gcpVpcBlocks } from './terraform.ts';

/** A new network takes part in other operations only some seconds after its creation. */
const NOT_READY = /is not ready|operation in progress/;
const GONE = /The resource '[^']*\/(networks|subnetworks)\/[^']*' was not found/;

const meaningOf: ProviderProgram['meaningOf'] = (stderr, direction) => {
  if (NOT_READY.test(stderr) || isThrottled(stderr)) return 'busy';
  if (!GONE.test(stderr)) return undefined;
  return direction === 'remove' ? 'done-already' : 'not-yet';
};

export const gcpVpcCreation: CreationPart<GcpVpcObserved> = {
  desired: gcpVpcDesired,
  observe: observeGcpVpc,
  isAbsent,
  // Names are given, so no command has to learn an id.
  values: () => new Map(),
  ids: () => ({}),
  diff: gcpVpcDiff,
  removal: gcpVpcRemoval,
  command: gcpVpcCommand,
  blockers: gcpVpcBlockers,
  env: {},
  meaningOf,
  nothing: '',
  placeText: (scene) => `GCP project ${networkOf(scene).project}`,
  terraform: gcpVpcBlocks,
};
