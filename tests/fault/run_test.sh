#!/bin/sh
# The sums of make fault: a trial that lost something, failed, crashed or said nothing is no
# success, whatever else it says. SPDX-License-Identifier: GPL-3.0-or-later
. "${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness/tap.sh"

# trial NAME STATUS TEXT: a program that prints that and ends so.
trial() {
    printf '%s\n' "$3" >"$1.txt"
    printf '#!/bin/sh\ncat "%s/%s.txt"\nexit %s\n' "$work" "$1" "$2" >"$1"
    chmod +x "$1"
}

# try ID=NAME...: runs those as a list of trials.
try() {
    for one in "$@"; do
        echo "${one%=*} | ./${one#*=} | what it shows"
    done >list
    PIYUE_TRIALS=$work/list run sh "$srcdir/tests/fault/run.sh" all ${ids-}
    last=$(printf '%s\n' "$out" | tail -n 1 | sed 's/, [0-9]* s;/;/')
}

trial good 0 '# 5 points, 0 lost
ok 1 - one
# 2 points, 0 lost: of another kind
ok 2 - two'
trial lossy 0 '# 7 points, 1 lost
ok 1 - it is content all the same'
trial failing 1 '# 3 points, 0 lost
not ok 1 - one'
trial crashing 139 'ok 1 - one'
trial silent 0 ''
trial skipped 77 ''
trial untried 0 'ok 1 - one # SKIP for want of a disk'
trial partly 0 '# 3 points, 0 lost
ok 1 - one # SKIP for want of a disk
ok 2 - two'

try F1=good F2=good
is "points are added up" "$status: $last" "0: 2 passed, 0 failed, 0 skipped; 14 points, 0 lost"
has "each trial has its row" "$out" "7 points, 0 lost: F2 ./good"
try F1=good F2=lossy
is "a loss is a failure" "$status: $last" "1: 1 passed, 1 failed, 0 skipped; 14 points, 1 lost"
is "what it said is kept" "$(cat lossy.failed; ls *.failed)" "$(cat lossy.txt; echo lossy.failed)"
try F1=failing F2=good
is "a failure is one" "$status: $last" "1: 1 passed, 1 failed, 0 skipped; 10 points, 0 lost"
try F1=crashing
is "a crash is a failure" "$status: $last" "1: 0 passed, 1 failed, 0 skipped; 0 points, 0 lost"
try F1=silent
is "silence is a failure" "$status: $last" "1: 0 passed, 1 failed, 0 skipped; 0 points, 0 lost"
try F1=missing
is "a missing program is a failure" "$status" 1
try F1=skipped F2=good
is "what cannot be tried is said" "$status: $last" \
    "0: 1 passed, 0 failed, 1 skipped; 7 points, 0 lost"
try F1=untried F2=partly
is "nor is a trial of which nothing was tried a success" "$status: $last" \
    "0: 1 passed, 0 failed, 1 skipped; 3 points, 0 lost"
ids=F2
try F1=failing F2-F4=good
is "some of them can be named" "$status: $last" \
    "0: 1 passed, 0 failed, 0 skipped; 7 points, 0 lost"
ids=F9
try F1=good
is "to try nothing is no success" "$status" 1
tap_end
