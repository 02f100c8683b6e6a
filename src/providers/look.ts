import { UserError } from '../errors.ts';
import type { CloudPeering } from '../model/cloud-peering.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';
import { onSide } from './answer.ts';
import { lookAtAws } from './aws/observe.ts';
import { lookAtGcp } from './gcp/observe.ts';
import type { Live, SideLive } from './live.ts';
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
  const { live, failures } = await lookAtEach(state, peering, sides, access, program);
  const [failure] = failures;
  if (failure) throw failure;
  return live;
}

/** The same, of those sides that can be looked at; why the others cannot. */
export async function lookAtEach(
  state: State,
  peering: CloudPeering,
  sides: readonly Name[],
  access: Access,
  program: Program,
): Promise<{ readonly live: Live; readonly failures: readonly UserError[] }> {
  const live = new Map<Name, SideLive>();
  const failures: UserError[] = [];
  const looks = sides.map(async (side) => {
    try {
      live.set(
        side,
        peering.via === 'aws'
          ? await lookAtAws(state, peering, side, access, program)
          : await lookAtGcp(state, peering, side, access, program),
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push(onSide(side, error));
    }
  });
  await Promise.all(looks);
  const inOrder = sides.flatMap((side) => {
    const seen = live.get(side);
    return seen ? [[side, seen] as const] : [];
  });
  return { live: new Map(inOrder), failures };
}
