/** Resources and changes: the common language of gateways and clouds for present objects and steps. */
import type { Name } from './values.ts';

/** Something that must exist on one side. No secrets. */
export interface Resource {
  /** Unique on its side. */
  readonly key: string;
  /** The gateway or VPC on whose side it is. */
  readonly side: Name;
  /** As JSON names it: `peer`, or a provider's own kind. */
  readonly kind: string;
  /** One line for people. */
  readonly title: string;
  readonly fields: object;
  /** `connection`: the peering object itself. `setting`: a part of that object, which is deleted with it. */
  readonly role?: 'connection' | 'setting';
}

/** Why a change cannot work: something at the provider conflicts with it. */
export interface Blocked {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** The command that removes it, ready to paste. */
  readonly fix?: string;
}

/** A step from the present to the desired configuration. */
export type Change =
  | {
      readonly op: 'create' | 'update' | 'replace' | 'delete';
      readonly resource: Resource;
      /** One line for people. */
      readonly title: string;
      readonly blocked?: Blocked;
      /** True when something else is in the resource's place, which is reported separately. */
      readonly isOccupied?: boolean;
      /** A resource of others that it replaces, which needs their consent; a rollback restores it. */
      readonly was?: Resource;
      /** The resource before the change, where a rollback can restore it. */
      readonly prior?: Resource;
    }
  | {
      readonly op: 'wait';
      readonly resource: Resource;
      readonly title: string;
      /** The state to wait for. */
      readonly until: string;
      /** The side that has to act first, and the states that only it can end. */
      readonly needs?: { readonly side: Name; readonly states: readonly string[] };
    };

/** A change other than waiting. */
export type Alteration = Exclude<Change, { readonly op: 'wait' }>;

export const creation = (resource: Resource): Alteration => ({
  op: 'create',
  resource,
  title: resource.title,
});

export const deletion = (resource: Resource, title = resource.title): Alteration => ({
  op: 'delete',
  resource,
  title,
});

/** The resources whose keys are not among the others' on the same side. */
export function without(resources: readonly Resource[], others: readonly Resource[]): Resource[] {
  const known = new Set(others.map(placeOf));
  return resources.filter((resource) => !known.has(placeOf(resource)));
}

/** A resource's side and key as one text. */
export const placeOf = ({ side, key }: Pick<Resource, 'side' | 'key'>): string => `${side} ${key}`;
