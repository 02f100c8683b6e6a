/** The shells, each with the script installed by the steps of `peerway help tab-completion`. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { codeBlocks, topicFile } from '../docs/documents.ts';
import { environment } from '../support/environment.ts';
import { missingPaths, missingPrograms } from '../support/requirements.ts';
import type { Sandbox } from '../support/sandbox.ts';
import { PseudoTerminal } from '../support/terminal/pseudo-terminal.ts';

export interface Shell {
  readonly name: string;
  /** Programs and files that the tests require. */
  readonly needs: readonly string[];
  readonly command: string;
  readonly args: readonly string[];
  /** Files in the home folder. */
  readonly home: Readonly<Record<string, string>>;
  /** Number of Tabs that show a list. */
  readonly tabs: number;
  /** Keys that clear the screen and the line. */
  readonly clear: string;
  /** Returns a line that reduces PATH to a folder. */
  readonly pathIs: (folder: string) => string;
  /** True if the shell shows descriptions. */
  readonly describes: boolean;
}

const CTRL_L = '\u000c';
const CTRL_U = '\u0015';

const BASH_COMPLETION = '/usr/share/bash-completion/bash_completion';

const BASH = {
  command: 'bash',
  args: ['--noprofile', '-i'],
  tabs: 2,
  clear: CTRL_U + CTRL_L,
  pathIs: (folder: string) => `PATH=${folder}`,
  describes: false,
};

export const SHELLS: readonly Shell[] = [
  {
    name: 'bash with bash-completion',
    needs: ['bash', BASH_COMPLETION],
    home: { '.bashrc': `PS1='> '\nsource ${BASH_COMPLETION}\n` },
    ...BASH,
  },
  {
    name: 'bash without bash-completion',
    needs: ['bash'],
    home: { '.bashrc': "PS1='> '\n" },
    ...BASH,
  },
  {
    name: 'zsh',
    needs: ['zsh'],
    command: 'zsh',
    args: ['-d', '-i'],
    home: { '.zshrc': "PS1='> '\nfpath=(~/.zsh/completions $fpath)\nautoload -Uz compinit && compinit -u\n" },
    tabs: 1,
    clear: CTRL_U + CTRL_L,
    pathIs: (folder) => `PATH=${folder}`,
    describes: true,
  },
  {
    name: 'fish',
    needs: ['fish'],
    command: 'fish',
    args: [],
    home: {
      '.config/fish/config.fish':
        "set -g fish_greeting\nset -g fish_autosuggestion_enabled 0\nfunction fish_prompt; echo -n '> '; end\nfunction fish_right_prompt; end\n",
    },
    tabs: 1,
    clear: CTRL_U + CTRL_L,
    pathIs: (folder) => `set PATH ${folder}`,
    describes: true,
  },
];

/** Returns what the machine lacks for the tests in a shell. */
export const missingFor = ({ needs }: Shell): string[] => [
  ...missingPrograms(needs.filter((one) => !one.startsWith('/'))),
  ...missingPaths(needs.filter((one) => one.startsWith('/'))),
];

/** Keeps data and configuration in the home folder. */
const AT_HOME = { XDG_DATA_HOME: undefined, XDG_CONFIG_HOME: undefined, XDG_CACHE_HOME: undefined };

/** Returns the installation steps for a shell, which follow a comment that begins with its name. */
function installation({ name }: Shell): string {
  const [block] = codeBlocks(topicFile('tab-completion').text, 'sh');
  const steps = block?.text.split('\n\n').find((part) => part.startsWith(`# ${name}`));
  if (!steps) throw new Error(`the topic tab-completion has no steps for ${name}`);
  return steps;
}

/** Installs the script and opens the shell. */
export function openShell(box: Sandbox, shell: Shell): PseudoTerminal {
  for (const [file, text] of Object.entries(shell.home)) {
    mkdirSync(dirname(join(box.folder, file)), { recursive: true });
    writeFileSync(join(box.folder, file), text);
  }
  execFileSync('sh', ['-euc', installation(shell)], { env: environment(box, AT_HOME) });
  return new PseudoTerminal({
    box,
    command: shell.command,
    args: shell.args,
    columns: 110,
    rows: 60,
    env: { ...AT_HOME, INPUTRC: '/dev/null', ZDOTDIR: box.folder },
  });
}
