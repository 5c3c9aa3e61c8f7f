#!/bin/sh
# make fuzz: every target for FUZZ_SECONDS (60), from its seeds, with ASan and UBSan; or the
# targets that are named. As many at once as there are processors (FUZZ_JOBS). What is found
# stands in fuzz/found; fuzz/corpus grows from run to run. An input is a hang after
# FUZZ_TIMEOUT (10) seconds, by the clock: on a busy machine that is little.
#
# It calls itself for each: fuzz.sh --target NAME.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
srcdir=$(cd "${srcdir:-$(dirname "$0")/../..}" && pwd)
export srcdir

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
# What an error says of itself, once.
complaint()
{
    grep -m1 -E 'ERROR: |runtime error|: bug: ' "$1" || echo "see $1"
}
run_target()
{
    mkdir -p "fuzz/corpus/$1"
    words "$1" >"fuzz/$1.words"
    export FUZZ_TARGET="$1"
    export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1
    status=0
    fuzz/build/fuzzer -max_total_time="${FUZZ_SECONDS:-60}" -max_len=65536 \
        -timeout="${FUZZ_TIMEOUT:-10}" -rss_limit_mb=2048 -artifact_prefix="fuzz/found/$1-" \
        -print_final_stats=1 -dict="fuzz/$1.words" -close_fd_mask=1 \
        "fuzz/corpus/$1" "$srcdir/tests/fuzz/seeds/$1" >"fuzz/$1.log" 2>&1 || status=1
    times >"fuzz/$1.times" # not in a child: it has no children of its own
    used=$(awk 'NR == 2 { gsub(/[ms]/, " "); print int($1 * 60 + $2 + $3 * 60 + $4) }' "fuzz/$1.times")
    if [ $status = 0 ]; then
        printf 'ok   %-10s %s, %s s of processor\n' "$1" "$(figures "fuzz/$1.log")" "$used"
    else
        printf 'FAIL %-10s %s\n' "$1" "$(complaint "fuzz/$1.log")"
    fi
    return $status
}

if [ "${1-}" = --target ]; then
    run_target "$2"
    exit
fi

command -v clang >/dev/null || { echo "make fuzz: clang is missing" >&2; exit 2; }
mkdir -p fuzz/build fuzz/found fuzz/corpus
if [ ! -e fuzz/build/Makefile ]; then
    (cd fuzz/build && "$srcdir/configure" -q --enable-sanitizers \
        CC="${FUZZ_CC:-clang}" CFLAGS="-g -O1 -fsanitize=fuzzer-no-link")
fi
processors=$(getconf _NPROCESSORS_ONLN)
make -s -C fuzz/build -j "$processors" fuzzer >fuzz/build.log 2>&1 ||
    { tail -n 20 fuzz/build.log >&2; exit 2; }
printf '%s\n' ${*:-$(sed -n 's/^FUZZ_TARGET(\([a-z0-9]*\),.*/\1/p' "$srcdir/tests/fuzz/targets.def")} |
    xargs -n 1 -P "${FUZZ_JOBS:-$processors}" sh "$srcdir/tests/fuzz/fuzz.sh" --target || exit 1
