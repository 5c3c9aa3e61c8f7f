#!/bin/sh
# Help, version, and what is said to those who mistype.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"

run "$piyue" --version
is "--version succeeds" "$status" 0
has "--version names the program" "$out" "piyue "

run "$piyue" --help
is "--help succeeds" "$status" 0
for command in import list text original detect outline search passages annotate tag export \
    undo redo log trash restore purge check backup help; do
    has "--help lists $command" "$out" "  $command "
done
is "--help writes nothing to standard error" "$err" ""

run "$piyue" help search
has "help COMMAND shows how it is written" "$out" "piyue search [--json]"
run "$piyue" search --help
has "COMMAND --help does the same" "$out" "piyue search [--json]"

run "$piyue" lsit
is "an unknown word ends with 2" "$status" 2
is "an unknown word is named with a near command" "$err" \
    "piyue: 'lsit' is neither a file nor a command; did you mean 'list'?"
run "$piyue" help lsit
is "help for an unknown command ends with 2" "$status" 2

run "$piyue" list --jsn
is "an unknown option ends with 2" "$status" 2
is "an unknown option is named with a near one and the way to help" "$err" \
    "piyue: unknown option --jsn; did you mean --json? (see \`piyue help list\`)"
run "$piyue" --librray /tmp list
is "an unknown global option ends with 2" "$status" 2
run "$piyue" outline --depth
is "an option without its value ends with 2" "$status" 2
has "an option without its value is named" "$err" "--depth needs a value"
run "$piyue" outline --depth deep x
has "a value out of range says what is allowed" "$err" \
    "--depth is a number from 1 to 99, not 'deep'"
run "$piyue" outline --json=yes x
has "a flag takes no value" "$err" "--json takes no value"
run "$piyue" outline
has "a missing word shows how the command is written" "$err" "piyue outline [--json]"
run "$piyue" outline a b
has "a word too many is named" "$err" "'b' is one argument too many"
run "$piyue" list --sort size --sort title
has "an option that is given twice is named" "$err" "--sort may be given once only"

# ---- options that would say nothing: the synopsis is the grammar

refuses() {
    wanted=$1
    shift
    run "$piyue" "$@"
    is "$* ends with 2" "$status" 2
    has "$* is told what is wrong" "$err" "$wanted"
}
refuses "'--where' is one argument too many; usage: piyue tag delete TAG" \
    tag delete 甲 --where is:open
refuses "'--before' is one argument too many; usage: piyue collection list" \
    collection list --before 1
refuses "--list and --use do not go together" backup --use copy.db --list
refuses "-o and --daily do not go together" backup --daily -o copy.db
refuses "--make and --none do not go together" heading 1 2 --make --none
refuses "--quote and --at do not go together" annotate 1 --quote 甲 --at 0:0-1
refuses "--at and --passage do not go together" cite --passage 1 --at 2
refuses "--whole and --tag do not go together" export --whole --doc 1 --tag 甲
refuses "--whole and --template do not go together" export --whole --doc 1 --template "$work/t"
refuses "'3' is one argument too many" log --limit 2 3
refuses "usage: piyue tag add TAG [--passage] [--where FILTER] [--filter NAME] DOC..." tag add 甲
run "$piyue" backup --list --json
is "options of one branch go together" "$status" 0

echo text >list
run "$piyue" text -- list
is "behind -- a word is a word" "$out" "text"

# ---- configuration

echo 'set gänzlichunbekannt 1' >far
run "$piyue" --config "$work/none" list
is "a configuration that was asked for must be there" "$status" 2
mkdir -p "$HOME/.config/piyue"
printf 'set measure 60\nset mesure 70\n' >"$HOME/.config/piyue/piyuerc"
run "$piyue" outline list
is "an error in the configuration ends with 2" "$status" 2
is "an error in the configuration names file, row and a near match" "$err" \
    "piyue: $HOME/.config/piyue/piyuerc:2: unknown option 'mesure'; did you mean 'measure'?"
run "$piyue" --help
is "--help works in spite of it" "$status" 0
printf 'set measure 60\nset citation mla\n' >rc
run "$piyue" --config rc list
is "a way to cite that there is not ends with 2" "$status" 2
has "and names file and row" "$err" "piyue: rc:2: there is no citation"
printf 'set mark 政策\nmark 政策 blue\n' >rc
run "$piyue" --config rc text list
is "a colour may get its name behind its use" "$status" 0
printf 'set mark bleu\n' >rc
run "$piyue" --config rc outline list
has "one without a name names file and row" "$err" "piyue: rc:1: there is no colour 'bleu'"
run "$piyue" --config "$work/far" list
has "what is like no name is looked up on the page that lists them" "$err" "(man piyuerc)"
mkdir -p here/.config/piyue && cp "$HOME/.config/piyue/piyuerc" here/piyuerc
rm "$HOME/.config/piyue/piyuerc"
run sh -c "cd here && '$piyue' text ../list"
is "a configuration in the working directory is not read" "$status" 0

# ---- the reader needs a terminal

run "$piyue"
is "without a terminal the reader ends with 2" "$status" 2
has "without a terminal one sentence says what to do" "$err" "needs a terminal"
is "it is one row" "$(printf '%s\n' "$err" | wc -l)" 1
[ ! -e "$HOME/.local" ]
ok "without a terminal no library is made"

# ---- language

run env -u LANGUAGE LC_ALL=C "$piyue" --help
is "messages are there in every locale" "$status" 0
run env LANGUAGE=fr "$piyue" lsit
has "an unknown language gives English" "$err" "did you mean"

run "$piyue" tutorial
is "the tutorial needs a terminal" "$status" 2
has "and says so" "$err" "needs a terminal"
test ! -e "$HOME/.local/share/piyue"
ok "and leaves the user's library alone"
tap_end
