import type { CommandTree } from '../tree.ts';
import { GENERATED, quotedForSh, type Row, tableOf } from './table.ts';

/** Returns the script for bash 4 and later, with or without bash-completion. */
export const bashScript = (tree: CommandTree): string => `# Completion of peerway for bash.
${GENERATED}

_peerway() {
  local line=\${COMP_LINE:0:COMP_POINT} IFS=$' \\t\\n' known=1 words='' flags=''
  COMPREPLY=()

  # Nouns, verbs and flags complete from this table, without starting node.
  if [[ $line =~ ^[^[:space:]\\"\\'\\\\]+(([[:space:]]+[a-z-]+)*)[[:space:]]+(-{0,2}[a-z-]*)$ ]]; then
    local before=\${BASH_REMATCH[1]} current=\${BASH_REMATCH[3]}
    local -a path
    read -ra path <<<"$before"
    case "\${path[*]}" in
${tableOf(tree).map(caseOf).join('\n')}
      *) known= ;;
    esac
    if [[ $current == -* ]]; then words=$flags; fi
    if [[ $known && $words ]]; then
      COMPREPLY=($(compgen -W "$words" -- "$current"))
      return
    fi
  fi

  # The program completes everything else. It gets the line as typed.
  local program=peerway
  if [[ $1 == */* ]]; then program=\${1/#\\~\\//"$HOME"/}; fi
  local -a reply=()
  local suggestion
  while IFS= read -r suggestion; do
    reply+=("$suggestion")
  done < <("$program" __complete bash "$COMP_WORDBREAKS" "$line" 2>/dev/null </dev/null)
  case \${reply[0]-} in
    file) compopt -o default ;;
    folder) compopt -o dirnames ;;
    open) compopt -o nospace ;;
  esac 2>/dev/null
  COMPREPLY=("\${reply[@]:1}")
}

complete -o nosort -F _peerway peerway 2>/dev/null || complete -F _peerway peerway
`;

function caseOf({ path, commands, flags }: Row): string {
  const list = (suggestions: Row['flags']): string =>
    quotedForSh(suggestions.map(({ value }) => value).join(' '));
  const words = commands.length > 0 ? `words=${list(commands)} ` : '';
  return `      ${quotedForSh(path)}) ${words}flags=${list(flags)} ;;`;
}
