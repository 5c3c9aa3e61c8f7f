"""T9, T11: libraries that someone has made or damaged to do harm, and libraries of others.

Whatever the bytes: every verb ends by itself in time, with what it was asked for or one sentence,
and nothing in the file acts. A library that is not one's own, or that others may write, is refused.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import random
import shutil
import sqlite3
import stat

import trial as harness

TEXT = '关于议事的报告%d\n\n一、情况\n\n本年共议事六十次。居民说好，才算办好。\n\n二、打算\n\n后年再议。\n'
VERBS = [('list', '--json'), ('text', '2'), ('search', '--json', '议事'), ('passages', '--json'), ('log', '--json'),
         ('check', '--full'), ('outline', '1'), ('note', '1'), ('original', '1'), ('editions', '1'), ('tag', 'list'),
         ('collection', 'list'), ('export', '--format', 'json'), ('search', '六'), ('list', '--trash'),
         ('undo',), ('annotate', '1', '--quote', '居民说好', '--note', '乙'), ('rebuild', '--try'), ('check',),
         ('reimport', '1'), ('purge', '3'), ('backup',), ('tag', 'rename', '提案', '议案'), ('meta', '1'), ('redo',)]


def make_library(trial):
    for number in range(3):
        trial.write('%d.txt' % number, TEXT % number)
    trial.run('import', '0.txt', '1.txt', '2.txt')
    trial.run('annotate', '1', '--quote', '共议事六十次。', '--note', '甲', '--tag', '提案')
    trial.run('note', '--reply', '回', '1')
    trial.run('collection', 'create', '摘编')
    trial.run('collection', 'add', '摘编', '1')
    trial.run('search', '--save', '常用', '议事')
    trial.run('trash', '3')
    trial.run('undo')
    trial.run('redo')
    return open(trial.path('library', 'library.db'), 'rb').read()


def damage(whole, chance):
    """A few bytes of it are others; sometimes its end is missing."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        # Every third among the first pages: the schema and the roots of trees.
        place = chance.randrange(len(data) if chance.random() < 0.67 else 16384)
        data[place] = chance.choice((chance.randrange(256), data[place] ^ 1 << chance.randrange(8), 0, 255))
    return bytes(data[:chance.randrange(len(data))]) if chance.random() < 0.05 else bytes(data)


def put_library(trial, data, name='damaged'):
    folder = trial.path(name)
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder, 0o700)
    with open(os.path.join(folder, 'library.db'), 'wb') as out:
        out.write(data)
    os.chmod(out.name, 0o600)
    return folder


def try_flips(trial, whole, count):
    seed = int(os.environ.get('SEED', '20261122'))
    lost, noticed, slowest = 0, 0, 0
    for number in range(count):
        chance = random.Random(seed * 1000003 + number)
        folder = put_library(trial, damage(whole, chance))
        for verb in chance.sample(VERBS, harness.depth(1, 2, 3)):
            run = trial.run('--library', folder, *verb, timeout=60)
            slowest = max(slowest, run.seconds)
            noticed += run.status != 0
            if not run.is_orderly():
                lost += 1
                print('# SEED=%d number %d, %s: %s' % (seed, number, verb, run))
    return lost, noticed, slowest


def try_flipped(trial, whole):
    count = harness.depth(200, 2000, 2000)
    lost, noticed, slowest = try_flips(trial, whole, count)
    trial.points(count, lost, 'libraries with other bytes; %d verbs were refused, the slowest took %.1f s' %
                 (noticed, slowest))
    trial.ok(not lost, 'T9: a damaged library is an answer or a sentence')
    trial.ok(noticed >= count // 20, 'T9: and the damage is noticed often enough to have been one', noticed)
    for script in harness.WRONG:
        with trial.instead(script):
            lost, _, _ = try_flips(trial, whole, 1)
        trial.ok(lost, 'T9: a program that does this is found out: %r' % script)


def try_readers(trial, whole):
    """The screens of damaged libraries, too."""
    count, lost = harness.depth(4, 40, 200), 0
    for number in range(count):
        folder = put_library(trial, damage(whole, random.Random(number)))
        terminal = trial.start('--library', folder)
        for keys in ('\r', 'zR', 'o', 'jjj', 'P', 'q', 'S议事\r', '\033', 'U', 'q', '#', 'q'):
            if terminal.is_alive():
                terminal.type(keys)
        if terminal.is_alive():
            terminal.type('\033')
        status = terminal.end()
        if status not in (0, 1, 2) or b'Sanitizer' in terminal.output:
            lost += 1
            print('# number %d: status %d: %r' % (number, status, bytes(terminal.output[-300:])))
    trial.points(count, lost, 'damaged libraries read at a terminal')
    trial.ok(not lost, 'T9: no screen breaks on a damaged library')


# ---- libraries that would act

EVIL = {
    'a trigger': 'CREATE TRIGGER t AFTER INSERT ON op BEGIN DELETE FROM document_tag; '
                 'UPDATE document SET title = \'evil\'; END',
    'a trigger on updates': 'CREATE TRIGGER t AFTER UPDATE ON document BEGIN UPDATE document SET title = \'evil\'; END',
    'a view in the place of a table': 'ALTER TABLE tag RENAME TO own_tag; CREATE VIEW tag AS SELECT id, name || '
                                      'hex(randomblob(400000000)) AS name, used_ms FROM own_tag',
    'an index over a function': 'CREATE INDEX i ON document(hex(zeroblob(100000000)))',
    'another table of the index': 'DELETE FROM text_index_data',
    'a schema that is none': "PRAGMA writable_schema=1; UPDATE sqlite_schema SET sql='CREATE TABLE document(x)' "
                             "WHERE name='document'",
    'a schema without end': "PRAGMA writable_schema=1; UPDATE sqlite_schema SET rootpage=1 WHERE name='document'",
    'a newer version': 'PRAGMA user_version=9999',
    'a table with a default that computes': "ALTER TABLE document ADD COLUMN evil DEFAULT (hex(randomblob(9)))",
}


def try_evil(trial, whole):
    lost = 0
    for name, sql in EVIL.items():
        folder = put_library(trial, whole)
        database = sqlite3.connect(os.path.join(folder, 'library.db'), isolation_level=None)
        database.create_collation('pinyin', lambda a, b: (a > b) - (a < b))
        try:
            database.executescript(sql)
        except sqlite3.Error as error:
            print('# %s cannot be made here: %s' % (name, error))
        database.close()
        for verb in VERBS + [('tag', 'add', '机制', '1')]:
            run = trial.run('--library', folder, *verb, timeout=60)
            if not run.is_orderly() or b'evil' in run.out:
                lost += 1
                print('# %s, %s: %s' % (name, verb, run))
    trial.points(len(EVIL) * (len(VERBS) + 1), lost, 'verbs on libraries that would act')
    trial.ok(not lost, 'T9: nothing in a library acts')


def try_strange_files(trial, whole):
    folder = put_library(trial, whole, 'target')
    makers = {
        'a link': lambda path: os.symlink(os.path.join(folder, 'library.db'), path),
        'a pipe': os.mkfifo, 'a folder': os.mkdir,
        'a device': lambda path: os.symlink('/dev/zero', path),
        'text': lambda path: open(path, 'w').write('not a database, but a long row of text\n' * 99),
        'nothing of ours': lambda path: sqlite3.connect(path).executescript('CREATE TABLE t(x); INSERT INTO t VALUES(1)'),
    }
    lost = 0
    for name, make in makers.items():
        shutil.rmtree(trial.path('strange'), ignore_errors=True)
        os.mkdir(trial.path('strange'), 0o700)
        make(trial.path('strange', 'library.db'))
        before = open(os.path.join(folder, 'library.db'), 'rb').read()
        for verb in (('list',), ('import', '0.txt'), ('check',), ('undo',)):
            run = trial.run('--library', trial.path('strange'), *verb, timeout=60)
            if run.status != 2 or not run.is_orderly():
                lost += 1
                print('# %s, %s: %s' % (name, verb, run))
        lost += before != open(os.path.join(folder, 'library.db'), 'rb').read()
    trial.points(len(makers) * 4, lost, 'verbs where library.db is something else')
    trial.ok(not lost, 'T9, T11: what is no plain file of ours is refused and left alone')


# ---- libraries of others

NOBODY = 65534


def refuses(trial, folder, what, words, **options):
    before = open(os.path.join(folder, 'library.db'), 'rb').read() if os.getuid() == 0 else None
    for verb in (('list',), ('annotate', '1', '--quote', '居民说好'), ('import', trial.path('0.txt'))):
        run = trial.run('--library', folder, *verb, **options)
        trial.ok(run.status == 2 and run.is_orderly() and words in run.err.decode(),
                 'T11: %s is refused: %s' % (what, verb[0]), run)
    if before is not None:
        trial.ok(before == open(os.path.join(folder, 'library.db'), 'rb').read(), 'and left as it was')


def try_others(trial, whole):
    folder = put_library(trial, whole, 'mine')
    for mode, words in ((0o770, 'others can write'), (0o707, 'others can write'), (0o1777, 'others can write')):
        os.chmod(folder, mode)
        refuses(trial, folder, 'a library that others may write (%o)' % mode, words)
    os.chmod(folder, 0o700)
    run = trial.run('--library', folder, 'list')
    trial.ok(run.status == 0, 'T11: with chmod go-w it is opened', run)
    os.chmod(os.path.join(folder, 'library.db'), 0o666)
    run = trial.run('--library', folder, 'list')
    mode = stat.S_IMODE(os.stat(os.path.join(folder, 'library.db')).st_mode)
    trial.ok(run.status == 0 and mode == 0o600, 'T11: the file is made private again', oct(mode), run)
    os.symlink(folder, trial.path('linked'))
    run = trial.run('--library', trial.path('linked'), 'list')
    trial.ok(run.status == 0, 'T11: a link to a library of one\'s own is that library', run)
    old = os.umask(0)
    run = trial.run('--library', trial.path('new'), 'import', '0.txt')
    os.umask(old)
    modes = [stat.S_IMODE(os.stat(trial.path('new', name)).st_mode) for name in ('', 'library.db')]
    trial.ok(modes == [0o700, 0o600], 'T11: a new library is private whatever the umask', modes)
    if os.getuid() != 0:
        trial.skip('T11: the library of another user', 'only root can be two users')
        return
    os.chmod(trial.work, 0o711)
    os.chmod(trial.path('0.txt'), 0o644)
    os.chmod(folder, 0o755)
    home = {'HOME': trial.path('nobody')}
    os.mkdir(home['HOME'])
    os.chown(home['HOME'], NOBODY, NOBODY)
    try:
        can_start = trial.run('--version', user=NOBODY, cwd='/').status == 0
    except PermissionError:  # the build is in a folder of root's
        can_start = False
    if not can_start:
        trial.skip('T11: the library of another user', 'that user cannot start the program')
        return
    # Theirs that I may read, mine that they may, theirs behind a link of mine.
    refuses(trial, folder, 'the library of root', 'belongs to another user', user=NOBODY, env=home, cwd='/')
    run = trial.run('--library', trial.path('nobody', 'own'), 'import', trial.path('0.txt'), user=NOBODY, env=home,
                    cwd='/')
    trial.ok(run.status == 0, 'T11: they can have one of their own', run)
    refuses(trial, trial.path('nobody', 'own'), 'root opening the library of a user', 'belongs to another user')
    os.symlink(trial.path('nobody', 'own'), trial.path('theirs'))
    refuses(trial, trial.path('theirs'), 'a link to the library of another', 'belongs to another user')
    mixed = put_library(trial, whole, 'mixed')
    os.chown(os.path.join(mixed, 'library.db'), NOBODY, NOBODY)
    refuses(trial, mixed, 'another\'s file in one\'s own directory', 'not a plain file of yours')


with harness.Trial() as trial:
    whole = make_library(trial)
    try_flipped(trial, whole)
    try_readers(trial, whole)
    try_evil(trial, whole)
    try_strange_files(trial, whole)
    try_others(trial, whole)
