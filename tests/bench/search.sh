#!/bin/sh
# Search at several sizes, side by side with ripgrep over the same files and with SQLite's
# trigram index, for the same queries; the finder beside fzy on the same names. What is not
# installed is left out. Part of make bench; PIYUE_BENCH_SEARCH_MB lists the sizes (default
# "10 100"; "10 100 400" takes some minutes and 4 GB of disk).
#
#   search.sh SEARCH-PROGRAM INDEXES-PROGRAM PIYUE CORPUS
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
search=$1
indexes=$2
piyue=$3
corpus=$4
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
import resource, subprocess, sys
def used_ms():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000
before = used_ms()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print("%.1f" % (used_ms() - before))
PY
}

# Every 16th of the queries: until 50 rows are there, or all was read.
beside_ripgrep() { # folder name queries
    command -v rg >/dev/null || return 0
    python3 - "$1" "$2" "$3" <<'PY'
import json, resource, subprocess, sys
folder, name, path = sys.argv[1:]
def used_ms():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000
times = []
for query in open(path, encoding="utf-8").read().split()[::16]:
    before = used_ms()
    rg = subprocess.Popen(["rg", "-j1", "-F", "--no-heading", query, folder],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for _, _ in zip(range(50), rg.stdout):
        pass
    rg.stdout.close()
    rg.wait()
    times.append(used_ms() - before)
times.sort()
for share, word in ((0.5, "median"), (0.95, "p95")):
    print(json.dumps({"what": "rg -j1, first 50 rows of 1-8 characters", "of": name,
                      "value": round(times[int((len(times) - 1) * share + 0.5)], 1),
                      "unit": "ms CPU " + word}))
PY
}

beside_fzy() { # file name: fzy reads and filters at each run; a key of ours only filters
    command -v fzy >/dev/null || return 0
    for letters in 法 法律责任 gdp; do
        figure "fzy $letters, reading the names" "$2" \
            "$(cpu_ms sh -c 'fzy -j1 -e "$1" < "$2"' sh "$letters" "$1")" "ms CPU"
    done
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
    "$search" "$work/library" "${megabytes}MB" "$work/queries" "$work/names"
    beside_fzy "$work/names" "${megabytes}MB"
    beside_ripgrep "$work/texts" "${megabytes}MB" "$work/queries"
    "$indexes" "$work/library" "${megabytes}MB" "$work/queries"
    rm -rf "$work/texts" "$work/library"
done
