"""Secure mode: with PIYUE_SECURE set nothing leads out of the program, and each way out is
refused with one sentence. The same keys without it do lead out, which shows that they could. All
verbs and all actions are taken from their tables, so that none that is added can be forgotten.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import functools
import multiprocessing
import os
import re
import shutil
import time

import actions
import trial as harness

TEXT = '关于议事的报告\n\n一、情况\n本年共议事六十次。居民说好，才算办好。\n'
SECURE = {'PIYUE_SECURE': '1'}


def read_kept(path):
    try:
        return open(path, 'rb').read()
    except OSError:
        return b''


def prepare(trial):
    trial.write('one.txt', TEXT)
    trial.run('import', 'one.txt')
    trial.run('annotate', '1', '--quote', '本年共议事六十次。', '--note', '甲')
    return make_programs(trial, trial.work)


def make_programs(trial, folder):
    """An editor and a tmux that leave a trace when they are started; where it is."""
    started = os.path.join(folder, 'started')
    for name in ('editor', 'bin/tmux'):
        path = trial.write(os.path.join(folder, name),
                           '#!/bin/sh\necho %s >>%s\ncat >/dev/null 2>&1 </dev/null\n' % (name, started))
        os.chmod(path, 0o700)
    return started


def begin(trial, *extra, env):
    """The document, unfolded, its sentence selected."""
    terminal = trial.start('one.txt', *extra, env=env)
    terminal.type('zR')
    terminal.type('jj')
    terminal.type('s')
    return terminal


def try_editor(trial, started):
    for env, is_secure in ((SECURE, True), ({}, False)):
        terminal = begin(trial, env=dict(env, EDITOR=trial.path('editor'), VISUAL=''))
        terminal.type('n')
        said = harness.get_text(terminal.type('\x18'))
        terminal.type('\x03')
        status = terminal.end()
        has_run = b'editor' in read_kept(started)
        if is_secure:
            trial.ok(not has_run and status == 0, 'no editor is started', said)
            trial.ok('PIYUE_SECURE' in said, 'and a sentence says so', said)
        else:
            trial.ok(has_run, 'without secure mode it is', said)


def try_suspending(trial):
    for env, is_secure in ((SECURE, True), ({}, False)):
        terminal = begin(trial, env=env)
        written = terminal.type('\x1a')
        said, is_given_back = harness.get_text(written), b'\033[?1049l' in written
        if is_secure:
            trial.ok(not is_given_back and 'PIYUE_SECURE' in said, 'there is no way to the shell',
                     said)
        else:
            trial.ok(is_given_back, 'without secure mode ^Z gives the terminal back', written)
        terminal.end()


def try_copying(trial, started):
    path = trial.path('bin') + ':' + os.environ['PATH']
    file = trial.path('home', '.local/state/piyue/clipboard')
    ways = (('tmux', {'TMUX': '/tmp/none,1,0', 'PATH': path}),
            ('OSC 52', {'TERM': 'alacritty'}), ('the file', {'TERM': 'vt100'}))
    for name, way in ways:
        for env, is_secure in ((SECURE, True), ({}, False)):
            for left in (started, file):
                if os.path.exists(left):
                    os.unlink(left)
            terminal = begin(trial, env=dict(way, **env))
            before = len(terminal.output)
            for keys in ('y', 's', 'Y'):
                terminal.type(keys)
            said = harness.get_text(terminal.output[before:])
            terminal.end()
            is_out = (b'tmux' in read_kept(started) or b'\033]52' in terminal.output or
                      os.path.exists(file))
            if is_secure:
                trial.ok(not is_out and 'PIYUE_SECURE' in said, 'nothing is copied by ' + name, said)
            else:
                trial.ok(is_out, 'without secure mode it is, by ' + name, said)


def try_writing(trial):
    verbs = (('export', '-o'), ('export', '--format', 'json', '-o'), ('original', '1', '-o'),
             ('backup', '-o'))
    outside = ('out.md', '../out.md', trial.path('out.md'), trial.path('library', '..', 'out.md'),
               trial.path('library', 'link', 'out.md'), '/tmp/piyue-secure-out.md')
    os.symlink(trial.work, trial.path('library', 'link'))
    lost = tried = 0
    for verb in verbs:
        for path in outside:
            run = trial.run(*verb, path, env=SECURE)
            tried += 1
            is_there = os.path.exists(os.path.join(trial.work, path))
            if is_there or run.status != 2 or run.err.count(b'\n') != 1 or b'PIYUE_SECURE' not in run.err:
                lost += 1
                print('# %s %s: %s' % (verb, path, run))
    trial.points(tried, lost, 'paths outside the library')
    trial.ok(not lost, 'no file is written outside the library')
    os.unlink(trial.path('library', 'link'))
    for verb in verbs:
        path = trial.path('library', verb[0] + str(len(verb)))
        run = trial.run(*verb, path, env=SECURE)
        trial.ok(run.status == 0 and os.path.exists(path), 'piyue %s writes inside it' % verb[0], run)
        run = trial.run(*verb, trial.path(verb[0] + str(len(verb))))
        trial.ok(run.status == 0, 'and anywhere without secure mode', run)
    run = trial.run('export', '-o', trial.path('library', 'library.db'), '--force', env=SECURE)
    trial.ok(run.status == 2, 'the library itself is not written over', run)


def try_writing_from_the_reader(trial):
    for env, is_secure in ((SECURE, True), ({}, False)):
        terminal = begin(trial, env=env)
        terminal.type('\033')
        terminal.type('ge')
        screen = harness.get_text(terminal.show())
        terminal.type('jjj\r')  # the row of the file
        terminal.type('\x15' + trial.path('reader.md') + '\r')
        said = harness.get_text(terminal.type('w'))
        terminal.end()
        is_there = os.path.exists(trial.path('reader.md'))
        if is_secure:
            trial.ok(not is_there and 'PIYUE_SECURE' in said, 'nor from the reader', said)
            trial.ok(trial.library in screen, 'where the library is proposed', screen)
        else:
            trial.ok(is_there, 'without secure mode the reader writes there', said)


def try_history(trial):
    database = trial.path('library', 'library.db')
    for env, word, is_secure in ((SECURE, 'secretword', True), ({}, 'publicword', False)):
        terminal = trial.start('one.txt', env=env)
        terminal.type('S')
        terminal.type(word + '\r')
        terminal.type('\033')
        terminal.end()
        kept = b''.join(read_kept(database + suffix) for suffix in ('', '-wal'))
        trial.ok((word.encode() in kept) != is_secure,
                 'what is typed is not kept' if is_secure else 'without secure mode it is')


# ---- every verb

# One command line a verb, or several; # is a path outside the library. What takes a file to be
# written has one with such a file.
VERBS = [
    'import one.txt', 'list', 'text 1', 'original -o # 1', 'original --force -o # 1', 'clean 1', 'detect one.txt', 'outline 1', 'links 1',
    'heading --list 1', 'search 议事', 'passages', 'collection create 摘编', 'annotate 1 --quote 居民说好', 'note 1', 'tag add 提案 1',
    'reimport 1', 'editions 1', 'reattach 1 --quote 居民说好', 'export -o #', 'export --force --whole --doc 1 -o #',
    'export --originals -o #', 'export --template one.txt', 'import-notes one.txt', 'cite 1', 'meta 1', 'reading', 'undo', 'redo',
    'log', 'trash 1', 'restore 1', 'purge 1', 'check --full', 'backup', 'backup -o #', 'backup --daily', 'backup --use one.txt',
    'rebuild', 'doctor', 'tutorial', 'help', 'complete -- list']
WRITING = re.compile(r'\b(?:open|openat|creat)\(.*(?:O_WRONLY|O_RDWR|O_CREAT).*\) = \d|'
                     r'\b(?:mkdir|mkdirat|symlink\w*|link\w*|unlink\w*|rename\w*|mknod\w*|truncate)\(.*\) = 0')


def list_verbs():
    table = open(os.path.join(harness.SOURCE, 'src/tables/subcommands.def'), encoding='utf-8').read()
    return dict(re.findall(r'^SUBCOMMAND\("([^"]+)",\s*\w+,\s*((?:"[^"]*"\s*)+)', table, re.M))


def is_outside(trial, row):
    """Does the call change something that is neither the library nor where the program keeps its own?"""
    own = [os.path.realpath(trial.library), os.path.realpath(trial.path('home')), '/dev/', '/proc/self/']
    return any(path.startswith('/') and not any(path.startswith(one) for one in own) for path in re.findall(r'"([^"]*)"', row))


def find_ways_out(trial, log):
    """Calls that write, start or connect."""
    ways = []
    for row in open(log, encoding='utf-8', errors='replace'):
        is_start = re.search(r'\bexecve\(.*\) = 0', row) and 'piyue' not in row
        is_line = re.search(r'\bconnect\(', row) and '/nscd/' not in row  # whose libc asks for the user's name
        if is_start or is_line or WRITING.search(row) and is_outside(trial, row):
            ways.append(row.strip()[:160])
    return ways


def try_verbs(trial):
    table = list_verbs()
    tried = {line.split()[0] for line in VERBS}
    trial.ok(tried == set(table), 'every verb of the table is tried', sorted(tried ^ set(table)))
    writing = {verb for verb, synopsis in table.items() if '-o FILE' in synopsis}
    given = {line.split()[0] for line in VERBS if '-o #' in line}
    trial.ok(writing == given, 'and every one that writes a file, with a file', sorted(writing ^ given))
    if not shutil.which('strace'):
        trial.skip('no verb leads out, by its calls', 'no strace')
        return
    log, lost, could = trial.path('home', 'calls'), 0, 0
    for line in VERBS:
        words = line.replace('#', trial.path('verb.out')).split()
        for env in (SECURE, {}):
            run = trial.run(*words, env=dict(env, ASAN_OPTIONS='detect_leaks=0'), timeout=120,
                            prefix=('strace', '-f', '-qq', '-e', 'trace=%file,execve,connect', '-o', log))
            ways = find_ways_out(trial, log)
            if os.path.exists(trial.path('verb.out')):
                (shutil.rmtree if os.path.isdir(trial.path('verb.out')) else os.unlink)(trial.path('verb.out'))
            if not env:
                could += bool(ways)
            elif ways or not run.is_orderly():
                lost += 1
                print('# %s: %s %s' % (line, ways[:3], run))
    trial.points(len(VERBS), lost, 'verbs under strace; without secure mode %d of them write elsewhere' % could)
    trial.ok(not lost, 'no verb writes, starts or connects to anything outside')
    trial.ok(could >= len(given), 'where they could', could)


# ---- every action

ANSWERS = ['\x18', '\x15%s\r', 'w', 'y', '\033']


def list_files(folder):
    return {os.path.join(root, name) for root, _, names in os.walk(folder) for name in names}


def is_back(terminal):
    """It has left the screen and come back to it."""
    return terminal.output.rfind(b'\033[?1049h') > terminal.output.rfind(b'\033[?1049l')


def stays(terminal):
    """It has left the screen: to the shell, or is it about to end?"""
    end = time.monotonic() + 5
    while terminal.is_alive() and (terminal.get_work() or ' ')[0] != 'T' and time.monotonic() < end:
        time.sleep(0.02)
    return terminal.is_alive()


def try_some_actions(trial, env, job):
    """Actions by their names, each answered with all that could lead out. The ways that led out."""
    number, chosen = job
    work = trial.path('actions%d%s' % (number, len(env)))
    os.makedirs(os.path.join(work, 'home'))
    shutil.copytree(trial.library, os.path.join(work, 'library'))
    started, out, ways = make_programs(trial, work), os.path.join(work, 'reader.out'), []
    env = dict(env, PIYUE_LIBRARY=os.path.join(work, 'library'), HOME=os.path.join(work, 'home'), TERM='alacritty',
               PATH=os.path.join(work, 'bin') + ':' + os.environ['PATH'],
               EDITOR=os.path.join(work, 'editor'), VISUAL='')
    programs = list_files(work)
    for name, context, tmux in chosen:
        terminal = actions.start(trial, context, name, env=dict(env, **tmux), cwd=work)
        is_gone = b'\033[?1049l' in terminal.output and (is_back(terminal) or stays(terminal))
        for keys in ANSWERS:
            if terminal.is_alive():
                terminal.type(keys.replace('%s', out))
        terminal.kill()
        found = [what for what, is_out in (
            ('the shell', is_gone), ('OSC 52', b'\033]52' in terminal.output), ('a file', os.path.exists(out)),
            ('a program', os.path.exists(started)),
            ('the clipboard\'s file', os.path.exists(os.path.join(work, 'home/.local/state/piyue/clipboard')))) if is_out]
        ways += [(name, what) for what in found]
        for path in (out, started):
            if os.path.exists(path):
                os.unlink(path)
    own = tuple(os.path.join(work, name) for name in ('library/', 'home/'))
    ways += [('all of them', path) for path in list_files(work) - programs if not path.startswith(own)]
    shutil.rmtree(work)
    return ways


def try_actions(trial):
    trial.ok(not actions.find_unreached(), 'every screen is reached', actions.find_unreached())
    # These leave, or begin a library of their own.
    wanted = [one for one in actions.list_actions() if one[0] not in ('quit', 'tutorial')]
    leading = [one for one in wanted if re.search('copy|export|exporting|suspend|mark-note|link-follow', one[0])]
    chosen = [(*one, tmux) for one in leading for tmux in ({}, {'TMUX': '/tmp/none,1,0'})]
    if harness.DEPTH:
        chosen += [(*one, {}) for one in wanted if one not in leading]
    for env in (SECURE, {}) if not harness.DEPTH else (SECURE,):
        jobs = [(start, chosen[start::4]) for start in range(4)]
        with multiprocessing.Pool(4) as pool:
            ways = sum(pool.map(functools.partial(try_some_actions, trial, env), jobs), [])
        if env:
            trial.points(len(chosen), len(ways), 'actions by their names')
            trial.ok(not ways, 'no action leads out', *ways[:9])
        else:
            print('# without secure mode: %s' % ', '.join('%s by %s' % (what, name) for name, what in ways))
            trial.ok({what for _, what in ways} >= {'the shell', 'a program', 'OSC 52'}, 'where they could', *ways)


with harness.Trial() as trial:
    started = prepare(trial)
    try_editor(trial, started)
    try_suspending(trial)
    try_copying(trial, started)
    try_writing(trial)
    try_writing_from_the_reader(trial)
    try_history(trial)
    try_actions(trial)
    try_verbs(trial)
    run = trial.run('doctor', env=SECURE)
    trial.ok(b'secure mode' in run.out, 'doctor tells of it', run)
    for value, is_secure in (('', False), ('0', True)):
        run = trial.run('export', '-o', trial.path('value' + value), env={'PIYUE_SECURE': value})
        trial.ok((run.status == 2) == is_secure, 'PIYUE_SECURE=%s %s' %
                 (value, 'is secure mode' if is_secure else '(empty) is not'), run)
