# Completion of piyue for bash. What fits is said by `piyue complete`.
# SPDX-License-Identifier: GPL-3.0-or-later
_piyue() {
    local row candidate kind= found=
    COMPREPLY=()
    while IFS= read -r row; do
        candidate=${row%%$'\t'*}
        # bash has parted --tag=x at the mark already
        [[ ${COMP_WORDS[COMP_CWORD]} == -*=* ]] && candidate=${candidate#*=}
        [[ -n $candidate ]] && COMPREPLY+=("$candidate") || kind=${row#*$'\t'}
    done < <("$1" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    if [[ -n $kind ]]; then
        # bash quotes what may be the name of a file, and marks folders
        compopt -o filenames
        [[ $kind == folders ]] && found=$(compgen -d -- "$2") || found=$(compgen -f -- "$2")
        [[ -z $found ]] || mapfile -t -O ${#COMPREPLY[@]} COMPREPLY <<<"$found"
    elif ((${#COMPREPLY[@]})); then
        mapfile -t COMPREPLY < <(printf '%q\n' "${COMPREPLY[@]}")
    fi
}
complete -F _piyue piyue
