"""T10: the editor. Its name may hold anything, and it may leave anything.

No shell sees the value of EDITOR; the file is private and in the library; what an editor leaves is
taken, or told and kept.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import glob
import os
import sqlite3
import subprocess

import trial as harness

TEXT = '关于议事的报告\n\n一、情况\n\n本年共议事六十次。居民说好，才算办好。\n'
NOTE = '原来的批注'

# What an editor does with its file, in the words of sh; the note behind it, or None where it is
# refused, with what is said then.
EDITORS = [
    ('saves', 'printf %s 改过的批注 >"$1"', '改过的批注', None),
    ('saves a new file in its place', 'printf %s 换过的批注 >"$1.new"; mv "$1.new" "$1"', '换过的批注', None),
    ('writes escapes', "printf 'a\\033]52;c;QQ==\\007\\033[2Jb\\302\\233c' >\"$1\"", 'a^[]52;c;QQ==^G^[[2Jb<U+009B>c', None),
    ('writes what is no UTF-8', "printf 'a\\377\\376b' >\"$1\"", 'a\ufffd\ufffdb', None),
    ('changes nothing', ':', NOTE, None),
    ('puts a link in its place', 'ln -sf "$HOME/secret" "$1"', None, 'plain file'),
    ('puts a link to a device in its place', 'ln -sf /dev/zero "$1"', None, 'plain file'),
    ('puts a pipe in its place', 'rm "$1"; mkfifo "$1"', None, 'plain file'),
    ('puts a folder in its place', 'rm "$1"; mkdir "$1"', None, 'plain file'),
    ('deletes it', 'rm "$1"', None, 'cannot be opened'),
    ('leaves it huge', 'head -c 30000000 /dev/zero >"$1"', None, 'larger than'),
    ('leaves more than a note holds', 'head -c 3000000 /dev/zero | tr "\\000" x >"$1"', None, None),
    ('fails', 'printf %s 失败 >"$1"; exit 3', None, 'failure'),
    ('is killed', 'kill -9 $$', None, 'failure'),
    ('is interrupted', 'kill -INT $$', None, 'failure'),
]
# Values that a shell would obey; `%s` is an editor that works, `#` where it would leave a trace.
VALUES = [('%s; touch #', False), ('%s $(touch #)', True), ('%s `touch #`', True), ('%s && touch #', True),
          ('%s | touch #', True), ('%s > #', True), ('$(touch #)', False), ("'%s", False), ('""', False),
          ('/nowhere/editor', False), ('.', False), ('/etc/passwd', False), ('no such\033[2Jprogram', False)]


def begin(trial, editor):
    """A note being written, and the editor started on it."""
    terminal = trial.start('one.txt', env={'EDITOR': editor, 'VISUAL': ''})
    terminal.type('zR')
    terminal.type('jjs')
    terminal.type('n')
    terminal.type('\x15' + NOTE)
    before = len(terminal.output)
    terminal.type('\x18')
    terminal.settle()
    return terminal, before


def finish(terminal):
    terminal.type('\x13')
    terminal.type('\x03')  # what was refused is still open
    return terminal.end()


def get_kept(trial):
    return glob.glob(trial.path('library', 'note-*'))


def clean_up(trial):
    for path in get_kept(trial):
        os.rmdir(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
    for row in trial.run('passages', '--json').out.splitlines():
        trial.run('note', '--delete', row.split(b':')[1].split(b',')[0].decode())
    with sqlite3.connect(os.path.join(trial.library, 'library.db')) as database:
        database.execute('DELETE FROM note_draft')


def try_editors(trial):
    for name, script, expected, words in EDITORS[::harness.depth(3, 1, 1)]:
        editor = trial.write('editor', '#!/bin/sh\nstat -c %%a "$1" >"$HOME/mode"\necho "$1" >"$HOME/path"\n%s\n' % script)
        os.chmod(editor, 0o700)
        terminal, before = begin(trial, editor)
        said = ' '.join(harness.get_text(terminal.output[before:]).split())  # rows end anywhere
        harm = harness.find_controls(terminal.output[before:])
        status = finish(terminal)
        notes = trial.run('passages', '--json').out.decode()
        secret = 'geheim' in notes or 'geheim' in said
        trial.ok(status == 0 and not harm and not secret, 'T10: an editor that ' + name, status, harm, said)
        if expected is not None:
            shown = trial.run('passages').out.decode()
            trial.ok(expected in shown and not get_kept(trial), 'what it saved is the note', shown, said)
        elif words:
            trial.ok(words in said and NOTE in trial.run('passages').out.decode(),
                     'is told, and the note is as it was', said)
            trial.ok('note-' in said, 'and where the text is kept', said)
        mode = open(trial.path('home', 'mode')).read().strip()
        path = open(trial.path('home', 'path')).read().strip()
        trial.ok(mode == '600' and os.path.dirname(path) == os.path.realpath(trial.library),
                 'its file is private, and in the library', mode, path)
        clean_up(trial)


def try_values(trial):
    trace, obeyed = trial.path('trace'), 0
    for value, _ in VALUES:  # what would be seen if a shell read it
        subprocess.call(['timeout', '5', 'sh', '-c', value.replace('%s', 'true').replace('#', trace)], stdin=subprocess.DEVNULL,
                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        obeyed += os.path.exists(trace)
        if os.path.exists(trace):
            os.unlink(trace)
    trial.ok(obeyed >= 6, 'T10: a shell would leave a trace of these values', obeyed)
    good = trial.write('good editor', '#!/bin/sh\nfor last; do :; done\nprintf %s 改过的批注 >"$last"\n')
    os.chmod(good, 0o700)
    for value, is_started in VALUES[::harness.depth(3, 1, 1)]:
        value = value.replace('%s', '"%s"' % good if not value.startswith("'") else good).replace('#', trace)
        terminal, before = begin(trial, value)
        said = harness.get_text(terminal.output[before:])
        harm = harness.find_controls(terminal.output[before:])
        status = finish(terminal)
        trial.ok(status == 0 and not os.path.exists(trace) and not harm, 'T10: no shell reads EDITOR=%r' % value,
                 status, harm, said)
        shown = trial.run('passages').out.decode()
        trial.ok(('改过的批注' if is_started else NOTE) in shown, 'the note is there', said, shown)
        clean_up(trial)


def try_names(trial):
    """The library's own path may hold anything, too."""
    trial.library = trial.path("lib'; touch trace; '$(touch trace)")
    trial.environment['PIYUE_LIBRARY'] = trial.library
    trial.run('import', 'one.txt')
    terminal, _ = begin(trial, '"%s"' % trial.path('good editor'))
    finish(terminal)
    shown = trial.run('passages').out.decode()
    trial.ok('改过的批注' in shown and not os.path.exists(trial.path('trace')),
             'T10: a path of strange characters is one argument', shown)


with harness.Trial() as trial:
    tried = len(EDITORS[::harness.depth(3, 1, 1)]) + len(VALUES[::harness.depth(3, 1, 1)])
    trial.write('one.txt', TEXT)
    trial.write('home/secret', 'geheim')
    trial.run('import', 'one.txt')
    try_editors(trial)
    try_values(trial)
    try_names(trial)
    trial.points(tried, trial.failures, 'editors and values of EDITOR')
