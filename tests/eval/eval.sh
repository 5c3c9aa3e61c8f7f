#!/bin/sh
# make eval: the figures of reading and outlining on the labelled corpus beside
# the project ($PIYUE_CORPUS, else ../shared/corpus). Figures only; the floors are held by
# tests/eval/floors.sh.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
piyue=${PIYUE:-./piyue}
corpus=${PIYUE_CORPUS:-$srcdir/../shared/corpus}
if [ ! -d "$corpus/outline/docs" ] || ! command -v python3 >/dev/null; then
    "${builddir:-.}/tests/eval/heads" "$srcdir/tests/eval/heads.txt"
    echo "make eval: no corpus in $corpus, or no python3; nothing is measured"
    exit 0
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/piyue-eval.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
export HOME="$work" LANGUAGE=en LC_ALL=C.UTF-8

echo "outline"
python3 "$corpus/score/score_outline.py" --jobs 2 --worst 10 "$corpus/outline/docs" \
    "$piyue" outline --json FILE
echo
echo "titles"
"$piyue" --library "$work/titles" import "$corpus/outline/docs" >/dev/null 2>&1 || :
"$piyue" --library "$work/titles" list --json |
    python3 "$srcdir/tests/eval/titles.py" "$corpus/outline/docs"
echo
echo "encoding, by name"
python3 "$corpus/score/score_encoding.py" --name "$corpus/encoding" "$piyue" detect FILE
echo
echo "encoding, by text"
python3 "$corpus/score/score_encoding.py" --text "$corpus/encoding" \
    "$piyue" text --original FILE
echo
echo "anchors"
"${builddir:-.}/tests/eval/anchors" "$corpus/outline/docs" 10000 || true
echo "anchors in texts that exist twice"
"${builddir:-.}/tests/eval/anchor_pairs" "$corpus" "${srcdir:-.}/tests/eval/anchor_pairs.tsv" || true
echo
echo "heads of papers"
"${builddir:-.}/tests/eval/heads" "$srcdir/tests/eval/heads.txt"
echo
echo "right edge"
"${builddir:-.}/tests/eval/ragged" "$corpus/outline/docs"
echo
echo "hostile files"
VERBOSE=1 sh "$srcdir/tests/cli/hostile.sh" | cut -c1-160
python3 "$corpus/score/score_binary.py" hostile "$corpus/binary" "$piyue" text FILE
echo
echo "probes in EPUB, DOCX, PDF"
python3 "$corpus/score/score_binary.py" probes "$corpus/binary" "$piyue" text FILE
echo
echo "headings in EPUB, DOCX, PDF"
python3 "$corpus/score/score_binary.py" headings "$corpus/binary" "$piyue" outline --json FILE
echo
echo "web pages"
python3 "$corpus/score/score_text.py" --worst 5 "$corpus/web.tar.xz" "$piyue" text FILE


# Both tables of the Encoding standard: lines that differ from it.
echo
echo "conformance"
for name in big5 gb18030; do
    tables=$corpus/encoding/conformance
    "$piyue" text --original "$tables/${name}_in.txt" >"$work/decoded" || :
    printf '%s: %s lines, %s differ\n' "$name" "$(wc -l <"$tables/${name}_in_ref.txt")" \
        "$(diff "$work/decoded" "$tables/${name}_in_ref.txt" | grep -c '^>' || :)"
done
