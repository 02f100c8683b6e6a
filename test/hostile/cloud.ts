/** Checks that files for clouds hold only commands of peerway, for any values of the plan. */

import { UserError } from '../../src/errors.ts';
import type { State } from '../../src/model/state.ts';
import { specs } from '../../src/providers/registry.ts';
import { renderPeering } from '../../src/providers/render/peering.ts';
import { AWAIT, CONFIRM } from '../../src/providers/shell.ts';
import { engineFor } from '../providers/scenes.ts';

/** Names of resource groups may have letters of any script. */
const LETTERS = 'A-Za-z0-9\\p{L}\\p{N}';

/** A word without characters that a shell interprets, a quoted one, or a variable of peerway. */
const WORD = `(?:[A-Za-z0-9_@%+=:,./-]|'[${LETTERS}_@%+=:,./[\\]{}()| -]*'|"\\$(?:PCX|ENI|GROUP|NIC)")+`;
const COMMAND = new RegExp(`^(?:aws|gcloud|az)(?: ${WORD})+$`, 'u');
const LEARNING = new RegExp(`^(?:PCX|ENI|GROUP|NIC)=\\$\\((?:aws|gcloud|az)(?: ${WORD})+\\)$`, 'u');
const WAITING = new RegExp(`^(?:await|confirm) [A-Za-z-]+ (?:aws|gcloud|az)(?: ${WORD})+$`, 'u');
const PROSE = new RegExp(`^[${LETTERS} ,.:/()_-]*$`, 'u');
const OURS: ReadonlySet<string> = new Set([
  '',
  '#!/bin/sh',
  'set -eu',
  `: "\${PCX:?set it to the id of the peering connection: pcx-...}"`,
  ...AWAIT,
  ...CONFIRM,
]);

const inScript = (line: string): boolean =>
  OURS.has(line) ||
  [COMMAND, LEARNING, WAITING].some((shape) => shape.test(line)) ||
  (line.startsWith('# ') && PROSE.test(line.slice(2)));

const inTerraform = (line: string): boolean =>
  /^ *(?:[a-z0-9_-]+ *= (?:"[A-Za-z0-9\p{L}\p{N}_ ,.:/()-]*"|\["[0-9a-z.:/", -]*\]|[a-z0-9_.()[\]-]+|\{)|[a-z_]+(?: "[a-z0-9_-]+")* \{|\})?$/iu.test(
    line,
  ) ||
  (line.startsWith('# ') && /^[A-Za-z0-9 ,.:/()_=-]*$/.test(line.slice(2)));

const KINDS: Readonly<Record<string, (line: string) => boolean>> = {
  sh: inScript,
  tf: inTerraform,
  txt: (line) => PROSE.test(line),
};

/** Returns the lines of a file for a cloud that peerway would not write, undefined for other files. */
export function cloudFileProblems(name: string, text: string): string[] | undefined {
  const isOurs = KINDS[name.split('.').at(-1) ?? ''];
  return (
    isOurs &&
    text
      .split('\n')
      .filter((line) => !isOurs(line))
      .map((line) => `${name}: ${JSON.stringify(line)}`)
  );
}

/** Returns the same for every peering of a cloud, in all its formats. */
export const cloudPeeringProblems = (state: State): string[] =>
  [...state.peerings.values()].flatMap((peering) => {
    const spec = specs.of(peering.via);
    if (spec.ends !== 'vpc') return [];
    return spec.formats.flatMap((format) => {
      const scene = { state, peering, access: new Map(), undo: false };
      try {
        return renderPeering({ spec, engine: engineFor({ state, peering }) }, scene, format).files.flatMap(
          ({ name, text }) => cloudFileProblems(name, text) ?? [`${name} is of no kind`],
        );
      } catch (error) {
        // There are no commands without ids.
        if (error instanceof UserError) return [];
        throw error;
      }
    });
  });
