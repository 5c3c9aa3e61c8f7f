#!/bin/sh
# The Chinese messages: all there, up to date, whole at their ends, Chinese in their marks,
# short where there is little room.
# SPDX-License-Identifier: GPL-3.0-or-later
. "$srcdir/tests/harness/tap.sh"
cd "$srcdir" || exit 99

po=po/zh_CN.po
most_hint_columns=12

# report NAME OFFENCES
report() {
    [ -z "$2" ]
    ok "$1" || tap_note "$2"
}

# "msgid<TAB>msgstr" of each entry of a PO file, escapes as they stand there. Bytes, not
# characters, are what every awk agrees on.
pairs() {
    LC_ALL=C awk '
        function flush() { if (id != "") print id "\t" text; id = text = "" }
        function body(row) { sub(/^[^"]*"/, "", row); sub(/"$/, "", row); return row }
        /^#~/ { next }
        /^msgid "/ { flush(); at = 1; id = body($0) }
        /^msgid_plural "/ { at = 0 }
        /^msgstr/ { at = 2; text = body($0) }
        /^"/ && at == 1 { id = id body($0) }
        /^"/ && at == 2 { text = text body($0) }
        END { flush() }' "$1"
}
pairs $po >"$work/pairs"
[ "$(wc -l <"$work/pairs")" -gt 500 ]
ok "the messages can be read"

# ---- complete

# An entry is fuzzy by its flag, untranslated by an empty msgstr.
report "no translation is only a guess" "$(grep -n '^#,.*fuzzy' $po)"
report "no message is without translation" "$(LC_ALL=C awk -F'\t' '$2 == ""' "$work/pairs")"

if command -v xgettext >/dev/null; then
    po/extract.sh "$work/piyue.pot" 2>"$work/errors"
    report "the messages can be gathered" "$(cat "$work/errors")"
    pairs "$work/piyue.pot" | cut -f1 | sort >"$work/wanted"
    cut -f1 "$work/pairs" | sort >"$work/known"
    report "every message of the sources is known (make update-po)" \
        "$(comm -23 "$work/wanted" "$work/known")"
else
    tap_skip "the messages can be gathered" "xgettext is not installed"
    tap_skip "every message of the sources is known" "xgettext is not installed"
fi

# ---- well written

# Messages are put together with what stands before and behind them. Full-width marks have
# their blank within.
report "blanks and row ends stay at the ends of a message" "$(LC_ALL=C awk -F'\t' '
    function head(s) { match(s, /^( |\\n)*/); return substr(s, 1, RLENGTH) }
    function tail(s) { match(s, /( |\\n)*$/); return substr(s, RSTART) }
    function is_full(s) { return s ~ /(\357\274[\214\232\233]|\343\200[\201\202])$/ }
    head($1) != head($2) { print; next }
    $1 ~ /[,:;.] $/ && is_full($2) { next }
    tail($1) != tail($2)' "$work/pairs")"

# U+3400 to U+9FFF on both sides, a blank perhaps between.
han='[\343-\351][\220-\277][\200-\277]'
report "between Han stand full-width marks" "$(LC_ALL=C awk -F'\t' -v han="$han" '
    $2 ~ han "[,.;:!?()] *" han' "$work/pairs")"

# ---- short

# The labels in rows of hints: {ACTION_X, N_("label")} and {"Key", N_("label")}.
cat src/tui/*.c src/screen/*.c src/reader/*.c src/source/*.c src/passages/*.c src/searching/*.c \
    src/views/*.c | tr -s '\n ' ' ' |
    grep -oE '\{("[^"]*"|ACTION_[A-Z_]+), N_\("[^"]*"\)\}' |
    sed 's/.*N_("//; s/")}$//' | sort -u >"$work/labels"
[ "$(wc -l <"$work/labels")" -gt 20 ]
ok "the labels of hints are found"
report "no hint is wider than $most_hint_columns columns" "$(LC_ALL=C awk -F'\t' \
    -v most=$most_hint_columns '
    NR == FNR { is_label[$0] = 1; next }
    is_label[$1] {
        gsub(/[\343-\357][\200-\277][\200-\277]/, "--", $2)
        if (length($2) > most) print $1 ": " length($2) " columns"
    }' "$work/labels" "$work/pairs")"

tap_end
