#!/bin/sh
# Headings and sentences of the EPUB books of the corpus, through the whole program, never
# fall below these floors; they only rise. Skipped where the corpus or python3 is absent.
# SPDX-License-Identifier: GPL-3.0-or-later
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
piyue=${PIYUE:-./piyue}
corpus=$(cd "${PIYUE_CORPUS:-$srcdir/../shared/corpus}" 2>/dev/null && pwd)
if [ ! -d "$corpus/binary/epub" ] || ! command -v python3 >/dev/null; then
    echo "1..0 # SKIP no corpus, or no python3"
    exit 0
fi
books=$(mktemp -d "${TMPDIR:-/tmp}/piyue-books.XXXXXX") || exit 99
trap 'rm -rf "$books"' EXIT
mkdir "$books/docx" "$books/pdf" && ln -s "$corpus/binary/epub" "$books/epub" || exit 99
PIYUE_LIBRARY="$books/library" PYTHONDONTWRITEBYTECODE=1
export PIYUE_LIBRARY PYTHONDONTWRITEBYTECODE
score() {
    python3 "$corpus/score/score_binary.py" "$1" "$books" "$piyue" "$2" $3 FILE |
        grep '^epub .* files:'
}
headings=$(score headings outline --json)
probes=$(score probes text)
printf '%s\n%s\n' "$headings" "$probes" | python3 -c '
import re, sys
headings, probes = sys.stdin.read().splitlines()
checks = [
    ("recall of headings", float(re.search(r"recall ([\d.]+)", headings)[1]), 0.99),
    ("precision of headings", float(re.search(r"precision ([\d.]+)", headings)[1]), 0.99),
    ("steps of their levels", float(re.search(r"step ([\d.]+)", headings)[1]), 0.99),
    ("sentences found", float(re.search(r"probes \(([\d.]+)\)", probes)[1]), 1),
]
print("1..%d" % len(checks))
for number, (name, got, floor) in enumerate(checks, 1):
    print("%s %d - %s: %.3f, floor %.3f" %
          ("ok" if got >= floor else "not ok", number, name, got, floor))
'
