import type { Suggestion } from '../query.ts';
import type { CommandTree } from '../tree.ts';
import { GENERATED, type Row, tableOf } from './table.ts';

/** Returns the script for fish 3 and later. */
export const fishScript = (tree: CommandTree): string => `# Completion of peerway for fish.
${GENERATED}

function __peerway_complete
    set -l words (commandline -opc)
    set -l token (commandline -ct)
    set -l path (string join ' ' -- $words[2..-1])
    set -l commands
    set -l flags

    # Nouns, verbs and flags complete from this table, without starting node.
    switch "$path"
${tableOf(tree).map(caseOf).join('\n')}
    end
    if string match -qr -- '^-[a-z-]*$' "$token"; and set -q flags[1]
        string join \\n -- $flags
        return
    else if string match -qr -- '^[a-z-]*$' "$token"; and set -q commands[1]
        string join \\n -- $commands
        return
    end

    # The program completes everything else.
    set -l program peerway
    if string match -q -- '*/*' $words[1]
        set program (string replace -r -- '^~/' "$HOME/" $words[1])
    end
    # It also gets an assignment before the command: PEERWAY_STATE=other peerway ...
    set -l assigned (string match -r -- '^\\s*(?:[A-Za-z_]\\w*=\\S*\\s+)*?(PEERWAY_STATE=(?:"[^"]*"|\\'[^\\']*\\'|[^\\s"\\'])*)\\s' (commandline -cp | string collect))
    set -lx PEERWAY_ASSIGNED "$assigned[2]"
    set -l reply ($program __complete fish $words[2..-1] "$token" 2>/dev/null </dev/null)
    set -l directive (string split -m 1 -- ' ' "$reply[1]")
    set -l head "$directive[2]"
    switch "$directive[1]"
        case file folder
            # For an unknown command, fish completes paths.
            set -l rest (string sub -s (math (string length -- "$head") + 1) -- "$token")
            set -l found (complete -C "__peerway_unknown_command $rest")
            if test "$directive[1]" = folder
                set found (string match -r -- '^[^\\t]*/(?:\\t.*)?$' $found)
            end
            string join \\n -- $head$found
        case words open
            string join \\n -- $reply[2..-1]
    end
end

complete -c peerway -f -k -a '(__peerway_complete)'
`;

function caseOf({ path, commands, flags }: Row): string {
  const list = (suggestions: readonly Suggestion[]): string =>
    suggestions
      .map(({ value, description }) => ` \\\n                ${quoted(`${value}\t${description ?? ''}`)}`)
      .join('');
  const named = commands.length > 0 ? `            set commands${list(commands)}\n` : '';
  return `        case ${quoted(path)}\n${named}            set flags${list(flags)}`;
}

/** Quotes text for fish. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
