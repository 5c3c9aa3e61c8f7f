"""Secure mode: with PIYUE_SECURE set nothing leads out of the program, and each way out is
refused with one sentence. The same keys without it do lead out, which shows that they could.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os

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
    started = trial.path('started')
    for name in ('editor', 'bin/tmux'):
        trial.write(name, '#!/bin/sh\necho %s >>%s\ncat >/dev/null 2>&1 </dev/null\n' %
                    (name, started))
        os.chmod(trial.path(name), 0o700)
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
            ('OSC 52', {'TERM': 'xterm-kitty'}), ('the file', {'TERM': 'vt100'}))
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


with harness.Trial() as trial:
    started = prepare(trial)
    try_editor(trial, started)
    try_suspending(trial)
    try_copying(trial, started)
    try_writing(trial)
    try_writing_from_the_reader(trial)
    try_history(trial)
    run = trial.run('doctor', env=SECURE)
    trial.ok(b'secure mode' in run.out, 'doctor tells of it', run)
    for value, is_secure in (('', False), ('0', True)):
        run = trial.run('export', '-o', trial.path('value' + value), env={'PIYUE_SECURE': value})
        trial.ok((run.status == 2) == is_secure, 'PIYUE_SECURE=%s %s' %
                 (value, 'is secure mode' if is_secure else '(empty) is not'), run)
