#!/bin/sh
# make coverage: how much of each room's code make check goes through, and how much the fuzz
# targets do on their seeds and on what make fuzz has grown in ./fuzz/corpus. With clang, in
# ./coverage; COVERAGE_TESTS names the tests (all of make check, unless it does).
# What runs in the walls of the importing child cannot write what it counted: importers are
# counted where tests and fuzz targets call them.
# SPDX-License-Identifier: GPL-3.0-or-later
set -eu
srcdir=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd)
grown=$PWD/fuzz/corpus
for tool in clang llvm-cov llvm-profdata; do
    command -v $tool >/dev/null || { echo "make coverage: $tool is missing" >&2; exit 2; }
done
mkdir -p coverage/build
cd coverage
if [ ! -e build/Makefile ]; then
    (cd build && "$srcdir/configure" -q CC="${COVERAGE_CC:-clang}" \
        CFLAGS="-g -O1 -fprofile-instr-generate -fcoverage-mapping")
fi
jobs=$(getconf _NPROCESSORS_ONLN)
make -s -C build -j "$jobs" all fuzzer >build.log 2>&1 || { tail -n 20 build.log >&2; exit 2; }

# Counts of a program's run go into one file for each program, added up.
rm -rf check fuzz
mkdir check fuzz
LLVM_PROFILE_FILE=$PWD/check/%m.profraw make -s -C build -k -j "$jobs" check \
    ${COVERAGE_TESTS:+TESTS="$COVERAGE_TESTS"} >check.log 2>&1 ||
    echo "make coverage: some tests failed, see coverage/check.log" >&2
for target in $(sed -n 's/^FUZZ_TARGET(\([a-z0-9]*\),.*/\1/p' "$srcdir/tests/fuzz/targets.def"); do
    folders=$srcdir/tests/fuzz/seeds/$target
    test -d "$grown/$target" && folders="$folders $grown/$target"
    FUZZ_TARGET=$target LLVM_PROFILE_FILE=$PWD/fuzz/$target.profraw \
        build/fuzzer -runs=0 -max_len=65536 -close_fd_mask=3 $folders >>fuzz.log 2>&1 ||
        echo "make coverage: $target failed, see coverage/fuzz.log" >&2
done

# Per file of src: lines, lines missed, branches, branches missed.
measure()
{
    programs=$(find build -type f -perm -u+x \( -path '*/tests/*' -o -name piyue -o -name fuzzer \) \
        -exec sh -c 'head -c 4 "$1" | grep -q ELF && echo "-object $1"' - {} \;)
    llvm-profdata merge -sparse "$1"/*.profraw -o "$1.profdata"
    llvm-cov report -instr-profile "$1.profdata" $programs 2>/dev/null |
        awk '$1 ~ /[.][ch]$/ { print $1, $8, $9, $11, $12 }'
}
for run in check fuzz; do
    measure $run >$run.files
done
awk -v files="check.files fuzz.files" '
function share(all, missed) { return all ? sprintf("%.1f %%", 100 * (all - missed) / all) : "" }
BEGIN {
    count = split(files, file, " ")
    for (i = 1; i <= count; i++)
        while ((getline <file[i]) > 0) {
            if (!match($1, /(^|\/)src\/[a-z]+\//))
                continue
            room = substr($1, RSTART, RLENGTH)
            sub(/^\/?src\//, "", room); sub(/\/$/, "", room)
            for (j = 2; j <= 5; j++) { sum[room, i, j] += $j; sum["all", i, j] += $j }
            if (!(room in seen)) { seen[room] = 1; rooms[++n] = room }
        }
    rooms[++n] = "all"
    print "| room | lines | make check: lines | branches | fuzz targets: lines | branches |"
    print "| --- | --- | --- | --- | --- | --- |"
    for (k = 1; k <= n; k++) {
        r = rooms[k]
        printf "| %s | %d | %s | %s | %s | %s |\n", r, sum[r, 1, 2], share(sum[r, 1, 2], sum[r, 1, 3]),
            share(sum[r, 1, 4], sum[r, 1, 5]), share(sum[r, 2, 2], sum[r, 2, 3]), share(sum[r, 2, 4], sum[r, 2, 5])
    }
}'
