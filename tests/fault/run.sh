#!/bin/sh
# usage: run.sh all|long [ID...]: runs the trials of tests/fault/trials.txt, or of the list
# PIYUE_TRIALS (those with an ID only), shows what each tried, and ends with a row of sums for
# each and one for all; status 1 when one failed or lost anything. Run from the folder of the
# build.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
PIYUE_FAULT=${1:?usage: run.sh all|long [ID...]}
PIYUE=${PIYUE:-$PWD/piyue}
export srcdir PIYUE PIYUE_FAULT
shift
wanted=" $* "
scratch=$(mktemp -d "${TMPDIR:-/tmp}/piyue-trial-XXXXXX") || exit 99
trap 'rm -rf "$scratch"' EXIT
log=$scratch/log sums=$scratch/sums
: >"$sums"
passed=0 failed=0 skipped=0

# is_wanted IDS: IDS is "F1,F2" or "T3-T7", wanted are whole ids of it or one between.
is_wanted() {
    [ "$wanted" = "  " ] && return 0
    for id in $(printf '%s' "$1" | tr ',' ' '); do
        first=${id%-*} last=${id#*-}
        for one in $wanted; do
            [ "${one%%[0-9]*}" = "${first%%[0-9]*}" ] || continue
            number=${one#"${one%%[0-9]*}"}
            from=${first#"${first%%[0-9]*}"} to=${last#"${last%%[0-9]*}"}
            [ "${number:-0}" -ge "${from:-0}" ] && [ "${number:-0}" -le "${to:-0}" ] && return 0
        done
    done
    return 1
}

# measure: `used` becomes the seconds of the processor that all children have taken so far.
measure() {
    times >"$scratch/times" # not in a child: it has no children of its own
    used=$(awk 'NR == 2 { gsub(/[ms]/, " "); print int($1 * 60 + $2 + $3 * 60 + $4) }' \
        "$scratch/times")
}

# add_up FILE: points tried and lost, as the rows of a log or of the sums say.
add_up() {
    awk '/^# [0-9]+ points, [0-9]+ lost/ { points += $2; lost += $4 }
         END { printf "%d points, %d lost", points, lost }' "$1"
}

while IFS='|' read -r ids program shows <&3; do
    case $ids in '#'* | '') continue ;; esac
    ids=${ids%% *} program=$(echo $program) shows=$(echo $shows)
    is_wanted "$ids" || continue
    echo "$ids  $shows"
    began=$(date +%s)
    measure
    before=$used
    if [ -x "$program" ]; then
        "$program" >"$log" 2>&1 </dev/null
    elif [ "${program%.py}" != "$program" ]; then
        sh "$srcdir/tests/harness/python.sh" "$srcdir/$program" >"$log" 2>&1 </dev/null
    else
        sh "$srcdir/$program" >"$log" 2>&1 </dev/null
    fi
    status=$?
    grep -E '^# [0-9]|SKIP' "$log" | sed 's/^/    /'
    grep -E -A8 '^not ok' "$log" | sed 's/^/    /'
    not_ok=$(grep -c '^not ok' "$log") ok=$(grep -c '^ok' "$log") sum=$(add_up "$log")
    measure
    took="$(($(date +%s) - began)) s, $((used - before)) s of processor"
    echo "# $sum: $ids $program, $took" >>"$sums"
    if [ "$status" -eq 77 ] || grep -q '^1\.\.0' "$log"; then
        skipped=$((skipped + 1))
        echo "    skipped"
    elif [ "$status" -ne 0 ] || [ "$not_ok" -gt 0 ] || [ "$ok" -eq 0 ] ||
        [ "${sum#*, }" != "0 lost" ]; then
        failed=$((failed + 1))
        [ "$not_ok" -gt 0 ] || tail -5 "$log" | sed 's/^/    /'
        echo "    FAILED: $ok ok, $not_ok not, status $status, $sum, $took"
    else
        passed=$((passed + 1))
        echo "    $ok ok, $took"
    fi
done 3<"${PIYUE_TRIALS:-$srcdir/tests/fault/trials.txt}"
sed 's/^# //' "$sums"
echo "$passed passed, $failed failed, $skipped skipped; $(add_up "$sums")"
[ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
