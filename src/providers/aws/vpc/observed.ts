/** Answers about a VPC at AWS that was observed. */
import type { IdValue } from '../../../model/state.ts';
import type { VpcScene } from '../../provider.ts';
import { variableOf } from './learned.ts';
import type { AwsVpcObserved, FoundTable, FoundVpc, Tagged } from './observe.ts';
import { subnetOfObject } from './tags.ts';

export const ownVpc = ({ vpcs }: AwsVpcObserved): FoundVpc | undefined => vpcs.find(({ isOwn }) => isOwn);

/** Every object with the tags of the VPC, the VPC first. */
export const objectsOf = (observed: AwsVpcObserved): Tagged[] => [
  ...observed.vpcs.filter(({ isOwn }) => isOwn).map(({ id }) => ({ id, object: 'vpc' })),
  ...observed.subnets,
  ...observed.gateways,
  ...observed.tables,
  ...observed.groups,
];

export const isAbsent = (observed: AwsVpcObserved): boolean => objectsOf(observed).length === 0;

/** The ids of the objects, by the variables of the commands. */
export const awsVpcValues = (observed: AwsVpcObserved): Map<string, string> =>
  new Map(
    [...objectsOf(observed), ...associationsOf(observed)].map(({ id, object }) => [variableOf(object), id]),
  );

/** The associations of the subnets of the VPC with its route tables. */
export const associationsOf = ({
  tables,
  subnets,
}: AwsVpcObserved): (Tagged & { readonly table: string; readonly subnet: string })[] =>
  tables.flatMap(({ object: table, associations }) =>
    associations.flatMap(({ id, subnet: subnetId }) => {
      const subnet = subnetOfObject(subnets.find((one) => one.id === subnetId)?.object ?? '');
      return subnet === undefined ? [] : [{ id, object: `association/${subnet}`, table, subnet }];
    }),
  );

/** The id of an object. */
export const idOf = (observed: AwsVpcObserved, object: string): string | undefined =>
  objectsOf(observed).find((one) => one.object === object)?.id;

/** Objects of which there are several, as there are if a person has copied the tags of one. */
export const doubled = (observed: AwsVpcObserved): Tagged[] => {
  const all = objectsOf(observed);
  return all.filter(({ object, id }) => all.some((one) => one.object === object && one.id !== id));
};

export const tableIn = ({ tables }: AwsVpcObserved, role: string): FoundTable | undefined =>
  tables.find(({ object }) => object === `route-table/${role}`);

/** The ids of the VPC in the plan. */
export function awsVpcIds(
  _: VpcScene,
  values: ReadonlyMap<string, string>,
): Readonly<Record<string, IdValue>> {
  const [vpcId, group] = [values.get('VPC'), values.get('SECURITY_GROUP')];
  const tables = ['public', 'private'].flatMap((role) => values.get(variableOf(`route-table/${role}`)) ?? []);
  return {
    ...(vpcId === undefined ? {} : { vpcId }),
    ...(tables.length > 0 ? { routeTables: tables } : {}),
    ...(group === undefined ? {} : { securityGroups: [group] }),
  };
}
