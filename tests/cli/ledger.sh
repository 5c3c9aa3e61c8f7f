#!/bin/sh
# Tags as a tree, filters that are kept, collections: from the command line.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

cat >paper.txt <<'END'
关于河湖管护的意见

各村要摸清家底，一条河一本账。各村要明确专人负责。山塘虽小，连着水田。
END
run "$piyue" import paper.txt
run "$piyue" annotate 1 --quote 摸清家底 --tag 提案/办理 --status open --due 2020-01-01
home=$out
run "$piyue" annotate 1 --quote 专人负责 --tag 提案 --note 与去年的稿对照
duty=$out
run "$piyue" annotate 1 --quote 山塘虽小 --tag 提案人
pond=$out
# rows: how many rows $out has.
rows() { printf '%s\n' "$out" | wc -l | tr -d ' '; }

# ---- filters

run "$piyue" passages --json --tag 提案
is "a tag stands for those below it" "$(rows)" 2
run "$piyue" passages --json --where '#提案 is:overdue'
is "what is overdue is found" "$(rows)" 1
has "and it is the one with the date" "$out" 摸清家底
run "$piyue" passages --json --where '去年 对照'
is "all words must be there" "$(rows)" 1
run "$piyue" passages --where 'is:gone'
is "what is no filter is refused" "$status" 2
has "with the ways to ask" "$err" "is:overdue"
run "$piyue" passages --where '#提案 is:open' --save-filter 催办
is "a filter is kept" "$status" 0
run "$piyue" passages --json --filter 催办
is "and asked for by its name" "$(rows)" 1
run "$piyue" passages --json --filters
has "kept filters are listed" "$out" '{"filter":"催办","where":"#提案 is:open"}'
run "$piyue" tag rename 提案 议案
run "$piyue" passages --filters --json
has "a kept filter follows its tag" "$out" '"where":"#议案 is:open"'
run "$piyue" tag list --json
has "a branch moves with what is below" "$out" '{"tag":"议案/办理"'
run "$piyue" undo
run "$piyue" passages --drop-filter 催办
run "$piyue" passages --filter 催办
is "a dropped filter is gone" "$status" 1

# ---- searches

run "$piyue" search --save 家底 '家底|山塘 doc:1'
is "a search is kept" "$status" 0
run "$piyue" search --json --saved 家底
is "and made again by its name" "$(rows)" 2
run "$piyue" search --json --saved 家底 '家底 -水田'
is "with more said it is narrowed" "$status" 1
run "$piyue" search --list-saved --json
has "kept searches are listed" "$out" '{"search":"家底","query":"家底|山塘 doc:1"}'
run "$piyue" search --save 坏 'after:去年'
is "what is no query is not kept" "$status" 2
run "$piyue" search --forget 家底
run "$piyue" search --saved 家底
is "a forgotten search is gone" "$status" 1
has "and the way to all is told" "$err" --list-saved
run "$piyue" undo
run "$piyue" search --json --saved 家底
is "until that is taken back" "$(rows)" 2
run "$piyue" search
is "nothing to look for is refused" "$status" 2
run "$piyue" search --json --collect 汇编 --mark 河湖 '一条河|家底'
is "sentences of hits become passages" "$out" '{"passages":1,"created":1,"collected":1}'
run "$piyue" passages --json --tag 河湖
has "with the tag" "$out" '"quote":"各村要摸清家底，一条河一本账。"'
run "$piyue" undo
run "$piyue" collection show 汇编
is "and one undo takes all back" "$status" 1

# ---- tags

run "$piyue" tag alias 建议 提案
run "$piyue" tag add --passage 建议 "$pond"
run "$piyue" passages --json --tag 提案
is "another name sets the tag" "$(rows)" 3
run "$piyue" passages --json --tag 建议
is "and asks for it" "$(rows)" 3
run "$piyue" tag add 建议 1
run "$piyue" list --json --tag 建议
has "of documents, too" "$out" '"doc":1'
run "$piyue" search --json --tag 建议 家底
has "and in searches" "$out" '"doc":1'
run "$piyue" search --json 'tag:建议 家底'
has "and in their conditions" "$out" '"doc":1'
run "$piyue" search --json 'tag:无此 家底'
is "of which one that is none finds nothing" "$status" 1
run "$piyue" undo
run "$piyue" tag alias --json
has "other names are listed" "$out" '{"alias":"建议","tag":"提案"}'
run "$piyue" tag list --json
has "a tag says what is above it" "$out" '"tag":"提案/办理","passages":1,"documents":0,"parent":"提案"'
has "what is below it, and its other names" "$out" '"branch":3,"aliases":["建议"]'
run "$piyue" tag add 重点 --where '#提案'
run "$piyue" passages --json --tag 重点
is "a tag is set on all of a filter" "$(rows)" 3
run "$piyue" tag replace 重点 要点 --where '#提案/办理'
run "$piyue" passages --json --tag 重点
is "and replaced on a part of it" "$(rows)" 2
run "$piyue" tag replace 重点 要点 --where '#提案/办理'
run "$piyue" tag replace 要点 旧点 --where '#提案'
run "$piyue" passages --json --tag 旧点
is "what did not bear the one does not get the other" "$(rows)" 1
run "$piyue" tag remove 没有的 --where '#提案'
is "a tag that nothing bears cannot be taken off" "$status" 1
has "and is named" "$err" 没有的
run "$piyue" undo 3
run "$piyue" passages --tag 重点
is "each of it is one action" "$status" 1
run "$piyue" tag delete 提案
run "$piyue" tag list --json
is "a tag is deleted with those below" "$(rows)" 1
run "$piyue" undo
run "$piyue" tag list --json
has "and comes back with undo" "$out" 提案/办理

# ---- collections

run "$piyue" collection list
is "no collection ends with 1" "$status" 1
run "$piyue" collection create 专报
is "a collection is made" "$status" 0
run "$piyue" collection add 专报 "$pond" "$home"
run "$piyue" collection add 专报 --where '#提案'
run "$piyue" collection list --json
is "it counts its passages" "$out" '{"collection":"专报","note":"","passages":3}'
# order: the quotations of $out, by their numbers.
order() { printf '%s\n' "$out" | sed 's/.*"id":\([0-9]*\).*/\1/' | tr '\n' ' '; }
run "$piyue" collection show --json 专报
is "it keeps the order in which they came" "$(order)" "$pond $home $duty "
run "$piyue" collection move 专报 "$duty" --before "$pond"
run "$piyue" collection show --json 专报
is "an entry moves in front of another" "$(order)" "$duty $pond $home "
run "$piyue" collection remove 专报 "$pond"
run "$piyue" collection show --json 专报
is "an entry is taken out" "$(order)" "$duty $home "
run "$piyue" log 1
has "the log tells" "$out" "took “山塘虽小” out of the collection “专报”"
run "$piyue" collection create 专报
is "a name is taken once" "$status" 1
run "$piyue" collection delete 专报
run "$piyue" collection show 专报
is "a deleted one is not there" "$status" 1
run "$piyue" undo
run "$piyue" collection show --json 专报
is "undo brings it back as it was" "$(order)" "$duty $home "
run "$piyue" collection ad 专报
has "an unknown word has a near match" "$err" "did you mean 'add'"

tap_end
