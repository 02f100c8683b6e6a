/** Tests that need programs or rights which a machine can lack, and tests that are left to a long run. */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

/** The PATH, with the folders that even root's PATH sometimes lacks. */
export const searchPath = [process.env['PATH'], '/usr/sbin', '/sbin'].filter(Boolean).join(delimiter);

/** Returns the path of a program, undefined if it is not installed. */
export const pathOf = (program: string): string | undefined =>
  searchPath
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Returns the programs that are not installed. */
export const missingPrograms = (programs: readonly string[]): string[] =>
  programs.filter((program) => pathOf(program) === undefined);

/** Returns the paths that do not exist. */
export const missingPaths = (paths: readonly string[]): string[] => paths.filter((path) => !existsSync(path));

/**
 * Returns whether tests can run, and says in one line which tests are skipped. With PEERWAY_LAB=require it throws
 * instead, so that a build meant to run every test cannot pass without them.
 */
export function canRun(title: string, missing: readonly string[]): boolean {
  if (missing.length === 0) return true;
  const reason = `missing ${missing.join(', ')}`;
  if (process.env['PEERWAY_LAB'] === 'require') throw new Error(`PEERWAY_LAB=require: ${title}: ${reason}`);
  console.log(`skipped (${title}): ${reason}`);
  return false;
}

/** A group of tests that is skipped if anything is missing; see `canRun`. */
export function describeUnless(missing: readonly string[], title: string, body: () => void): void {
  describe.skipIf(!canRun(title, missing))(title, body);
}

/** A group of tests that runs these programs. */
export function describeWith(programs: readonly string[], title: string, body: () => void): void {
  describeUnless(missingPrograms(programs), title, body);
}

/** Names the scripts `test:cloud`, `test:deploy`, `test:faults` and `test:fuzz`, which try everything. */
export type LongRun = 'cloud' | 'deploy' | 'faults' | 'fuzz';

export const isLongRun = (run: LongRun): boolean => process.env['PEERWAY_LONG'] === run;

/** A group of tests that takes minutes and so belongs to a long run. */
export function describeLong(
  run: LongRun,
  title: string,
  describeNow: (title: string, body: () => void) => void,
  body: () => void,
): void {
  if (isLongRun(run)) {
    describeNow(title, body);
  } else {
    console.log(`left to \`npm run test:${run}\`: ${title}`);
    describe.skip(title, body);
  }
}
