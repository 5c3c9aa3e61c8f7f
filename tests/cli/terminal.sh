#!/bin/sh
# The program at a terminal: what it needs of one, the progress row, Ctrl-C, and keys
# that come from the terminal while standard input brings a document.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

if ! command -v python3 >/dev/null 2>&1; then
    tap_skip "the program at a terminal" "python3 is not here"
    tap_end
    exit 0
fi

# at_terminal KEYS COMMAND...: runs it on a pseudo-terminal of 80 columns. KEYS are
# "TEXT=KEY" pairs parted by blanks: when TEXT shows up, KEY is typed. Leaves $status and,
# in $out, all that was written there.
at_terminal() {
    python3 "$srcdir/tests/cli/in_terminal.py" "$@" >"$work/.out"
    status=$?
    out=$(cat "$work/.out")
}

mkdir inbox
for number in 1 2 3 4 5 6 7 8; do
    awk -v n="$number" 'BEGIN { print "第" n "号文件\n"
        for (i = 0; i < 3000; i++) print "这是第" n "号文件的第" i "段，说的是同一件事。" }' \
        >"inbox/$number.txt"
done
: >inbox/empty.txt

at_terminal "" env -u TERM "$piyue" inbox
is "without TERM the reader ends with 2" "$status" 2
has "without TERM one sentence says so" "$out" "TERM does not say"
[ ! -e library ]
ok "and nothing was imported"
at_terminal "" env TERM=dumb "$piyue" inbox
is "a dumb terminal ends with 2" "$status" 2
printf 'set theme nosuch\n' >rc
at_terminal "" "$piyue" --config rc
is "a theme that is not there ends with 2" "$status" 2
has "and names file and row" "$out" "rc:1: there is no theme 'nosuch'"
printf 'bind reader j nosuch\n' >rc
at_terminal "" "$piyue" --config rc
has "a row of an unknown action sends nobody to the Tab key" "$out" \
    "rc:1: unknown action 'nosuch'; the manual (man piyuerc) lists what there is"

at_terminal "" "$piyue" import inbox
is "import at a terminal ends with 1 when a file failed" "$status" 1
has "the progress row counts files" "$out" "/ 9 files"
has "the progress row tells the speed" "$out" "MB/s"
has "failures stand together at the end" \
    "$(printf '%s\n' "$out" | tail -n 2 | tr -d '\r')" "empty.txt is empty
8 documents are new; 1 not readable"
is "the row is made without escape sequences" \
    "$(printf '%s' "$out" | tr -d -c '\033' | wc -c)" 0

rm -rf library inbox/empty.txt
at_terminal "files=\\x03" "$piyue" import inbox
is "Ctrl-C ends an import with 1" "$status" 1
has "and says so" "$out" "stopped"
run "$piyue" list --json
[ "$(printf '%s\n' "$out" | grep -c .)" -lt 8 ]
ok "and leaves the rest out"
run "$piyue" check --full
is "and leaves the library sound" "$status" 0

# ---- long work

"$piyue" import inbox >/dev/null 2>&1
# A library that takes its time: each text is a paper of its own.
awk 'BEGIN { for (i = 0; i < 400000; i++) print "第" i "段，各有各的说法，一字不同。" }' >long.txt
at_terminal "" "$piyue" outline long.txt
has "reading a long file tells how far it is" "$out" "the file is read"
has "in hundredths" "$out" "%"
has "and how to stop it" "$out" "Ctrl-C stops"
at_terminal "read=\\x03" "$piyue" text long.txt
is "Ctrl-C while a file is read ends with 1" "$status" 1
has "and says so in one sentence" "$(printf '%s\n' "$out" | tail -n 1)" "stopped"
at_terminal "第100段=\\x03" "$piyue" text long.txt
[ "$(printf '%s\n' "$out" | grep -c 第399999段)" = 0 ]
ok "Ctrl-C while rows are printed ends them"
"$piyue" import long.txt >/dev/null 2>&1
doc=$("$piyue" list --json | sed -n 's/.*"doc":\([0-9]*\),.*long.txt.*/\1/p')
at_terminal "" "$piyue" check --full
has "a full check tells how far it is" "$out" "the library is checked"
is "and comes to its end" "$status" 0
at_terminal "checked=\\x03" "$piyue" check --full
is "Ctrl-C ends it with 1" "$status" 1
[ "$(printf '%s\n' "$out" | grep -c damaged)" = 0 ]
ok "and what was not seen is no damage"
at_terminal "written=\\x03" "$piyue" export --whole --doc "$doc" --format docx -o stopped.docx
is "Ctrl-C ends an export with 1" "$status" 1
[ ! -e stopped.docx ]
ok "which leaves no file behind"
at_terminal "anew=\\x03" "$piyue" rebuild
is "Ctrl-C ends a rebuild with 1" "$status" 1
has "and the library is as it was" "$out" "the library is as it was"
"$piyue" trash "$doc"
at_terminal "purge=\\x03" "$piyue" purge "$doc"
is "Ctrl-C ends what has no figures, too" "$status" 1
run "$piyue" check --full
is "nothing of all that is half done" "$status" 0
run "$piyue" check --full
is "without a terminal nothing is told but the result" "$out" \
    "The library is sound; it holds 8 documents."

at_terminal "小舟=q" sh -c "printf '小舟\n\n从此逝，江海寄余生。\n' | TERM=xterm '$piyue' -"
is "keys come from the terminal when a pipe brings the document" "$status" 0
at_terminal "1号文件=q" env TERM=xterm "$piyue" inbox/1.txt
is "one file opens in the reader" "$status" 0
at_terminal "1号文件=q" env TERM=xterm-nowhere "$piyue" inbox/1.txt
is "a terminal without a description is drawn as its family" "$status" 0
at_terminal "" env TERM=nowhere "$piyue" inbox/1.txt
is "one of no family ends with 2" "$status" 2
has "and is told what to set" "$out" "TERM=xterm-256color"
printf '末尾又添了一段。\n' >>inbox/1.txt
at_terminal "edition=q" env TERM=xterm "$piyue" inbox/1.txt
has "a file that has changed is said to be a new edition" "$out" "this is a new edition"
rm -rf library
at_terminal "new=q" env TERM=xterm "$piyue" inbox
has "several files open the shelf, which says what became of them" "$out" \
    "8 documents are new"
at_terminal "there=q" env TERM=xterm "$piyue" inbox
has "and that they were there already" "$out" "0 documents are new; 8 already there"

run setsid "$piyue" -
is "without any terminal the reader ends with 2" "$status" 2

# ---- doctor

"$piyue" import --tag 机密标签 inbox/1.txt >/dev/null 2>&1
"$piyue" doctor </dev/null >doctor.txt
has "doctor names the terminal" "$(cat doctor.txt)" "TERM"
TERM=tmux-nowhere "$piyue" doctor </dev/null >doctor.txt
has "doctor names whose description serves" "$(cat doctor.txt)" "screen-256color"
"$piyue" doctor </dev/null >doctor.txt
has "without a terminal none is asked" "$(cat doctor.txt)" "it was not asked"
has "the library is checked" "$(cat doctor.txt)" "sound"
[ "$(grep -c -e 机密标签 -e 第1号文件 -e inbox doctor.txt)" = 0 ]
ok "nothing of what is read is told"
env HOME="$work" "$piyue" doctor </dev/null >doctor.txt
[ "$(grep -c "$work" doctor.txt)" = 0 ]
ok "the home is told as ~"
"$piyue" doctor --json </dev/null | python3 -c '
import json, sys
rows = [json.loads(row) for row in sys.stdin]
assert {row["area"] for row in rows} == {"terminal", "system", "library"}
assert all((row["hint"] is None) == row["ok"] for row in rows)'
ok "each finding is an object with its way out"
chmod go+r library
"$piyue" doctor </dev/null >doctor.txt
is "what is not well gives 1" "$?" 1
has "and is told with its way out" "$(cat doctor.txt)" "chmod -R go= "
chmod go-r library
at_terminal "" "$piyue" doctor
has "a terminal that does not answer is no hang" "$out" "it does not answer"

tap_end
