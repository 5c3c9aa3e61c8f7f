#!/bin/sh
# The house rules that a script can see: layers, fences, doors, banned functions, sizes.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
cd "$srcdir" || exit 99

most_rows=650

# Rows of the table in src/README.md: "number room dependency..."
rooms=$(awk -F'|' '/^\| [a-z]+ \|/ && $2 !~ /room/ {
    gsub(/ /, "", $2); print ++n, $2, $4 }' src/README.md)
[ "$(echo "$rooms" | wc -l)" -ge 15 ]
ok "src/README.md names the rooms"

# sources: all files of the rooms, main.c with cli
sources=$(find src -name '*.[ch]' | LC_ALL=C sort)
headers=$(find src -name '*.h' -o -name '*.def' | LC_ALL=C sort)
doors=$(find include/piyue -name '*.h' | LC_ALL=C sort)

# report NAME OFFENCES
report() {
    [ -z "$2" ]
    ok "$1" || tap_note "$2"
}

# ---- layers

includes() { # "file:row:text" for each #include
    # shellcheck disable=SC2086
    grep -Hn '^#include' $sources $doors
}

# shellcheck disable=SC2016
layers='
BEGIN {
    count = split(ENVIRON["ROOMS"], row, "\n")
    for (i = 1; i <= count; i++) { split(row[i], part, " "); rank[part[2]] = part[1] }
    count = split(ENVIRON["HEADERS"], row, "\n")
    for (i = 1; i <= count; i++) exists[row[i]] = 1
}
function room_of(file,   part) {
    if (file ~ /^include\/piyue\//) {
        sub(/.*\//, "", file); sub(/[_.].*/, "", file)
        return file
    }
    if (file == "src/main.c") return "cli"
    split(file, part, "/")
    return part[2]
}
{
    match($0, /^[^:]*/); file = substr($0, 1, RLENGTH); room = room_of(file)
    if (!(room in rank)) { print file ": the room is not in src/README.md"; next }
    if (match($0, /<piyue\/[a-z_]+\.h>/)) {
        door = substr($0, RSTART + 7, RLENGTH - 10)
        sub(/_.*/, "", door)
        if (!(door in rank)) print file ": unknown door " door
        else if (rank[door] > rank[room]) print file ": the door " door " is below " room
    } else if (match($0, /"[^"]+"/)) {
        name = substr($0, RSTART + 1, RLENGTH - 2)
        if (name ~ /^(\.\.\/|\.\.\/\.\.\/src\/)tables\/[a-z]+\.def$/) next
        sub("^" room "/", "", name)
        if (!(("src/" room "/" name) in exists))
            print file ": " name " is no header of " room
    }
}'
report "a room includes only doors above it and its own headers" \
    "$(includes | ROOMS=$rooms HEADERS=$headers awk "$layers")"

# ---- fences

fences() {
    echo "$rooms" | while read -r _ room dependencies; do
        for dependency in $dependencies; do
            includes | grep "<\([a-z]*/\)\{0,1\}$dependency" | grep -v '<unistd\.h>' |
                grep -v "^src/$room/" | grep -v "^include/piyue/$room[_.]" | sed "s/$/ belongs to $room/"
        done
    done
}
report "each dependency is included in its fence only" "$(fences)"

# ---- doors

# Flags are several words: splitting is meant.
# shellcheck disable=SC2086
compile_doors() {
    for door in $doors; do
        printf '#include <piyue/%s>\n' "$(basename "$door")" |
            ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Werror -D_GNU_SOURCE -Iinclude \
                ${DOOR_CFLAGS-} -fsyntax-only -x c - 2>&1 | head -n 3 | sed "s|^|$door: |"
    done
}
report "each door compiles alone" "$(compile_doors)"

# ---- single rows

# File names here hold no blanks: splitting is meant.
# shellcheck disable=SC2046,SC2086
rows() {
    report "no banned function is called" "$(grep -nE \
        '\<(strcpy|strcat|sprintf|vsprintf|strtok|strtok_r|gets|alloca|system|popen)\(' \
        $sources)"
    report "only the command line prints" "$(grep -nE \
        '\<(printf|fprintf|puts|fputs|putchar|exit)\(' $sources | grep -v '^src/cli/')"
    report "nothing is left to do" "$(grep -nE '\<(TODO|FIXME|XXX)\>' \
        $sources $doors src/tables/*.def bootstrap)"
    report "each file names its licence" \
        "$(grep -L 'SPDX-License-Identifier: GPL-3.0-or-later' $sources $doors \
            src/tables/*.def bootstrap .ci/run \
            $(find tests -name '*.[ch]' -o -name '*.sh' -o -name '*.py'))"
    report "no file has more than $most_rows rows" "$(wc -l $sources $doors \
            $(find tests -name '*.[ch]' -o -name '*.py') |
        awk -v most="$most_rows" '$2 != "total" && $2 !~ /_table\.c$/ && $1 > most {
            print $2 ": " $1 " rows" }')"
}
rows

tap_end
