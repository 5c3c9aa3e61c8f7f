#!/bin/sh
# The pages of the manual: whole, and without a fault that a formatter finds.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
pages=$(dirname "$piyue")/doc

for page in piyue.1 piyuerc.5 piyue-theme.5; do
    marks=$(grep -n '^@' "$pages/$page")
    [ -s "$pages/$page" ] && [ -z "$marks" ]
    ok "$page is filled in" || tap_note "$marks"
    if command -v mandoc >/dev/null; then
        run mandoc -Tlint -Wwarning "$pages/$page"
        is "mandoc finds no fault in $page" "$out$err" ""
    else
        tap_skip "mandoc finds no fault in $page" "mandoc is not installed"
    fi
    if command -v man >/dev/null; then
        run man --warnings -E UTF-8 -l -Tutf8 "$pages/$page"
        is "man finds no fault in $page" "$err" ""
    else
        tap_skip "man finds no fault in $page" "man is not installed"
    fi
done

# What the tables name, the manual names.
for command in $(sed -n 's/^SUBCOMMAND("\([a-z-]*\)".*/\1/p' "$srcdir/src/tables/subcommands.def"); do
    grep -q "^.fBpiyue $(echo "$command" | sed 's/-/.-/g').fR" "$pages/piyue.1" || echo "$command"
done >"$work/missing"
is "every command is in the manual" "$(cat "$work/missing")" ""
tap_end
