#!/bin/sh
# The bytes that a document was imported from come out again as they were.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

# GB18030, rows that end in CR LF, a byte that is no text, an escape sequence.
printf '\313\256\277\342\r\n\r\n\322\273\241\242\317\326\327\264\r\n\033[31m\377\r\n' >water.txt
printf '{\\rtf1\\ansi\\ansicpg936 {\\b \\u27700?\\u24211?}\\par \\u27604?\\u27827?\\u65292?\\u65292?\\u22823?\\u22365?\\par}' >dam.rtf
"$piyue" import water.txt dam.rtf >/dev/null 2>&1
id() { "$piyue" list --json | sed -n "s/^{\"doc\":\([0-9]*\),.*$1.*/\1/p"; }
water=$(id water.txt)
dam=$(id dam.rtf)

"$piyue" original "$water" >out.txt
is "the original of a text goes to a pipe" "$?" 0
cmp -s water.txt out.txt
ok "byte for byte"
run "$piyue" original -o out.rtf dam.rtf
is "... and of other formats to a file" "$status$out$err" 0
cmp -s dam.rtf out.rtf
ok "byte for byte, too"

# ---- files that are there

echo mine >mine.txt
run "$piyue" original -o mine.txt "$water"
is "a file that is there is not written over" "$status" 2
has "and the message names it and the way out" "$err" "mine.txt exists; --force"
is "it is as it was" "$(cat mine.txt)" mine
"$piyue" original --force -o mine.txt "$water"
cmp -s water.txt mine.txt
ok "--force writes over it"
run "$piyue" original --force -o "$PIYUE_LIBRARY/library.db" "$water"
is "never over the library" "$status" 2
run "$piyue" original -o nowhere/out.txt "$water"
is "a folder that is not there is an error" "$status" 2
has "that names the file" "$err" "nowhere/out.txt"
is "nothing is left lying about" "$(ls -A | grep -c tmp)" 0
if [ -w /dev/full ]; then
    "$piyue" original "$water" >/dev/full 2>err.txt
    is "a full disk is told" "$?" 2
fi

# ---- a terminal

if command -v python3 >/dev/null; then
    shown=$(python3 "$srcdir/tests/cli/in_terminal.py" "" "$piyue" original "$water")
    is "a terminal gets no stranger's bytes" "$?" 2
    has "and the message has the way out" "$shown" "give a file with -o"
    is "no control sequence came along" "$(printf '%s' "$shown" | grep -c '\[31m')" 0
fi

# ---- editions

printf '\313\256\277\342\r\n\r\n\322\273\241\242\317\326\327\264\241\243\r\n' >newer.txt
cp water.txt older.txt
"$piyue" import --as-edition "$water" newer.txt >/dev/null 2>&1
"$piyue" original "$water" | cmp -s newer.txt -
ok "the current edition is meant"
first=$("$piyue" editions --json "$water" | sed -n 's/^{"edition":\([0-9]*\),.*water.txt.*/\1/p')
"$piyue" original --edition "$first" "$water" | cmp -s older.txt -
ok "any other is had by its number"
run "$piyue" original --edition 99 "$water"
is "one that is not there ends with 1" "$status" 1
has "and the list is named" "$err" "piyue editions $water"
"$piyue" reimport --encoding Big5 "$water" >/dev/null 2>&1
"$piyue" original "$water" | cmp -s newer.txt -
ok "an edition read anew has the same bytes"

# ---- damage

cp -r "$PIYUE_LIBRARY" damaged
python3 - damaged/library.db <<'PYTHON' 2>/dev/null
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("delete from piece")
db.commit()
PYTHON
if [ "$?" -eq 0 ]; then
    run "$piyue" --library damaged original -o damaged.txt "$water"
    is "what is not whole any more is not written" "$status" 2
    has "but told" "$err" "is damaged"
    [ ! -e damaged.txt ]
    ok "and no file is made"
fi

# ---- the text as it came

is "text --original of a document that is no text is what was read" \
    "$("$piyue" text --original "$dam")" "$(printf '水库\n比河，，大坝')"
is "while its text is cleaned" "$("$piyue" text "$dam" | grep -c '，，')" 0
is "a file that is no text is read the same way" \
    "$("$piyue" text --original dam.rtf)" "$("$piyue" text --original "$dam")"
head -c 300 /dev/zero >zero.bin
run "$piyue" text --original zero.bin
is "what is no document is refused" "$status" 1
has "by its name" "$err" "zero.bin"
tap_end
