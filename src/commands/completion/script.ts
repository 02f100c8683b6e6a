import { bashScript } from '../../completion/scripts/bash.ts';
import { fishScript } from '../../completion/scripts/fish.ts';
import { zshScript } from '../../completion/scripts/zsh.ts';
import type { CommandTree } from '../../completion/tree.ts';
import { type Result, textResult } from '../../output/result.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** Prints the completion script of a shell. */
export const completionScript = (shell: keyof typeof SCRIPTS, tree: CommandTree): Result<null> =>
  textResult({ text: SCRIPTS[shell](tree), holdsKeys: false });
