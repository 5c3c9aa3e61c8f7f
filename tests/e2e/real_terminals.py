#!/usr/bin/env python3
# Prints a page of disputed characters through piyue in real terminals and asks each for
# its cursor behind every row: where it is not where piyue believes, the row has drifted.
#   real_terminals.py PIYUE [TERMINAL...]     terminals that are absent are left out; one
# that is here and was not measured, or that was asked for, is a failure
# Needs Xvfb, or a DISPLAY. Not part of `make check`: it opens windows.
# SPDX-License-Identifier: GPL-3.0-or-later
import fcntl, json, os, pty, re, select, shutil, signal, struct, subprocess, sys, tempfile
import termios, time, tty, unicodedata

SAMPLES = ["“双引号”与‘单引号’", "破折号——省略号……间隔·号", "①②③⑩⑴⒈ⅠⅡ㈠㊀㉈㉑", "αβγДЖ°℃×÷±",
           "─│┌█▒■□▲★●◎→↑※", "😀👍🏽👨‍👩‍👧❤️1️⃣🇨🇳", "𠀀𪛖𫜴𰻝𱍐䷀䷿", "e\u0301n\u0303 ha\u0308",
           "零\u200b宽\u2060\ufeff软\u00ad连", "〇々〆ヶ゛゜㍿㎡", "ｆｕｌｌ，half。", "葛󠄀辻󠄂",
           "ไทย हिन्दी 한국어 한글", "\u202e翻转\u202c", "ﷺ", "\ue000私用\uf8ff", "…—·", "㐀䶵龥"]
TOKEN = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][0-9A-Z]|"
                   rb"\x1b[78=>]|[\r\n\b\x07\x0f]|[^\x00-\x1f\x7f]+")
QUESTIONS = {b"\x1b[6n": rb"\x1b\[\d+;\d+R", b"\x1b[5n": rb"\x1b\[0n",
             b"\x1b[c": rb"\x1b\[\?[0-9;]*c", b"\x1b]11;?\x1b\\": rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"}

TERMINALS = {
    "xterm": ["xterm", "-u8", "-e"], "xterm -cjk_width": ["xterm", "-u8", "-cjk_width", "-e"],
    "kitty": ["kitty", "-o", "confirm_os_window_close=0"], "urxvt": ["urxvt", "-e"],
    "st": ["st", "-e"], "mlterm": ["mlterm", "-e"],
    "tmux": ["tmux", "-L", "piyue-real", "-f", "/dev/null", "new-session", "-x", "80", "-y", "24"],
    "tmux in tmux": ["tmux", "-L", "piyue-outer", "-f", "/dev/null", "new-session", "-x", "80", "-y", "25",
                     "env", "-u", "TMUX", "tmux", "-L", "piyue-real", "-f", "/dev/null", "new-session"],
    "screen": ["screen", "-U", "-c", "/dev/null"]}
INSIDE = {"tmux": "tmux-256color", "tmux in tmux": "tmux-256color", "screen": "screen"}  # started in an xterm of their own


# ---- in the terminal: between it and piyue ---------------------------------------------

class Relay:
    def __init__(self, piyue, text, out):
        self.size = struct.unpack("HHHH", fcntl.ioctl(0, termios.TIOCGWINSZ, b"\0" * 8))[:2]
        self.out, self.wide, self.checked, self.drifts, self.answered = out, False, 0, [], 0
        self.row = self.column = 0
        self.is_text, self.text, self.mended = False, "", 0
        self.keys = b""
        pid, self.master = pty.fork()
        if pid == 0:
            os.execv(piyue, [piyue, text])
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", *self.size, 0, 0))
        self.pid = pid

    def ask(self, question):
        """Asks the terminal; what else comes is what somebody typed."""
        os.write(1, question)
        got, end = b"", time.time() + 1
        while time.time() < end:
            if not select.select([0], [], [], 0.05)[0]:
                continue
            got += os.read(0, 4096)
            answer = re.search(QUESTIONS[question], got)
            if answer:
                return answer.group()
        return b""

    def check(self):
        if not self.is_text:
            return
        self.is_text = False
        answer = re.match(rb"\x1b\[(\d+);(\d+)R", self.ask(b"\x1b[6n"))
        if not answer:
            return
        place, believed = (int(answer[1]), int(answer[2])), (self.row + 1, self.column + 1)
        if unicodedata.category(self.text[-1])[0] == "M":
            self.mended += place != believed
            return  # a cluster of several: behind it piyue places the cursor anew
        self.checked += 1
        # Behind a full row some tell the last column, some (tmux) one that is not there,
        # and some (kitty) the first of the next row.
        full = [believed, (believed[0], self.size[1]), (believed[0] + 1, 1)]
        if place != believed and not (self.column >= self.size[1] and place in full):
            self.drifts.append([believed, place, self.text])

    def columns(self, character):
        if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
            return 0
        width = unicodedata.east_asian_width(character)
        return 2 if width in "WF" or (width == "A" and self.wide) else 1

    def take(self, token):
        if token in QUESTIONS:
            answer = self.ask(token)
            self.answered += bool(answer)
            self.is_text = False  # the sample of a question is no row
            if token == b"\x1b[6n" and answer.endswith(b";3R"):
                self.wide = True
            os.write(self.master, answer)
            return
        place = re.fullmatch(rb"\x1b\[(\d*);?(\d*)([HG])", token)
        if place and place[3] == b"H":
            self.check()
            self.row, self.column = int(place[1] or 1) - 1, int(place[2] or 1) - 1
        elif place:
            self.check()
            self.column = int(place[1] or 1) - 1
        elif token in b"\r\n\b":
            self.check()
            self.column = 0 if token == b"\r" else self.column - (token == b"\b")
            self.row += token == b"\n"
        elif token[0] != 0x1B and token[0] >= 0x20:
            self.column += sum(map(self.columns, token.decode("utf-8", "replace")))
            self.is_text = True
            self.text = token.decode("utf-8", "replace")[-12:]
        os.write(1, token)

    def pump(self, seconds):
        end = time.time() + seconds
        while time.time() < end:
            if not select.select([self.master], [], [], 0.05)[0]:
                continue
            try:
                self.keys += os.read(self.master, 65536)
            except OSError:
                return
            while self.keys:
                token = TOKEN.match(self.keys)
                if not token or (token.end() == len(self.keys) and self.keys[-1] >= 0x80):
                    more = select.select([self.master], [], [], 0.05)[0]
                    if more or not token:
                        break
                self.take(token.group())
                self.keys = self.keys[token.end():]

    def run(self):
        tty.setraw(0)
        self.pump(2)
        for keys in (b"zR", b" ", b" ", b"jjjj", b"\x0c", b"G", b"kkkk"):
            os.write(self.master, keys)
            self.pump(1)
        os.kill(self.pid, signal.SIGTERM)
        with open(self.out, "w") as file:
            json.dump({"wide": self.wide, "checked": self.checked, "drifts": self.drifts, "mended": self.mended,
                       "answered": self.answered}, file)


# ---- outside: one terminal after the other ---------------------------------------------

def run_terminal(name, piyue, folder):
    command = TERMINALS[name]
    if not shutil.which(command[0]):
        return "is not here", False
    out = os.path.join(folder, "out.json")
    relay = [sys.executable, os.path.abspath(__file__), "--relay", piyue,
             os.path.join(folder, "page.txt"), out]
    environment = dict(os.environ, LC_ALL="C.UTF-8", LANG="C.UTF-8",
                       PIYUE_LIBRARY=os.path.join(folder, "library"),
                       XDG_STATE_HOME=os.path.join(folder, "state-" + re.sub(r"\W", "", name)))
    for variable in ("TMUX", "STY", "COLORTERM", "TERM_PROGRAM"):
        environment.pop(variable, None)
    if name in INSIDE:
        if not shutil.which("xterm"):
            return "needs xterm around it", False
        command = TERMINALS["xterm"] + command
    if os.path.exists(out):
        os.remove(out)
    process = subprocess.Popen(command + relay, env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    end = time.time() + 40
    while time.time() < end and not os.path.exists(out) and process.poll() is None:
        time.sleep(0.2)
    time.sleep(0.3)
    process.terminate()
    process.wait()
    if not os.path.exists(out):
        return "did not start here", False
    with open(out) as file:
        found = json.load(file)
    if not found["checked"]:
        return "never told its cursor", False
    text = "%3d places, %d mended, ambiguous %s, %s" % (
        found["checked"], found["mended"], "wide" if found["wide"] else "narrow",
        "no drift" if not found["drifts"] else "%d DRIFT: %s" % (
            len(found["drifts"]), found["drifts"][:3]))
    return text, not found["drifts"]


def main():
    if sys.argv[1:2] == ["--relay"]:
        return Relay(*sys.argv[2:5]).run()
    piyue, names = os.path.abspath(sys.argv[1]), sys.argv[2:] or list(TERMINALS)
    server = None
    if not os.environ.get("DISPLAY"):
        if not shutil.which("Xvfb"):
            print("neither a DISPLAY nor Xvfb: nothing was tried")
            return 2
        server = subprocess.Popen(["Xvfb", ":91", "-screen", "0", "1200x800x24"],
                                  stderr=subprocess.DEVNULL)
        os.environ["DISPLAY"] = ":91"
        time.sleep(1)
    is_bad = False
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "page.txt"), "w") as file:
            file.write("有争议的字符\n\n一、各类\n")
            for sample in SAMPLES * 2:
                file.write("行首%s行尾|\n" % sample)
        for name in names:
            result, is_right = run_terminal(name, piyue, folder)
            is_asked = len(sys.argv) > 2 or shutil.which(TERMINALS[name][0])
            is_bad |= not is_right and bool(is_asked)
            print("%-18s %s" % (name, result), flush=True)
    if server:
        server.terminate()
    return is_bad


sys.exit(main())
