# SPDX-License-Identifier: Apache-2.0
# Completion of tyto's programs in bash: the options that --help lists, the names that one of them takes
# (as in `--rounding one_step|two_step`), else files.
_tyto() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} help
  local command=${COMP_WORDS[0]/#\~/$HOME}
  COMPREPLY=()
  if [[ $word == -* ]]; then
    help=$("$command" --help 2>/dev/null) || return 0
    mapfile -t COMPREPLY < <(compgen -W "$(sed -n 's/^  \(-.,\)\{0,1\}\(--[a-z-]*\).*/\2/p' <<<"$help")" -- "$word")
    return 0
  fi
  if [[ $before == --* ]]; then
    help=$("$command" --help 2>/dev/null) || return 0
    local names
    names=$(sed -n "s/^  \(-.,\)\{0,1\}$before \([a-z0-9_]*|[a-z0-9_|]*\).*/\2/p" <<<"$help")
    if [[ -n $names ]]; then
      mapfile -t COMPREPLY < <(compgen -W "${names//|/ }" -- "$word")
      return 0
    fi
  fi
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
complete -F _tyto tyto-convert tyto-evaluate tyto-listen tyto-operate tyto-tune
