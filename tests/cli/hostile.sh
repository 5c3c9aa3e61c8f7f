#!/bin/sh
# The hostile files of the corpus: each is read or refused with one sentence, in five
# seconds, in 1.1 GiB, and nothing appears beside it. Skipped without the corpus.
# SPDX-License-Identifier: GPL-3.0-or-later
srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
hostile=${PIYUE_CORPUS:-$srcdir/../shared/corpus}/binary/hostile
if [ ! -e "$hostile/manifest.tsv" ] || ! command -v python3 >/dev/null; then
    echo "1..0 # SKIP no hostile files in $hostile, or no python3"
    exit 0
fi
python3 - "$hostile" "${PIYUE:-./piyue}" <<'PYTHON'
import os, re, subprocess, sys, tempfile, threading, time
hostile, piyue = map(os.path.abspath, sys.argv[1:3])
names = [row.split('\t')[0] for row in open(hostile + '/manifest.tsv', encoding='utf-8')][1:]
secret = open('/etc/passwd').read().split('\n')[0].encode()


def children_peak(pid, peaks):
    """Peak resident size of the program and its children, in KiB."""
    for task in os.listdir('/proc'):
        if not task.isdigit():
            continue
        try:
            status = open('/proc/%s/status' % task).read()
        except OSError:
            continue
        parent = re.search(r'PPid:\s+(\d+)', status)
        size = re.search(r'VmHWM:\s+(\d+)', status)
        if size and (int(task) == pid or parent and int(parent.group(1)) == pid):
            peaks.append(int(size.group(1)))


print('1..%d' % len(names))
for number, name in enumerate(names, 1):
    wrong, peaks = [], [0]
    with tempfile.TemporaryDirectory() as work:
        environment = dict(os.environ, HOME=work, LC_ALL='C.UTF-8', LANGUAGE='en')
        start = time.monotonic()
        process = subprocess.Popen([piyue, 'text', hostile + '/' + name], cwd=work, env=environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        stop = threading.Event()

        def watch():
            while not stop.is_set():
                children_peak(process.pid, peaks)
                stop.wait(0.05)
        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            out, err = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            wrong.append('does not end within a minute')
        stop.set()
        watcher.join()
        if process.returncode not in (0, 1):
            wrong.append('ends with %d' % process.returncode)
        if process.returncode == 1 and err.count(b'\n') != 1:
            wrong.append('%d rows of messages' % err.count(b'\n'))
        if b'by signal' in err or b'ended early' in err:
            wrong.append('the importer crashed: ' + err.decode('utf-8', 'replace').strip())
        if max(peaks) > 1.1 * 1024 * 1024:
            wrong.append('%d MiB of memory' % (max(peaks) >> 10))
        if secret in out:
            wrong.append('reads another file')
        if re.search(rb'[\x00-\x08\x0b\x0e-\x1f]', out + err):
            wrong.append('control characters')
        made = [entry for entry in os.listdir(work) if entry != '.local']
        if made or os.path.exists('/tmp/piyue_evil_abs.txt'):
            wrong.append('wrote ' + ' '.join(made))
    print('%s %d - %s: %s' % ('not ok' if wrong else 'ok', number, name,
                              '; '.join(wrong) or 'read' if process.returncode == 0 else '; '.join(wrong) or 'refused'))
    if os.environ.get('VERBOSE'):
        print('# %.2f s, %d MiB: %s' % (time.monotonic() - start, max(peaks) >> 10, err.decode('utf-8', 'replace').strip()))
PYTHON
