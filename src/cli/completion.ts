import type { CommandTree } from '../completion/tree.ts';
import type { Noun, Verb } from './grammar.ts';

/** @param tree  the commands that the scripts are about, those made here among them */
export const completionNoun = (tree: () => Promise<CommandTree>): Noun => ({
  name: 'completion',
  topics: ['tab-completion'],
  summary: 'Scripts for completion by Tab, in bash, zsh and fish',
  verbs: [
    {
      usage: 'bash',
      summary: 'Print the script for bash',
      description:
        'With bash-completion it goes to ~/.local/share/bash-completion/completions/peerway; without, ~/.bashrc sources it.',
      examples: ['source <(peerway completion bash)', 'peerway completion bash > peerway'],
      invoke: printed('bash', tree),
    },
    {
      usage: 'zsh',
      summary: 'Print the script for zsh',
      description: 'It goes by the name of _peerway to a folder of $fpath, before compinit is run.',
      examples: ['peerway completion zsh > _peerway'],
      invoke: printed('zsh', tree),
    },
    {
      usage: 'fish',
      summary: 'Print the script for fish',
      description: 'It goes to ~/.config/fish/completions/peerway.fish.',
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
