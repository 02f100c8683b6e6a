/** The login name of the person who runs peerway. */
import { userInfo } from 'node:os';
import { usage } from '../errors.ts';
import { type Owner, parseOwner } from '../model/values.ts';
import { quoted } from '../visible.ts';

/** Returns the login name; undefined if the system has none, or if it is not a valid owner name. */
export const login = (): Owner | undefined => ownerNamed(systemLogin());

/** Returns the login name as the acting owner. Without a password entry, it comes from the environment. */
export function loginAsOwner(): Owner {
  const name = systemLogin() ?? process.env['LOGNAME'] ?? process.env['USER'] ?? '';
  const owner = ownerNamed(name);
  if (owner) return owner;
  const problem =
    name === '' ? 'There is no login name to act as' : `The login name ${quoted(name)} cannot be an owner`;
  throw usage(problem, 'use --as <owner>, or run `peerway config set owner <owner>`');
}

function ownerNamed(name: string | undefined): Owner | undefined {
  try {
    return name === undefined ? undefined : parseOwner(name);
  } catch {
    return undefined;
  }
}

function systemLogin(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
