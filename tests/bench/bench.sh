#!/bin/sh
# make bench: figures as JSON lines. Texts are made from the corpus beside the project, or
# from doc/samples where it is absent. PIYUE_BENCH_MB lists the sizes (default "10 100";
# "10 100 1000" takes some minutes and 6 GB of disk).
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
srcdir=${srcdir:-.}
bench=${1:-./tests/bench/bench}
piyue=${PIYUE:-./piyue}
work=$(mktemp -d "${TMPDIR:-/tmp}/piyue-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
corpus=${PIYUE_CORPUS:-$srcdir/../shared/corpus}

make_text() { # megabytes file [headings]
    if [ -f "$corpus/scale.py" ] && command -v python3 >/dev/null; then
        python3 "$corpus/scale.py" "$work/made" --mb "$1" --one ${3:+--headings "$3"} >&2
        mv "$work/made/one.txt" "$2"
    else
        cat "$srcdir"/doc/samples/*.txt > "$work/unit"
        wanted=$(($1 * 1000000))
        while [ "$(wc -c < "$work/unit")" -lt "$wanted" ]; do
            cat "$work/unit" "$work/unit" > "$work/twice" && mv "$work/twice" "$work/unit"
        done
        head -c "$wanted" "$work/unit" > "$2"
    fi
}

measure() { # name megabytes [headings]
    file=$work/$1.txt
    make_text "$2" "$file" "${3:-}"
    "$bench" import "$work/library-$1" "$file"
    rm -f "$file"
    "$bench" read "$work/library-$1" "$1"
    rm -rf "$work/library-$1"
}

for megabytes in ${PIYUE_BENCH_MB:-10 100}; do
    measure "${megabytes}MB" "$megabytes"
done
measure 100MB-100000-headings 100 100000

# A folder of files of 16 kB, each a transaction and a child process of its own.
if [ -f "$corpus/scale.py" ] && command -v python3 >/dev/null; then
    python3 "$corpus/scale.py" "$work/folder" --mb 10 >&2
    started=$(date +%s%N)
    "$piyue" --library "$work/library-folder" import "$work/folder" > /dev/null 2>&1
    ended=$(date +%s%N)
    kilobytes=$(du -sk --apparent-size "$work/folder" | cut -f1)
    awk -v kb="$kilobytes" -v ns=$((ended - started)) 'BEGIN {
        printf "{\"what\":\"import\",\"of\":\"folder of files of 16 kB\",\"value\":%.3f,"\
               "\"unit\":\"MB/s wall\"}\n", kb * 1024 / 1e6 / (ns / 1e9) }'
    rm -rf "$work/folder" "$work/library-folder"
fi

# 10,000 small documents for the shelf.
mkdir "$work/many"
i=0
while [ $i -lt "${PIYUE_BENCH_DOCUMENTS:-10000}" ]; do
    printf '第%d号简报\n\n一、情况\n本期共收到来信%d封。\n' $i $i > "$work/many/$i.txt"
    i=$((i + 1))
done
"$piyue" --library "$work/library-many" import "$work/many" > /dev/null 2>&1
"$bench" shelf "$work/library-many" "$i documents"
