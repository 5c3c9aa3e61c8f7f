#!/bin/sh
# make bench: figures as JSON lines. Texts are made from the corpus beside the project, or
# from doc/samples where it is absent. PIYUE_BENCH_MB lists the sizes (default "10 100";
# "10 100 1000" takes some minutes and 6 GB of disk), PIYUE_BENCH_OPERATIONS the length of a
# history (default 1000000, some minutes and 3 GB).
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

# Importers, without cleaning, outline and library: files of the corpus, and large ones that
# are made. PDF beside pdftotext, where that is installed.
now_ms() { echo $(($(date +%s%N) / 1000000)); }

figure() { # what of value unit
    printf '{"what":"%s","of":"%s","value":%s,"unit":"%s"}\n' "$@"
}

if [ -d "$corpus/binary" ] && command -v python3 >/dev/null; then
    mkdir "$work/formats" "$work/pages"
    python3 "$srcdir/tests/bench/make_files.py" large "$corpus" "$work/formats" >&2
    tar -xJf "$corpus/web.tar.xz" -C "$work/pages"
    find "$work/pages" -name '*.html' >"$work/list"
    # shellcheck disable=SC2046 # names of the corpus have no blanks
    "$bench" format "HTML, pages of the corpus" $(cat "$work/list")
    "$bench" format "HTML, one page of 5 MB" "$work/formats/large.html"
    "$bench" format "DOCX, documents of the corpus" "$corpus"/binary/docx/*.docx
    "$bench" format "DOCX, 3 MB of text in plain markup" "$work/formats/plain.docx"
    "$bench" format "DOCX, 3 MB of text, each run formatted" "$work/formats/rich.docx"
    "$bench" format "EPUB, books of the corpus" "$corpus"/binary/epub/*.epub
    for file in "$corpus"/binary/pdf/*.pdf; do
        name=$(basename "$file")
        own=$("$bench" format "$name" "$file" |
            sed -n 's/.*"value":\([0-9.]*\),"unit":"ms, all processor time".*/\1/p')
        command -v pdftotext >/dev/null || continue
        python3 - "$name" "$file" "$own" <<'PYTHON'
import json, resource, subprocess, sys
name, path, own = sys.argv[1:]
def used():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
times = []
for _ in range(5):
    before = used()
    subprocess.run(["pdftotext", path, "-"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    times.append(used() - before)
theirs = sum(times) / len(times) * 1000
print(json.dumps({"what": "read", "of": name, "value": float(own), "unit": "ms, all processor time"}))
print(json.dumps({"what": "pdftotext", "of": name, "value": round(theirs, 1), "unit": "ms, all processor time"}))
print(json.dumps({"what": "read, over pdftotext", "of": name, "value": round(float(own) / theirs, 2), "unit": "x"}))
PYTHON
    done
    rm -rf "$work/formats" "$work/pages"
fi

measure_folder() { # folder name
    started=$(now_ms)
    "$piyue" --library "$work/library-folder" import "$1" >/dev/null 2>&1 || :
    ended=$(now_ms)
    kilobytes=$(du -sk --apparent-size "$1" | cut -f1)
    figure import "$2" "$(awk -v kb="$kilobytes" -v ms=$((ended - started)) \
        'BEGIN { printf "%.3f", kb * 1024 / 1e6 / (ms / 1e3) }')" "MB/s wall"
    rm -rf "$1" "$work/library-folder"
}

# A folder of files of 16 kB, and one of all kinds of files, some of them broken: each a
# child process of its own.
if [ -f "$corpus/scale.py" ] && command -v python3 >/dev/null; then
    python3 "$corpus/scale.py" "$work/folder" --mb 10 >&2
    measure_folder "$work/folder" "folder of files of 16 kB"
    python3 "$srcdir/tests/bench/make_files.py" mixed "$corpus" "$work/mixed" \
        "${PIYUE_BENCH_MIXED:-5000}" >&2
    measure_folder "$work/mixed" "folder of ${PIYUE_BENCH_MIXED:-5000} mixed files"
fi

# A history of many operations: what undo, the log and rebuild cost behind it.
mkdir "$work/history"
"${bench%/bench}/operations" "$work/history" "${PIYUE_BENCH_OPERATIONS:-1000000}"
rm -rf "$work/history"

# A text of 10 MB and 10,000 small documents: the shelf, and a key on every screen.
make_text 10 "$work/large.txt"
"$piyue" --library "$work/library-many" import "$work/large.txt" > /dev/null 2>&1
mkdir "$work/many"
i=0
while [ $i -lt "${PIYUE_BENCH_DOCUMENTS:-10000}" ]; do
    printf '第%d号简报\n\n一、情况\n本期共收到来信%d封。\n' $i $i > "$work/many/$i.txt"
    i=$((i + 1))
done
"$piyue" --library "$work/library-many" import "$work/many" > /dev/null 2>&1
"$bench" shelf "$work/library-many" "$i documents"
"$bench" views "$work/library-many" "$i documents"
