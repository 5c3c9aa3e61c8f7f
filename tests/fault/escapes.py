"""T1, T2: escape sequences, controls, invisible characters and such as change the direction, in
every field of a library, through every verb and every screen.

Two libraries are the same but for these: where one has U+001B, the other has the two harmless
characters ^[ by which it is to be shown, and so on for all of them. What the program writes must
then be the same byte for byte (numbers, times and identities aside), and at a terminal no
sequence may be sent for the one that is not sent for the other. No field of the database, no
verb and no action can be forgotten: they are counted against what there is. That screens and verbs could fail
is shown by a program that lets text out as it came (careless.c).
SPDX-License-Identifier: GPL-3.0-or-later
"""
import concurrent.futures
import contextlib
import functools
import io
import json
import multiprocessing
import os
import re
import shutil
import sqlite3
import zipfile

import actions
import trial as harness
from payloads import PAYLOADS, PIECE, find_harm, find_harm_on_screen, get_twin, mark

# ---- two libraries

# What parts lines or, as `^?`, sentences, or is counted as unreadable, and so means another thing in
# the text of a document.
PARTS_TEXT = re.compile('[\x0a-\x0d\x1c-\x1f\x7f\x85\u2028\u2029\udc80-\udcff]')
PLACE = '乂乂'
BEFORE = '题甲签注集存滤色人回改丢弃说e'  # what stands in front of it in a field
WORKERS = 4  # a screen is waited for, mostly
CARELESS_PAYLOADS = ('\033[2J\033[H', '\u202e\u200b')

# Passages are further from the payloads than their context reaches.
FILL = '山脚下的小图书馆门前有两棵槐树，每到春天，槐花的香气会从窗户里飘进来，读书的人便抬起头。'
DOCUMENT = ('关于议事的报告\n\n一、情况\n\n' + FILL + '本年共议事六十次。居民说好，才算办好。' + FILL +
            '\n\n有人%s这样说。\n\n' + FILL + '\n\n二、打算\n\n后年再议。\n')
COLUMNS = {
    'annotation': 'prefix suffix headings note style author', 'collection': 'name note',
    'collection_entry': 'note', 'correction': 'text', 'document': 'title path author source date',
    'document_field': 'value', 'edition': 'title path author source date', 'note_draft': 'text',
    'op': 'author old_json new_json', 'reply': 'author text', 'saved_filter': 'name text',
    'saved_search': 'name text', 'tag': 'name', 'tag_alias': 'name tag', 'typed': 'text'}
# Others write these, too, who write into a library: it is appended in one row.
APPENDED = {'annotation': 'exact', 'correction': 'exact prefix suffix family headings', 'document': 'format encoding',
            'edition': 'format encoding processing', 'op': 'kind target device', 'document_field': 'name'}
# Names of the program's own that are looked up and never shown.
LOOKED_UP = {'meta': 'name', 'note_draft': 'name', 'collection_entry': 'rank', 'correction': 'kind', 'typed': 'prompt'}
# The options of one's own configuration are one's own, but they are shown, too.
SETTINGS = "set author '人乂乂'\nmark 色乂乂 red\n"
WITH_PLACES = [
    ('import', 'one乂乂.txt', 'two.txt'),
    ('annotate', '1', '--quote', '共议事六十次。', '--note', '注乂乂', '--tag', '签乂乂', '--style', '色乂乂'),
    ('annotate', '1', '--quote', '才算办好。', '--note', '注乂乂\n又乂乂', '--tag', '另/乂乂', '--status', 'open'),
    ('annotate', '1', '--quote', '居民说好', '--note', '注乂乂'),
    ('annotate', '2', '--quote', '共议事', '--note', '注乂乂'),
    ('note', '--reply', '回乂乂', '1'), ('note', '--delete', '3'),
    ('tag', 'alias', '别乂乂', '签乂乂'), ('tag', 'add', '签乂乂', '1'),
    ('collection', 'create', '集乂乂'), ('collection', 'add', '集乂乂', '1', '2'),
    ('collection', 'note', '集乂乂', '说乂乂'), ('collection', 'note', '集乂乂', '说乂乂', '--passage', '1'),
    ('search', '--save', '存乂乂', '共议事乂乂'), ('passages', '--save-filter', '滤乂乂', '--where', '#签乂乂'),
    ('meta', '--set', 'title=题乂乂', '--set', 'author=甲乂乂', '--set', 'issuer=发乂乂', '--set',
     'number=号乂乂', '--set', 'source=源乂乂', '--set', 'recipient=收乂乂', '1'),
    ('heading', '--title', '改乂乂', '2', '3'), ('annotate', '2', '--quote', '后年再议', '--note', '丢乂乂'),
    ('import', '--as-edition', '2', 'three.txt'),
    ('import', 'four.txt'), ('meta', '--set', 'title=弃乂乂', '3'), ('trash', '3'),
]


def find_forgotten(database):
    """Columns of text that no payload is put into."""
    known = {(table, column) for part in (COLUMNS, APPENDED, LOOKED_UP) for table in part for column in part[table].split()}
    tables = database.execute("SELECT CAST(name AS BLOB) FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'")
    return [(table.decode(), row[1].decode()) for (table,) in tables.fetchall()
            for row in database.execute('PRAGMA table_info(%s)' % table.decode()).fetchall()
            if b'TEXT' in row[2].upper() and (table.decode(), row[1].decode()) not in known]


class Side:
    """One of the two: its library, its files, and what it writes in a form that compares."""

    def __init__(self, trial, name, value, is_in_text):
        self.trial, self.value, self.folder = trial, value, trial.path(name)
        os.mkdir(self.folder)
        self.env = {'PIYUE_LIBRARY': os.path.join(self.folder, 'library'),
                    'HOME': os.path.join(self.folder, 'home')}
        text = value if is_in_text else ''
        raw = (DOCUMENT.replace('%s', text)).encode('utf-8', 'surrogateescape')
        for file in ('one乂乂', 'two'):
            self.write(file + '.txt', raw + file.encode())
        self.write('three.txt', raw.replace('后年'.encode(), '明年'.encode()))
        self.write('four.txt', '弃置的文件\n\n一段话。\n')
        self.write('home/.config/piyue/piyuerc', SETTINGS)
        self.write('t' + value + '.txt', DOCUMENT.replace('%s', ''))
        self.write('broken' + value + '.docx', b'PK\x03\x04nothing')
        self.write('page.html', self.make_page(value))
        self.write('theirs.json', self.make_foreign(value))
        for verb in WITH_PLACES:
            run = self.run(*verb)
            if run.status:
                print('# %s: %s' % (verb, run))
        self.replace()

    def write(self, name, content):
        path = os.path.join(os.fsencode(self.folder), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as out:
            out.write(content if isinstance(content, bytes) else content.encode())

    def make_page(self, value):
        """Markup can name any character."""
        named = ''.join('&#%d;' % ord(c) if not '\udc80' <= c <= '\udcff' else '\ufffd' for c in value)
        return ('<html><head><meta charset="utf-8"><title>页%s</title><meta name="author" content="人%s">'
                '</head><body><h1>页%s</h1><p>山脚下有一座%s图书馆，门前两棵槐树。</p></body></html>' %
                (named, named, named, named))

    def make_foreign(self, value):
        shown = ''.join('\ufffd' if '\udc80' <= c <= '\udcff' else c for c in value)
        return json.dumps({
            '@context': 'http://www.w3.org/ns/anno.jsonld', 'type': 'Annotation', 'id': 'urn:' + shown,
            'creator': {'name': '人' + shown}, 'motivation': 'commenting',
            'body': [{'type': 'TextualBody', 'value': '注' + shown},
                     {'type': 'TextualBody', 'purpose': 'tagging', 'value': '签' + shown}],
            'target': {'source': 'four.txt', 'selector': {'type': 'TextQuoteSelector', 'exact': '一段话' + shown}}})

    def replace(self):
        """What the program would refuse may come from another version, or from someone who
        writes into the library."""
        database = sqlite3.connect(os.path.join(self.env['PIYUE_LIBRARY'], 'library.db'))
        database.text_factory = bytes
        value = self.value.encode('utf-8', 'surrogateescape')
        in_json = json.dumps(self.value.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace'))[1:-1]
        self.fields = 0
        for table, columns in COLUMNS.items():
            for column in columns.split():
                new = in_json.encode() if column.endswith('_json') else value
                rows = database.execute('SELECT DISTINCT %s FROM %s' % (column, table)).fetchall()
                for (old,) in rows:
                    if old and PLACE.encode() in old:
                        database.execute('UPDATE %s SET %s = CAST(? AS TEXT) WHERE %s = CAST(? AS TEXT)' %
                                         (table, column, column), (old.replace(PLACE.encode(), new), old))
                        self.fields += 1
        self.forgotten = find_forgotten(database)
        database.commit()
        database.close()

    def append(self):
        """In the fields that the program alone writes."""
        database = sqlite3.connect(os.path.join(self.env['PIYUE_LIBRARY'], 'library.db'))
        value = self.value.encode('utf-8', 'surrogateescape')
        for table, columns in APPENDED.items():
            for column in columns.split():
                # Of passages it is that of one without a place, which nothing is compared with.
                row = "hex(note) LIKE '%s%%'" % '丢'.encode().hex() if table == 'annotation' else '1'
                self.fields += min(1, database.execute(
                    'UPDATE %s SET %s = CAST(%s || CAST(? AS TEXT) AS TEXT) WHERE %s = (SELECT max(%s) FROM %s WHERE %s)' %
                    (table, column, column, column, column, table, row), (value,)).rowcount)
        database.commit()
        database.close()

    def run(self, *words, **options):
        return self.trial.run(*words, env=self.env, cwd=self.folder, **options)


def make_sides(trial, number, payload):
    """Numbers of a length are no difference: a screen may show any part of these names."""
    is_in_text = not PARTS_TEXT.search(payload)
    return do_at_once(lambda which: Side(trial, str(number + 1000 * which), (payload, get_twin(payload))[which], is_in_text),
                      (0, 1))


def do_at_once(work, sides):
    """What `work` gives for each: they have nothing in common, and are waited for, mostly."""
    with concurrent.futures.ThreadPoolExecutor(len(sides)) as threads:
        return list(threads.map(work, sides))


# ---- what is compared

ESCAPE = re.compile(r'\\(?:([bf])|u([0-9a-f]{4})(?:\\u(dc[0-9a-f]{2}|d[d-f][0-9a-f]{2}))?)')


# Numbers of our own making, and of the hash of what was read.
IDENTITY = re.compile(r'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{16,}|ni:///sha-256;[\w-]+')


SECONDS = re.compile(r'(?<=:\d\d)\.\d{3}(?=Z)')  # a full second is written without them


CUT = re.compile('[^“”]*…|<U[^>]{0,6}~')  # after so many characters


def unescape(match):
    if match.group(1):
        return mark({'b': '\b', 'f': '\f'}[match.group(1)])
    high, low = int(match.group(2), 16), match.group(3)
    if low and 0xd800 <= high < 0xdc00:
        return mark(chr(0x10000 + ((high - 0xd800) << 10) + (int(low, 16) - 0xdc00)))
    return mark(chr(high)) + ('\\u' + low if low else '')


def normalise(side, output):
    text = output.decode('utf-8', 'replace').replace(side.folder, '@')
    text = CUT.sub('', ESCAPE.sub(unescape, text))
    # A blank without width makes a name one that is quoted, and parts what is asked for; its mark does not.
    text = re.sub('(?<="piyue:where":")[^"]*', lambda where: re.sub(r'<U\+(200B|FEFF)>', ' ', where[0]), text)
    text = SECONDS.sub('', IDENTITY.sub('#', text))
    text = re.sub(r'in:"([^"]*)"', r'in:\1', re.sub(r'\d+', '#', text))
    if '"@context"' in text[:200]:  # the order of documents is that of their hashes
        text = '\n'.join(sorted(row.rstrip(',]') for row in text.replace('}],"', '}\n"').split('\n')))
    return text


def unpack(output):
    """A Word file as one text."""
    if not output.startswith(b'PK'):
        return output
    with zipfile.ZipFile(io.BytesIO(output)) as archive:
        return b'\n'.join(archive.read(name) for name in archive.namelist())


# ---- verbs

FILES = ['t%s.txt', 'broken%s.docx', 'missing%s.txt']
# What there is, shown; the two sides are compared.
SHOWN = [['list'], ['list', '--json'], ['list', '--trash'], ['list', '--tag', '签%s'], ['text', '1'],
         ['clean', '1'], ['clean', '--json', '1'], ['outline', '1'], ['links', '1'], ['links', '--json', '1'],
         ['outline', '--json', '2'], ['heading', '--list', '2'], ['heading', '--list', '--json', '2'],
         ['search', '议事'], ['search', '--json', '议事'], ['search', '--facets', '议事'],
         ['search', '--json', '--facets', '议事'], ['search', '--in', 'notes', '注'],
         ['search', '--in', 'titles', '题'], ['search', '--list-saved'], ['search', '--json', '--list-saved'],
         ['passages'], ['passages', '--json'], ['passages', '--orphans'], ['passages', '--trash'],
         ['passages', '--filters'], ['passages', '--json', '--filters'], ['collection', 'list'],
         ['collection', 'list', '--json'], ['collection', 'show', '集%s'], ['collection', 'show', '--json', '集%s'],
         ['note', '1'], ['note', '--json', '1'], ['tag', 'list'], ['tag', 'list', '--json'], ['tag', 'alias'],
         ['editions', '1'], ['editions', '--json', '2'], ['cite', '1'], ['cite', '--passage', '1'], ['meta', '1'],
         ['meta', '--json', '1'], ['log'], ['log', '--json'], ['check'], ['check', '--full'], ['doctor']]
SHOWN += [['export', '--format', name] for name in 'md org html json jsonl csv txt docx'.split()]
SHOWN += [['export', '--whole', '--doc', '1', '--format', name] for name in 'md org html txt docx'.split()]
SHOWN += [[verb, name] for verb in ('detect', 'text', 'outline', 'links', 'meta', 'cite') for name in FILES]
SHOWN += [['reading'], ['reading', '--json', '--days'], ['complete', '--', 'text', ''], ['complete', '--', 'list', '--tag', ''],
          ['complete', '--', 'collection', 'show', ''], ['complete', '--', 'search', '--saved', ''],
          ['complete', '--', 'passages', '--filter', ''], ['complete', '--', 'annotate', '1', '--style', '']]
SHOWN += [['editions', '--compare', '2', '3', '2'], ['export', '--collection', '集%s', '--citation', '{title}{author}']]
# What is said by its words, or changes something: taken as it is, in another form, or refused.
GIVEN = [['text', '--original', '1'], ['import', 'page.html'], ['import', '--json', 't%s.txt'], ['import', 'broken%s.docx', 'missing%s.txt'],
         ['outline', '--explain', '1'], ['heading', '--rule', '第%s章', '1'], ['heading', '--title', '题%s', '1', '3'],
         ['search', '%s'], ['search', '~[%s'], ['search', 'after:%s'], ['search', '--saved', '无%s'],
         ['passages', '--where', 'is:%s'], ['passages', '--filter', '无%s'], ['passages', '--status', '%s'],
         ['passages', '--since', '%s'], ['collection', 'show', '无%s'], ['collection', 'bad%s'], ['note', '%s'],
         ['annotate', '1', '--quote', '无%s'], ['annotate', '1', '--quote', '议事', '--style', '%s'],
         ['annotate', '1', '--quote', '议事', '--tag', 'x%s'], ['annotate', '1', '--quote', '议事', '--note', 'x%s'],
         ['annotate', '1', '--at', '%s'], ['annotate', '1', '--quote', '议事', '--due', '%s'],
         ['tag', 'rename', '无%s', '有%s'], ['tag', 'add', 'a%s', '1'], ['tag', 'delete', '无%s'],
         ['tag', 'alias', '新%s', '签%s'], ['reattach', '1', '--quote', '无%s'], ['reimport', '1', 'missing%s'],
         ['reimport', '--encoding', '%s', '1'], ['reimport', '1'], ['export', '--format', '%s'],
         ['export', '--template', 'missing%s'], ['export', '--citation', '{bad%s}'],
         ['export', '--collection', '无%s'], ['export', '-o', 'no%s/out.md'], ['import-notes', 'theirs.json'],
         ['import-notes', '--json', 'theirs.json'], ['import-notes', 'missing%s'],
         ['cite', '--template', '{title}%s{path}', '1'], ['cite', '--template', '{%s}', '1'],
         ['meta', '--set', 'x%s=1', '1'], ['meta', '--set', 'date=%s', '1'], ['meta', '--set', 'author=乙%s', '1'],
         ['log', '--doc', '无%s'], ['undo'], ['redo'], ['undo', '--change', '%s'], ['trash', '无%s'], ['trash', '1'],
         ['restore', '1'], ['purge', '3'], ['backup', '--use', 'missing%s'], ['backup', '-o', 'no%s/a'],
         ['rebuild', '--try'], ['help', '%s'], ['bad%s'], ['list', '--bad%s'], ['list', '--sort', '%s'],
         ['text', '无%s'], ['--library', 'no%s', 'list'], ['--config', 'no%s', 'list'], ['tag', 'list'],
         ['passages', '--json'], ['list'], ['log'], ['text', '4'], ['meta', '4'], ['log', '--json'], ['check', '--full']]


# What gives back bytes as they came, and what begins with a library of its own.
UNTRIED = {'original', 'tutorial'}


def find_untried():
    table = open(os.path.join(harness.SOURCE, 'src/tables/subcommands.def'), encoding='utf-8').read()
    verbs = set(re.findall(r'^SUBCOMMAND\("([^"]+)"', table, re.M))
    return sorted(verbs - {words[0] for words in [*WITH_PLACES, *SHOWN, *GIVEN]} - UNTRIED)


def find_harm_of(run, words):
    """What must not be in any output."""
    if not run.is_orderly():
        return str(run)
    # Lines of CSV end as its standard says, and it begins with a mark for Excel; in Org the way
    # to say that a character means nothing is a blank without width in front of it.
    out = unpack(run.out)
    if 'csv' in words:
        out = out.replace('\ufeff'.encode(), b'', 1)
    if 'org' in words:
        out = out.replace('\u200b'.encode(), b'')
    return find_harm(out + run.err)


def find_difference(hostile, twin):
    if hostile == twin:
        return ''
    pairs = [(a, b) for a, b in zip(hostile.split('\n'), twin.split('\n')) if a != b]
    return '%r\n%r' % (pairs[0] if pairs else (hostile[-200:], twin[-200:]))


def try_verb(sides, words, is_compared):
    """What is wrong with it, or ''."""
    written = []
    tried = sides if is_compared else sides[:1]
    runs = do_at_once(lambda side: side.run(*[os.fsencode(word.replace('%s', side.value)) for word in words]), tried)
    for side, run in zip(tried, runs):
        harm = find_harm_of(run, words)
        if harm:
            return harm
        written.append('%d\n%s\n%s' % (run.status, normalise(side, unpack(run.out)), normalise(side, run.err)))
    return find_difference(*written) if is_compared else ''


def try_verbs(sides, counts, given=None):
    for words, is_compared in [(words, True) for words in SHOWN] + [(words, False) for words in given or GIVEN]:
        tell(sides, ' '.join(words), try_verb(sides, words, is_compared), counts)


# ---- screens

# What is typed one after the other, from the shelf on; after `!` the screen is not drawn anew
# (a prompt, an editor).
KEYS = """j k G I q k T d T !f ESC !i ESC !/ !题 ESC !t ESC !e ESC ? q g? q !: !the !TAB ESC !F !题 ESC
    gS j q U j q gD q # j q P j s s s !f !#签 ESC !T ESC !/ !注 ESC !M !集 !TAB RET j !N ESC q P !m ESC
    !e ESC !t ESC !w ESC !c ESC E q q !S !议事 RET j f q q G RET zR o TAB j k q !/ !议事 RET . ,
    ESC v ESC s !t !签 ESC ESC s !n !ESC ESC ESC ]n !n !ESC ESC !r !ESC ESC !t ESC !cc ESC == C RET q
    E q I q zn zf zp q zs zh zl zN zM zR gg !=e ESC s W q ge q p q !: !set !SPC !author RET !: !nonsense RET q"""
NAMED = {'ESC': '\033', 'RET': '\r', 'TAB': '\t', 'SPC': ' '}


def show(terminal):
    """The screen as it stays: on a busy machine idle work may still be done when it is asked for."""
    before, shown = None, terminal.show()
    for _ in range(5):
        if shown and shown == before or not terminal.is_alive():
            break
        before, shown = shown, terminal.show()
    return shown


def get_screens(side, keys):
    """For each step its name, and the screen drawn anew; and all that was written."""
    terminal = side.trial.start(rows=40, columns=120, env=side.env, cwd=side.folder)
    screens = [('start', show(terminal))]
    for word in keys.split():
        if not terminal.is_alive():
            break
        is_prompt, keys = word.startswith('!'), NAMED.get(word.lstrip('!'), word.lstrip('!'))
        terminal.type(keys)
        screens.append((word, b'' if is_prompt else show(terminal)))
    terminal.type('\033')
    status = terminal.end()
    return screens, bytes(terminal.output), status


def get_sequences(output):
    """Each kind of sequence and control that was sent, numbers aside."""
    return {re.sub(rb'\d+', b'#', found) for found in PIECE.findall(output)}


def try_screens(sides, counts, keys=KEYS):
    screens, written, statuses = zip(*do_at_once(lambda side: get_screens(side, keys), sides))
    for (name, hostile), (_, twin) in zip(*screens):
        tell(sides, 'screen after ' + name, find_difference(normalise(sides[0], hostile), normalise(sides[1], twin)),
             counts)
    extra = get_sequences(written[0]) - get_sequences(written[1])
    tell(sides, 'sequences', repr(sorted(extra)) if extra else '', counts)
    tell(sides, 'text', find_harm_on_screen(written[0]), counts)
    tell(sides, 'way', '' if len(screens[0]) > len(keys.split()) else 'ends at the screen ' + screens[0][-1][0], counts)
    tell(sides, 'end', '' if statuses == (0, 0) else 'status %d and %d' % statuses, counts)


def try_actions(trial, which, job):
    """Actions of the table, each asked for by its name where it belongs: what they send. What they
    change is not undone, so that a screen is not compared with another one."""
    payload, said, counts = PAYLOADS[which], io.StringIO(), [0, 0]
    with contextlib.redirect_stdout(said):
        number, chosen = job
        side = Side(trial, str(5000 + 10 * which + number), payload, not PARTS_TEXT.search(payload))
        for name, context in chosen:
            terminal = actions.start(trial, context, name, rows=40, columns=120, env=side.env, cwd=side.folder)
            terminal.show()
            terminal.kill()
            harm = find_harm_on_screen(bytes(terminal.output), *(before + payload for before in BEFORE))
            tell([side], ':%s' % name, harm, counts)
        shutil.rmtree(side.folder)
    return counts, said.getvalue()


def begin_actions(trial, pool):
    """For each payload the results to come, a group of actions each."""
    wanted = [one for one in actions.list_actions() if one[0] not in ('quit', 'suspend', 'tutorial')]
    wanted = wanted[::harness.depth(len(wanted) // 6, 1, 1)]
    jobs = [(start, wanted[start::WORKERS]) for start in range(WORKERS)]
    return [(which, pool.imap_unordered(functools.partial(try_actions, trial, which), jobs))
            for which in ((4, 36) if harness.DEPTH else (4,))]


def end_actions(trial, begun):
    for which, results in begun:
        counts = [0, 0]
        for one, said in results:
            counts = [a + b for a, b in zip(counts, one)]
            print(said, end='', flush=True)
        trial.points(*counts, 'actions by their names, with %r' % PAYLOADS[which])
        trial.ok(not counts[1], 'T1, T2: no action sends what a payload says')
    trial.ok(not actions.find_unreached(), 'T1: every screen was reached', actions.find_unreached())


def tell(sides, what, found, counts):
    counts[0] += 1
    if found:
        counts[1] += 1
        print('# %r %s:' % (sides[0].value, what))
        print('\n'.join('#   ' + row[:400] for row in found.split('\n')))


def try_payload(trial, number):
    """What was tried on screens and by verbs, and lost there; and what is to be said of it."""
    payload, said = PAYLOADS[number], io.StringIO()
    counts, shown = [0, 0], [0, 0]
    with contextlib.redirect_stdout(said):
        sides = make_sides(trial, 1000 + number, payload)
        try_screens(sides, shown)
        for side in sides:
            side.append()
        # A mark is not cut where its twin is: only what is sent is looked at here.
        for _, output, _ in do_at_once(lambda side: get_screens(side, 'j I q RET E q C q q U'), sides):
            harm = find_harm_on_screen(output)
            tell(sides, 'fields of the program\'s own', harm, shown)
        try_verbs(sides, counts)
    return shown, counts, sides[0].fields, sides[0].forgotten, said.getvalue()


def try_careless(trial, program, number):
    """What is found of a program that lets out what a payload says: on screens, and by verbs."""
    careful, harness.PIYUE = harness.PIYUE, program
    shown, counts, payload = [0, 0], [0, 0], CARELESS_PAYLOADS[number]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            sides = make_sides(trial, 3000 + number, payload)
            try_screens(sides, shown, 'j P q')
            try_verbs(sides, counts, GIVEN[:9])
    finally:
        harness.PIYUE = careful
    return payload, shown, counts


def begin_careless(trial, pool):
    program = os.path.join(os.path.dirname(harness.PIYUE), 'tests/fault/careless')
    if not os.path.exists(program):
        return None
    return pool.imap(functools.partial(try_careless, trial, program), range(len(CARELESS_PAYLOADS)))


def end_careless(trial, results):
    if not results:
        trial.skip('T1: a careless program is found out', 'it has not been built')
    for payload, shown, counts in results or ():
        trial.ok(shown[1] > 2, 'T1, T2: screens that let %r out are found out' % payload, shown)
        trial.ok(counts[1] > counts[0] // 3, 'T1, T2: verbs that do are, too', counts)
        print('# without care, %r: %d of %d screens and %d of %d verbs are found' % (payload, *shown[::-1], *counts[::-1]))


def main():
    with harness.Trial() as trial:
        numbers = range(len(PAYLOADS))[:harness.depth(1, len(PAYLOADS), len(PAYLOADS))]
        if 'PAYLOADS' in os.environ:  # some of them again: PAYLOADS="3 17"
            numbers = [int(number) for number in os.environ['PAYLOADS'].split()]
        shown, counts, fields, forgotten = [0, 0], [0, 0], 0, []
        with multiprocessing.Pool(WORKERS) as pool:
            # The longest first; what is shorter goes on beside it.
            payloads = pool.imap_unordered(functools.partial(try_payload, trial), numbers)
            careless, asked = begin_careless(trial, pool), begin_actions(trial, pool)
            for one in payloads:
                shown, counts = ([a + b for a, b in zip(*pair)] for pair in ((shown, one[0]), (counts, one[1])))
                fields, forgotten = one[2:4]
                print(one[4], end='', flush=True)
            end_careless(trial, careless)
            end_actions(trial, asked)
        what = ' with %d payloads in %d fields' % (len(numbers), fields)
        trial.points(*shown, 'screens' + what)
        trial.ok(not shown[1], 'T1, T2: no screen shows other than harmless text')
        trial.points(*counts, 'verbs' + what)
        trial.ok(not counts[1], 'T1, T2: no verb writes what a payload says')
        trial.ok(not forgotten, 'T1: every field of the database was tried', forgotten)
        trial.ok(not find_untried(), 'T1: every verb was tried', find_untried())


main()
