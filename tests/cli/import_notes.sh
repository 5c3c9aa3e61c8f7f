#!/bin/sh
# Files of Kindle, KOReader, Readest and others as these programs write them, with their
# oddities: what is placed, what is not and why, and nothing twice.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

printf '%s\n\n' "江村四季" "第一章　春" "清明前后，渡口的柳树先绿，船工把桨重新上了一遍桐油。" \
    "孩子们在堤上放风筝，线断了，风筝落在对岸的油菜地里。" "第二章　夏" \
    "入梅以后水涨得快，巡堤的人一夜走三趟，灯在雨里忽明忽暗。" \
    "老支书说，堤是人守出来的，不是图上画出来的。" >river.txt
mkdir one two
printf '%s\n\n' "县志" "雍正年间修堤三十里，费银四千两。" >one/annals.txt
printf '%s\n\n' "县志" "光绪二十年大水，堤决于柳林。" >two/annals.txt
"$piyue" import river.txt one/annals.txt two/annals.txt >/dev/null

notes() {
    "$piyue" import-notes --json "$@" 2>err.txt
}
# field NAME QUOTE: of the passage with that quotation
passage() {
    "$piyue" passages --json | grep "\"quote\":\"$1"
}

# ---- Kindle, in Chinese: BOM, CR LF, a page without a location, a bookmark, notes before
# ---- and behind what they are about, a note about nothing, the limit of what may be copied

printf '\357\273\277' >clippings.txt
printf '%s\r\n' \
    "江村四季 (某人)" "- 您在位置 #66-67的标注 | 添加于 2024年1月5日星期五 上午12:05:06" "" \
    "渡口的柳树先绿" "==========" \
    "江村四季 (某人)" "- 您在位置 #67的笔记 | 添加于 2024年1月5日星期五 下午1:03:00" "" "第一条" \
    "==========" \
    "江村四季 (某人)" "- 您在位置 #67的笔记 | 添加于 2024年1月5日星期五 下午1:04:00" "" "第二条" \
    "==========" \
    "江村四季 (某人)" "- 您在位置 #71的书签 | 添加于 2024年1月5日星期五 下午1:05:00" "" "" "==========" \
    "江村四季 (某人)" "- 您在第 12 页的标注 | 添加于 2024年1月6日星期六 下午1:02:03" "" \
    "线断了，风筝落在对岸的油菜地里" "==========" \
    "江村四季 (某人)" "- 您在第 13 页（位置 #190）的笔记 | 添加于 2024年1月6日星期六 晚上9:00:00" "" \
    "这条笔记前后没有标注" "==========" \
    "江村四季 (某人)" "- 您在第 13 页（位置 #200-201）的标注 | 添加于 2024年1月6日星期六 下午2:00:00" "" \
    "<您已达到本内容的剪贴上限>" "==========" \
    "县志 (佚名)" "- 您在位置 #3-4的标注 | 添加于 2024年1月7日星期日 上午8:00:00" "" \
    "雍正年间修堤三十里" "==========" >>clippings.txt
out=$(notes clippings.txt)
is "what cannot be placed ends with 1" "$?" 1
has "Chinese clippings" "$out" '"format":"Kindle","read":3,"added":2,"known":0,"orphaned":0,"homeless":1'
has "bookmarks, notes about nothing and words that are not given are counted" "$out" '"left_out":3'
has "several notes of one highlight are all kept" "$(passage 渡口的柳树先绿)" '"note":"第一条\n\n第二条"'
has "five past midnight is 上午12:05" "$(passage 渡口的柳树先绿)" '"created":"2024-01-05T00:05:06Z"'
has "下午 is the afternoon" "$(passage 线断了)" '"created":"2024-01-06T13:02:03Z"'
has "of a page without a location, too" "$(passage 线断了)" '"headings":["江村四季","第一章　春"]'
has "a note about nothing is named" "$(cat err.txt)" "这条笔记前后没有标注"
has "so is what may not be copied" "$(cat err.txt)" "location 200"
has "and two books of one title" "$(cat err.txt)" "县志: several documents are called that"
printf '%s\r\n' "县志 (佚名)" "- 您在位置 #3-4的标注 | 添加于 2024年1月7日星期日 上午8:00:00" "" \
    "雍正年间修堤三十里" "==========" >annals.txt
has "which is a matter of naming one" "$(notes --doc 2 annals.txt)" '"added":1,"known":0,"orphaned":0'
"$piyue" undo >/dev/null
has "a second time nothing is new" "$(notes clippings.txt)" '"added":0,"known":2'
"$piyue" undo >/dev/null
is "one undo takes a file back" "$("$piyue" passages 2>/dev/null)" ""

# ---- Kindle, in English and in traditional characters; shortened locations

printf '%s\r\n' \
    "江村四季 (某人)" "- Your Note on page 5 | Location 1236 | Added on Friday, January 5, 2024 12:30:00 PM" \
    "" "noon" "==========" \
    "江村四季 (某人)" "- Highlight Loc. 1234-36  | Added on Friday, 5 January 2024 09:15:00" "" \
    "堤是人守出来的" "==========" \
    "江村四季 (某人)" "- 您在第 5 頁 (位置 66-67) 的標註 | 新增於 2014年1月5日星期日 下午1:02:03" "" \
    "船工把桨重新上了一遍桐油" "==========" \
    "江村四季 (某人)" "- 我的标注 位置 #115-116 | 已添加至 2012年11月3日星期六 上午9:11:12" "" \
    "巡堤的人一夜走三趟" "==========" >english.txt
has "English and traditional clippings" "$(notes english.txt)" '"read":3,"added":3'
has "1234-36 ends at 1236" "$(passage 堤是人守出来的)" '"note":"noon"'
has "a date with the day first" "$(passage 堤是人守出来的)" '"created":"2024-01-05T09:15:00Z"'
has "標註 is a highlight" "$(passage 船工)" '"created":"2014-01-05T13:02:03Z"'
has "已添加至 is a date" "$(passage 巡堤的人)" '"created":"2012-11-03T09:11:12Z"'
"$piyue" undo >/dev/null
printf '%s\r\n' "江村四季 (某人)" "- 您在位置 #71的书签 | 添加于 2024年1月5日星期五 下午1:05:00" "" "" \
    "==========" >bookmarks.txt
has "nothing but bookmarks is no mistake" "$(notes bookmarks.txt)" '"read":0,"added":0'

# ---- KOReader: what it wrote in 2024, before, and long before

cat >new.lua <<'LUA'
-- /mnt/us/books/river.sdr/metadata.txt.lua
return {
    ["annotations"] = {
        [1] = {
            ["chapter"] = "第一章　春",
            ["color"] = "yellow",
            ["datetime"] = "2024-05-24 16:13:00",
            ["datetime_updated"] = "2024-05-24 16:20:00",
            ["drawer"] = "lighten",
            ["note"] = "第一行\
第二行",
            ["page"] = "/body/DocFragment/body/p[3]/text().0",
            ["pageno"] = 3,
            ["pos0"] = "/body/DocFragment/body/p[3]/text().0",
            ["pos1"] = "/body/DocFragment/body/p[3]/text().12",
            ["text"] = "清明前后，渡口的柳树先绿",
        },
        [2] = {
            ["chapter"] = "第二章　夏",
            ["datetime"] = "2024-05-24 17:00:00",
            ["page"] = "/body/DocFragment/body/p[6]/text().0",
            ["pageno"] = 6,
            ["text"] = "位于 第二章　夏",
        },
    },
    ["doc_path"] = "/mnt/us/books/river.txt",
    ["doc_props"] = {
        ["authors"] = "某人",
        ["title"] = "River",
    },
    ["partial_md5_checksum"] = "0123456789abcdef0123456789abcdef",
    ["summary"] = {
        ["modified"] = "2024-05-24",
        ["status"] = "reading",
    },
}
LUA
out=$(notes new.lua)
has "KOReader of 2024" "$out" '"format":"KOReader","read":1,"added":1'
has "a mark on a page is no passage" "$out" '"left_out":1'
has "its note has two rows" "$(passage 清明前后)" '"note":"第一行\n第二行"'
cat >old.lua <<'LUA'
return {
    ["bookmarks"] = {
        [1] = {
            ["chapter"] = "第二章　夏",
            ["datetime"] = "2021-05-24 16:13:00",
            ["highlighted"] = true,
            ["notes"] = "入梅以后水涨得快",
            ["page"] = "/body/p[6]/text().0",
            ["pos0"] = "/body/p[6]/text().0",
            ["pos1"] = "/body/p[6]/text().8",
            ["text"] = "记着这一句",
        },
        [2] = {
            ["datetime"] = "2021-05-25 16:13:00",
            ["highlighted"] = true,
            ["notes"] = "灯在雨里忽明忽暗",
            ["text"] = "第 6 页 灯在雨里忽明忽暗 @ 2021-05-25 16:13:00",
        },
        [4] = {
            ["datetime"] = "2021-05-25 16:14:00",
            ["highlighted"] = true,
            ["notes"] = "堤是人守出来的",
            ["text"] = "第二章里最好的一句",
        },
        [3] = {
            ["datetime"] = "2021-05-26 16:13:00",
            ["notes"] = "位于 第二章　夏",
            ["page"] = "/body/p[6]/text().0",
        },
    },
    ["doc_props"] = { ["title"] = "江村四季" },
}
LUA
out=$(notes old.lua)
has "KOReader of 2021" "$out" '"read":3,"added":3'
has "what its owner wrote is a note" "$(passage 入梅以后)" '"note":"记着这一句"'
has "what the program wrote is none" "$(passage 灯在雨里)" '"note":""'
has "a note may begin with 第" "$(passage 堤是人守出来的)" '"note":"第二章里最好的一句"'
cat >oldest.lua <<'LUA'
return {
    ["highlight"] = {
        [6] = {
            [1] = {
                ["chapter"] = "第二章　夏",
                ["datetime"] = "2018-05-24 16:13:00",
                ["drawer"] = "lighten",
                ["text"] = "老支书说，堤是人守出来的",
            },
        },
    },
    ["stats"] = { ["title"] = "江村四季" },
}
LUA
has "KOReader of 2018, where the document is named" "$(notes --doc 1 oldest.lua)" '"read":1,"added":1'
has "and where its statistics name it" "$(notes oldest.lua)" '"added":0,"known":1'

# ---- Readest: a bookmark, a deleted note, an underlining; no title in the file

cat >config.json <<'JSON'
{"bookHash":"0123456789abcdef0123456789abcdef","progress":[3,9],"updatedAt":1716566500000,
"booknotes":[
{"id":"a1b2c3d","type":"annotation","cfi":"epubcfi(/6/4!/4/2,/1:0,/1:9)","style":"underline","color":"blue",
 "text":"巡堤的人一夜走三趟","note":"核","createdAt":1716566400000,"updatedAt":1716566400123,"deletedAt":null},
{"id":"b1b2c3d","type":"annotation","cfi":"epubcfi(/6/4!/4/4,/1:0,/1:9)","text":"不是图上画出来的","note":"",
 "createdAt":1716566400000,"updatedAt":1716566400000,"deletedAt":1716566401000},
{"id":"c1b2c3d","type":"bookmark","cfi":"epubcfi(/6/4!/4/6)","text":"入梅以后","note":"","createdAt":1716566400000}
]}
JSON
notes config.json >/dev/null
has "Readest does not name its book" "$(cat err.txt)" "--doc"
out=$(notes --doc 1 config.json)
has "Readest" "$out" '"format":"Readest","read":1,"added":1'
has "without what was deleted, and bookmarks" "$out" '"left_out":2'
has "with its colour and time" "$(passage 巡堤的人一夜走三趟)" '"style":"blue"'
has "a second time it is known" "$(notes --doc 1 config.json)" '"added":0,"known":1'

# ---- W3C annotations of other programs

cat >w3c.json <<'JSON'
[{"@context":"http://www.w3.org/ns/anno.jsonld","id":"https://example.org/a/1","type":["Annotation"],
 "motivation":["commenting","tagging"],"creator":"https://example.org/u/1","created":"2024-05-24T16:13:00+08:00",
 "bodyValue":"一句话的批注",
 "target":{"source":"file:///mnt/books/river.txt","selector":{"type":"TextQuoteSelector","exact":"线断了，风筝落在对岸"}}},
{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:00112233-4455-6677-8899-aabbccddeeff","type":"Annotation",
 "body":[{"type":"TextualBody","value":"甲"},{"type":"TextualBody","value":"乙","purpose":"tagging"}],
 "target":[{"source":{"id":"urn:isbn:1","title":"江村四季"},"selector":[{"type":"TextPositionSelector","start":0,"end":4},
 {"type":"TextQuoteSelector","exact":"忽明忽暗","prefix":"灯在雨里"}]}]},
{"id":"https://example.org/a/2","type":"Annotation","motivation":"replying","bodyValue":"答",
 "target":"urn:uuid:00112233-4455-6677-8899-aabbccddeeff"},
{"id":"urn:uuid:00112233-4455-6677-8899-aabbccddee00","type":"Annotation","motivation":"replying","bodyValue":"也答",
 "target":"urn:uuid:00112233-4455-6677-8899-aabbccddeeff"}]
JSON
out=$(notes w3c.json)
has "W3C annotations of others" "$out" '"read":2,"added":2'
has "a body that is a text" "$(passage 线断了，风筝落在对岸\")" '"note":"一句话的批注"'
has "a time in another zone" "$(passage 线断了，风筝落在对岸\")" '"created":"2024-05-24T08:13:00Z"'
has "words win over a position that is another edition's" "$(passage 忽明忽暗)" '"block":'
has "bodies are notes and tags" "$(passage 忽明忽暗)" '"note":"甲","tags":["乙"]'
has "a reply of another program's, too" "$(passage 忽明忽暗)" '"text":"答"'
has "a reply is in the thread of what it answers" "$(passage 忽明忽暗)" '"text":"也答"'
has "a second time they are known" "$(notes w3c.json)" '"added":0,"known":2'

# ---- JSON Lines of ours; several files, some of which are none

"$piyue" note --reply "先问水利站" --due 2027-03-05 "$(passage 忽明忽暗 | sed 's/{"id":\([0-9]*\).*/\1/')" >/dev/null
"$piyue" export --format jsonl -o rows.jsonl
export PIYUE_LIBRARY="$work/other"
"$piyue" import river.txt >/dev/null
out=$(notes none.json rows.jsonl river.txt)
is "a file that cannot be read is no reason to stop" "$?" 1
has "those behind it are taken" "$out" '"format":"JSON Lines","read":'
has "it is told on standard error" "$(cat err.txt)" "none.json cannot be opened"
has "and in its row" "$out" '{"path":"none.json","error":"none.json cannot be opened'
has "so is one that holds none" "$out" '{"path":"river.txt","error":"river.txt holds no passages'
has "replies come along" "$(passage 忽明忽暗)" '"author":"'"$(id -un)"'","text":"先问水利站"'
has "a day is that day in every zone" "$(TZ=UTC-9 "$piyue" export --format json)" '"piyue:due":"2027-03-05"'
is "the library is sound" "$("$piyue" check --full >/dev/null; echo $?)" 0
tap_end
