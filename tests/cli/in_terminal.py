"""Runs a command on a pseudo-terminal: in_terminal.py KEYS COMMAND...

KEYS holds "TEXT=KEY" pairs parted by blanks: as soon as TEXT was written, KEY is typed.
Prints what the command wrote; ends with its exit status, or 124 after 20 seconds.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time


def read(descriptor):
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux: the last process has closed the terminal
        return b""


def main():
    pairs = [pair.partition("=") for pair in sys.argv[1].split()]
    keys = [(text.encode(), key.encode().decode("unicode_escape").encode())
            for text, _, key in pairs]
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.execvp(sys.argv[2], sys.argv[2:])
    output, deadline = b"", time.monotonic() + 120
    while time.monotonic() < deadline:
        ready = select.select([terminal], [], [], 0.1)[0]
        data = read(terminal) if ready else None
        if data == b"":
            break
        output += data or b""
        while keys and keys[0][0] in output:
            os.write(terminal, keys.pop(0)[1])
    else:
        os.kill(child, 9)
    sys.stdout.buffer.write(output)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return status if status >= 0 else 124


sys.exit(main())
