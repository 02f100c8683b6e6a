import type { Offer } from '../sources.ts';
import type { CommandTree } from '../tree.ts';
import { GENERATED, quotedForSh, type Row, tableOf } from './table.ts';

/** For zsh 5 and later with its completion system. */
export const zshScript = (tree: CommandTree): string => `#compdef peerway
# Completion of peerway for zsh.
${GENERATED}

_peerway() {
  local -a commands flags

  # A line of nouns and verbs alone is answered from this table.
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

  # Everything else is asked of the program.
  local program=peerway
  if [[ $words[1] == */* ]]; then program=\${(Q)words[1]/#\\~\\//$HOME/}; fi
  local -a reply offers
  reply=("\${(@f)$("$program" __complete zsh "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null </dev/null)}")
  local manner=\${reply[1]%% *} kept=\${reply[1]##* }
  if [[ $kept == <1-> ]]; then compset -p $kept; fi
  case $manner in
    file) _files ;;
    folder) _files -/ ;;
    words | open)
      # Value and description are held apart by a tab there, by a colon here.
      local offer value describe
      for offer in "\${(@)reply[2,-1]}"; do
        value=\${offer%%$'\\t'*}
        describe=\${\${offer#"$value"}#$'\\t'}
        offers+=("\${value//:/\\\\:}\${describe:+:$describe}")
      done
      local -a suffix
      if [[ $manner == open ]]; then suffix=(-S ''); fi
      (( $#offers )) && _describe -V -t values value offers "\${(@)suffix}"
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
  const list = (offers: readonly Offer[]): string =>
    offers
      .map(({ value, describe }) => `      ${quotedForSh(describe ? `${value}:${describe}` : value)}\n`)
      .join('');
  const named =
    commands.length > 0
      ? `      commands=(\n${list(commands).replace(/^/gm, '  ').trimEnd()}\n      )\n`
      : '';
  return `    ${quotedForSh(path)})\n${named}      flags=(\n${list(flags)
    .replace(/^(?=.)/gm, '  ')
    .trimEnd()}\n      )\n      ;;`;
}
