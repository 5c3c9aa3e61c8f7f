# TAP for shell tests: `. "$srcdir/tests/harness/tap.sh"`, checks, then tap_end.
# Everything happens in $work, a directory of its own that holds HOME and the library;
# $piyue is the program under test. Messages are English.
# SPDX-License-Identifier: GPL-3.0-or-later
set -u
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
piyue=${PIYUE:-$srcdir/build/piyue}
tap_count=0

work=$(mktemp -d "${TMPDIR:-/tmp}/piyue-test-XXXXXX") || exit 99
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 99' INT TERM HUP

export HOME="$work/home" LANGUAGE=en LC_ALL=C.UTF-8 TZ=UTC0
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME PIYUE_LIBRARY
mkdir -p "$HOME"
cd "$work" || exit 99

# ok NAME: reports the exit status of the command before it.
ok() {
    tap_status=$?
    tap_count=$((tap_count + 1))
    if [ "$tap_status" -eq 0 ]; then
        echo "ok $tap_count - $1"
    else
        echo "not ok $tap_count - $1"
    fi
    return "$tap_status"
}

# is NAME GOT EXPECTED
is() {
    [ "$2" = "$3" ]
    ok "$1" || { tap_note "got:      $2"; tap_note "expected: $3"; }
}

# has NAME TEXT PART: TEXT holds PART.
has() {
    case $2 in *"$3"*) true ;; *) false ;; esac
    ok "$1" || { tap_note "got:     $2"; tap_note "without: $3"; }
}

tap_note() { printf '%s\n' "$1" | sed 's/^/# /'; }

tap_skip() {
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}

# run COMMAND...: leaves $status, $out and $err (standard output and error).
run() {
    "$@" >"$work/.out" 2>"$work/.err" </dev/null
    status=$?
    out=$(cat "$work/.out")
    err=$(cat "$work/.err")
}

tap_end() { echo "1..$tap_count"; }
