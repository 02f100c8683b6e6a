import type { CommandTree } from '../completion/tree.ts';
import type { Noun, Verb } from './grammar.ts';

/** @param tree  all commands, `completion` included */
export const completionNoun = (tree: () => Promise<CommandTree>): Noun => ({
  name: 'completion',
  topics: ['tab-completion'],
  summary: 'Generate shell completion scripts',
  verbs: [
    {
      usage: 'bash',
      summary: 'Print the completion script for bash',
      description:
        'With the bash-completion package, save the script as ~/.local/share/bash-completion/completions/peerway. Without it, source the script in ~/.bashrc.',
      examples: ['source <(peerway completion bash)', 'peerway completion bash > peerway'],
      invoke: printed('bash', tree),
    },
    {
      usage: 'zsh',
      summary: 'Print the completion script for zsh',
      description: 'Save the script as _peerway in a folder of $fpath, before compinit runs.',
      examples: ['peerway completion zsh > _peerway'],
      invoke: printed('zsh', tree),
    },
    {
      usage: 'fish',
      summary: 'Print the completion script for fish',
      description: 'Save the script as ~/.config/fish/completions/peerway.fish.',
      examples: ['peerway completion fish > peerway.fish'],
      invoke: printed('fish', tree),
    },
  ],
});

const printed =
  (shell: 'bash' | 'zsh' | 'fish', tree: () => Promise<CommandTree>): Verb['invoke'] =>
  () =>
  async () => {
    const { completionScript } = await import('../commands/completion/script.ts');
    return completionScript(shell, await tree());
  };
