"""T13: every importer reads its file in a process that can open, connect and start nothing.

For each format a file is read under strace: behind the filter of system calls, which is put up
before the first byte of the file is looked at, nothing is opened but the tables of poppler.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import glob
import os
import re
import shutil

import trial as harness

SEEDS = os.path.join(harness.SOURCE, 'tests', 'fuzz', 'seeds')
FORMATS = {'text': 'utf-8', 'html': 'page', 'markdown': 'page', 'mht': 'page', 'docx': 'paper', 'doc': 'paper',
           'rtf': '', 'odt': 'paper', 'epub': 'book', 'fb2': 'book', 'pdf': 'page', 'ofd': 'paper'}
FILTER = re.compile(r'(?:seccomp\(SECCOMP_SET_MODE_FILTER|prctl\(PR_SET_SECCOMP).* = 0')
REACHES = re.compile(r'(open|openat|openat2|creat|socket|socketpair|connect|bind|execve|execveat|clone|clone3|fork|'
                     r'vfork|ptrace|kill|tgkill|unlink|unlinkat|rename\w*|link\w*|symlink\w*|mkdir\w*|chmod|fchmod|'
                     r'memfd_create|process_vm_\w+)\((.*)\) += (\d+)')
ALLOWED = ('"/usr/share/poppler', '"/usr/share/poppler/')


def read_calls(rows):
    """Is there a filter, how often is read behind it, and what is reached there?"""
    is_walled, reads, reached = False, 0, []
    for row in rows:
        if FILTER.match(row):
            is_walled = True
        elif is_walled:
            reads += bool(re.match(r'(read|pread64|lseek)\(', row))
            call = REACHES.match(row)
            if call and not any(part in call.group(2) for part in ALLOWED):
                reached.append(row.strip()[:160])
    return is_walled, reads, reached


def examine(trial, name, path):
    """A file of calls for each process (-ff): together their rows would cut one another."""
    log = trial.path('calls-' + name)
    run = trial.run('text', path, prefix=('strace', '-ff', '-qq', '-o', log), timeout=120,
                    env={'ASAN_OPTIONS': 'detect_leaks=0'})
    has_walls, reached, reads = False, [], 0
    for calls in glob.glob(log + '.*'):
        found = read_calls(open(calls, encoding='utf-8', errors='replace'))
        has_walls, reads, reached = has_walls or found[0], reads + found[1], reached + found[2]
    trial.ok(run.status == 0 and has_walls, 'T13: %s is read behind the filter' % name, run)
    trial.ok(reads and not reached, 'T13: and its importer reaches nothing', '%d reads' % reads, *reached[:5])
    return reads


def try_itself(trial):
    wall, read = 'seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=9}) = 0', 'read(3, "a", 1) = 1'
    for row in ('openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 4', 'socket(AF_INET, SOCK_STREAM, 0) = 4',
                'execve("/bin/sh", ["sh"], 0x7) = 0', 'clone(child_stack=0, flags=SIGCHLD) = 99', 'unlink("/tmp/a") = 0'):
        trial.ok(read_calls([wall, read, row])[2], 'T13: this would be found behind the filter: ' + row)
    trial.ok(not read_calls([read])[0], 'T13: and a filter that is missing')


with harness.Trial() as trial:
    try_itself(trial)
    can_trace = shutil.which('strace') and trial.run('--version', prefix=('strace', '-f', '-qq', '-o', '/dev/null')).status == 0
    if not can_trace or harness.HAS_SANITIZERS:
        trial.skip('T13: each importer reaches nothing', 'no strace, or a build with sanitizers')
    else:
        count = 0
        for name, seed in FORMATS.items():
            folder = os.path.join(SEEDS, name)
            path = os.path.join(folder, seed or sorted(os.listdir(folder))[0])
            copy = trial.path('paper.' + {'text': 'txt', 'markdown': 'md'}.get(name, name))
            shutil.copy(path, copy)
            count += 1
            examine(trial, name, copy)
        trial.points(count, trial.failures, 'formats')
