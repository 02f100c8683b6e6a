/** Commands of the operator's own `aws` or `gcloud`, for a shell. */

import { fileText, oneFile, type Rendering } from '../../render/rendering.ts';
import { AWAIT, scriptLine, VARIABLES } from '../shell.ts';
import type { Step } from '../step.ts';
import { banner, type CloudScene, stepsOf } from './scene.ts';

/** Stops at the first command that fails (`set -e`), so that nothing is done upon what is not there. */
export function renderScript(scene: CloudScene): Rendering {
  const steps = stepsOf(scene);
  const text = fileText([
    '#!/bin/sh',
    `# ${banner(scene)}`,
    'set -eu',
    ...(steps.some(({ until }) => until) ? ['', ...AWAIT] : []),
    ...idLines(steps, scene),
    ...steps.flatMap((step) => ['', `# ${step.side}: ${step.what}`, scriptLine(step)]),
  ]);
  return oneFile(`${scene.peering.name}${scene.undo ? '.undo' : ''}.sh`, text);
}

/** The connection's id has to come from outside where no command before has learned it. */
function idLines(steps: readonly Step[], { peering }: CloudScene): string[] {
  const first = steps.find(({ words, learns }) => learns || words.some((word) => typeof word !== 'string'));
  if (!first || first.learns) return [];
  return [
    '',
    `# What ${peering.requester.vpc} was told when it asked for the peering.`,
    `: "\${${VARIABLES['peering-id']}:?set it to the id of the peering connection: pcx-...}"`,
  ];
}
