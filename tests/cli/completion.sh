#!/bin/sh
# What a shell is told to offer, and bash with the file that is installed.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
tab=$(printf '\t')

complete() { run "$piyue" complete -- "$@"; }
# The candidates alone, on one row.
candidates() { echo "$out" | cut -f1 | grep . | sort | tr '\n' ' ' | sed 's/ $//'; }

printf '一号 办法\n\n本办法自发布之日起施行。\n' >"$work/one.txt"
printf '政府工作报告\n\n各位代表，现在请予审议。\n' >"$work/政府工作报告.txt"
run "$piyue" import "$work/one.txt" "$work/政府工作报告.txt"
run "$piyue" tag add 提案办理 1
run "$piyue" tag add 提案督办 2

complete ex
is "a command begun is completed" "$(candidates)" "export"
complete exp
has "a command comes with what it does" "$out" "export$tab"
complete export --form
is "an option begun is completed" "$(candidates)" "--format"
complete export --format ''
is "the values of an option are those of its synopsis" "$(candidates)" \
    "csv docx html json jsonl md org txt"
complete export --format=j
is "a value behind a mark of equation keeps what stands before it" "$(candidates)" \
    "--format=json --format=jsonl"
complete export --format = j
is "so does one that bash has taken apart" "$(candidates)" "json jsonl"
complete tag ''
is "verbs are offered where a command has them" "$(candidates)" \
    "add alias delete list merge remove rename replace unalias"
complete tag add 提
is "tags are those of the library" "$(candidates)" "提案办理 提案督办"
complete tag add 提案办理 ''
is "behind the tag stand documents, each with its title" "$(candidates)" "1 2"
complete text zfgz
is "a title is found by the initials of its readings" "$(candidates)" 政府工作报告
complete import --tag 提案办理 ''
is "files are left to the shell" "$out" "${tab}files"
complete --library "$work/nowhere" tag add ''
is "a library that there is not offers nothing" "$out" ""
is "and is no fault" "$status" 0
test ! -e "$work/nowhere"
ok "and is not made"

# ---- bash itself

if ! command -v bash >/dev/null; then
    tap_skip "bash offers what piyue says" "bash is missing"
else
    cat >"$work/ask.bash" <<'END'
source "$1"; shift
PATH=$(dirname "$piyue"):$PATH
COMP_WORDS=(piyue "$@") COMP_CWORD=$#
_piyue piyue "${!#}" "${COMP_WORDS[$# - 1]}" 2>/dev/null
printf '%s\n' "${COMPREPLY[@]}"
END
    ask() { run env piyue="$piyue" bash "$work/ask.bash" "$srcdir/completion/piyue.bash" "$@"; }
    ask expo
    is "bash completes a command" "$out" export
    ask tag add 提案督
    is "bash completes a tag" "$out" 提案督办
    ask trash 一
    is "bash quotes blanks of a title" "$out" '一号\ 办法'
    mkdir -p "$work/夹/子"
    ask import "$work/夹/"
    is "bash completes a path itself" "$out" "$work/夹/子"
fi

# ---- fish itself

if ! command -v fish >/dev/null; then
    tap_skip "fish offers what piyue says" "fish is missing"
else
    ask_fish() {
        run env PATH="$(dirname "$piyue"):$PATH" fish --no-config -c \
            'source $argv[1]; complete --do-complete $argv[2]' \
            "$srcdir/completion/piyue.fish" "piyue $1"
    }
    ask_fish expo
    is "fish completes a command" "$(candidates)" export
    ask_fish 'tag add 提案督'
    is "fish completes a tag" "$(candidates)" 提案督办
    ask_fish 'trash 一'
    is "fish is given a title with its blanks" "$(candidates)" '一号 办法'
    ask_fish "import $work/夹/"
    is "fish completes a path itself" "$(candidates)" "$work/夹/子/"
fi

# ---- zsh itself, in a terminal of its own, since only there it completes

if ! command -v zsh >/dev/null; then
    tap_skip "zsh offers what piyue says" "zsh is missing"
else
    cat >"$work/ask.zsh" <<'END'
zmodload zsh/zpty
zpty shell 'zsh -f -i'
zpty -w shell "PATH=${piyue:h}:\$PATH fpath=(${1:h} \$fpath) PS1='ready> ' ; stty -echo"
zpty -w shell 'autoload -U compinit && compinit -u -D; bindkey "^I" complete-word; print loaded'
zpty -r -m shell seen '*loaded*ready> *'
zpty -w -n shell "piyue $2"$'\t\C-A[\C-E]\n' # brackets around it tell where it ends
zpty -r -m shell seen '*\]*'
print -r -- "$seen" | tr -d '\r' | sed -n 's/.*\[piyue \(.*[^ ]\) *\].*/\1/p' | tail -n 1
zpty -d shell
END
    ask_zsh() {
        run env TERM=dumb piyue="$piyue" timeout 60 zsh -f "$work/ask.zsh" \
            "$srcdir/completion/_piyue" "$1"
    }
    ask_zsh expo
    is "zsh completes a command" "$out" export
    ask_zsh 'tag add 提案督'
    is "zsh completes a tag" "$out" "tag add 提案督办"
    ask_zsh 'trash 一'
    is "zsh quotes blanks of a title" "$out" 'trash 一号\ 办法'
    ask_zsh "import $work/夹/"
    is "zsh completes a path itself" "$out" "import $work/夹/子"
fi
tap_end
