#!/bin/sh
# What is read from the heads of papers (tests/eval/heads.txt) never falls below this
# floor; it only rises.
# SPDX-License-Identifier: GPL-3.0-or-later
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
figures=$("${builddir:-.}/tests/eval/heads" "$srcdir/tests/eval/heads.txt") || exit 99
printf '%s\n' "$figures" | sed 's/^/# /'
floor=0.99
echo "1..1"
printf '%s\n' "$figures" | awk -v floor=$floor \
    '$1 == "all" { is_reached = $NF >= floor } END { exit !is_reached }' || printf 'not '
echo "ok 1 - fields of heads: accuracy at least $floor"
