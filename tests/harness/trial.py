"""What trials in Python share: a directory of their own, the program with and without a
terminal, and TAP.

    with trial.Trial() as trial:
        run = trial.run('list')
        trial.ok(run.status == 0, 'an empty library is listed', run.err)

SPDX-License-Identifier: GPL-3.0-or-later
"""
import contextlib
import fcntl
import io
import os
import pty
import re
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

SOURCE = os.path.abspath(os.environ.get('srcdir') or
                         os.path.join(os.path.dirname(__file__), '..', '..'))
PIYUE = os.path.abspath(os.environ.get('PIYUE') or './piyue')
DEPTHS = ['check', 'all', 'long']
DEPTH = DEPTHS.index(os.environ.get('PIYUE_FAULT') or 'check')
# A build with sanitizers cannot live within limits of memory, and takes its time.
HAS_SANITIZERS = b'__asan_init' in open(PIYUE, 'rb').read() if os.path.exists(PIYUE) else False
KEPT = ('PATH', 'TMPDIR', 'ASAN_OPTIONS', 'UBSAN_OPTIONS')


def depth(check, everything, to_the_end):
    """How much is tried in make check, make fault and make fault-long."""
    return (check, everything, to_the_end)[DEPTH]


class Run:
    """What a run of the program came to; status is negative for a signal."""

    def __init__(self, status, out, err, seconds, peak_kib, own_kib=0):
        self.status, self.out, self.err = status, out, err
        self.seconds, self.peak_kib, self.own_kib = seconds, peak_kib, own_kib

    def is_orderly(self):
        """It ended by itself, and a failure is one sentence."""
        return (0 <= self.status <= 2 and b'Sanitizer' not in self.err and
                b'runtime error' not in self.err and
                (self.status == 0 or not self.err or
                 self.err.splitlines()[-1].startswith(b'piyue: ') and self.err.endswith(b'\n')))

    def __str__(self):
        return 'status %d, %.2f s, %d MiB: %s' % (
            self.status, self.seconds, self.peak_kib >> 10,
            (self.err or self.out)[-300:].decode('utf-8', 'replace').strip())


class Trial:
    def __init__(self):
        self.work = tempfile.mkdtemp(prefix='piyue-trial-')
        self.library = self.path('library')
        self.environment = {name: os.environ[name] for name in KEPT if name in os.environ}
        self.environment.update(HOME=self.path('home'), PIYUE_LIBRARY=self.library, TZ='UTC0',
                                LC_ALL='C.UTF-8', LANGUAGE='en', TERM='xterm-256color')
        os.mkdir(self.path('home'))
        self.count = self.failures = 0

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        subprocess.call(['chmod', '-R', 'u+rwX', self.work], stderr=subprocess.DEVNULL)
        shutil.rmtree(self.work, ignore_errors=True)
        if kind is None:
            print('1..%d' % self.count)
            sys.exit(1 if self.failures else 0)

    def path(self, *names):
        return os.path.join(self.work, *names)

    def write(self, name, content):
        path = os.path.join(os.fsencode(self.work), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as out:
            out.write(content if isinstance(content, bytes) else content.encode('utf-8'))
        return os.fsdecode(path)

    # ---- TAP

    def ok(self, is_fine, name, *notes):
        self.count += 1
        self.failures += not is_fine
        print('%s %d - %s' % ('ok' if is_fine else 'not ok', self.count, name), flush=True)
        for note in notes if not is_fine else ():
            for row in str(note).split('\n')[:12]:
                print('# ' + row)
        return is_fine

    def skip(self, name, why):
        self.count += 1
        print('ok %d - %s # SKIP %s' % (self.count, name, why), flush=True)

    def points(self, count, lost, what=''):
        print('# %d points, %d lost%s' % (count, lost, what and ': ' + what), flush=True)

    # ---- the program

    def run(self, *arguments, input=b'', timeout=60, env=None, cwd=None, prefix=(), user=None,
            limit_kib=None):
        """The program, without a terminal. `peak_kib` is that of the largest process; `own_kib` is
        without files that are mapped, whose pages the system may take back."""
        def begin():
            if limit_kib and not HAS_SANITIZERS:
                resource.setrlimit(resource.RLIMIT_AS, (limit_kib << 10, limit_kib << 10))
            if user is not None:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
        started = time.monotonic()
        process = subprocess.Popen([*prefix, PIYUE, *arguments], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=dict(self.environment, **(env or {})),
                                   cwd=cwd or self.work, preexec_fn=begin)
        peaks, stop = [0, 0], threading.Event()
        watcher = threading.Thread(target=watch_peak, args=(process.pid, peaks, stop))
        watcher.start()
        try:
            out, err = process.communicate(input, timeout=timeout * (5 if HAS_SANITIZERS else 1))
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            err += b'\n(it does not end)'
        stop.set()
        watcher.join()
        return Run(process.returncode, out, err, time.monotonic() - started, *peaks)

    @contextlib.contextmanager
    def instead(self, script):
        """While it lasts a shell script is run, not the program: what a trial must find out. What it
        prints is kept back."""
        global PIYUE
        path, program = self.write('instead', '#!/bin/sh\n' + script), PIYUE
        os.chmod(path, 0o700)
        PIYUE = path
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                yield
        finally:
            PIYUE = program

    def start(self, *arguments, **options):
        return Terminal(self, arguments, **options)


def watch_peak(pid, peaks, stop):
    """The peak resident size of a process and of all below it, and of what is no file, in KiB."""
    while not stop.wait(0.02):
        below = [str(pid)]
        for one in below:
            try:
                below += open('/proc/%s/task/%s/children' % (one, one)).read().split()
                status = open('/proc/%s/status' % one).read()
            except OSError:
                continue
            for which, name in enumerate(('VmHWM', 'RssAnon')):
                size = re.search(name + r':\s+(\d+)', status)
                peaks[which] = max(peaks[which], int(size.group(1)) if size else 0)


# ---- a terminal

QUIET_S = 0.06
ANSWERS = {b'\033[5n': b'\033[0n', b'\033[c': b'\033[?62;22c'}
QUESTION = re.compile(b'|'.join(re.escape(question) for question in ANSWERS))
QUESTION_BYTES = max(len(question) for question in ANSWERS) - 1


class Terminal:
    """The program at a terminal that answers what an xterm would be asked."""

    def __init__(self, trial, arguments, rows=24, columns=80, env=None, cwd=None):
        self.output, self.status, self.unanswered = bytearray(), None, b''
        environment = dict(trial.environment, **(env or {}))
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))
            os.chdir(cwd or trial.work)
            os.execve(PIYUE, [PIYUE, *arguments], environment)
        self.settle()

    def read(self, seconds):
        """What comes within so long; None once the terminal is closed."""
        if not select.select([self.terminal], [], [], seconds)[0]:
            return b''
        try:
            data = os.read(self.terminal, 1 << 20)
        except OSError:  # Linux: the last process has closed it
            return None
        self.unanswered += data  # a question may come in two pieces
        answered = 0
        for question in QUESTION.finditer(self.unanswered):
            os.write(self.terminal, ANSWERS[question[0]])
            answered = question.end()
        self.unanswered = self.unanswered[answered:][-QUESTION_BYTES:]
        return data or None

    def get_work(self):
        """What tells whether it is at work: state, processor time and switches of all of it."""
        try:
            stat = open('/proc/%d/stat' % self.pid).read().rpartition(')')[2].split()
            switches = [row for row in open('/proc/%d/status' % self.pid) if 'ctxt' in row]
            children = open('/proc/%d/task/%d/children' % (self.pid, self.pid)).read()
            return 'child' if children else stat[0], stat[11:15], switches
        except OSError:
            return None

    def settle(self, limit=20):
        """Reads until the program waits for a key; gives what it wrote."""
        written, end = bytearray(), time.monotonic() + limit
        while time.monotonic() < end:
            before = self.get_work()
            data = self.read(QUIET_S)
            if data is None:
                break
            written += data
            if not data and before and before[0] == 'S' and before == self.get_work():
                break
        self.output += written
        return bytes(written)

    def type(self, keys):
        before, end = self.get_work(), time.monotonic() + 5
        os.write(self.terminal, keys if isinstance(keys, bytes) else keys.encode('utf-8'))
        while self.get_work() == before and time.monotonic() < end:
            time.sleep(0.002)  # it has not been woken yet
        return self.settle()

    def answer(self, keys, limit=20):
        """Seconds until the first of an answer, or until it waits again without one; reads on to the
        end of it."""
        began, first, written, work = time.monotonic(), None, bytearray(), None
        os.write(self.terminal, keys.encode('utf-8'))
        while time.monotonic() < began + limit:
            before, data = work, self.read(QUIET_S)
            work = self.get_work()
            if data is None or not data and work and work[0] == 'S' and work == before:
                break
            if data and not first:
                first = time.monotonic() - began
            written += data
        self.output += written
        return first or (0 if self.get_work() == work else limit)

    def show(self):
        """The whole screen, drawn anew."""
        return self.type(b'\x0c')

    def await_text(self, text, limit=10):
        end = time.monotonic() + limit
        seen = bytearray()
        while text.encode('utf-8') not in seen and time.monotonic() < end:
            seen += self.settle()
        return text.encode('utf-8') in seen

    def is_alive(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is None

    def kill(self):
        """Ends it at once, wherever it is."""
        if self.is_alive():
            os.kill(self.pid, signal.SIGKILL)
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.terminal)

    def end(self, keys=b'ZZ'):
        """Leaves it; its exit status, -9 where it has to be killed."""
        try:
            os.write(self.terminal, keys)
        except OSError:
            pass
        end = time.monotonic() + 10
        while self.is_alive() and time.monotonic() < end:
            data = self.read(0.05)
            self.output += data or b''
        if self.is_alive():
            os.kill(self.pid, signal.SIGKILL)
            self.status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.terminal)
        return self.status


# Screens leave blanks by moving the cursor: text as it can be looked for.
SEQUENCES = re.compile(rb'\033(?:\[[0-?]*[ -/]*[@-~]|\][^\a\033]*(?:\a|\033\\)|[ -/]*[0-~])')


# Programs that end in ways a trial must not take for an answer: with a signal, a report of a
# sanitizer, more than a sentence, none, or a status of their own.
WRONG = ['kill -SEGV $$', 'echo "==1==ERROR: AddressSanitizer: heap" >&2; exit 1', 'echo Segmentation >&2; exit 1',
         'printf "piyue: half a" >&2; exit 1', 'exit 77', 'echo "a.c:1: runtime error: signed" >&2']


# What must not stand between the sequences that the program itself sends.
HARMFUL = re.compile('[\0-\x07\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]')


def find_controls(output):
    if b'\033]52' in output:
        return 'OSC 52'
    found = HARMFUL.search(get_text(output))
    return 'U+%04X' % ord(found.group()) if found else ''


def get_text(output):
    return SEQUENCES.sub(b' ', output).decode('utf-8', 'replace')
