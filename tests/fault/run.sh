#!/bin/sh
# usage: run.sh all|long [ID...]: runs the trials of tests/fault/trials.txt, or of the list
# PIYUE_TRIALS (those with an ID only), as many at once as there are processors (FAULT_JOBS),
# shows what each tried, and ends with a row of sums for each and one for all; status 1 when
# one failed or lost anything: all that such a one said is in PROGRAM.failed then. Run from
# the folder of the build.
#
# It calls itself for each: run.sh all|long --trial ROW.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
PIYUE_FAULT=${1:?usage: run.sh all|long [ID...]}
PIYUE=${PIYUE:-$PWD/piyue}
export srcdir PIYUE PIYUE_FAULT
shift

# add_up FILE: points tried and lost, as the rows of a log or of the sums say.
add_up() {
    awk '/^# [0-9]+ points, [0-9]+ lost/ { points += $2; lost += $4 }
         END { printf "%d points, %d lost", points, lost }' "$1"
}

# ---- one of them: what it showed goes to standard output, its sums to $sums

start() {
    if [ -x "$1" ]; then
        sh "$srcdir/tests/harness/cmocka.sh" "$1"
    elif [ "${1%.py}" != "$1" ]; then
        sh "$srcdir/tests/harness/python.sh" "$srcdir/$1"
    else
        sh "$srcdir/$1"
    fi
}

# measure: `used` becomes the seconds of the processor that all children have taken so far.
measure() {
    times >"$log.times" # not in a child: it has no children of its own
    used=$(awk 'NR == 2 { gsub(/[ms]/, " "); print int($1 * 60 + $2 + $3 * 60 + $4) }' "$log.times")
}

# tell_failure: where no row says why, the last ones do; all of them are kept.
tell_failure() {
    [ "$not_ok" -gt 0 ] || tail -n 5 "$log" | sed 's/^/    /'
    cp "$log" "${program##*/}.failed" && echo "    all that it said: ${program##*/}.failed"
}

run_trial() {
    ids=$1 program=$2 shows=$3
    log=$(mktemp "$scratch/log-XXXXXX") || exit 99
    began=$(date +%s)
    start "$program" >"$log" 2>&1 </dev/null
    status=$?
    measure
    took="$(($(date +%s) - began)) s, $used s of processor"
    not_ok=$(grep -c '^not ok' "$log") ok=$(grep -c '^ok' "$log") sum=$(add_up "$log")
    untried=$(grep -c '^ok.*# SKIP' "$log")
    if [ "$status" -eq 77 ] || grep -q '^1\.\.0' "$log" ||
        { [ "$untried" -gt 0 ] && [ "$status-$not_ok-$untried" = "0-0-$ok" ]; }; then
        end="skipped"
    elif [ "$status" -ne 0 ] || [ "$not_ok" -gt 0 ] || [ "$ok" -eq 0 ] ||
        [ "${sum#*, }" != "0 lost" ]; then
        end="FAILED: $ok ok, $not_ok not, status $status, $sum, $took"
    else
        end="$ok ok, $took"
    fi
    {
        echo "$ids  $shows"
        grep -E '^# [0-9]|SKIP' "$log" | sed 's/^/    /'
        grep -E -A8 '^not ok' "$log" | sed 's/^/    /'
        case $end in FAILED*) tell_failure ;; esac
        echo "    $end"
    } >"$log.shown"
    echo "# $sum: $ids $program, $end" >>"$sums"
    cat "$log.shown"
}

if [ "${1-}" = --trial ]; then
    scratch=$FAULT_SCRATCH sums=$FAULT_SCRATCH/sums
    IFS='|' read -r ids program shows <<EOF
$2
EOF
    run_trial "$(echo $ids)" "$(echo $program)" "$(echo $shows)"
    exit 0
fi

# ---- all of them

wanted=" $* "
FAULT_SCRATCH=$(mktemp -d "${TMPDIR:-/tmp}/piyue-trial-XXXXXX") || exit 99
export FAULT_SCRATCH
trap 'rm -rf "$FAULT_SCRATCH"' EXIT
sums=$FAULT_SCRATCH/sums
: >"$sums"

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

# The wanted rows, each behind a byte of 0.
list_wanted() {
    while read -r row; do
        case $row in '#'* | '') continue ;; esac
        is_wanted "$(echo ${row%%|*})" && printf '%s\0' "$row"
    done <"${PIYUE_TRIALS:-$srcdir/tests/fault/trials.txt}"
}

began=$(date +%s)
list_wanted | xargs -0 -r -n 1 -P "${FAULT_JOBS:-$(getconf _NPROCESSORS_ONLN)}" \
    sh "$0" "$PIYUE_FAULT" --trial
sort -k6 "$sums" | sed 's/^# //'
skipped=$(grep -c ', skipped$' "$sums") failed=$(grep -c ', FAILED' "$sums")
passed=$(($(wc -l <"$sums") - skipped - failed))
echo "$passed passed, $failed failed, $skipped skipped, $(($(date +%s) - began)) s; $(add_up "$sums")"
[ "$failed" -eq 0 ] && [ $((passed + skipped)) -gt 0 ]
