#!/bin/sh
# Encodings, and headings and sentences of the DOCX and PDF files of the corpus, through the
# whole program, never fall below these floors; they only rise. Skipped where the corpus or
# python3 is absent.
# SPDX-License-Identifier: GPL-3.0-or-later
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
piyue=${PIYUE:-./piyue}
corpus=$(cd "${PIYUE_CORPUS:-$srcdir/../shared/corpus}" 2>/dev/null && pwd)
if [ ! -d "$corpus/binary/docx" ] || ! command -v python3 >/dev/null; then
    echo "1..0 # SKIP no corpus, or no python3"
    exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/piyue-formats.XXXXXX") || exit 99
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/binary/epub" "$work/home" || exit 99
ln -s "$corpus/binary/docx" "$corpus/binary/pdf" "$work/binary" || exit 99
export HOME="$work/home" PIYUE_LIBRARY="$work/library" PYTHONDONTWRITEBYTECODE=1
score=$corpus/score
python3 "$score/score_encoding.py" --name "$corpus/encoding" "$piyue" detect FILE >"$work/name"
python3 "$score/score_encoding.py" --text "$corpus/encoding" "$piyue" text --original FILE \
    >"$work/text"
python3 "$score/score_binary.py" headings "$work/binary" "$piyue" outline --json FILE \
    >"$work/headings"
python3 "$score/score_binary.py" probes "$work/binary" "$piyue" text FILE >"$work/probes"
for name in big5 gb18030; do
    tables=$corpus/encoding/conformance
    "$piyue" text --original "$tables/${name}_in.txt" |
        diff - "$tables/${name}_in_ref.txt" | grep -c '^>' >"$work/$name"
done
python3 - "$work" <<'PYTHON'
import re, sys
read = lambda name: open(sys.argv[1] + "/" + name, encoding="utf-8").read()


def share(name):
    groups = re.findall(r"^group .* (\d+) files, right +(\d+)", read(name), re.M)
    return sum(int(right) for _, right in groups) / sum(int(count) for count, _ in groups)


def of(name, format, figure):
    return float(re.search(r"^%s .*%s[ (]+([\d.]+)" % (format, figure), read(name), re.M)[1])


checks = [
    ("names of encodings", share("name"), 0.99),
    ("text of encodings", share("text"), 0.99),
    ("lines of the Big5 table that differ", -int(read("big5")), 0),
    ("lines of the GB18030 table that differ", -int(read("gb18030")), 0),
    ("DOCX, recall of headings", of("headings", "docx", "recall"), 0.99),
    ("DOCX, precision of headings", of("headings", "docx", "precision"), 0.94),
    ("DOCX, sentences found", of("probes", "docx", "probes"), 1),
    ("PDF, recall of headings", of("headings", "pdf", "recall"), 0.98),
    ("PDF, precision of headings", of("headings", "pdf", "precision"), 0.98),
    ("PDF, sentences found", of("probes", "pdf", "probes"), 1),
]
print("1..%d" % len(checks))
for number, (name, got, floor) in enumerate(checks, 1):
    print("%s %d - %s: %.3f, floor %.3f"
          % ("ok" if got >= floor else "not ok", number, name, got, floor))
PYTHON
