#!/usr/bin/env python3
"""Makes doc/pictures/*.png: piyue on doc/samples, in kitty, on a screen of its own.

    doc/pictures.py build/piyue          # needs Xvfb, kitty, ImageMagick, a Chinese font

Look at each picture before it is committed.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import fcntl
import os
import pathlib
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time

DOC = pathlib.Path(__file__).resolve().parent
FONT = "DejaVu Sans Mono"
GROUNDS = {"xuanzhi": "#f5f0e6", "yese": "#1c1a17", "zhupi": "#f2e2b8"}
QUIET_S = 0.5  # so long without a byte: the screen is what it will be
END_S = 60

# What is done before any picture is taken: each step is keys, then the screen settles.
PREPARED = ["/hhgh\r", "zR", "]]", "}", "s", "t", "河湖管护\r", "n", "与去年的方案对照", "\x13",
            "}", "}", "s", "t", "责任\r", "cr", "q", "\x1b"]
PICTURES = [
    ("shelf", "xuanzhi", 110, 26, ["j", "k"]),
    ("reader", "xuanzhi", 120, 30, ["/hhgh\r", "zR", "gg", "]]", "j"]),
    ("note", "xuanzhi", 84, 24, ["/hhgh\r", "zR", "gg", "]]", "]]", "}", "s"]),
    ("search", "xuanzhi", 110, 26, ["S", "河 水", "\r"]),
    ("passages", "xuanzhi", 96, 24, ["P"]),
    ("pair", "zhupi", 120, 26, ["/hhgh\r", "zR", "gg", "\x17v", "zM", "zo", "]]", "zo"]),
    ("night", "yese", 96, 24, ["/hhgh\r", "zR", "gg", "]]"]),
]


def play(steps, ready, command):
    """Inside the terminal: passes everything on, and types as soon as the program rests."""
    size = fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8)
    pid, master = pty.fork()
    if pid == 0:
        os.execv(command[0], command)
    fcntl.ioctl(master, termios.TIOCSWINSZ, size)
    os.kill(pid, 28)
    subprocess.run(["stty", "raw", "-echo"], check=True)
    pending = list(steps)
    while True:
        readable, _, _ = select.select([0, master], [], [], QUIET_S)
        if not readable and pending:
            os.write(master, pending.pop(0).encode())
        elif not readable:
            pathlib.Path(ready).touch()
        for source in readable:
            try:
                data = os.read(source, 65536)
            except OSError:
                data = b""
            if not data:
                return
            os.write(1 if source == master else master, data)


def run(home, command, theme, columns, rows, steps, display):
    (home / "piyuerc").write_text(
        f"set language zh_CN\nset theme {theme}\nset author 读者\nset history off\n")
    ready = home / "ready"
    ready.unlink(missing_ok=True)
    environment = {**os.environ, "DISPLAY": display, "HOME": str(home), "LC_ALL": "C.UTF-8",
                   "COLORTERM": "truecolor", "XDG_STATE_HOME": str(home),
                   "LIBGL_ALWAYS_SOFTWARE": "1", "XDG_CACHE_HOME": str(home)}
    environment.pop("TMUX", None)
    options = [f"font_family={FONT}", "font_size=12", "remember_window_size=no", "window_padding_width=6",
               "placement_strategy=top-left", "update_check_interval=0", "enable_audio_bell=no",
               f"background={GROUNDS[theme]}", f"initial_window_width={columns}c",
               f"initial_window_height={rows}c", "cursor_blink_interval=0", "shell_integration=disabled",
               "linux_display_server=x11", "confirm_os_window_close=0"]
    terminal = subprocess.Popen(
        ["kitty", "--config=NONE", *(word for option in options for word in ("-o", option)),
         sys.executable, __file__, "--play", str(ready), "\x1f".join(steps),
         command, "--config", str(home / "piyuerc"), "--library", str(home / "library")],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + END_S
    while not ready.exists() and time.monotonic() < deadline and terminal.poll() is None:
        time.sleep(0.05)
    if not ready.exists():
        sys.exit(f"{command} did not come to rest")
    return terminal, environment


def close(terminal):
    terminal.terminate()
    terminal.wait()


def main():
    command = str(pathlib.Path(sys.argv[1]).resolve())
    pictures = DOC / "pictures"
    pictures.mkdir(exist_ok=True)
    reader, writer = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24"],
                              pass_fds=[writer], stderr=subprocess.DEVNULL)
    display = ":" + os.read(reader, 16).decode().strip()
    try:
        with tempfile.TemporaryDirectory() as name:
            home = pathlib.Path(name)
            samples = home / "文稿"
            samples.mkdir()
            for sample in (DOC / "samples").iterdir():
                (samples / sample.name).write_bytes(sample.read_bytes())
            subprocess.run([command, "--library", str(home / "library"), "import", str(samples)],
                           check=True, stdout=subprocess.DEVNULL,
                           env={**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"})
            close(run(home, command, "xuanzhi", 100, 30, PREPARED, display)[0])
            for picture, theme, columns, rows, steps in PICTURES:
                terminal, environment = run(home, command, theme, columns, rows, steps, display)
                subprocess.run(["import", "-window", "root", "-trim", "+repage", "-strip", "+dither", "-colors", "96",
                                str(pictures / f"{picture}.png")], check=True, env=environment)
                close(terminal)
    finally:
        screen.terminate()
        screen.wait()


if __name__ == "__main__":
    if sys.argv[1] == "--play":
        play([step for step in sys.argv[3].split("\x1f") if step], sys.argv[2], sys.argv[4:])
    else:
        main()
