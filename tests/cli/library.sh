#!/bin/sh
# The library from the command line: import, list, search, annotate, tag, export, undo.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

# field NAME: the value of a number or word field in the JSON row on standard input.
field() { sed "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/"; }
# get JSON NAME: the same of a row in an argument.
get() { printf '%s\n' "$1" | field "$2"; }
# is_json NAME: every row of $out is a JSON object.
is_json() {
    if command -v python3 >/dev/null 2>&1; then
        printf '%s\n' "$out" | python3 -c 'import json, sys
for row in sys.stdin: assert isinstance(json.loads(row), dict)' 2>/dev/null
        ok "$1"
    else
        tap_skip "$1" "python3 is not here"
    fi
}

mkdir -p inbox/deeper
cat >inbox/bridge.txt <<'END'
小镇的桥

第一章 老桥

老桥在镇东，有三个孔。雨天走上去要小心，孩子们却最爱在雨天过桥。

第二章 新桥

新桥在镇西，通了汽车。老人还是爱走老桥。
END
cat >inbox/deeper/tea.txt <<'END'
山里的茶

春天的茶最香。採茶的人天不亮就上山。
END

# ---- before there is anything

mkdir -m 700 other
run "$PIYUE" --library other list
is "a question to a folder without a library is refused" "$status" 1
[ ! -e other/library.db ]
ok "and makes none there"

run "$piyue" list
is "a library that is not there ends with 1" "$status" 1
has "and the way to one is told" "$err" "piyue import"
[ ! -e library ]
ok "looking makes no library"

# ---- import

: >inbox/empty.txt
head -c 4000 /dev/zero >inbox/zero.bin
run "$piyue" import --json inbox
is "import ends with 1 when files failed" "$status" 1
is "each file gives a row" "$(printf '%s\n' "$out" | wc -l)" 4
is_json "each row is a JSON object"
has "a failure is named on standard error" "$err" "empty.txt"
has "all are named at the end" "$(printf '%s\n' "$err" | tail -n 1)" \
    "2 files could not be imported: inbox/empty.txt inbox/zero.bin"
has "and in its row" "$(printf '%s\n' "$out" | grep empty.txt)" '"doc":null,"new":false'
bridge=$(printf '%s\n' "$out" | grep bridge.txt | field doc)
tea=$(printf '%s\n' "$out" | grep tea.txt | field doc)
rm inbox/empty.txt inbox/zero.bin
run "$piyue" import --json --tag 收件 inbox
is "importing again succeeds" "$status" 0
is "the same bytes are known" "$(printf '%s\n' "$out" | grep -c '"new":false')" 2
is "and stay the same document" "$(printf '%s\n' "$out" | grep bridge.txt | field doc)" "$bridge"
run sh -c "printf '标准输入来的一篇。\n' | '$piyue' import --json -"
has "- imports standard input" "$out" '"path":"-"'
run "$piyue" import nowhere
is "a path that is not there ends with 1" "$status" 1
has "it is named" "$err" "nowhere"
mkdir nothing
run "$piyue" import nothing
is "a folder without documents ends with 1" "$status" 1
has "it is named, too" "$err" "nothing"
run "$piyue" import /dev/zero inbox
is "a device ends with 1 and does not stop the batch" "$status" 1
has "a device is named" "$err" "/dev/zero is a device"
head -c 4000 /dev/zero >zero.bin
run "$piyue" import ./zero.bin
has "a file is named as it was given" "$err" "piyue: ./zero.bin is not text"
run "$piyue" import --encoding big5 inbox/bridge.txt
has "an encoding that comes too late is told about" "$err" \
    "inbox/bridge.txt is in the library already, read as UTF-8"
run "$piyue" import --encoding klingon inbox
is "an unknown encoding ends with 2" "$status" 2
has "and the known ones are listed" "$err" "GB18030"
printf '好的文字\377，还有一句。\n' >inbox/broken.txt
run "$piyue" import --json --encoding utf8 inbox/broken.txt
is "invalid bytes are imported" "$status" 0
has "and counted" "$out" '"replaced":1'
has "and told" "$err" "1 byte"

# ---- list

run "$piyue" list --json
is_json "list gives JSON objects"
for name in doc title path blocks codepoints progress notes tags; do
    has "list has the field $name" "$out" "\"$name\":"
done
run "$piyue" list --json --tag 收件
is "--tag picks documents" "$(printf '%s\n' "$out" | wc -l)" 2
run "$piyue" list --sort title
is "list for people has no tab" "$(printf '%s' "$out" | tr -d -c '\t' | wc -c)" 0
has "list for people shows the title" "$out" "小镇的桥"
run "$piyue" list --tag 没有
is "a tag that nothing bears ends with 1" "$status" 1

# ---- a document of the library

run "$piyue" outline --json "$bridge"
has "outline of a library document tells which" "$out" "\"doc\":$bridge"
run "$piyue" text 山里
has "a part of the title names a document" "$out" "春天的茶最香"
run "$piyue" text --original "$tea"
has "the source comes out of the library" "$out" "採茶"
run "$piyue" text 没有这篇
is "an unknown document ends with 1" "$status" 1

# ---- search

run "$piyue" search --json 老桥
is "search succeeds" "$status" 0
is_json "search gives JSON objects"
for name in doc title block line start end text headings; do
    has "search has the field $name" "$out" "\"$name\":"
done
hit=$(printf '%s\n' "$out" | grep '"text":"老桥在镇东' | head -n 1)
is "start and end are code points" "$(get "$hit" start)-$(get "$hit" end)" 0-2
is "line is that of the source" "$(get "$hit" line)" 5
run "$piyue" search 采茶
has "search is blind to traditional forms" "$out" "採茶"
run "$piyue" search --limit 1 --json 老桥
is "--limit ends the search" "$(printf '%s\n' "$out" | wc -l)" 1
run "$piyue" search --doc "$tea" 老桥
is "a search without a hit ends with 1" "$status" 1
run "$piyue" search '，。'
is "a search for marks alone ends with 2" "$status" 2

# ---- annotate, passages

run "$piyue" annotate "$bridge" --quote 雨天走上去要小心 --note '与去年的稿对照' --tag 安全 --tag 桥
is "annotate succeeds" "$status" 0
passage=$out
block=$(get "$hit" block)
run "$piyue" annotate "$bridge" --at "$block:0-2" --style blue
is "annotate takes a place from search" "$status" 0
run "$piyue" annotate "$bridge" --quote 老桥
is "a quotation that stands twice ends with 1" "$status" 1
run "$piyue" annotate "$bridge" --quote 没有这话
is "a quotation that stands nowhere ends with 1" "$status" 1
run "$piyue" annotate "$bridge" --at 9999:0-1
is "a block that is not there ends with 1" "$status" 1
run "$piyue" annotate "$bridge" --at "$block:5-2"
is "a place that is none ends with 2" "$status" 2
run "$piyue" annotate "$bridge"
is "a passage must be named" "$status" 2

run "$piyue" passages --json --tag 安全
is_json "passages gives JSON objects"
for name in id doc title quote prefix suffix note tags style status author created \
    modified headings block start end orphan; do
    has "passages has the field $name" "$out" "\"$name\":"
done
has "the quotation is there" "$out" '"quote":"雨天走上去要小心"'
is "the place is in code points" "$(get "$out" block):$(get "$out" start)-$(get "$out" end)" "$block:11-19"
run "$piyue" passages
has "passages for people shows the note" "$out" "与去年的稿对照"
run "$piyue" passages --since 2999-01-01
is "no passage ends with 1" "$status" 1
run "$piyue" passages --since yesterday
is "a date that is none ends with 2" "$status" 2
run "$piyue" search --in notes 去年
has "notes are searched" "$out" "去年"

# ---- tags

run "$piyue" tag add 水利 "$bridge" "$tea"
is "tag add succeeds" "$status" 0
run "$piyue" tag list --json
has "tag list counts documents" "$out" '{"tag":"水利","passages":0,"documents":2,'
run "$piyue" tag rename 水利 安全
is "rename does not join two tags" "$status" 2
run "$piyue" tag merge 水利 安全
is "merge does" "$status" 0
run "$piyue" tag add --passage 重点 "$passage"
run "$piyue" passages --json --tag 重点
is "a passage can be tagged" "$(get "$out" id)" "$passage"
run "$piyue" tag remove --passage 重点 "$passage"
run "$piyue" passages --tag 重点
is "and the tag taken away" "$status" 1
run "$piyue" tag rename 没有 别的
is "a tag that is not there ends with 1" "$status" 1
run "$piyue" tag lsit
has "an unknown word behind tag has a near match" "$err" "did you mean 'list'"

# ---- export

run "$piyue" export --tag 安全
has "export gives the quotation" "$out" "雨天走上去要小心"
has "and its document" "$out" "小镇的桥"
run "$piyue" export --format jsonl -o quotes.json
is "export to a file succeeds" "$status" 0
out=$(cat quotes.json)
is_json "export --format jsonl gives JSON Lines"
run "$piyue" export --format doc
is "an unknown format ends with 2" "$status" 2
run "$piyue" export --tag 没有
is "nothing to export ends with 1" "$status" 1

# ---- undo, redo, log

run "$piyue" annotate "$tea" --quote 春天的茶最香
run "$piyue" undo
is "undo succeeds" "$status" 0
[ -n "$out" ]
ok "undo says what it took back"
run "$piyue" passages --doc "$tea"
is "the passage is gone" "$status" 1
run "$piyue" redo
run "$piyue" passages --doc "$tea"
is "redo brings it back" "$status" 0
run "$piyue" log --json
is_json "log gives JSON objects"
run "$piyue" log 1
is "log N gives N changes" "$(printf '%s\n' "$out" | wc -l)" 1
run "$piyue" log --limit 1 --doc "$tea"
number=$(printf '%s\n' "$out" | sed 's/ .*//')
run "$piyue" undo --change "$number"
is "a change is taken back by its number in the log" "$status" 0
run "$piyue" undo --change "$number"
is "once" "$status" 1
run "$piyue" undo --change "$((number + 1))"
run "$piyue" log --since 2099-01-01
is "a log without a change ends with 1" "$status" 1
run "$piyue" undo many
is "undo wants a number" "$status" 2

# ---- trash

passage=$("$piyue" annotate "$tea" --quote 採茶的人 --tag 秋)
run "$piyue" trash --passage "$passage"
run "$piyue" passages --trash
has "deleted passages are listed" "$out" "採茶的人"
run "$piyue" restore --passage "$passage"
run "$piyue" passages --tag 秋
has "they come back with their tags" "$out" "採茶的人"
run "$piyue" purge --passage "$passage"
is "only the trash is purged" "$status" 2
run "$piyue" trash --passage "$passage"
run "$piyue" purge --passage "$passage"
run "$piyue" passages --trash
is "purged passages are gone" "$status" 1
run "$piyue" trash "$tea"
is "trash succeeds" "$status" 0
run "$piyue" list --trash
has "the trash is listed" "$out" "山里的茶"
run "$piyue" restore "$tea"
run "$piyue" list
has "restore brings a document back" "$out" "山里的茶"
run "$piyue" trash "$tea" 9999
is "trash goes on past what it cannot find and ends with 1" "$status" 1
run "$piyue" purge "$tea"
is "purge succeeds" "$status" 0
run "$piyue" list --trash
is "then the trash is empty" "$status" 1

# ---- upkeep

run "$piyue" check --full
is "check finds the library sound" "$status" 0
run "$piyue" rebuild --try
is "the log alone makes the library" "$status" 0
run "$piyue" list
listed=$out
run "$piyue" rebuild --json
is "a library is made anew" "$status" 0
is_json "and what became of it is JSON"
is "nothing is lost" "$(printf '%s\n' "$out" | field differences)" 0
[ -f "$(printf '%s\n' "$out" | field kept)" ]
ok "the library before is kept"
run "$piyue" list
is "the same documents are there, with their numbers" "$out" "$listed"
rm "$PIYUE_LIBRARY"/backups/before-*.db
run "$piyue" backup -o copy.db
is "backup succeeds" "$status" 0
[ -s copy.db ]
ok "the copy is there"
run "$piyue" backup
[ -s "$out" ]
ok "backup tells where it wrote"
first=$out
run "$piyue" backup
[ "$out" != "$first" ] && [ -s "$out" ]
ok "a backup of the same second is another file"
rm "$out"
run "$piyue" backup --daily
[ -s "$out" ]
ok "a daily backup tells where it wrote"
run "$piyue" backup --daily
is "the second one of a day is not made" "$out" ""
daily=$(ls "$PIYUE_LIBRARY"/backups/daily-*.db)
for days in 1 2 6 8 20 40 41 100 200 300 500; do
    cp "$daily" "$PIYUE_LIBRARY/backups/daily-$days.db"
    touch -d "$days days ago" "$PIYUE_LIBRARY/backups/daily-$days.db"
done
cp "$PIYUE_LIBRARY/backups/daily-20.db" "$PIYUE_LIBRARY/backups/daily-19.db"
touch -d "19 days ago" "$PIYUE_LIBRARY/backups/daily-19.db"
run "$piyue" backup --daily
kept=$(cd "$PIYUE_LIBRARY/backups" && ls daily-*.db | sed 's/daily-//; s/.db//' | grep -v - | sort -n | tr '\n' ' ')
is "days, weeks and months are thinned out, but for the newest seven" "$kept" \
    "1 2 6 8 19 20 41 100 200 300 "
rm "$PIYUE_LIBRARY"/backups/daily-?.db "$PIYUE_LIBRARY"/backups/daily-??.db "$PIYUE_LIBRARY"/backups/daily-?00.db
for days in 501 502 503 504 505 506 507; do
    cp "$daily" "$PIYUE_LIBRARY/backups/daily-$days.db"
    touch -d "$days days ago" "$PIYUE_LIBRARY/backups/daily-$days.db"
done
mv "$daily" kept.db # today's is made again
run "$piyue" backup --daily
kept=$(cd "$PIYUE_LIBRARY/backups" && ls daily-*.db | sed 's/daily-//; s/.db//' | grep -v - | sort -n | tr '\n' ' ')
is "after a year away the newest seven are still there" "$kept" "501 502 503 504 505 506 "
rm "$PIYUE_LIBRARY"/backups/daily-???.db
run "$piyue" backup --list --json
has "backups are listed" "$out" '"daily":true'
before=$("$piyue" list --json)
run "$piyue" trash 1
(ulimit -f 40 && "$piyue" backup --use "$daily") >"$work/.out" 2>"$work/.err"
is "going back to more than a file may hold fails" "$?" 2
run "$piyue" check
is "and leaves the library where it was, sound" "$status" 0
run "$piyue" backup --use "$daily"
is "going back succeeds" "$status" 0
is "the library is as it was" "$("$piyue" list --json)" "$before"
[ -s "$(ls "$PIYUE_LIBRARY"/backups/before-*.db)" ]
ok "what it was is kept"
printf 'no library' > broken.db
run "$piyue" backup --use broken.db
is "what is no backup is refused" "$status" 1
is "… and changes nothing" "$("$piyue" list --json)" "$before"
dd if=/dev/urandom of="$PIYUE_LIBRARY/library.db" bs=4096 count=2 seek=0 conv=notrunc 2>/dev/null
run "$piyue" backup --use "$daily"
is "a damaged library is taken out of the way" "$status" 0
is "… and is whole again" "$("$piyue" list --json)" "$before"
run "$piyue" backup -o copy.db
is "a copy of a library is written over" "$status" 0
echo "a year's work" >thesis.txt
run "$piyue" backup -o thesis.txt
is "what else bears the name is not" "$status" 2
has "and the way out is told" "$err" "--force writes over it"
is "it is there as it was" "$(cat thesis.txt)" "a year's work"
run "$piyue" backup --force -o thesis.txt
is "it is, where that is meant" "$status" 0
mkfifo pipe
run "$piyue" backup --force -o pipe
has "no pipe or device gives way to a file" "$err" "pipe is a device, not a file"
cp -r "$PIYUE_LIBRARY" damaged && rm -f damaged/library.db-*
head -c 8192 /dev/zero | tr '\0' x >damaged/library.db
run "$piyue" --library damaged list
has "who cannot open a library is referred to the copies" "$err" "backup --list"
run "$piyue" --library damaged backup --list
is "and these are listed" "$status" 0
has "by name" "$out" damaged/backups/
run "$piyue" backup -o "$PIYUE_LIBRARY/library.db"
is "a backup over the library itself is refused" "$status" 2
ln -s "$PIYUE_LIBRARY/library.db" link.md
run "$piyue" annotate "$bridge" --quote 雨天走上去要小心
run "$piyue" export -o link.md
is "and so is an export" "$status" 2
has "in a sentence" "$err" "link.md is the library itself"
run "$piyue" check --full
is "which stays sound" "$status" 0

# ---- a full disk

mkdir flood
for number in 1 2 3 4 5 6 7 8 9 10 11 12; do
    awk -v n="$number" 'BEGIN { srand(n); for (i = 0; i < 2000; i++)
        printf "第%d篇之%d：%d %d %d。\n", n, i, rand() * 1e9, rand() * 1e9, rand() * 1e9 }' \
        >"flood/$number.txt"
done
run sh -c "ulimit -f 2000; '$piyue' --library '$work/full' import flood"
is "a library that cannot grow ends with 2" "$status" 2
is "and costs one sentence, not one for each file left" "$(printf '%s\n' "$err" | wc -l)" 1
has "that names the file it stopped at" "$err" "flood/"
before=$(printf '%s\n' "$out" | grep -c new)
run "$piyue" --library "$work/full" list --json
is "what was imported before is there" "$(printf '%s\n' "$out" | grep -c .)" "$before"
run "$piyue" --library "$work/full" check --full
is "and sound" "$status" 0

# ---- bad libraries

run "$piyue" --library "$work/copy.db" list
is "a file is no library" "$status" 2
mkdir newer && chmod 700 newer && cp copy.db newer/library.db && chmod 600 newer/library.db
if command -v python3 >/dev/null 2>&1; then
    python3 -c 'import sqlite3; d = sqlite3.connect("newer/library.db")
d.execute("PRAGMA user_version = 999"); d.commit()'
    run "$piyue" --library newer list
    is "a library of a newer version is read" "$status" 0
    run "$piyue" --library newer annotate "$bridge" --quote 雨天过桥
    is "but not written" "$status" 2
else
    tap_skip "a library of a newer version is read" "python3 is not here"
    tap_skip "but not written" "python3 is not here"
fi
if [ "$(id -u)" != 0 ]; then
    chmod -R a-w library
    run "$piyue" import inbox/bridge.txt
    is "a library that cannot be written ends with 2" "$status" 2
else
    tap_skip "a library that cannot be written ends with 2" "root writes everywhere"
fi

tap_end
