#!/bin/sh
# What Debian's build is told to need is what ./bootstrap installs, and the other way round;
# the tarball forgets nothing.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
control=$srcdir/debian/control

# Packages of needs() for a purpose, and a kind of probe: command, module, header, file.
needs() {
    sed -n '/^needs() {/,/^END$/p' "$srcdir/bootstrap" |
        awk -F'|' -v purpose="$1" -v kind="$2" \
            '$1 == purpose && $2 ~ ("^(" kind ") ") && $3 != "-" {print $3}' | sort -u
}
# A field of control with its rows, one package a row.
field() {
    awk -v name="$1:" '$1 == name {on = 1; sub(/^[^:]*:/, "")} /^[^ ]/ && $1 != name && on {
        if (!/^ /) on = 0} on' "$control" | tr ',' '\n' | sed 's/^ *//; s/ *$//' | grep .
}
bare() { sed 's/[ :(<].*//' | sort -u; }
only() { printf '%s\n' "$1" >"$work/a"; printf '%s\n' "$2" >"$work/b"
         comm -23 "$work/a" "$work/b"; }

# Every build has these: build-essential, and what debhelper itself needs.
given=$(printf '%s\n' autoconf automake debhelper-compat gcc libc6-dev make | sort)
build=$(only "$(needs build 'command|module|header')" "$given")
test=$(printf '%s\n' "$(needs test '.*')" "$(needs build file)" | sort -u)
declared=$(field Build-Depends | grep -v '<!nocheck>' | bare)
checked=$(field Build-Depends | grep '<!nocheck>' | bare)

has "the table of needs was read" "$build" libncurses-dev
is "Debian is told all that a build needs" "$(only "$build" "$declared")" ""
is "and nothing that it does not need" "$(only "$(only "$declared" "$given")" "$build")" ""
is "what only tests need is left out without them" "$checked" "$test"
is "what is read at run time is recommended" \
    "$(only "$(needs build file)" "$(field Recommends | bare)")" ""

# The tarball has what Makefile.am names, and a test whose files it forgets is no test there.
for file in "$srcdir"/tests/golden/*.script "$srcdir"/tests/golden/*.screen \
    "$srcdir"/src/tables/*.def "$srcdir"/doc/*.md "$srcdir"/tests/cli/*.sh \
    "$srcdir"/tests/lint/*.sh; do
    name=${file#"$srcdir"/}
    grep -q "^	$name\( \\\\\)*$" "$srcdir/Makefile.am" || echo "$name"
done >"$work/forgotten"
is "what tests and builds read is in the tarball" "$(cat "$work/forgotten")" ""
tap_end
