import { vpcNamed } from '../../model/queries.ts';
import { ofVpcs } from '../../model/rules/ownership.ts';
import type { Vpc } from '../../model/state.ts';
import { deleteVpcs } from '../../model/transitions/vpc.ts';
import { type Declined, declined, NOTHING_DELETED, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type Deletion, deletionResult } from '../deletion.ts';
import { remainsWarnings } from '../peering/remains.ts';
import { vpcLines, vpcView } from './view.ts';

/** Deletes VPCs from the plan. Exit 3 for a VPC that holds a gateway or is peered. */
export async function vpcDelete(
  given: readonly string[],
  ports: Uses<'state' | 'terminal'>,
): Promise<Result<Deletion> | Declined> {
  const names = [...new Set(given)];
  const removal = await confirmAndChange(ports, {
    kind: 'destructive',
    subjects: ofVpcs(names),
    decide: (before) => ({ state: deleteVpcs(before, names), before }),
    question: () => `Delete ${names.map((name) => `VPC ${name}`).join(', ')}`,
    lines: ({ before }) => [
      ...names.flatMap((name) =>
        vpcLines(vpcView(before, vpcNamed(before, name))).map((line) => `  ${line}`),
      ),
      ...names.flatMap((name) => planOnlyLine(vpcNamed(before, name))),
    ],
  });
  if (!removal) return declined(NOTHING_DELETED);
  const { before, state } = removal;
  const ended = [...before.peerings.values()].filter(({ name }) => !state.peerings.has(name));
  return deletionResult(
    names.map((name) => ({ kind: 'vpc', name })),
    {
      warnings: [
        ...names.flatMap((name) => createdRemains(vpcNamed(before, name))),
        ...remainsWarnings(ended),
      ],
    },
  );
}

/** True for a VPC that peerway may have created at its provider. */
const mayExist = ({ creation }: Vpc): boolean => creation !== undefined && creation.status !== 'planned';

const planOnlyLine = (vpc: Vpc): string[] =>
  mayExist(vpc)
    ? [
        `${vpc.name} is deleted from the plan only; to delete it at ${specs.labelOf(vpc.provider.kind)}, too, use --apply`,
      ]
    : [];

const createdRemains = (vpc: Vpc): string[] => {
  if (!mayExist(vpc)) return [];
  const { kind, ...ids } = vpc.provider;
  const spec = specs.of(kind);
  const id = spec.ends === 'vpc' ? spec.identityOf({ kind, ...ids }) : undefined;
  return [
    `VPC ${vpc.name} was deleted from the plan only; ${specs.labelOf(kind)} may still have ${id ?? 'it'} with its subnets and routes`,
  ];
};
