#!/bin/sh
# The short form of tests/eval/anchors: no passage is found at a wrong place, and few are
# lost. Skipped where the corpus is absent.
# SPDX-License-Identifier: GPL-3.0-or-later
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
corpus=${PIYUE_CORPUS:-$srcdir/../shared/corpus}
if [ ! -d "$corpus/outline/docs" ]; then
    echo "1..0 # SKIP no corpus in $corpus"
    exit 0
fi
figures=$("${builddir:-.}/tests/eval/anchors" "$corpus/outline/docs" 2500)
status=$?
printf '%s\n' "$figures" | sed 's/^/# /'
echo "1..3"
[ "$status" -eq 0 ] || printf 'not '
echo "ok 1 - no anchor is wrong"
printf '%s\n' "$figures" | awk '$1 == "all" { sub("%", "", $6); exit $6 > 3.0 }' ||
    printf 'not '
echo "ok 2 - at most three in a hundred passages are lost"
pairs=$("${builddir:-.}/tests/eval/anchor_pairs" "$corpus" "$srcdir/tests/eval/anchor_pairs.tsv")
status=$?
printf '%s\n' "$pairs" | sed 's/^/# /'
[ "$status" -eq 0 ] && printf '%s\n' "$pairs" |
    awk '$NF == "all" { sub("%", "", $5); found = $1 > 0 && $5 <= 3.0 } END { exit !found }' ||
    printf 'not '
echo "ok 3 - nor is one in texts that exist twice, and as few are lost"
