#!/bin/sh
# Colours, days, status, extent and replies of passages from the command line.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

printf '%s\n\n' "关于山塘管护的提案" "一、现状" \
    "全县有山塘三百座，每十天巡查一次，发现问题当天报告。" "二、建议" \
    "一是摸清家底，建立台账。二是各村要明确管护人。" >paper.txt
"$piyue" import paper.txt >/dev/null

# ---- colours ------------------------------------------------------------------
"$piyue" annotate 1 --quote "每十天巡查一次" --style red --note "核对" >/dev/null
is "a known colour is taken" "$?" 0
"$piyue" annotate 1 --quote "摸清家底" --style rde 2>err.txt
is "an unknown one ends with 2" "$?" 2
has "and those known are named" "$(cat err.txt)" "yellow, red, green, blue, purple, grey"
is "and nothing was marked" "$("$piyue" passages --json | wc -l)" 1
printf 'mark 政策 blue\nset mark 政策\n' >rc
"$piyue" --config rc annotate 1 --quote "摸清家底" >/dev/null
has "a name of one's own is kept, as the default" "$("$piyue" note 2 --json)" '"style":"政策"'
printf 'mark 政策 bleu\n' >bad
"$piyue" --config bad list 2>err.txt
has "a name for no colour is refused with the near one" "$(cat err.txt)" "blue"
"$piyue" note 1 --style green
has "a colour can be changed" "$("$piyue" note 1 --json)" '"style":"green"'
"$piyue" undo >/dev/null
has "and the change taken back" "$("$piyue" note 1 --json)" '"style":"red"'
"$piyue" note 1 --style none
has "and a colour taken off" "$("$piyue" note 1 --json)" '"style":""'

# ---- status and day -----------------------------------------------------------
"$piyue" note 1 --due 2030-12-01
has "a day makes a passage a task" "$("$piyue" note 1 --json)" \
    '"status":"open","due":"2030-12-01"'
"$piyue" undo >/dev/null
has "both are taken back at once" "$("$piyue" note 1 --json)" '"status":"","due":null'
"$piyue" redo >/dev/null
has "and come again" "$("$piyue" note 1 --json)" '"due":"2030-12-01"'
"$piyue" note 1 --due 2030-02-30 2>err.txt
is "a day that is not ends with 2" "$?" 2
"$piyue" note 1 --status done --due -
has "a day is taken off, the status set" "$("$piyue" note 1 --json)" \
    '"status":"done","due":null'
"$piyue" note 1 --status later 2>err.txt
has "an unknown status names those known" "$(cat err.txt)" "open|done|none"

# ---- note and extent ----------------------------------------------------------
"$piyue" note 1 --note "改过的"
out=$("$piyue" note 1 --json)
has "a note changes" "$out" '"note":"改过的"'
has "and its passage does not" "$out" '"quote":"每十天巡查一次"'
"$piyue" note 1 --quote "每十天巡查一次，发现问题当天报告"
out=$("$piyue" note 1 --json)
has "the passage changes" "$out" '"quote":"每十天巡查一次，发现问题当天报告"'
has "and the note does not" "$out" '"note":"改过的"'

# ---- replies ------------------------------------------------------------------
"$piyue" note 1 --reply "同意" >ids
"$piyue" note 1 --reply "$(printf '已办\n第二行')" >>ids
is "replies have numbers" "$(tr '\n' ' ' <ids)" "1 2 "
has "they are listed in their order" "$("$piyue" note 1 --json)" \
    '"text":"同意","created"'
"$piyue" note 1 --change-reply 2 --reply "办结"
has "one can be changed" "$("$piyue" passages)" "> 办结"
"$piyue" note 1 --delete-reply 1
is "and deleted" "$("$piyue" note 1 | grep -c 同意)" 0
"$piyue" undo >/dev/null
has "and had back" "$("$piyue" note 1)" "同意"
"$piyue" note 2 --delete-reply 1 2>err.txt
is "a reply of another passage is not touched" "$?" 1
"$piyue" note 1 --reply " " 2>err.txt
is "a reply says something" "$?" 2
"$piyue" note 1 --delete
is "a deleted passage is gone with its thread" "$("$piyue" passages --json | grep -c 办结)" 0
"$piyue" undo >/dev/null
has "and comes back with it" "$("$piyue" note 1)" "办结"
"$piyue" note 77 2>err.txt
is "an unknown passage is said so" "$?" 1
"$piyue" check --full >/dev/null
is "the library is sound" "$?" 0
tap_end
