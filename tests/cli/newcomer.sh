#!/bin/sh
# What one types who has never seen the program: each mistake is answered with one sentence
# that names the thing and the way out.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

printf '文\n\n一、标题\n\n正文一段，言之有物。\n' >a.txt
cp a.txt ./-odd.txt
: >empty.txt
printf '\0\001\002\003BIN' >x.bin
mkdir folder
echo 'set measure 999' >wide.rc
echo 'sett measure 60' >typo.rc

# refuses STATUS THING WAY WORDS...: one row on standard error, none on standard output.
refuses() {
    wanted=$1 thing=$2 way=$3
    shift 3
    run "$piyue" "$@"
    is "piyue $* ends with $wanted" "$status" "$wanted"
    has "and names $thing" "$err" "$thing"
    has "and says: $way" "$err" "$way"
    is "in one sentence, where errors go" "$(printf '%s\n' "$err" | grep -c .),$out" "1,"
}

run "$piyue" help tag
has "each form of a command has a row of its own" "$out" "
       piyue tag rename FROM TO
       piyue tag merge FROM INTO"
run "$piyue" help editions
has "what brackets hold together stays in its row" "$out" "(DOC | --compare A B DOC)"
refuses 1 "$work/library yet" "piyue import PATH" list
run "$piyue" import a.txt
is "a file is imported" "$status" 0

refuses 2 "'lst'" "did you mean 'list'?" lst
refuses 2 "'frobnicate'" "piyue --help" frobnicate
refuses 2 "'nosuch'" "man piyue" help nosuch
refuses 2 "--srot" "did you mean --sort?" list --srot title
refuses 2 "'--nosuch'" "there are --library, --config, --help, --version" --nosuch
refuses 2 "'foo'" "recent|added|title|date|size|progress" list --sort foo
refuses 2 "'abc'" "a number from 1 to" search --limit abc 文
refuses 2 "PATH" "usage: piyue import" import
refuses 2 "argument is missing" "piyue help collection" collection
refuses 1 "nosuch.txt" "No such file" import nosuch.txt
refuses 1 "empty.txt" "is empty" import empty.txt
refuses 1 "x.bin" "--encoding" import x.bin
refuses 2 "-odd.txt" "the file is named ./-odd.txt" import -odd.txt
refuses 1 "folder is a folder" "piyue import" outline folder
refuses 1 "https://example.com/a.html" "save the page in the browser" \
    text https://example.com/a.html
refuses 1 "'没有'" "piyue list" text 没有
refuses 1 "edition 7" "piyue editions" editions --compare 7 8 1
refuses 2 "'去年'" "2024" passages --since 去年
refuses 2 "“is:maybe”" "is:open, is:done" passages --where is:maybe
refuses 1 "'没有'" "piyue tag list" tag rename 没有 有
refuses 2 "'foo'" "list, add, remove" tag foo 1
refuses 2 "'pdf'" "md, org, html" export --format pdf
refuses 2 "'foo'" "there are title" meta 1 --set foo=1
refuses 2 "'klingon'" "GB18030" reimport --encoding klingon 1
refuses 1 "quotation" "word for word" annotate 1 --quote 没有的话
refuses 2 "passage" "--quote and --at" annotate 1
refuses 2 "'2024-02-30'" "2026-12-01" annotate 1 --quote 言之 --due 2024-02-30
refuses 2 "'nocolour'" "yellow, red, green" annotate 1 --quote 言之 --style nocolour
refuses 1 "passage 99" "piyue passages" note 99
refuses 1 "change 77" "piyue log" undo --change 77
refuses 2 "“文” is not in the trash" "piyue trash 1" purge 1
refuses 1 "a.txt" "piyue backup --list" backup --use a.txt
refuses 1 "“没有”" "piyue collection list" collection show 没有
refuses 2 "wide.rc:1" "a number from 20 to 400" --config wide.rc list
refuses 2 "typo.rc:1" "did you mean 'set'?" --config typo.rc list
refuses 2 "a.txt" "not a directory" --library a.txt list
refuses 2 "terminal" "piyue text FILE" tutorial

run "$piyue" import -- -odd.txt
is "behind -- it is a file" "$status" 0
run "$piyue" import ./-odd.txt
is "and by the name that was told" "$status" 0

if [ "$(id -u)" != 0 ]; then
    chmod 0 folder
    refuses 1 "folder" "Permission denied" import folder
    chmod 700 folder
else
    tap_skip "a folder without permission" "nothing is forbidden to root"
fi

tap_end
