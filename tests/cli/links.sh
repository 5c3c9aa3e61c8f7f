#!/bin/sh
# Where words lead: listed, kept in what is written, never opened.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
export PIYUE_LIBRARY="$work/library"

printf '%s\n\n' "# 出行" "见[第二条](#二候车)与[价目](https://a.cn/p_(1)?y=1)，[坏](javascript:x)。" \
    "写信到 bus@a.cn。" "## 二、候车" "回到[前文](#出行)。" >travel.md

run "$piyue" links travel.md
is "links of a file are listed" "$status" 0
has "with the address" "$out" "https://a.cn/p_(1)?y=1"
is "what leads to a program is none" "$(printf '%s' "$out" | grep -c javascript)" 0

run "$piyue" links --json travel.md
has "a place is told by its block" "$out" '"text":"第二条","to_block":3'
has "places count code points" "$out" '"start":5,"end":7,"text":"价目"'
has "a letter box is one" "$out" '"address":"mailto:bus@a.cn"'

"$piyue" import travel.md >/dev/null
run "$piyue" links --json 1
has "a document of the library says which it is" "$out" '{"doc":1,"block":1'

run "$piyue" export --whole --doc 1 --format md
has "Markdown keeps an address" "$out" "[价目](<https://a.cn/p_(1)?y=1>)"
run "$piyue" export --whole --doc 1 --format html
has "a page keeps it" "$out" '<a rel="noreferrer" href="https://a.cn/p_(1)?y=1">价目</a>'

printf '%s\n' "没有去处的文字。" >plain.txt
run "$piyue" links plain.txt
is "a text without links is not found" "$status" 1
has "and says so" "$err" "plain.txt has no links"
tap_end
