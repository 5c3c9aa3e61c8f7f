#!/bin/sh
# Headings corrected by hand from the command line.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

printf '%s\n\n' "关于河湖管护的意见" "一、总体要求" \
    "各村要摸清家底，一条河一本账，一口塘一张图。" "山塘的清淤" \
    "山塘虽小，连着千家万户的水田，清淤之前要听取群众意见。" "二、保障措施" \
    "各村要明确专人负责，每十天巡查一次，雨后加密巡查。" >paper.txt
"$piyue" import paper.txt >/dev/null
before=$("$piyue" outline 1)

"$piyue" heading 1 7 --none >/dev/null
is "a line is no heading" "$?" 0
is "and not in the outline" "$("$piyue" outline 1 | grep -c 山塘)" 0
has "the log says so" "$("$piyue" log 1)" "山塘的清淤"
has "why it is none" "$("$piyue" outline --explain --json 1)" '"outcome":"by-hand"'
has "what was said is listed" "$("$piyue" heading --list 1)" "山塘的清淤"
has "for programs, too" "$("$piyue" heading --list --json 1)" '"kind":"drop"'
"$piyue" undo >/dev/null
is "undo restores the outline" "$("$piyue" outline 1)" "$before"

"$piyue" heading 1 --quote "山塘的清淤" --title "清淤" >/dev/null
has "a heading has another title" "$("$piyue" outline 1)" "    清淤"
"$piyue" heading 1 --quote "山塘的清淤" --promote >/dev/null
has "and stands higher" "$("$piyue" outline 1)" "
  清淤"
has "a change is told to programs" "$("$piyue" heading --json 1 7 --level 3)" \
    '"changed":true'
"$piyue" heading --clear 1 7 >/dev/null
is "all is as before" "$("$piyue" outline 1)" "$before"
"$piyue" heading --clear 1 2>err.txt
is "nothing is left to take away" "$?" 1

"$piyue" heading --rule '各村*$' 1 >/dev/null
has "a rule of its own makes headings" "$("$piyue" outline 1)" "各村要明确专人负责"
"$piyue" heading --rule '甲' --like nothing 1 2>err.txt
is "a rule that cannot be is refused" "$?" 2
has "with the reason" "$(cat err.txt)" "nothing"
"$piyue" heading 1 7 --none --make 2>err.txt
is "two wishes are refused" "$?" 2
"$piyue" heading 1 2>err.txt
has "a place is wanted" "$(cat err.txt)" "--quote"
is "the library is sound" "$("$piyue" check --full >/dev/null; echo $?)" 0
tap_end
