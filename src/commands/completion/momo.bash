# bash completion for momo: source <(momo completions bash)
_momo() {
  local kind line word cur prefix index
  local -a words=()
  # bash splits words at = and :, which momo's words contain.
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    if ((${#words[@]} > 0)) && [[ $word == [=:]* || ${words[-1]} == *[=:] ]] && [[ ${words[-1]} != -- ]]; then
      words[-1]+=$word
    else
      words+=("$word")
    fi
  done
  cur=${words[-1]}
  prefix=${cur%"${COMP_WORDS[COMP_CWORD]}"}
  [[ ${COMP_WORDS[COMP_CWORD]} == [=:] ]] && prefix=$cur
  COMPREPLY=()
  {
    read -r kind
    while IFS=$'\t' read -r line _; do
      COMPREPLY+=("${line#"$prefix"}")
    done
  } < <("${COMP_WORDS[0]}" complete -- "${words[@]}" 2>/dev/null)
  case $kind in
  files | directories)
    cur=${cur#"$prefix"}
    [[ $kind == files ]] && index=-f || index=-d
    mapfile -t COMPREPLY < <(compgen "$index" -- "$cur")
    compopt -o filenames 2>/dev/null
    ;;
  *)
    [[ ${#COMPREPLY[@]} -gt 0 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null
    ;;
  esac
  return 0
}
complete -F _momo momo
