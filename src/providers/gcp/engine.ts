/** VPC Network Peering at GCP, carried out by the operator's own `gcloud`. */

import type { Instant } from '../../model/instant.ts';
import { type Peering, statusOf } from '../../model/peering.ts';
import type { Report } from '../../model/transitions/observe.ts';
import { visible } from '../../visible.ts';
import { changesOfVpcs } from '../changes.ts';
import type { ObservedSides, VpcEngine } from '../provider.ts';
import { wordsAt } from '../report.ts';
import { gcpCommand, gcpLeftoverQueries } from './commands.ts';
import { gcpDenyFindings } from './deny-rules.ts';
import { gcpProgram } from './errors.ts';
import { gcpFindings } from './findings.ts';
import { gcpGateway } from './gateway.ts';
import { gcpNetworks } from './import.ts';
import { observeGcp } from './observe.ts';
import type { GcpObserved } from './observed.ts';
import { gcpPlace } from './place.ts';
import { gcpRequests } from './requests.ts';
import { gcpDesired, gcpDiff, gcpRemoval, gcpStrays } from './resources.ts';
import { gcpBlocks } from './terraform.ts';
import { gcpVpcCreation } from './vpc/creation.ts';

/**
 * Returns the record that the observed halves result in. A half that is not active tells more. A peering that was only
 * planned stays so while it has none.
 */
function report(peering: Peering, observed: ObservedSides<GcpObserved>, now: Instant): Report {
  const halves = [...observed.values()].flatMap(({ half }) => (half ? [half] : []));
  const half = halves.find(({ state }) => state !== 'ACTIVE') ?? halves[0];
  const status = statusOf(peering);
  const lacking = peering.agreement.kind === 'accepted' ? 'inactive' : 'pending-acceptance';
  const seen = half?.state === 'ACTIVE' ? 'active' : lacking;
  const isKept = status === 'deleting' || (status === 'planned' && !half);
  return {
    ...(isKept ? {} : { status: seen }),
    said: wordsAt(now, half && { code: half.state, message: half.details }),
  };
}

export const gcpEngine: VpcEngine<GcpObserved> = {
  ends: 'vpc',
  program: gcpProgram,
  endStates: [],
  desired: gcpDesired,
  changes: changesOfVpcs(() => gcpEngine),
  diff: gcpDiff,
  removal: gcpRemoval,
  strays: gcpStrays,
  leftoverQueries: gcpLeftoverQueries,
  command: gcpCommand,
  observe: observeGcp,
  report,
  identify: () => undefined,
  // Once both halves exist, GCP takes a moment to connect them.
  isSettling: (observed) => [...observed.values()].some(({ half }) => half?.state === 'INACTIVE'),
  findings: gcpFindings,
  obstacles: gcpDenyFindings,
  assertOwn: () => undefined,
  bystanders: (_, observed) =>
    [...observed].flatMap(([side, { obstacle }]) =>
      obstacle
        ? [
            `${side}: the peering ${visible(obstacle.name)} with ${visible(obstacle.peer)} is another one and stays`,
          ]
        : [],
    ),
  endedBecause: () => undefined,
  placeText: (scene, side) => {
    const { project, network } = gcpPlace(scene, side);
    return `network ${network} of GCP project ${project}`;
  },
  terraform: gcpBlocks,
  gateway: gcpGateway,
  networks: gcpNetworks,
  creation: gcpVpcCreation,
  requests: gcpRequests,
};
