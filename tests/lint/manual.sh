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

sed -n '/^SUBCOMMAND/,/^ *N_/p' "$srcdir/src/tables/subcommands.def" | grep -v N_ |
    grep -o '[[(| ]--*[a-z][a-z-]*' | tr -d '[(| ' | sort -u >"$work/options"
while read -r option; do
    grep -q "^.fB$(echo "$option" | sed 's/-/.-/g').fR" "$pages/piyue.1" || echo "$option"
done <"$work/options" >"$work/missing"
is "what every option of a command says is in the manual" "$(cat "$work/missing")" ""
[ "$(wc -l <"$work/options")" -gt 50 ]
ok "and there are such"

# What the pages of doc/ list whole is what there is.
if command -v python3 >/dev/null; then
    python3 "$srcdir/tests/lint/pages.py" "$srcdir" "$piyue" >"$work/pages" 2>&1
    is "formats.md and store.md name all fields and tables" "$(cat "$work/pages")" ""
else
    tap_skip "formats.md and store.md name all fields and tables" "python3 is not installed"
fi
tap_end
