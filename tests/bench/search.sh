#!/bin/sh
# Search at several sizes, side by side with ripgrep over the same files and with SQLite's
# trigram index; the finder beside fzy on the same names. What is not installed is left out.
# Part of make bench; PIYUE_BENCH_SEARCH_MB lists the sizes (default "10 100"; "10 100 400"
# takes some minutes and 3 GB of disk).
#
#   search.sh SEARCH-PROGRAM PIYUE CORPUS
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
search=$1
piyue=$2
corpus=$3
work=$(mktemp -d "${TMPDIR:-/tmp}/piyue-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

if [ ! -f "$corpus/scale.py" ] || ! command -v python3 >/dev/null; then
    echo "search.sh: the corpus is absent, nothing is measured" >&2
    exit 0
fi

figure() { # what of value unit
    printf '{"what":"%s","of":"%s","value":%s,"unit":"%s"}\n' "$1" "$2" "$3" "$4"
}
cpu_ms() { # command…: processor time of a command and its children
    python3 - "$@" <<'PY'
import os, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
times = os.times()
print("%.1f" % ((times.children_user + times.children_system) * 1000))
PY
}

beside_ripgrep() { # folder name
    command -v rg >/dev/null || return 0
    for word in 发展 协商民主 魑魅魍魉; do
        figure "rg -m1 $word, all files" "$2" "$(cpu_ms rg -j1 -m1 "$word" "$1")" "ms CPU"
    done
}

beside_fzy() { # file name: fzy reads and filters at each run; a key of ours only filters
    command -v fzy >/dev/null || return 0
    for letters in 法 法律责任 gdp; do
        figure "fzy $letters, reading the names" "$2" \
            "$(cpu_ms sh -c 'fzy -j1 -e "$1" < "$2"' sh "$letters" "$1")" "ms CPU"
    done
}

beside_trigrams() { # folder name
    command -v sqlite3 >/dev/null || return 0
    python3 - "$1" > "$work/lines" <<'PY'
import pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.txt")):
    for line in path.read_text(errors="replace").splitlines():
        if line.strip():
            print(line.strip().replace("\t", " "))
PY
    printf '%s\n' "CREATE TABLE line(text);" ".mode tabs" ".quote off" \
        ".import $work/lines line" > "$work/load.sql"
    sqlite3 "$work/trigram.db" < "$work/load.sql" >/dev/null 2>&1 || true
    printf '%s\n' "CREATE VIRTUAL TABLE t USING fts5(text, content='line', tokenize='trigram');" \
        "INSERT INTO t(t) VALUES('rebuild');" > "$work/build.sql"
    figure "FTS5 trigram, build" "$2" \
        "$(cpu_ms sqlite3 "$work/trigram.db" ".read $work/build.sql")" "ms CPU"
    for word in 协商民主 魑魅魍魉; do
        figure "FTS5 trigram, first 50 of $word" "$2" \
            "$(cpu_ms sqlite3 "$work/trigram.db" "SELECT text FROM t('\"$word\"') LIMIT 50")" \
            "ms CPU with start"
    done
    rm -f "$work/trigram.db" "$work/lines"
}

for megabytes in ${PIYUE_BENCH_SEARCH_MB:-10 100}; do
    python3 "$corpus/scale.py" "$work/texts" --mb "$megabytes" >&2
    bytes=$(find "$work/texts" -type f -exec cat {} + | wc -c)
    figure "import with index, one after the other" "${megabytes}MB" \
        "$(cpu_ms "$piyue" --library "$work/library" import "$work/texts")" "ms CPU"
    figure "text" "${megabytes}MB" "$bytes" "bytes"
    for table in text_index_data chunk; do
        command -v sqlite3 >/dev/null || break
        figure "$table" "${megabytes}MB" "$(sqlite3 "$work/library/library.db" \
            "SELECT sum(length($([ $table = chunk ] && echo data || echo block))) FROM $table")" \
            "bytes"
    done
    "$search" "$work/library" "${megabytes}MB" "$work/names"
    beside_fzy "$work/names" "${megabytes}MB"
    beside_ripgrep "$work/texts" "${megabytes}MB"
    beside_trigrams "$work/texts" "${megabytes}MB"
    rm -rf "$work/texts" "$work/library"
done
