/** Looks at files and folders that tests compare. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Returns permission bits in octal. */
export const modeOf = (path: string): string => (statSync(path).mode & 0o7777).toString(8);

/** Returns the names in a folder, sorted. */
export const namesIn = (folder: string): string[] => readdirSync(folder).sort();

/** Returns the paths of all files below a folder, sorted. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .sort();
