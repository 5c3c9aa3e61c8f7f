#!/bin/sh
# The trials of hosts can fail: each is given a program that is broken in what it
# is about, by the shim or by a wrapper, and must say so. And one with a wrapper that breaks
# nothing, which must be content. SPDX-License-Identifier: GPL-3.0-or-later
. "${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}/tests/harness/tap.sh"
if [ ! -x "${builddir:-.}/tests/fault/host_test" ]; then
    echo "1..0 # SKIP host_test is not built"
    exit 0
fi
real=$(realpath "${PIYUE:-./piyue}") build=${builddir:-.}
shim=$(realpath "$build/tests/fault/host_shim.so")
trials=$(realpath "$build/tests/fault")
CMOCKA_MESSAGE_OUTPUT=TAP
PIYUE=$work/piyue
export CMOCKA_MESSAGE_OUTPUT PIYUE
tried=0 lost=0

# wrap COMMANDS: the program, with those in front of it; $2 of it is the library.
wrap() {
    printf '#!/bin/sh\n%s\nexec "%s" "$@"\n' "$1" "$real" >"$PIYUE"
    chmod 755 "$PIYUE"
}

# lie NAME: the commands that preload it.
lie() { echo "export LD_PRELOAD='$shim' PIYUE_HOST_$1=1"; }

# try TEST: that of host_test, or of host_terminal_test.
try() {
    case $1 in h[6-9]*) run "$trials/host_terminal_test" "$1" ;; *) run "$trials/host_test" "$1" ;; esac
}

# finds TEST WHAT COMMANDS: that test fails where the program is so broken.
finds() {
    wrap "$3"
    try "$1"
    tried=$((tried + 1))
    if printf '%s' "$out" | grep -q '# SKIP'; then
        tap_skip "$2" "$1 cannot be tried here"
        return
    fi
    printf '%s' "$out" | grep -q '^not ok'
    ok "$2 ($1)" || { lost=$((lost + 1)) && tap_note "$out"; }
    [ -z "${VERBOSE-}" ] || tap_note "$out"
}

chmod 755 "$work"
wrap :
if [ "${PIYUE_FAULT-}" ]; then all='h*'; else all='h5*'; fi
try "$all"
printf '%s' "$out" | grep -q '^ok' && [ "$status" -eq 0 ]
ok "a program that is not broken passes" || tap_note "$out"

finds 'h3_*' "who does not look at the file system is found" 'unset LD_PRELOAD'
finds 'h5_*' "backups that a clock takes away are found" 'rm -rf "$2/backups"'
finds 'h5_*' "operations in the order of the wall clock are found" \
    '[ "$3" != log ] || { "'"$real"'" "$@" | tac; exit 0; }'
finds 'h7_plain*' "who serves no plain terminal is found" 'export TERM=dumb'
finds 'h2_eight*' "who does not wait for locks is found" "$(lie IMPATIENT)"
if [ "${PIYUE_FAULT-}" ]; then # each waits for what does not come
    finds 'h1_a_lost*' "who keeps no drafts is found" 'rm -rf "$2"'
    finds 'h1_sigterm*' "who keeps none at a signal is found" 'rm -rf "$2"'
    finds 'h1_so_it_does_where*' "who does not hear the end of input is found" "$(lie DEAF)"
    finds 'h2_two_r*' "programs that share nothing are found" \
        'old=$2 new=$2.$$ && cp -r "$old" "$new" 2>/dev/null; shift 2; set -- --library "$new" "$@"'
    finds 'h4_a_library*' "who reads only what can be written is found" '[ -w "$2" ] || exit 2'
    finds 'h4_a_home*' "who keeps quiet about an unwritable home is found" \
        '[ -w "${2%/*}" ] || exit 2'
    finds 'h6_*' "who does not see a terminal change is found" "$(lie RIGID)"
    finds 'h7_unusable*' "who paints on any terminal is found" 'export TERM=xterm-256color'
    finds 'h8_a_loc*' "who writes what the locale can is found" \
        '[ "$3" != text ] || { "'"$real"'" "$@" | LC_ALL=C tr "\200-\377" "?"; exit 0; }'
    finds 'h9_*' "who takes anything for a terminal is found" "$(lie TERMINAL)"
fi
tap_note "$tried programs broken on purpose, $lost not found"
tap_end
