/** Names of objects at their providers: what was made under an earlier name keeps that name. */
import { conflict, type UserError } from '../errors.ts';
import type { Name } from './values.ts';

/** An object whose name is part of names, tags or descriptions at a provider. */
export interface NamedAtProvider {
  readonly name: Name;
  /** The name that it has there, if it was renamed in the plan since. */
  readonly nameAtProvider?: Name;
}

/** Returns the name that an object has at its provider. */
export const nameAtProvider = ({ name, nameAtProvider: earlier }: NamedAtProvider): Name => earlier ?? name;

/** Returns the name that a VPC has at its provider. */
export function vpcNameAtProvider(
  { vpcs }: { readonly vpcs: ReadonlyMap<Name, NamedAtProvider> },
  name: Name,
): Name {
  const vpc = vpcs.get(name);
  return vpc ? nameAtProvider(vpc) : name;
}

/** Returns the object under a new name. Its objects at the provider keep the name under which they were made. */
export function renamed<One extends NamedAtProvider>(one: One, name: Name, isAtProvider: boolean): One {
  const { nameAtProvider: _, ...rest } = one;
  const earlier = nameAtProvider(one);
  const keeps = (isAtProvider || one.nameAtProvider !== undefined) && earlier !== name;
  return { ...rest, name, ...(keeps ? { nameAtProvider: earlier } : {}) } as unknown as One;
}

/** Returns the error for a name that an object of another name still has at its provider; undefined if there is none. */
export function heldAtProvider(
  kind: 'VPC' | 'gateway' | 'peering',
  all: Iterable<NamedAtProvider>,
  name: Name,
  except?: Name,
): UserError | undefined {
  for (const one of all)
    if (one.nameAtProvider === name && one.name !== except)
      return conflict(
        'name-taken',
        `The ${kind} that is now named ${one.name} still has the name ${name} at its provider`,
        'choose another name',
      );
  return undefined;
}
