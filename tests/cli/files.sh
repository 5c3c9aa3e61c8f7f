#!/bin/sh
# Files that are read directly: text, detect, outline; and files that cannot be.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"

cat >article.txt <<'END'
小镇的桥

第一章 老桥

老桥在镇东，有三个孔。桥面的石板磨得发亮，雨天走上去要小心。

第二章 新桥

新桥在镇西，通了汽车。

第一节 桥墩

桥墩用的是山里的青石。
END

# ---- outline

run "$piyue" outline --json article.txt
is "outline of a file succeeds" "$status" 0
is "outline gives the rows of the source" \
    "$(printf '%s\n' "$out" | grep 章 | sed 's/.*"line":\([0-9]*\).*/\1/' | tr '\n' ' ')" \
    "3 7 "
has "outline gives title and family" "$out" '"title":"第二章 新桥","family":"chapter"'
run "$piyue" outline article.txt
chapter=$(printf '%s\n' "$out" | grep '第二章' | sed 's/第.*//')
section=$(printf '%s\n' "$out" | grep '第一节' | sed 's/第.*//')
is "without --json a section stands further right than its chapter" \
    "$section" "$chapter  "
run "$piyue" outline --explain article.txt
has "explain says what was taken, and where" "$out" "heading of level 3 · section 1"
has "explain says what speaks for it" "$out" " its family of numbers"
run "$piyue" outline --explain --json article.txt
has "explain gives numbers to machines" "$out" '"title":"第二章 新桥","family":"chapter","number":2,"outcome":"taken"'
cat >scenes.txt <<'END'
第一景　院中

老人推开门，看见院子里积了一夜的雪，便回身取了扫帚，扫出一条路来。

第二景　井边

井台上结了冰，他在冰上撒了一层炉灰，才敢放下水桶去。
END
echo 'heading "第N景" section' >rules
run "$piyue" --config rules outline --json scenes.txt
has "a heading pattern of one's own is a family" "$out" '"title":"第二景　井边","family":"own"'
echo 'heading "第N景" sektion' >rules
run "$piyue" --config rules outline scenes.txt
is "a heading pattern that makes no sense stops the program" "$status" 2
has "... and is named with its place" "$err" "rules:1"
run "$piyue" outline --depth 1 article.txt
[ "$(printf '%s\n' "$out" | wc -l)" -lt 4 ]
ok "--depth leaves deeper headings out"
printf '只有一句话。\n' >plain.txt
run "$piyue" outline plain.txt
is "a text without headings ends with 1" "$status" 1
is "a text without headings is named" "$err" "piyue: plain.txt has no headings"

# ---- text

run "$piyue" text article.txt
has "text prints the clean text" "$out" "雨天走上去要小心。"
run "$piyue" text --width 20 article.txt
[ "$(wc -L <"$work/.out")" -le 20 ]
ok "--width 20 gives rows of twenty columns at most"
is "no row starts with a closing mark" "$(printf '%s\n' "$out" | grep -c '^[，。]')" 0
run sh -c "'$piyue' text - <article.txt"
has "- is standard input" "$out" "新桥在镇西"
printf '\344\270\255\346\226\207\r\nsecond\r\n' >crlf.txt
run "$piyue" text --original crlf.txt
is "--original prints the source in rows" "$out" "中文
second"

# ---- foreign text is harmless

printf '标题\033]0;x\007在此，后面还有一句话。\n' >hostile.txt
run "$piyue" text hostile.txt
is "no escape sequence comes out" "$(printf '%s' "$out" | tr -d -c '\033\007' | wc -c)" 0
run "$piyue" text --original hostile.txt
is "nor with --original" "$(printf '%s' "$out" | tr -d -c '\033\007' | wc -c)" 0
cp plain.txt "$(printf 'a\033[31mb.txt')"
run "$piyue" detect a*b.txt
is "nor from a file's name" "$(printf '%s' "$out" | tr -d -c '\033' | wc -c)" 0
run "$piyue" text "$(printf 'no\033[31m')"
is "nor in an error" "$(printf '%s' "$err" | tr -d -c '\033' | wc -c)" 0

# ---- detect

iconv -f UTF-8 -t GB18030 article.txt >gb.txt
run "$piyue" detect gb.txt article.txt
has "detect tells the encoding" "$out" "gb.txt: GB18030"
has "detect goes through all files" "$out" "article.txt: UTF-8"
run "$piyue" detect --json gb.txt
has "detect --json gives the fields" "$out" '{"path":"gb.txt","format":"text","encoding":"GB18030","confidence":0.'
run "$piyue" detect missing.txt article.txt
is "detect ends with 1 when a file failed" "$status" 1
has "detect goes on past it" "$out" "article.txt: UTF-8"

# ---- bad input: one sentence, the thing, the status

run "$piyue" outline missing.txt
is "a missing file ends with 1" "$status" 1
has "a missing file is named" "$err" "missing.txt"
run "$piyue" outline ./
is "a folder where a file is wanted ends with 1" "$status" 1
: >empty.txt
run "$piyue" text empty.txt
is "an empty file ends with 1" "$status" 1
has "an empty file is named" "$err" "empty.txt"
head -c 4000 /dev/zero >zero.bin
run "$piyue" text zero.bin
is "a binary file ends with 1" "$status" 1
has "a binary file is named" "$err" "zero.bin"
is "a binary file costs one sentence" "$(printf '%s\n' "$err" | wc -l)" 1
if [ "$(id -u)" != 0 ]; then
    cp article.txt secret.txt && chmod 000 secret.txt
    run "$piyue" text secret.txt
    is "an unreadable file ends with 1" "$status" 1
else
    tap_skip "an unreadable file ends with 1" "root reads everything"
fi
awk 'BEGIN { for (i = 0; i < 500000; i++) printf "长行之文。" }' >long.txt
run "$piyue" text long.txt
is "a row of 7.5 MB is read" "$status" 0
is "a row of 7.5 MB comes out whole" "$(wc -c <"$work/.out")" 7500001
run "$piyue" text /dev/null
is "a device ends with 1" "$status" 1
run "$piyue" text - </dev/null
is "nothing on standard input ends with 1" "$status" 1

[ ! -e "$HOME/.local" ]
ok "reading files makes no library"

# ---- where output goes

out=$("$piyue" detect article.txt none.txt article.txt 2>&1 | sed 's/:.*//; s/ .*//' | tr '\n' ' ')
is "what goes wrong is told where it did" "$out" "article.txt piyue article.txt "

if [ -w /dev/full ]; then
    "$piyue" text article.txt >/dev/full 2>"$work/.err"
    is "a full disk ends with 2" "$?" 2
    has "a full disk is named" "$(cat "$work/.err")" "standard output cannot be written"
    "$piyue" import --json article.txt >/dev/full 2>"$work/.err"
    is "rows that were lost on the way are not forgotten at the end" "$?" 2
    has "and named" "$(cat "$work/.err")" "standard output cannot be written"
else
    tap_skip "a full disk ends with 2" "no /dev/full"
    tap_skip "a full disk is named" "no /dev/full"
    tap_skip "rows that were lost on the way are not forgotten at the end" "no /dev/full"
    tap_skip "and named" "no /dev/full"
fi
"$piyue" text long.txt 2>"$work/.err" | head -c 10 >/dev/null
is "a reader that goes away is no error" "$(cat "$work/.err")" ""

tap_end
