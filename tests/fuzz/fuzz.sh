#!/bin/sh
# make fuzz: every target for FUZZ_SECONDS (60), from its seeds, with ASan and UBSan; or the
# targets that are named. What is found stands in fuzz/found.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
srcdir=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd)
seconds=${FUZZ_SECONDS:-60}
command -v clang >/dev/null || { echo "make fuzz: clang is missing" >&2; exit 2; }
mkdir -p fuzz/build fuzz/found fuzz/corpus
if [ ! -e fuzz/build/Makefile ]; then
    (cd fuzz/build && "$srcdir/configure" -q --enable-sanitizers \
        CC="${FUZZ_CC:-clang}" CFLAGS="-g -O1 -fsanitize=fuzzer-no-link")
fi
make -s -C fuzz/build -j "$(getconf _NPROCESSORS_ONLN)" fuzzer >fuzz/build.log 2>&1 ||
    { tail -n 20 fuzz/build.log >&2; exit 2; }
status=0
targets=${*:-$(sed -n 's/^FUZZ_TARGET(\([a-z0-9]*\),.*/\1/p' "$srcdir/tests/fuzz/targets.def")}
# Of a log: executions, and how much of the code (edges, features) they went through.
figures()
{
    sed -n 's/^#\([0-9]*\).* cov: \([0-9]*\) ft: \([0-9]*\).*/executions \1, edges \2, features \3/p' \
        "$1" | tail -n 1
}
# A dictionary: what stands in quotation marks in the files of src that are named, and the
# names of the rows of their tables, as they are typed.
words()
{
    files=$(sed -n "s/^FUZZ_TARGET($1,.*, \"\(.*\)\")$/\1/p" "$srcdir/tests/fuzz/targets.def")
    echo "# words of $1"
    (cd "$srcdir/src" && for file in $files; do
        LC_ALL=C grep -ohE '"([^"\\ ]|\\x[0-9a-fA-F]{2}){2,24}"' "$file" |
            grep -v '[.]\(h\|def\)"' || :
        case $file in
        *.def) sed -n 's/^[A-Z_]*(\([A-Za-z0-9_]*\),.*/"\1"/p' "$file" | tr 'A-Z_' 'a-z-' ;;
        esac
    done) |
        LC_ALL=C awk 'BEGIN { for (i = 128; i < 256; i++) hex[sprintf("%c", i)] = sprintf("\\x%02X", i) }
            !seen[$0]++ { for (i = 1; i <= length($0); i++) { c = substr($0, i, 1)
                printf "%s", c in hex ? hex[c] : c } print "" }'
}
for target in $targets; do
    mkdir -p "fuzz/corpus/$target"
    words "$target" >"fuzz/words"
    export FUZZ_TARGET="$target"
    export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1
    if fuzz/build/fuzzer -max_total_time="$seconds" -max_len=65536 -timeout="${FUZZ_TIMEOUT:-10}" \
        -rss_limit_mb=2048 -artifact_prefix="fuzz/found/$target-" -print_final_stats=1 \
        -dict=fuzz/words \
        -close_fd_mask=1 "fuzz/corpus/$target" "$srcdir/tests/fuzz/seeds/$target" \
        >"fuzz/$target.log" 2>&1; then
        printf 'ok   %-10s %s\n' "$target" "$(figures "fuzz/$target.log")"
    else
        status=1
        printf 'FAIL %-10s %s\n' "$target" \
            "$(grep -m1 -E 'ERROR: |runtime error|: bug: ' "fuzz/$target.log" || echo "see fuzz/$target.log")"
    fi
done
exit $status
