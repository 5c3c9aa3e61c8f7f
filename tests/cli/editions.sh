#!/bin/sh
# Editions from the command line: reimport, editions, reattach, import of changed files.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

paper() {
    printf '%s\n\n' "关于河湖管护的意见" "一、总体要求" \
        "各村要摸清家底，一条河一本账，一口塘一张图，账和图要年年核对。" "二、保障措施" "$1"
}
paper "各村要明确专人负责，每十天巡查一次，雨后加密巡查，，发现问题当天报告。" >paper.txt
"$piyue" import paper.txt >/dev/null
"$piyue" annotate 1 --quote "一口塘一张图" >/dev/null
"$piyue" annotate 1 --quote "雨后加密巡查" --note "要留着" >/dev/null

out=$("$piyue" reimport 1)
is "the same again is no change" "$?" 0
has "and says so" "$out" "reads so already"
out=$("$piyue" reimport --without punctuation --json 1)
has "a pass that is off makes an edition" "$out" '"changed":true'
has "whose text is as it came" "$("$piyue" text 1)" "加密巡查，，发现"
has "the passes that are off are listed" "$("$piyue" editions --json 1)" \
    '"passes_off":["punctuation"]'
"$piyue" reimport --passes all 1 >/dev/null
has "and on again" "$("$piyue" text 1)" "加密巡查，发现"
is "which is the edition that was there" "$("$piyue" editions --json 1 | wc -l)" 2
"$piyue" reimport --without nothing 1 2>err.txt
is "an unknown pass ends with 2" "$?" 2
has "and names those there are" "$(cat err.txt)" "punctuation"

paper "各村要明确专人负责，发现问题当天报告，不得拖延。" >paper.txt
out=$("$piyue" import --json paper.txt 2>err.txt)
has "a changed file is a new edition" "$out" '"doc":1,"new":false'
has "in which a passage was lost" "$out" '"orphaned":1'
has "which standard error tells" "$(cat err.txt)" "--orphans"
has "orphans are listed with their notes" "$("$piyue" passages --orphans)" "要留着"
out=$("$piyue" editions --compare 1 3 1)
has "touched passages are told first" "$(printf '%s\n' "$out" | sed -n 2p)" "雨后加密巡查"
has "what went is marked" "$out" "- 各村要明确专人负责，每十天"
has "and what came" "$out" "+ 各村要明确专人负责，发现"
"$piyue" reattach 2 --quote "发现问题当天报告"
is "a lost passage is given a place" "$("$piyue" passages --orphans 2>/dev/null)" ""
"$piyue" undo >/dev/null
has "which can be taken back" "$("$piyue" passages --orphans)" "要留着"
"$piyue" undo >/dev/null
has "so can the edition" "$("$piyue" text 1)" "每十天巡查一次"
is "with its passages" "$("$piyue" passages --orphans 2>/dev/null)" ""

paper "各村要明确专人负责，每十天巡查一次，雨后加密巡查，发现问题马上报告。" >revised.txt
has "a like file is suggested" "$("$piyue" import --json revised.txt 2>/dev/null)" \
    '"suggested":1'
"$piyue" import --as-edition 1 revised.txt >/dev/null
is "and taken as an edition" "$?" 0
is "it is no document of its own any more" "$("$piyue" list | wc -l)" 1
has "passages are where they were" "$("$piyue" passages)" "雨后加密巡查"
is "the library is sound" "$("$piyue" check --full >/dev/null; echo $?)" 0
tap_end
