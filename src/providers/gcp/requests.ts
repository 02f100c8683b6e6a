/** Halves of peerings at GCP whose other half does not exist: GCP itself has no list of requests. */
import * as v from 'valibot';
import { vpcNamed } from '../../model/queries.ts';
import type { ProviderIds } from '../../model/state.ts';
import type { RequestEnd, WaitingRequest } from '../../model/waiting-request.ts';
import { providerText } from '../explain.ts';
import { readAnswer } from '../imported.ts';
import type { RequestInbox } from '../provider.ts';
import { gcpPlace } from './place.ts';

const NETWORK = v.object({
  peerings: v.optional(
    v.array(
      v.object({
        name: v.pipe(v.string(), v.regex(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/)),
        network: v.string(),
        state: v.optional(v.string(), ''),
        stateDetails: v.optional(v.string(), ''),
      }),
    ),
    [],
  ),
});

type Half = v.InferOutput<typeof NETWORK>['peerings'][number];

/** The network at the other end; undefined for a link of another form. */
function peerOf({ network: link }: Half): RequestEnd | undefined {
  const [, project, network] =
    /projects\/([a-z][a-z0-9-]*)\/global\/networks\/([a-z][a-z0-9-]*)$/.exec(link) ?? [];
  if (project === undefined || network === undefined) return undefined;
  // GCP does not show the networks of the other side.
  return { provider: { kind: 'gcp', project, network }, cidrs: [] };
}

const waiting = (half: Half, own: RequestEnd): WaitingRequest[] => {
  const accepter = peerOf(half);
  if (half.state !== 'INACTIVE' || !accepter) return [];
  const { project, network } = own.provider;
  const { name, state: code, stateDetails } = half;
  return [
    {
      id: `${project}/${network}/${name}`,
      ...{ name, requester: own, accepter, code },
      message: providerText(stateDetails),
    },
  ];
};

export const gcpRequests: RequestInbox = {
  groups: (_, vpcs) => vpcs.map((vpc) => [vpc]),
  read: async (scene, [vpc], ask) => {
    if (vpc === undefined) return [];
    const { project, network } = gcpPlace(scene, vpc);
    const words = ['networks', 'describe', network, `--project=${project}`, '--format=json', '--quiet'];
    const document = await ask(['compute', ...words]);
    const { peerings } = readAnswer(NETWORK, document, 'gcloud compute networks describe');
    const provider: ProviderIds = { kind: 'gcp', project, network };
    return peerings.flatMap((half) => waiting(half, { provider, cidrs: vpcNamed(scene.state, vpc).cidrs }));
  },
};
