import { bashScript } from '../../completion/scripts/bash.ts';
import { fishScript } from '../../completion/scripts/fish.ts';
import { zshScript } from '../../completion/scripts/zsh.ts';
import type { CommandTree } from '../../completion/tree.ts';
import type { Outcome } from '../../output/outcome.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** What a shell has to run once to complete our commands. */
export const completionScript = (shell: keyof typeof SCRIPTS, tree: CommandTree): Outcome => ({
  kind: 'text',
  holdsKeys: false,
  text: SCRIPTS[shell](tree),
});
