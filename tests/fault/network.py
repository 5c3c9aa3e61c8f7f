"""T13: the program opens no network connection, whatever is asked of it.

Every subcommand, each format and a reader under strace: of all processes no socket is one of a
network. A program that does connect must be found.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import glob
import os
import re
import shutil
import sys

import trial as harness

SEEDS = os.path.join(harness.SOURCE, 'tests', 'fuzz', 'seeds')
TABLE = os.path.join(harness.SOURCE, 'src', 'tables', 'subcommands.def')
# What is asked of those that do nothing without arguments; the others are called by their name.
WORDS = {'import': ['papers'], 'text': ['1'], 'outline': ['1'], 'search': ['的'], 'detect': ['papers/page.html'],
         'annotate': ['1', '--at', '1:0-3', '--note', 'https://example.org/'], 'export': ['--format', 'html'],
         'cite': ['1'], 'trash': ['2'], 'restore': ['2'], 'editions': ['1'], 'reimport': ['1'], 'original': ['1'],
         'meta': ['1', '--set', 'url=https://example.org/a'], 'backup': ['-o', 'copy.db'], 'note': ['1', '--note', '注'],
         'tag': ['list'], 'collection': ['list']}
# execve: so that a log that saw the program has a row.
TRACE = ('strace', '-f', '-qq', '-e', 'trace=%network,execve')
# Of a machine itself are: pipes of both ends, the name service and the log of glibc.
OURS = re.compile(r'socketpair\(|socket\(AF_(UNIX|LOCAL)|\{sa_family=AF_(UNIX|LOCAL)')
REACHES = re.compile(r'(socket|connect|bind|listen|sendto)\(')


def find_connections(log):
    rows = open(log, encoding='utf-8', errors='replace') if os.path.exists(log) else ()
    return [row.strip()[:120] for row in rows
            if REACHES.search(row) and not OURS.search(row) and 'AF_' in row]


def list_subcommands():
    return re.findall(r'^SUBCOMMAND\((?:\w+, *)?"?([a-z-]+)', open(TABLE, encoding='utf-8').read(), re.M)


def try_verbs(trial):
    os.mkdir(trial.path('papers'))
    for path in glob.glob(os.path.join(SEEDS, '*', 'page')) + glob.glob(os.path.join(SEEDS, '*', 'paper')):
        shutil.copy(path, trial.path('papers', '%s.%s' % (os.path.basename(path), path.split('/')[-2])))
    names = list_subcommands()
    names = ['import'] + [name for name in names if name != 'import']
    found = []
    for number, name in enumerate(names):
        log = trial.path('calls-%d' % number)
        trial.run(name, *WORDS.get(name, ()), prefix=(*TRACE, '-o', log), timeout=60)
        found += ['%s: %s' % (name, row) for row in find_connections(log)]
    trial.ok(len(names) > 20 and not found, 'T13: no subcommand opens a connection', ', '.join(names), *found[:5])
    trial.points(len(names), len(found), 'subcommands')


def try_reader(trial):
    log, traced = trial.path('calls-reader'), trial.path('traced')
    with open(traced, 'w') as out:
        # -D: the program keeps the number of its process, which is asked whether it is at work.
        out.write('#!/bin/sh\nexec %s -D -o %s %s "$@"\n' % (' '.join(TRACE), log, harness.PIYUE))
    os.chmod(traced, 0o755)
    harness.PIYUE, real = traced, harness.PIYUE
    terminal = trial.start()
    for keys in ('\r', 'zR', 'jjs', '\033', 'P', 'q', 'S', '的\r', '\033', '?', 'q'):
        terminal.type(keys)
    status = terminal.end()
    harness.PIYUE = real
    found = find_connections(log)
    has_seen = os.path.exists(log) and 'execve(' in open(log, errors='replace').read()
    trial.ok(status == 0 and has_seen and not found, 'T13: no screen opens one', status, *found[:5])
    trial.points(1, len(found), 'reader')


def try_one_that_connects(trial):
    """So that what finds nothing is known to look."""
    log = trial.path('calls-connecting')
    connect = 'import socket; socket.socket().connect_ex(("127.0.0.1", 9))'
    os.spawnvp(os.P_WAIT, 'strace', [*TRACE, '-o', log, sys.executable, '-c', connect])
    trial.ok(len(find_connections(log)) >= 2, 'T13: a program that connects is found')


with harness.Trial() as trial:
    if not shutil.which('strace') or trial.run('--version', prefix=('strace', '-f', '-qq', '-o', '/dev/null')).status:
        trial.skip('T13: no connection is opened', 'no strace')
    else:
        try_verbs(trial)
        try_reader(trial)
        try_one_that_connects(trial)
