import type { Suggestion } from '../query.ts';
import type { CommandTree } from '../tree.ts';
import { GENERATED, quotedForSh, type Row, tableOf } from './table.ts';

/** Returns the script for zsh 5 and later with compinit. */
export const zshScript = (tree: CommandTree): string => `#compdef peerway
# Completion of peerway for zsh.
${GENERATED}

_peerway() {
  local -a commands flags

  # Nouns, verbs and flags complete from this table, without starting node.
  case "\${(j: :)words[2,CURRENT-1]}" in
${tableOf(tree).map(caseOf).join('\n')}
  esac
  if [[ $PREFIX == -* ]]; then
    if (( $#flags )) && [[ $PREFIX != *=* ]]; then
      _describe -V -t flags flag flags
      return
    fi
  elif (( $#commands )); then
    _describe -V -t commands command commands
    return
  fi

  # The program completes everything else.
  local program=peerway
  if [[ $words[1] == */* ]]; then program=\${(Q)words[1]/#\\~\\//$HOME/}; fi
  # It also gets an assignment before the command: PEERWAY_STATE=other peerway ...
  local -a line=("\${(@z)LBUFFER}")
  local at=$(( $#line - CURRENT + 1 )) assigned=
  if [[ $LBUFFER == *[[:space:]] && -z $PREFIX ]]; then (( at += 1 )); fi
  while (( at > 1 )) && [[ $line[at-1] == [A-Za-z_]*=* ]]; do
    (( at -= 1 ))
    if [[ -z $assigned && $line[at] == PEERWAY_STATE=* ]]; then assigned=$line[at]; fi
  done
  local -a reply suggestions
  reply=("\${(@f)$(PEERWAY_ASSIGNED=$assigned "$program" __complete zsh "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null </dev/null)}")
  local directive=\${reply[1]%% *} kept=\${reply[1]##* }
  if [[ $kept == <1-> ]]; then compset -p $kept; fi
  case $directive in
    file) _files ;;
    folder) _files -/ ;;
    words | open)
      # The program puts a tab between value and description; _describe expects a colon.
      local suggestion value description
      for suggestion in "\${(@)reply[2,-1]}"; do
        value=\${suggestion%%$'\\t'*}
        description=\${\${suggestion#"$value"}#$'\\t'}
        suggestions+=("\${value//:/\\\\:}\${description:+:$description}")
      done
      local -a suffix
      if [[ $directive == open ]]; then suffix=(-S ''); fi
      (( $#suggestions )) && _describe -V -t values value suggestions "\${(@)suffix}"
      ;;
    *) return 1 ;;
  esac
}

if [[ $funcstack[1] == _peerway ]]; then
  _peerway "$@"
else
  compdef _peerway peerway
fi
`;

function caseOf({ path, commands, flags }: Row): string {
  const list = (suggestions: readonly Suggestion[]): string =>
    suggestions
      .map(
        ({ value, description }) => `      ${quotedForSh(description ? `${value}:${description}` : value)}\n`,
      )
      .join('');
  const named =
    commands.length > 0
      ? `      commands=(\n${list(commands).replace(/^/gm, '  ').trimEnd()}\n      )\n`
      : '';
  return `    ${quotedForSh(path)})\n${named}      flags=(\n${list(flags)
    .replace(/^(?=.)/gm, '  ')
    .trimEnd()}\n      )\n      ;;`;
}
