#!/bin/sh
# The generated tables of text are those that generate.py makes of the data.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"

data=${UNICODE_DATA:-/usr/share/unicode}
reason=
grep -qs 'EastAsianWidth-15.0.0' "$data/EastAsianWidth.txt" ||
    reason="the Unicode 15.0 data (Debian: unicode-data) is not in $data"
command -v opencc >"$work/null" 2>&1 || reason="opencc is not installed"
python3 -c 'import sys; sys.exit(sys.version_info < (3, 6))' 2>"$work/null" ||
    reason="python3 is not installed"
if [ -n "$reason" ]; then
    echo "1..0 # SKIP $reason"
    exit 0
fi

python3 "$srcdir/src/text/generate.py" "$work"
ok "generate.py runs"
for table in class common fold pinyin; do
    cmp "$work/${table}_table.c" "$srcdir/src/text/${table}_table.c"
    ok "${table}_table.c is fresh (make update-tables makes it anew)"
done
tap_end
