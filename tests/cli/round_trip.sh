#!/bin/sh
# A library written out as JSON and read into an empty one is the same library: what comes
# out of that is the same to the byte. Nothing is taken twice, and one undo takes it back.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/first"

in_second() {
    PIYUE_LIBRARY="$work/second" "$piyue" "$@"
}

paper() {
    printf '%s\n\n' "关于河湖管护的意见" "一、总体要求" \
        "各村要摸清家底，一条河一本账，一口塘一张图，账和图要年年核对。" "二、保障措施" "$1" \
        "山塘虽小，连着千家万户的水田，清淤之前要听取群众的意见。" "几点说明" \
        "本意见由水利部门解释，自发布之日起施行。"
}
paper "各村要明确专人负责，每十天巡查一次，雨后加密巡查，，发现问题当天报告。" >paper.txt
printf '%s\n\n' "渡口记事" "江水东流，渡船在柳树下系了四十年。" "老船工说，江是条船，，人是江上的客。" \
    "【河灯】" "七月十五放河灯，灯到下游就熄了。" >ferry.txt
mkdir -p other
printf '%s\n\n' "渡口记事补" "这一篇没有摘录，只有题名和标签。" >other/ferry.txt
"$piyue" import paper.txt ferry.txt other/ferry.txt >/dev/null

# ---- what was said of documents and headings

"$piyue" reimport --without punctuation --without rejoin 2 >/dev/null
"$piyue" meta --set author=张三 --set 'source="引号"与\反斜线' --set number= 1
"$piyue" meta --set title=另一个题名 --set date=2031年3月 3
"$piyue" meta --set date=1999年 2
"$piyue" tag add 水利/河湖 1 >/dev/null
"$piyue" tag add '甲, 乙' 1 3 >/dev/null
"$piyue" annotate 1 --quote 本意见由水利部门解释 --note "在改标题之前" >/dev/null
"$piyue" heading --quote 几点说明 --make 1 >/dev/null
"$piyue" heading --quote 一、总体要求 --title 总的要求 1 >/dev/null
"$piyue" heading --quote 二、保障措施 --demote 1 >/dev/null
"$piyue" heading --rule '【*】' 2 >/dev/null
is "the headings are corrected" "$("$piyue" heading --list --json 1 | wc -l)" 3
is "which is no damage" "$("$piyue" check --full >/dev/null; echo $?)" 0

# ---- passages with all they can have

"$piyue" annotate 1 --quote "一条河一本账" --note "$(printf '多行\n# *强调*\t与\033[31m控制')" \
    --tag 提案/办理 --tag '甲, 乙' --style red --status open --due 2027-03-05 >/dev/null
"$piyue" annotate 1 --quote "一本账，一口塘" --style blue --status done >/dev/null
"$piyue" annotate 1 --quote "每十天巡查一次" --tag 提案/督办 --note "会丢的" >/dev/null
"$piyue" annotate 2 --quote "$(printf '江是条船，，人是江上的客。')" --tag 文字 >/dev/null
"$piyue" annotate 1 --quote "清淤之前要听取群众的意见" >/dev/null
"$piyue" note --reply "先问问水利站" 2 >/dev/null
"$piyue" note --reply "问过了，=1+1 <b>" 2 >/dev/null
"$piyue" note --reply "这条也答一句" 6 >/dev/null
"$piyue" note --delete 3 >/dev/null
paper "发现问题当天报告，不得拖延。" >paper.txt
"$piyue" import paper.txt >/dev/null 2>&1
has "one passage is an orphan" "$("$piyue" passages --orphans)" "会丢的"

# ---- names

"$piyue" tag alias 督查 提案/督办 >/dev/null
"$piyue" tag alias 交办 提案/办理 >/dev/null
"$piyue" collection create 讲话素材 >/dev/null
"$piyue" collection create 摘编 >/dev/null
"$piyue" collection add 摘编 6 2 5 4 >/dev/null
"$piyue" collection move 摘编 4 --before 2 >/dev/null
"$piyue" collection note 摘编 "放在第二部分" >/dev/null
"$piyue" collection note 摘编 "只在这里说" --passage 5 >/dev/null
"$piyue" collection add 讲话素材 1 >/dev/null
"$piyue" passages --where '#提案 is:open' --save-filter 待办 >/dev/null
"$piyue" passages --where 'doc:1 in:摘编 since:2024-01-01 一条河' --save-filter 河的 >/dev/null
"$piyue" passages --filters >filters.txt
is "two filters are kept" "$(grep -c . filters.txt)" 2

"$piyue" search --save 河与塘 '(河|塘) doc:1 -doc:2'

# ---- out, and into an empty library

"$piyue" export --format json --originals -o all.json
is "the library is written" "$?" 0
out=$(in_second import-notes --json all.json 2>err.txt)
is "and read into an empty one" "$?" 0
is "of which nothing is told but that" "$(cat err.txt)" ""
has "with every passage" "$out" '"read":5,"added":5,"known":0,"orphaned":1,"homeless":0'
in_second export --format json --originals -o again.json
cmp all.json again.json >cmp.txt 2>&1
is "what it writes is the same to the byte: $(cat cmp.txt)" "$?" 0

same() {
    is "$1" "$(shift; in_second "$@")" "$(shift; "$piyue" "$@")"
}
same "outlines are the same" outline 关于河湖管护的意见
same "so are the rungs by a rule of one's own" outline 渡口记事
quotes() {
    "$@" collection show --json 摘编 | sed 's/.*"quote":"\([^"]*\)".*/\1/'
}
is "collections have their order" "$(quotes in_second)" "$(quotes "$piyue")"
found() {
    "$@" search --json --saved 河与塘 | sed 's/"doc":[0-9]*,//'
}
is "a search finds its document, whatever number that has" "$(found in_second)" \
    "$(found "$piyue")"
has "and it does find something" "$(found in_second)" 山塘
same "other names lead to the same tags" tag alias
same "tags are as often used" tag list
has "the collection says what it said" "$(in_second collection list --json)" "放在第二部分"
has "an orphan is one" "$(in_second passages --orphans)" "会丢的"
has "a filter finds what it found" "$(in_second passages --filter 待办)" "一条河一本账"
has "the one of a document, too" "$(in_second passages --filter 河的)" "一条河一本账"
has "replies are in their thread" "$(in_second passages --json)" \
    '"text":"先问问水利站"'
is "the library is sound" "$(in_second check --full >/dev/null; echo $?)" 0

# ---- a second time, and back

out=$(in_second import-notes --json all.json)
has "a second time all of it is known" "$out" '"added":0,"known":5'
in_second export --format json --originals --force -o again.json
cmp -s all.json again.json
is "and nothing has changed" "$?" 0
in_second note --reply "第二个文库里的答复" 1 >/dev/null
in_second export --format json -o back.json
has "a reply made there comes back to the passage here" \
    "$("$piyue" import-notes --json back.json)" '"added":0,"known":5,"orphaned":0,"homeless":0,"replies":1'
has "into its thread" "$("$piyue" passages --json)" "第二个文库里的答复"
has "once" "$("$piyue" import-notes --json back.json)" '"replies":0'
"$piyue" undo >/dev/null
in_second undo >/dev/null
in_second undo >/dev/null
is "one undo takes the passages back" "$(in_second passages 2>/dev/null)" ""
is "the names with them" \
    "$(in_second tag alias 2>/dev/null; in_second collection list 2>/dev/null)" ""
in_second redo >/dev/null
in_second export --format json --originals --force -o again.json
cmp -s all.json again.json
is "and redo brings them again" "$?" 0
PIYUE_LIBRARY="$work/second" "$piyue" rebuild >/dev/null 2>&1
in_second export --format json --originals --force -o again.json
cmp -s all.json again.json
is "a rebuilt library writes the same" "$?" 0

# ---- what cannot be taken is told

sed 's/"piyue:original":"..../"piyue:original":"AAAA/' all.json >damaged.json
out=$(PIYUE_LIBRARY="$work/third" "$piyue" import-notes --json damaged.json 2>err.txt)
has "a damaged file is not imported" "$(cat err.txt)" "damaged"
has "its passages have no home" "$out" '"added":0'
"$piyue" export --format json -o lean.json
is "without the files it is small" "$(grep -c piyue:original lean.json)" 0
"$piyue" export --format json --tag 文字 -o part.json
is "a choice of passages has nothing else in it" "$(grep -c piyue:documents part.json)" 0
if command -v python3 >/dev/null; then
    PIYUE_LIBRARY="$work/bare" "$piyue" import paper.txt >/dev/null
    PIYUE_LIBRARY="$work/bare" "$piyue" export --format json -o bare.json
    python3 "$srcdir/tests/cli/exchange_checks.py" --w3c all.json lean.json part.json bare.json \
        >checks.txt 2>&1
    is "all of them keep the rules of the W3C: $(head -c 2000 checks.txt)" "$?" 0
else
    tap_skip "all of them keep the rules of the W3C" "python3 is not installed"
fi
"$piyue" export --format md --originals 2>err.txt
is "--originals elsewhere ends with 2" "$?" 2
has "and says where it goes" "$(cat err.txt)" "--format json"
tap_end
