export type Shell = 'bash' | 'zsh' | 'fish';

/** Without bash-completion, which not every computer has. Each line is a word and what it is; the last a directive. */
const BASH = `# Completion of pier for bash: source <(pier completion bash)
_pier() {
  local line directive=:4 words=()
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :[0-9]*) directive=$line ;;
      *) words+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ $directive == :0 ]]; then
    compopt -o default 2>/dev/null
    return
  fi
  local word
  # A name with spaces in it is one word.
  for word in "\${words[@]}"; do COMPREPLY+=("$(printf %q "$word")"); done
}
complete -F _pier pier
`;

const ZSH = `#compdef pier
# Completion of pier for zsh: source <(pier completion zsh)
_pier() {
  local line directive=:4
  local -a described
  while IFS= read -r line; do
    case $line in
      :[0-9]*) directive=$line ;;
      *$'\\t'*) described+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      *) described+=("\${line//:/\\\\:}") ;;
    esac
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if [[ $directive == :0 ]]; then
    _files
  else
    _describe -V 'pier' described
  fi
}
if [[ $funcstack[1] == _pier ]]; then
  _pier "$@"
else
  compdef _pier pier
fi
`;

const FISH = `# Completion of pier for fish: pier completion fish | source
function __pier_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
    if test "$lines[-1]" = ':0'
        __fish_complete_path "$current"
    else
        string match -v -r '^:[0-9]+$' -- $lines
    end
end
complete -c pier -f -a '(__pier_complete)'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
