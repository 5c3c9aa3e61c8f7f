#!/bin/sh
# Quality of the outline on the labelled corpus never falls below these floors; they only
# rise. Skipped where the corpus or python3 is absent.
# SPDX-License-Identifier: GPL-3.0-or-later
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
dump=${builddir:-.}/tests/eval/outline_dump
corpus=${PIYUE_CORPUS:-$srcdir/../shared/corpus}
if [ ! -d "$corpus/outline/docs" ] || ! command -v python3 >/dev/null; then
    echo "1..0 # SKIP no corpus in $corpus, or no python3"
    exit 0
fi
figures=$(mktemp "${TMPDIR:-/tmp}/piyue-floors.XXXXXX") || exit 99
trap 'rm -f "$figures"' EXIT
PYTHONDONTWRITEBYTECODE=1 python3 "$corpus/score/score_outline.py" --jobs 2 \
    --json "$figures" "$corpus/outline/docs" "$dump" FILE >/dev/null || exit 99
python3 - "$figures" <<'PYTHON'
import json, sys
figures = json.load(open(sys.argv[1], encoding='utf-8'))
genres = figures['genres']
total = lambda key: sum(genre.get(key, 0) for genre in genres.values())
checks = [
    ('every document is read', -len(figures['failed']), 0),
    ('F1 of headings, micro', figures['micro']['f1'], 0.972),
    ('F1 of headings, mean of genres',
     sum(genre['f1'] for genre in genres.values()) / len(genres), 0.963),
    ('F1 of headings in the seeds', genres['seed']['f1'], 0.985),
    ('headings under the right parent', total('lev_ok') / total('lev_n'), 0.961),
    ('surplus headings in documents without any', -genres['negative'].get('fp', 0), -1),
]
print('1..%d' % len(checks))
for number, (name, got, floor) in enumerate(checks, 1):
    print('%s %d - %s: %.3f, floor %.3f' %
          ('ok' if got >= floor else 'not ok', number, name, got, floor))
PYTHON
