import type { CloudPeering } from '../model/cloud-peering.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import type { Live, SideLive } from './live.ts';
import { lookAtAws } from './look-aws.ts';
import { lookAtGcp } from './look-gcp.ts';
import type { Program } from './program.ts';
import type { Access } from './step.ts';

/** The program that a peering's commands are of. */
export const programOf = ({ via }: CloudPeering): Program['name'] => (via === 'aws' ? 'aws' : 'gcloud');

/** The VPCs of a peering, the requester's first. */
export const vpcsOf = ({ requester, accepter }: CloudPeering): readonly [Name, Name] => [
  requester.vpc,
  accepter.vpc,
];

/** What is there of a peering on these sides. Exit 6 where one of them cannot be looked at. */
export async function lookAt(
  state: State,
  peering: CloudPeering,
  sides: readonly Name[],
  access: Access,
  program: Program,
): Promise<Live> {
  const seen = await Promise.all(
    sides.map(
      (side): Promise<SideLive> =>
        peering.via === 'aws'
          ? lookAtAws(state, peering, side, access, program)
          : lookAtGcp(state, peering, side, access, program),
    ),
  );
  return new Map(sides.map((side, at) => [side, seen[at] as SideLive]));
}
