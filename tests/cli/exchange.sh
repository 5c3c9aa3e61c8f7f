#!/bin/sh
# Passages written out and brought in again: every format read by other programs, round
# trips, and files of KOReader, Readest and Kindle.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"
checks=$srcdir/tests/cli/exchange_checks.py

printf '%s\n\n' "某某省人民政府办公厅关于河湖管护的意见" "某政办发[2024]3号" \
    "各市、县人民政府，省政府各部门、各直属机构：" "一、总体要求" \
    "各村要摸清家底，一条河一本账，一口塘一张图，账和图要年年核对。" "二、保障措施" \
    "各村要明确专人负责，每十天巡查一次，雨后加密巡查，发现问题当天报告。" \
    "山塘虽小，连着千家万户的水田，清淤之前要听取群众的意见。" \
    '=HYPERLINK("http://x","y") <script>alert(1)</script> 和 *强调* 还有 [[链接]]。' \
    "某某省人民政府办公厅" "2024年1月5日" >paper.txt
"$piyue" import paper.txt >/dev/null

# ---- what a document says of itself

out=$("$piyue" meta --json 1)
has "the number is read and written as it should be" "$out" '"number":"某政办发〔2024〕3号"'
has "so is who issued it" "$out" '"issuer":"某某省人民政府办公厅"'
has "to whom" "$out" '"recipient":"各市、县人民政府，省政府各部门、各直属机构"'
has "and the date below the signature" "$out" '"date":"2024-01-05"'
"$piyue" meta --set author=张三 --set number= 1
has "fields can be corrected" "$("$piyue" meta --json 1)" '"author":"张三","issuer":"某某省人民政府办公厅","number":null'
"$piyue" undo >/dev/null
has "and the correction taken back as one" "$("$piyue" meta --json 1)" '"author":null'
"$piyue" meta --set date=2031年3月9日 1
has "a day is kept in one form" "$("$piyue" meta --json 1)" '"date":"2031-03-09"'
"$piyue" undo >/dev/null
for date in 2031-03 2031; do
    "$piyue" meta --set date=$date 1
    has "$date is kept as it is" "$("$piyue" meta --json 1)" "\"date\":\"$date\""
    "$piyue" undo >/dev/null
done
"$piyue" meta --set date=2031年13月 1 2>err.txt
is "what is no day is refused" "$?" 2
"$piyue" meta --set nummer=1 1 2>err.txt
is "an unknown field ends with 2" "$?" 2
has "and the near one is named" "$(cat err.txt)" "number"


# A file says the same of itself before it is in a library.
cat >page.html <<'HTML'
<html><head><meta charset="utf-8"><title>山塘清淤记</title></head><body><h1>山塘清淤记</h1>
<p>2031年3月9日 09:12　来源：河川日报</p>
<p>山塘虽小，连着千家万户的水田，清淤之前要听取群众的意见，一口塘一张图，年年核对。</p>
<p>各村要明确专人负责，每十天巡查一次，雨后加密巡查，发现问题当天报告，不得拖延。</p>
</body></html>
HTML
has "a file's own card is told" "$("$piyue" meta --json page.html)" \
    '"date":"2031-03-09","recipient":null,"source":"河川日报"'
has "and cited by" "$("$piyue" cite page.html)" "2031年3月9日"

# ---- citations

is "the usual citation" "$("$piyue" cite 1)" \
    "《某某省人民政府办公厅关于河湖管护的意见》，某某省人民政府办公厅，某政办发〔2024〕3号，2024年1月5日。"
is "as official papers cite" "$("$piyue" cite --template official 1)" \
    "某某省人民政府办公厅《某某省人民政府办公厅关于河湖管护的意见》（某政办发〔2024〕3号），2024年1月5日。"
is "a template of one's own" "$("$piyue" cite --template '{title}[ / {author}] ({file})' 1)" \
    "某某省人民政府办公厅关于河湖管护的意见 (paper.txt)"
"$piyue" cite --template '{titel}' 1 2>err.txt
is "an unknown field in a template ends with 2" "$?" 2

# ---- formats

"$piyue" annotate 1 --quote "发现问题当天报告。山塘虽小" --note "要*问*
第二行" --tag 提案/办理 --tag 记录 --status open >/dev/null
"$piyue" annotate 1 --quote '=HYPERLINK("http://x","y") <script>alert(1)</script> 和 *强调* 还有 [[链接]]' \
    --note "=1+1" --tag "<b>" >/dev/null
"$piyue" annotate 1 --quote "清淤之前" --note "$(printf 'a\033[31mb\342\200\256c')" >/dev/null
"$piyue" annotate 1 --quote "清淤之前" >/dev/null
"$piyue" note --reply "答复<i>" 1 >/dev/null
for format in md org html json jsonl csv txt docx; do
    "$piyue" export -o "out.$format"
    is "$format is written" "$?" 0
    "$piyue" export -o "out.$format" 2>err.txt
    is "$format is not written over without being told" "$?" 2
done
"$piyue" export --force -o out.md
is "but with --force" "$?" 0
"$piyue" export -o UPPER.DOCX
is "a name in capitals says the same" "$(head -c 2 UPPER.DOCX)" PK
for format in md html docx; do
    "$piyue" export --whole --doc 1 -o "whole.$format"
    is "a whole document as $format" "$?" 0
done
printf '%s\n\n' "第一章 总则" "The quick brown fox jumps over the lazy dog." >words.txt
(
    export PIYUE_LIBRARY="$work/words"
    "$piyue" import words.txt
    "$piyue" annotate 1 --quote quick
    "$piyue" annotate 1 --quote lazy --tag 甲 --status open
    "$piyue" annotate 1 --quote dog --note "$(printf '甲\n===\n  # 乙')"
    "$piyue" export --whole --doc 1 -o words.md
) >/dev/null
has "the blanks around a passage stay" "$(cat words.md)" \
    "The <mark>quick</mark> brown fox jumps over the <mark>lazy</mark>[^2] <mark>dog</mark>[^3]."
has "all of a footnote is set in" "$(cat words.md)" "$(printf '  \n    Tags: ')"
has "a note makes no headings" "$(cat words.md)" "$(printf '甲\n    \\===\n      \\# 乙')"
printf '%s\n' '@escape latex' '@begin' '\\begin\{quotes\}' '@document' '% {title}' '@passage' \
    '\\item {quote}' 'note: {note}' '@end' '\\end\{quotes\}' >own.txt
"$piyue" export --template own.txt -o own.tex
is "a format of one's own" "$?" 0
"$piyue" export --template own.txt >/dev/null
printf '%s\n' '{quot}' >bad.txt
"$piyue" export --template bad.txt 2>err.txt
is "a template with a mistake ends with 2" "$?" 2
has "with its row" "$(cat err.txt)" "row 1"
if command -v python3 >/dev/null; then
    python3 "$checks" . >checks.txt 2>&1
    is "other programs read all of it: $(head -c 2000 checks.txt)" "$?" 0
else
    tap_skip "other programs read all of it" "python3 is not installed"
fi

# ---- and back

PIYUE_LIBRARY="$work/second" "$piyue" import paper.txt >/dev/null
out=$(PIYUE_LIBRARY="$work/second" "$piyue" import-notes --json out.json)
has "our own passages come in" "$out" '"read":4,"added":4,"known":0,"orphaned":0'
PIYUE_LIBRARY="$work/second" "$piyue" export -o again.json
cmp -s out.json again.json
is "and go out the same" "$?" 0
has "a second time they are known" \
    "$(PIYUE_LIBRARY="$work/second" "$piyue" import-notes --json out.json)" '"added":0,"known":4'
PIYUE_LIBRARY="$work/second" "$piyue" undo >/dev/null
is "one undo takes all of them back" \
    "$(PIYUE_LIBRARY="$work/second" "$piyue" passages 2>/dev/null)" ""
PIYUE_LIBRARY="$work/third" "$piyue" import paper.txt >/dev/null
has "JSON Lines come in too" \
    "$(PIYUE_LIBRARY="$work/third" "$piyue" import-notes --json out.jsonl)" '"added":4'

printf '\357\273\277' >clippings.txt
printf '%s\r\n' "某某省人民政府办公厅关于河湖管护的意见 (办公厅)" \
    "- 您在第 5 页（位置 #66-67）的标注 | 添加于 2024年1月5日星期五 下午1:02:03" "" \
    "每十天巡查一次" "==========" "某某省人民政府办公厅关于河湖管护的意见 (办公厅)" \
    "- 您在第 5 页（位置 #67）的笔记 | 添加于 2024年1月5日星期五 下午1:03:00" "" "够不够" \
    "==========" "别的书 (某人)" \
    "- Your Highlight on page 9 | Location 100-101 | Added on Monday, January 1, 2024 10:00:00 AM" \
    "" "没有的话" "==========" >>clippings.txt
out=$("$piyue" import-notes --json clippings.txt 2>err.txt)
is "what has no document ends with 1" "$?" 1
has "Kindle's clippings come in" "$out" '"format":"Kindle","read":2,"added":1'
has "with their notes" "$("$piyue" passages --json)" '"quote":"每十天巡查一次","prefix"'
has "which were clippings of their own" "$("$piyue" passages --json)" '"note":"够不够"'
has "and the missing document is named" "$(cat err.txt)" "别的书"

cat >metadata.txt.lua <<'LUA'
-- we can read Lua syntax here!
return {
    ["annotations"] = {
        [1] = {
            ["chapter"] = "一、总体要求",
            ["color"] = "yellow",
            ["datetime"] = "2024-05-24 16:13:00",
            ["drawer"] = "lighten",
            ["note"] = "第一行\
第二行",
            ["text"] = "一条河一本账",
        },
        { text = "这句话书里没有，谁也找不到", drawer = "underscore", [2] = nil },
    },
    ["doc_path"] = "/mnt/us/paper.txt",
    ["doc_props"] = { ["title"] = "另一个名字" },
}
LUA
out=$("$piyue" import-notes --json metadata.txt.lua 2>err.txt)
has "KOReader's come in, by the name of the file" "$out" '"format":"KOReader","read":2,"added":2'
has "what is not in the text is an orphan" "$out" '"orphaned":1'
has "and listed" "$("$piyue" passages --orphans)" "谁也找不到"
printf '{"booknotes":[{"type":"annotation","text":"账和图要年年核对","note":"核","createdAt":1716566400000}]}' >readest.json
has "Readest's come in where the document is named" \
    "$("$piyue" import-notes --json --doc 1 readest.json)" '"format":"Readest","read":1,"added":1'
echo 'return os.execute("touch pwned")' >evil.lua
"$piyue" import-notes evil.lua 2>err.txt
is "nothing is executed" "$(ls pwned 2>/dev/null)" ""
has "and what is no format is told" "$(cat err.txt)" "evil.lua"
is "the library is sound" "$("$piyue" check --full >/dev/null; echo $?)" 0
tap_end
