#!/bin/sh
# Quality of the main text of web pages on the labelled corpus never falls below these
# floors; they only rise. Skipped where the corpus or python3 is absent.
# SPDX-License-Identifier: GPL-3.0-or-later
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
piyue=${PIYUE:-${builddir:-.}/piyue}
corpus=${PIYUE_CORPUS:-$srcdir/../shared/corpus}
if [ ! -f "$corpus/web.tar.xz" ] || ! command -v python3 >/dev/null; then
    echo "1..0 # SKIP no corpus in $corpus, or no python3"
    exit 0
fi
figures=$(mktemp "${TMPDIR:-/tmp}/piyue-web.XXXXXX") || exit 99
trap 'rm -f "$figures"' EXIT
PYTHONDONTWRITEBYTECODE=1 python3 "$corpus/score/score_text.py" --json "$figures" \
    "$corpus/web.tar.xz" "$piyue" text FILE >/dev/null 2>&1 || exit 99
python3 - "$figures" <<'PYTHON'
import json, sys
pages = json.load(open(sys.argv[1], encoding='utf-8'))
def mean(lang, key):
    values = [page[key] for page in pages if page['lang'] == lang]
    return sum(values) / len(values)
checks = [
    ('token F1 of Chinese pages', mean('zh', 'tok_f1'), 0.955),
    ('token F1 of other pages', mean('other', 'tok_f1'), 0.95),
    ('recall of Chinese pages', mean('zh', 'tok_r'), 0.98),
    ('shingle F1 of Chinese pages', mean('zh', 'shg_f1'), 0.935),
    ('the worst page, token F1', min(page['tok_f1'] for page in pages), 0.58),
]
print('1..%d' % len(checks))
for number, (name, got, floor) in enumerate(checks, 1):
    print('%s %d - %s: %.3f, floor %.3f' %
          ('ok' if got >= floor else 'not ok', number, name, got, floor))
PYTHON
