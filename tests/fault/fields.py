"""T1: escape sequences and such where no library keeps them: in what files say of themselves, in their
names and those of folders, in the path of the library, in configuration and themes, in what is asked
for, and in what is copied.

A payload stands in each of these places, and every message, list and screen that names the place
must be free of it: no control, no invisible character, no sequence but those the program sends.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import contextlib
import functools
import io
import multiprocessing
import os
import re
import zipfile

import trial as harness
from payloads import PAYLOADS, find_harm, find_harm_on_screen

TEXT = '关于议事的报告\n\n一、情况\n\n本年共议事六十次%s居民说好，才算办好。\n'
FIELD = '名%s称'


# ---- files that say something of themselves

def pack(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as archive:
        for name, content in files:
            archive.writestr(name, content if isinstance(content, bytes) else content.encode('utf-8', 'surrogateescape'))
    return out.getvalue()


def make_word(value):
    relation = '<Relationship Id="%s" Type="http://schemas.openxmlformats.org/%s" Target="%s"/>'
    return pack(
        ('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
         'Extension="xml" ContentType="application/xml"/></Types>'),
        ('_rels/.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + relation % (
            'a', 'officeDocument/2006/relationships/officeDocument', 'word/document.xml') + relation % (
            'b', 'package/2006/relationships/metadata/core-properties', 'docProps/core.xml') + '</Relationships>'),
        ('word/document.xml', '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
         '<w:r><w:t>%s</w:t></w:r></w:p></w:body></w:document>' % value),
        ('docProps/core.xml', '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
         'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title><dc:creator>%s</dc:creator></cp:coreProperties>' %
         (value, value)))


def make_open_text(value):
    return pack(('mimetype', 'application/vnd.oasis.opendocument.text'),
                ('content.xml', '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
                 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>%s</text:p>'
                 '</office:text></office:body></office:document-content>' % value),
                ('meta.xml', '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
                 'xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>%s</dc:title><dc:creator>%s</dc:creator>'
                 '</office:meta></office:document-meta>' % (value, value)))


def make_book(value):
    return pack(('mimetype', 'application/epub+zip'),
                ('META-INF/container.xml', '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
                 '<rootfiles><rootfile full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'),
                ('c.opf', '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/'
                 'elements/1.1/"><dc:title>%s</dc:title><dc:creator>%s</dc:creator><dc:source>%s</dc:source></metadata><manifest>'
                 '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
                 '</package>' % (value, value, value)),
                ('a.xhtml', '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>%s</title></head><body><h1>%s</h1><p>%s</p>'
                 '</body></html>' % (value, value, value)))


def make_fiction(value):
    return ('<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info><book-title>%s</book-title>'
            '<author><first-name>%s</first-name></author></title-info></description><body><section><title><p>%s</p></title>'
            '<p>%s</p></section></body></FictionBook>' % (value, value, value, value))


def make_page(value):
    named = ''.join('&#%d;' % ord(char) for char in value)
    return ('<html><head><meta charset="utf-8"><title>%s</title><meta name="author" content="%s"><meta name="source" content="%s">'
            '</head><body><h1>%s</h1><p>%s<a href="http://a/%s">%s</a></p></body></html>' % ((named,) * 7))


def make_mail(value):
    return ('MIME-Version: 1.0\nSubject: =?utf-8?B?%s?=\nSnapshot-Content-Location: http://a/%s\nContent-Type: text/html; '
            'charset=utf-8\n\n%s' % (base64.b64encode(value.encode()).decode(), value.replace('\n', ' '), make_page(value)))


def make_rich(value):
    named = ''.join('\\u%d?' % (ord(char) - (65536 if ord(char) > 32767 else 0)) if ord(char) < 65536 else '?' for char in value)
    return '{\\rtf1\\ansi{\\info{\\title %s}{\\author %s}}%s\\par}' % (named, named, named)


def make_paper(value):
    said = (b'\xfe\xff' + value.encode('utf-16-be')).hex().encode()
    objects = [b'<</Type/Catalog/Pages 2 0 R/Outlines 7 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
               b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
               b'<</Length 42>>\nstream\nBT /F 12 Tf 90 700 Td (Reading room) Tj ET \nendstream',
               b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>', b'<</Title<%s>/Author<%s>/Subject<%s>>>' % (said, said, said),
               b'<</First 8 0 R/Last 8 0 R/Count 1>>', b'<</Title<%s>/Parent 7 0 R/Dest[3 0 R/Fit]>>' % said]
    out, places = b'%PDF-1.7\n', []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b'%d 0 obj\n%s\nendobj\n' % (number, content)
    table = b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1) + b''.join(b'%010d 00000 n \n' % at for at in places)
    return out + table + b'trailer\n<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (len(objects) + 1, len(out))


MAKERS = {'docx': make_word, 'odt': make_open_text, 'epub': make_book, 'fb2': make_fiction, 'html': make_page, 'mht': make_mail,
          'rtf': make_rich, 'pdf': make_paper, 'md': lambda value: '---\ntitle: %s\nauthor: %s\n---\n# %s\n\n%s' % ((value,) * 4),
          'txt': lambda value: TEXT % value, 'zip': lambda value: pack((value.replace('\0', '') + '.txt', TEXT % ''))}


# ---- trying

class Places:
    """One payload, wherever a library does not keep it."""

    def __init__(self, trial, number, payload):
        self.trial, self.payload, self.value = trial, payload, FIELD % payload
        self.folder = trial.path(str(number))
        self.env = {'PIYUE_LIBRARY': os.path.join(self.folder, 'library'), 'HOME': os.path.join(self.folder, 'home')}
        os.makedirs(self.env['HOME'])
        self.tried = self.lost = 0

    def write(self, name, content):
        path = os.path.join(os.fsencode(self.folder), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as out:
            out.write(content if isinstance(content, bytes) else content.encode('utf-8', 'surrogateescape'))
        return os.fsdecode(path)

    def tell(self, what, harm):
        self.tried += 1
        self.lost += bool(harm)
        if harm:
            print('# %r, %s: %s' % (self.payload, what, harm))

    def run(self, what, *words, **options):
        env = dict(self.env, **options.pop('env', {}))
        run = self.trial.run(*[os.fsencode(word) for word in words], env=env, cwd=self.folder, **options)
        self.tell(what + ': ' + words[0], find_harm(run.out + run.err) if run.is_orderly() else str(run))
        return run

    def look(self, what, keys, *words, **env):
        """At screens: what is sent for each of the keys."""
        terminal = self.trial.start(*[os.fsencode(word) for word in words], rows=40, columns=120, env=dict(self.env, **env),
                                    cwd=self.folder)
        for key in keys:
            if terminal.is_alive():
                terminal.type(os.fsencode(key))
        output = bytes(terminal.output)
        terminal.kill()
        self.tell(what, find_harm_on_screen(output, self.value[:-1], self.value[1:]))
        return output


def is_name(value):
    return '\0' not in value and '/' not in value and len(os.fsencode(value)) < 200


def try_files(places):
    can_be_encoded = not re.search('[\udc80-\udcff]', places.value)
    for ending, make in MAKERS.items():
        if not can_be_encoded and ending in ('html', 'mht', 'rtf', 'pdf', 'zip'):
            continue
        content = make(places.value)
        path = places.write('of.' + ending, content)
        run = places.run(ending, 'import', '--json', path)
        found = re.search(rb'"doc":(\d+)', run.out)
        for verb in (('detect', path), ('text', path), ('outline', path), ('meta', path), ('cite', path)):
            places.run(ending, *verb)
        if found:
            for verb in ('text', 'meta', 'cite', 'editions'):
                places.run(ending, verb, found.group(1).decode())
    places.run('files', 'list')
    places.run('files', 'list', '--json')
    places.look('the shelf and the texts of these files', ['j', '\r', 'zR', 'o', 'I', '\033', 'q', 'j', 'j', '\r', 'zR', 'q', 'F', '名'])


def try_names(places):
    if not is_name(places.value):
        return
    folder = 'folder' + places.value
    places.write(os.path.join(folder, places.value + '.txt'), TEXT % '')
    places.write(os.path.join(folder, places.value + '.docx'), b'PK\3\4nothing')
    places.write(os.path.join(folder, places.value, 'below.md'), '# 山\n\n山脚下的小图书馆。\n')
    places.run('a folder', 'import', folder)
    places.run('a folder', 'import', '--json', folder)
    places.run('a folder', 'complete', '--', 'import', folder + '/')
    places.run('a list', 'list', '--json')
    places.run('no file', 'import', places.value, folder + '/' + places.value + '.docx')
    places.run('no file', 'export', '-o', places.value + '/out.md')
    places.run('no configuration', '--config', places.value, 'list')
    places.look('a prompt for a file', ['i', '\x15folder', '\t', '\t', '\t', '\r'])
    hostile = {'PIYUE_LIBRARY': os.path.join(places.folder, 'in' + places.value)}
    file = os.path.join(folder, places.value + '.txt')
    for verb in (('import', file), ('list',), ('check',), ('doctor',), ('backup',), ('backup', '--list'), ('original', '-o', '/no/way', '1'),
                 ('rebuild', '--try')):
        places.run('the library\'s own path', *verb, env=hostile)
    os.chmod(hostile['PIYUE_LIBRARY'], 0o777)
    places.run('a library that others may write', 'list', env=hostile)
    os.chmod(hostile['PIYUE_LIBRARY'], 0o700)
    places.look('a library of that name', ['\r', 'ge', '\033', ':doctor\r'], **hostile)
    with open(os.path.join(os.fsencode(hostile['PIYUE_LIBRARY']), b'library.db'), 'wb') as out:
        out.write(b'no library at all')
    places.run('what is no library', 'list', env=hostile)


def try_settings(places):
    value = places.value
    for row in ('set author "%s', 'set %s x', 'set theme %s', "set theme '%s'", 'bind reader x %s', 'bind reader %s quit', 'mark %s red',
                "mark '%s' %s", 'set measure %s', "set citation '{%s}'", '%s', "set editor '%s'"):
        path = places.write('home/.config/piyue/piyuerc', (row.replace('%s', value)) + '\n')
        places.run('configuration', 'list')
        places.run('configuration', '--config', path, 'doctor')
    places.look('a configuration', ['?', 'q', ':set author \r'])
    theme = '# %s\ncolour ink #000000 0 0\nstyle text ink\nstyle %s ink\ncolour %s\n'.replace('%s', value)
    if is_name(value):
        places.write('home/.config/piyue/themes/%s.theme' % value, theme)
        places.write('home/.config/piyue/templates/%s' % value, '{%s' % value)
        places.run('a template of that name', 'export', '--template', value)
    places.write('home/.config/piyue/themes/named.theme', theme)
    places.write('home/.config/piyue/piyuerc', 'set theme named\n')
    places.run('a theme', 'list')
    places.look('the themes', [':theme\r', '\x0e', '\x0e', '名', '\033'])
    os.unlink(os.path.join(places.folder, 'home/.config/piyue/piyuerc'))


def try_typing(places):
    """Typed, pasted, and asked for by the environment."""
    pasted = '\033[200~' + places.value.replace('\033', '') + '\033[201~'
    places.look('what is pasted', ['/', pasted, '\033', ':', pasted, '\r', '\033', 'S', pasted, '\r', '\033', 'F', pasted, '\033'])
    if '\0' not in places.value:
        for name in ('TERM', 'LC_ALL', 'LANGUAGE', 'TZ', 'VISUAL', 'HOME', 'LOGNAME', 'XDG_CONFIG_HOME', 'TERM_PROGRAM', 'PIYUE_SECURE'):
            places.run('$' + name, 'doctor', env={name: places.value})
        places.look('an editor of that name', ['\r', 'zR', 's', 'n', '\x18', '\x03'], VISUAL=places.value, EDITOR='')


def try_copying(places):
    """What goes to the clipboard is what is seen: a terminal may act on what is pasted."""
    path = places.write('copied.txt', TEXT % places.payload)
    output = places.look('copying', ['zR', 'jj', 's', 's', 's', 'y', 's', 'Y'], path, TERM='alacritty')
    copied = [base64.b64decode(one) for one in re.findall(rb'\033\]52;c;([\w+/=]*)\a', output)]
    harm = [find_harm(one) for one in copied]
    places.tell('the clipboard', ' '.join(filter(None, harm)) if copied else 'nothing was copied')
    places.look('the clipboard of a file', ['zR', 'jj', 's', 's', 'y', 's', 'Y'], path, TERM='vt100')
    file = os.path.join(places.env['HOME'], '.local/state/piyue/clipboard')
    places.tell('the clipboard\'s file', find_harm(open(file, 'rb').read()) if os.path.exists(file) else 'there is none')


def try_flood(trial):
    """T2: a thousand marks over one character: four are drawn, and nothing hangs or is pushed aside."""
    places = Places(trial, 1000, '甲' + '\u0301' * 1000)
    path = places.write('flood.txt', '关于%s的报告\n\n一、情况\n\n本年共议事%s六十次。' % (places.payload, places.payload))
    places.run('a flood of marks', 'import', path)
    places.run('a flood of marks', 'annotate', '1', '--quote', '六十次', '--note', places.payload, '--tag', places.payload[:60])
    for verb in (('list',), ('text', '1'), ('outline', '1'), ('passages',), ('search', '甲'), ('log',)):
        run = places.run('a flood of marks', *verb)
        places.tell('%s takes its time' % verb[0], '%.1f s' % run.seconds if run.seconds > 5 else '')
    output = places.look('a flood of marks', ['zR', 'j', 'j', 'l', 'l', 'h', '$', 's', '\033', 'o', 'q', 'P', '\033', '\x0c'], path)
    places.tell('marks of one cell', max(re.findall('\u0301{5,}', output.decode('utf-8', 'replace')), default=''))
    places.tell('the row goes on behind them', '' if '六十次' in harness.get_text(output) else 'it does not')
    trial.points(places.tried, places.lost, 'places with a thousand marks over one character')
    trial.ok(not places.lost, 'T2: a flood of marks is four marks')


def try_places(trial, number):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        places = Places(trial, number, PAYLOADS[number])
        for attempt in (try_files, try_names, try_settings, try_typing, try_copying):
            attempt(places)
    return places.tried, places.lost, said.getvalue()


def main():
    with harness.Trial() as trial:
        tried = lost = 0
        chosen = range(len(PAYLOADS))[:harness.depth(2, len(PAYLOADS), len(PAYLOADS))]
        with multiprocessing.Pool(4) as pool:
            for one in pool.imap_unordered(functools.partial(try_places, trial), chosen):
                tried, lost = tried + one[0], lost + one[1]
                print(one[2], end='', flush=True)
        trial.points(tried, lost, 'places that no library keeps, with %d payloads' % len(chosen))
        trial.ok(not lost, 'T1: no name, setting or file gets a sequence through')
        try_flood(trial)
        fields = {FIELD % payload: (FIELD % payload).encode('utf-8', 'surrogateescape') for payload in PAYLOADS}
        unseen = [field for field, raw in fields.items() if not find_harm(raw) or not find_harm_on_screen(raw, field[:-1])]
        trial.ok(not unseen, 'T1: each payload would be seen if it came out', unseen)


main()
