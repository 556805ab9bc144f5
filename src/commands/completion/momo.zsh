#compdef momo
# zsh completion for momo: source <(momo completions zsh), or a file _momo in a directory of $fpath
_momo() {
  local -a lines shown colon
  local line word
  lines=("${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  case ${lines[1]} in
    files) _files; return ;;
    directories) _files -/; return ;;
  esac
  for line in "${(@)lines[2,-1]}"; do
    word=${line%%$'\t'*}
    if [[ $word == *: ]]; then
      colon+=("$word")
    elif [[ $line == *$'\t'* ]]; then
      shown+=("${word//:/\\:}:${line#*$'\t'}")
    else
      shown+=("${word//:/\\:}")
    fi
  done
  (( ${#colon} )) && compadd -S '' -- "${colon[@]}"
  (( ${#shown} )) && _describe momo shown
}
if [[ ${funcstack[1]} == _momo ]]; then
  _momo "$@"
elif (( $+functions[compdef] )); then
  compdef _momo momo
fi
