"""T3 to T7: files that were made to fill memory, to take for ever, to reach other files, or to break
a decoder. Each is read or refused with one sentence, in bounded memory, and nothing appears beside it.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import io
import itertools
import os
import re
import resource
import shutil
import struct
import warnings
import zipfile
import zlib

import trial as harness
from payloads import find_harm

warnings.simplefilter('ignore', UserWarning)  # names that are there twice
MEGABYTE = 1 << 20
LIMIT_KIB = 1100 * 1024
LIMIT_CPU = 140  # seconds: the child has 120
LARGE = harness.depth(80, 300, 2048)  # megabytes that a bomb unfolds to
MANY = harness.depth(25000, 200000, 200000)
DEEP = harness.depth(100000, 1000000, 1000000)

# ---- archives

TYPES = ('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
         '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
         '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
         'wordprocessingml.document.main+xml"/></Types>')
RELATIONS = ('<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
             '<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
             'officeDocument" Target="word/document.xml"/></Relationships>')
WORD = ('%s<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body>'
        '</w:document>')
PARAGRAPH = '<w:p><w:r><w:t>%s</w:t></w:r></w:p>'
CONTAINER = ('<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">'
             '<rootfiles><rootfile full-path="%s" media-type="application/oebps-package+xml"/></rootfiles></container>')
PACKAGE = ('%s<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
           'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>%s</dc:title></metadata><manifest>'
           '<item id="a" href="%s" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine>'
           '</package>')
PAGE = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>页</title></head><body><p>%s</p></body></html>'


class Zeros(io.RawIOBase):
    """Paragraphs without end, or zeros, of so many bytes."""

    def __init__(self, count, start, fill):
        self.left, self.start, self.fill = count, start, fill * (65536 // len(fill))

    def readable(self):
        return True

    def read(self, size=-1):
        part, self.start = (self.start or self.fill[:self.left])[:65536], b''
        self.left -= len(part)
        return part


def pack(*files, before=(), compress=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', compress, compresslevel=1) as archive:
        for name, content in (*before, *files):
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = compress
            if isinstance(content, Zeros):
                with archive.open(info, 'w', force_zip64=True) as entry:
                    shutil.copyfileobj(content, entry, 65536)
            else:
                archive.writestr(info, content)
    return out.getvalue()


def make_word(body, prolog='', more=()):
    document = body if isinstance(body, Zeros) else WORD % (prolog, body)
    return pack(('[Content_Types].xml', TYPES), ('_rels/.rels', RELATIONS), ('word/document.xml', document), *more)


def make_book(page='a.xhtml', content=PAGE % '一段话。', prolog='', root='p.opf', title='书', more=()):
    return pack(('META-INF/container.xml', CONTAINER % root), ('p.opf', PACKAGE % (prolog, title, page)),
                ('a.xhtml', content), *more, before=[('mimetype', 'application/epub+zip')])


def make_overlap(count):
    """Every entry is the same data: Fifield's bomb, by entries of one place."""
    whole = pack(('a.txt', b'\0' * MEGABYTE))
    entry, at = whole[:whole.rindex(b'PK\1\2')], whole.rindex(b'PK\1\2')
    one = whole[at:whole.rindex(b'PK\5\6')]
    rows = b''.join(one[:46] + b'%05d' % (number % 100000) + one[51:] for number in range(count))
    end = struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, count & 0xffff, count & 0xffff, len(rows), len(entry), 0)
    return entry + rows + end


def get_archives():
    zeros = lambda: Zeros(LARGE * MEGABYTE, b'', b'\0')
    text = lambda: Zeros(LARGE * MEGABYTE, (WORD % ('', '')).split('</w:body>')[0].encode(), (PARAGRAPH % '山').encode())
    yield 'bomb.docx', make_word(text())
    yield 'zeros.docx', make_word(zeros())
    yield 'unused.docx', make_word(PARAGRAPH % '山', more=[('word/media/image1.png', zeros())])
    yield 'bomb.epub', make_book(content=Zeros(LARGE * MEGABYTE, b'<html><body>', '<p>山</p>'.encode()))
    yield 'many.docx', make_word(PARAGRAPH % '山', more=[('x%d' % i, b'') for i in range(MANY)])
    yield 'many.zip', pack(*[('%d.txt' % i, b'') for i in range(MANY)])
    yield 'overlap.zip', make_overlap(harness.depth(5000, 60000, 60000))
    nested = pack(('a.txt', '山'))
    for level in range(30):
        nested = pack(('%d.zip' % level, nested))
    yield 'nested.zip', nested
    yield 'bomb.odt', pack(('mimetype', 'application/vnd.oasis.opendocument.text'), ('content.xml', zeros()))
    yield 'bomb.ofd', pack(('OFD.xml', zeros()))
    yield 'bomb.zip', pack(('a.txt', zeros()), ('b.docx', make_word(PARAGRAPH % '山')))


# ---- XML and other markup

LAUGHS = ('<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">' + ''.join(
    '<!ENTITY %s "%s">' % (name, ('&%s;' % before) * 10) for before, name in zip('abcdefghi', 'bcdefghij')) + ']>')
QUADRATIC = '<!DOCTYPE x [<!ENTITY a "%s">]>' % ('哈' * 100000)
FILE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % d SYSTEM "file:///etc/passwd"><!ENTITY % e "<!ENTITY j \'%d;\'>">%e;]>'
NET = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY j SYSTEM "http://127.0.0.1:9/x">]>'
RECURSIVE = '<!DOCTYPE x [<!ENTITY j "&k;"><!ENTITY k "&j;">]>'
FICTION = ('%s<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><description><title-info><book-title>书'
           '</book-title></title-info></description><body><section>%s</section></body></FictionBook>')


def get_markup():
    for name, prolog in (('laughs', LAUGHS), ('file', FILE), ('parameter', PARAMETER), ('net', NET),
                         ('recursive', RECURSIVE), ('quadratic', QUADRATIC)):
        times = 20000 if name == 'quadratic' else 3
        use = ('&a;' if name == 'quadratic' else '&j;') * times
        yield name + '.docx', make_word(PARAGRAPH % use, prolog)
        yield name + '.epub', make_book(content=prolog + PAGE % use)
        yield name + '-package.epub', make_book(prolog=prolog, title=use)
        yield name + '.fb2', '<?xml version="1.0"?>' + FICTION % (prolog, '<p>%s</p>' % use)
    yield 'include.epub', make_book(content=PAGE % '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
                                    'href="file:///etc/passwd" parse="text"/>')
    for depth in (200, 255, 256, 257, DEEP):
        yield 'deep-%d.fb2' % depth, FICTION % ('', '<section>' * depth + '<p>山</p>' + '</section>' * depth)
        yield 'deep-%d.html' % depth, '<div>' * depth + '山脚下有一座小图书馆。' + '</div>' * depth
        yield 'deep-%d.docx' % depth, make_word('<w:tbl><w:tr><w:tc>' * depth + PARAGRAPH % '山' +
                                                '</w:tc></w:tr></w:tbl>' * depth)
        yield 'deep-%d.rtf' % depth, '{\\rtf1' + '{' * depth + 'abc' + '}' * depth + '}'
        yield 'deep-%d.md' % depth, '>' * depth + '山\n\n' + '[' * depth + '\n\n' + '*_' * depth + '山'
        yield 'list-%d.md' % depth, '\n'.join('  ' * i + '- 山' for i in range(min(depth, 3000)))
        yield 'list-%d.html' % depth, '<ul><li>' * depth + '山'
    attributes = ' '.join('a%d="1"' % i for i in range(100000))
    yield 'attributes.html', '<p %s>山</p>' % attributes
    yield 'attributes.fb2', FICTION % ('', '<p %s>山</p>' % attributes)
    yield 'cells.html', '<table>' + '<tr><td colspan=1000 rowspan=65000>山' * 2000
    yield 'unclosed.html', '<b><i><a>' * 30000 + '山'
    yield 'comment.html', '<!--' + '<!--' * 500000
    parts = ''.join('Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (i, i) for i in range(3000))
    yield 'deep.mht', 'MIME-Version: 1.0\n' + parts + 'Content-Type: text/html\n\n<p>山</p>'
    yield 'binary.rtf', '{\\rtf1 {\\bin2147483647 a}{\\bin-5 b}{\\uc2147483647\\u20013 ?}{\\pict' + 'f' * 100000 + '}}'


# ---- PDF

def make_pdf(objects, root=1):
    out, places = b'%PDF-1.7\n', []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b'%d 0 obj\n%s\nendobj\n' % (number, content)
    table = b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1)
    table += b''.join(b'%010d 00000 n \n' % place for place in places)
    return out + table + b'trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (
        len(objects) + 1, root, len(out))


def make_stream(data, filters=b'/FlateDecode'):
    return b'<</Length %d/Filter %s>>\nstream\n%s\nendstream' % (len(data), filters, data)


def squeeze(count, fill):
    packer, out = zlib.compressobj(9), b''
    for _ in range(count):
        out += packer.compress(fill)
    return out + packer.flush()


def get_papers():
    catalog, pages = b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>'
    page = b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>'
    font = b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'
    blanks = squeeze(LARGE, b' ' * MEGABYTE)
    words = squeeze(harness.depth(4, 40, 200), b'(abc) Tj 0 -1 Td\n' * 60000)
    yield 'blanks.pdf', make_pdf([catalog, pages, page, make_stream(blanks), font])
    yield 'words.pdf', make_pdf([catalog, pages, page, make_stream(b''.join([words])), font])
    twice = zlib.compress(blanks, 9)
    yield 'twice.pdf', make_pdf([catalog, pages, page, make_stream(twice, b'[/FlateDecode/FlateDecode]'), font])
    yield 'loop.pdf', make_pdf([catalog, b'<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000000>>'])
    deep = [b'<</Type/Pages/Kids[%d 0 R]/Count 1/Parent %d 0 R>>' % (i + 1, i - 1) for i in range(2, 50002)]
    yield 'deep.pdf', make_pdf([catalog, *deep, page])
    kids = b' '.join([b'3 0 R'] * 300000)
    yield 'pages.pdf', make_pdf([catalog, b'<</Type/Pages/Kids[%s]/Count 300000>>' % kids, page,
                                 make_stream(zlib.compress(b'BT /F 9 Tf 9 9 Td (abc) Tj ET')), font])
    outline = b'<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>'
    yield 'outline.pdf', make_pdf([outline, pages, page, make_stream(zlib.compress(b'BT ET')), font,
                                   b'<</First 7 0 R/Last 7 0 R/Count 9>>',
                                   b'<</Title(a)/Parent 6 0 R/First 7 0 R/Next 7 0 R/Dest[3 0 R/Fit]>>'])
    yield 'arrays.pdf', make_pdf([catalog, pages, page, b'[' * 200000, font])
    form = b'<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>/Length 30>>\nstream\n' \
           b'/X Do /X Do /X Do /X Do /X Do \nendstream'
    calls = page.replace(b'/Resources<<', b'/Resources<</XObject<</X 5 0 R>>')
    if harness.DEPTH:  # it ends by the limit of 120 s of processor
        yield 'forms.pdf', make_pdf([catalog, pages, calls, make_stream(zlib.compress(b'/X Do')),
                                     *[form % (i + 1) for i in range(5, 40)], form % 5])
    script = b'<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/touch)/P(trace)>>/AA<</O<</S/JavaScript/JS(a)>>>>>>'
    yield 'launch.pdf', make_pdf([script, pages, page, make_stream(zlib.compress(b'BT /F 9 Tf 9 9 Td (abc) Tj ET')), font])


# ---- ways out of an archive

OUTSIDE = ['../out.txt', '../../../../../../tmp/piyue-out.txt', '/tmp/piyue-out.txt', 'a/../../out.txt', '..\\out.txt',
           'C:\\out.txt', './/..//out.txt', 'a\0b.txt', '\033]52;c;QQ==\a.txt', '\u202etxt.exe', '-o', '--help', '$(touch out)',
           "'; touch out; '", 'con', 'a' * 255 + '.txt', 'x/' * 2000 + 'a.txt', '\r\n.txt', '.', '..', '/', ' ', '~/out.txt']


def make_link(name, target):
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info, target


def get_ways_out():
    files = [(name, '山脚下有一座小图书馆，门前两棵槐树。%d' % i) for i, name in enumerate(OUTSIDE) if '\0' not in name]
    yield 'outside.zip', pack(*files)
    yield 'links.zip', pack(make_link('a.txt', '/etc/passwd'), make_link('b', '..'), ('b/c.txt', '山'))
    yield 'double.zip', pack(('a.txt', '山一'), ('a.txt', '山二'))
    yield 'links.epub', make_book(page='l.xhtml', more=[make_link('l.xhtml', '/etc/passwd')])
    for number, path in enumerate(('../../../../etc/passwd', '/etc/passwd', 'file:///etc/passwd', '%2e%2e/%2e%2e/etc/passwd',
                                   'http://127.0.0.1:9/a', 'a.xhtml/../../../etc/passwd', '\\\\host\\share')):
        yield 'path%d.epub' % number, make_book(page=path)
        yield 'root%d.epub' % number, make_book(root=path)
        relation = RELATIONS.replace('word/document.xml', path)
        yield 'path%d.docx' % number, pack(('[Content_Types].xml', TYPES), ('_rels/.rels', relation),
                                           ('word/document.xml', WORD % ('', PARAGRAPH % '山')))


# ---- encodings

LABELS = ['ISO-2022-CN-EXT', 'UTF-7', 'UTF-8//TRANSLIT', 'GB18030//IGNORE', '', 'a' * 100000, '../../etc/passwd', '%n%s%s',
          'UCS-4', 'CSISO2022CNEXT', 'x-user-defined', 'utf-16', 'EUC-TW', '\033]52;c;QQ==\a', 'gb18030,gb18030', "'; touch out"]


def get_labels():
    for number, label in enumerate(LABELS):
        text = ('<html><head><meta charset="%s"><meta http-equiv="Content-Type" content="text/html; charset=%s"></head>'
                '<body><p>山脚下有一座小图书馆。</p></body></html>' % (label, label)).encode()
        yield 'label%d.html' % number, text
        yield 'label%d.fb2' % number, b'<?xml version="1.0" encoding="%s"?>' % label.encode() + (
            FICTION % ('', '<p>山\033$)A\x0e!!</p>')).encode()
        yield 'label%d.mht' % number, b'MIME-Version: 1.0\nContent-Type: text/html; charset="%s"\n\n' % label.encode() + text


# ---- trying

class Counter:
    def __init__(self):
        self.tried, self.lost, self.slowest, self.largest_kib = 0, 0, (0, ''), (0, '')


def examine(trial, run, counter, name, cpu):
    wrong = []
    if not run.is_orderly() or run.status == 2:
        wrong.append(str(run))
    if run.status == 1 and run.err.count(b'\n') > 2 and not name.endswith('.zip'):
        wrong.append('%d rows of messages' % run.err.count(b'\n'))
    if b'by signal' in run.err or b'ended early' in run.err:
        wrong.append('it crashed: %s' % run)
    if run.peak_kib > LIMIT_KIB and not harness.HAS_SANITIZERS:
        wrong.append('%d MiB' % (run.peak_kib >> 10))
    if cpu > LIMIT_CPU and not harness.HAS_SANITIZERS:
        wrong.append('%.0f s of processor' % cpu)
    if b'root:' in run.out:
        wrong.append('it reads another file')
    if find_harm(run.out + run.err):
        wrong.append('it writes %s' % find_harm(run.out + run.err))
    beside = [one for one in os.listdir(trial.path('files')) if one != name] + [
        one for one in ('out.txt', 'out', 'trace') if os.path.exists(trial.path(one))] + [
        one for one in ('/tmp/piyue-out.txt',) if os.path.exists(one)]
    if beside:
        wrong.append('it makes %s' % beside)
    counter.tried += 1
    counter.slowest = max(counter.slowest, (cpu, name))
    counter.largest_kib = max(counter.largest_kib, (run.peak_kib, name))
    if wrong:
        counter.lost += 1
        print('# %s: %s' % (name, '; '.join(wrong)))
    return not wrong


def try_itself(trial):
    """Each thing that a file may do is found when a program does it."""
    name, wrong = 'keep.txt', harness.WRONG + [
        'echo root:x:0', 'printf "\\033[2J"', 'touch files/out.txt', 'touch trace',
        'echo "piyue: the importer was ended by signal 11" >&2; exit 1', 'exit 2',
        'printf "piyue: a\npiyue: b\npiyue: c\n" >&2; exit 1']
    trial.write('files/' + name, '山')
    for script in wrong:
        with trial.instead(script):
            is_fine = examine(trial, trial.run('text', name), Counter(), name, 0)
        for path in ('files/out.txt', 'trace'):
            if os.path.exists(trial.path(path)):
                os.unlink(trial.path(path))
        trial.ok(not is_fine, 'a program that does this is found out: %r' % script)
    with trial.instead('exit 0'):
        run = trial.run('text', name)
        is_quick = examine(trial, run, Counter(), name, LIMIT_CPU + 1)
        run.peak_kib = LIMIT_KIB + 1
        is_small = examine(trial, run, Counter(), name, 0)
    trial.ok(not is_quick or harness.HAS_SANITIZERS, 'and one that takes too long')
    trial.ok(not is_small or harness.HAS_SANITIZERS, 'and one that takes too much memory')
    os.unlink(trial.path('files/' + name))


def get_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def try_files(trial, what, files, counter):
    before, verbs = counter.lost, (('import', '--json'), ('text',))
    for name, content in files:
        path = trial.write(os.path.join('files', name), content)
        for verb in verbs[:1] if name.endswith('.zip') else verbs[:harness.depth(1, 2, 2)]:
            start = get_cpu()
            # What has an end is the time of the processor; of that a busy machine gives little in an hour.
            run = trial.run(*verb, path, timeout=3600)
            examine(trial, run, counter, name, get_cpu() - start)
        os.unlink(path)
    trial.ok(counter.lost == before, what)


def try_calls(trial):
    """No file is opened for writing, made, linked or deleted but in the library."""
    if not shutil.which('strace'):
        trial.skip('T4: nothing is written outside the library, by the calls', 'no strace')
        return
    log, outside = trial.path('calls'), []
    changes = re.compile(r'\b(open|openat|creat|mkdir|mkdirat|symlink\w*|link\w*|unlink\w*|rename\w*|mknod\w*|chmod|fchmodat|'
                         r'truncate)\((.*)\) = \d')
    for name, content in get_ways_out():
        path = trial.write(os.path.join('files', name), content)
        trial.run('import', path, timeout=120, prefix=('strace', '-f', '-qq', '-e', 'trace=%file', '-o', log),
                  env={'ASAN_OPTIONS': 'detect_leaks=0'})
        os.unlink(path)
        for row in open(log, encoding='utf-8', errors='replace'):
            found = changes.search(row)
            if not found or found.group(1).startswith('open') and not re.search('O_WRONLY|O_RDWR|O_CREAT', row):
                continue
            paths = re.findall(r'"([^"]*)"', found.group(2))
            if any(not one.startswith(os.path.realpath(trial.library)) and one != '/dev/null' for one in paths):
                outside.append(name + ': ' + row.strip()[:200])
    trial.ok(not outside, 'T4: nothing is written outside the library, by the calls', *outside[:8])


def try_pairs(trial, counter):
    """All two-byte pairs, parted and not, in every encoding; and characters that are cut off."""
    known = trial.run('import', '--encoding', 'nothing', '.').err.decode().partition('known are ')[2]
    names = re.findall(r"[\w-]+", known) or ['UTF-8', 'GB18030', 'Big5-HKSCS', 'UTF-16LE', 'UTF-16BE']
    pairs = [bytes(pair) for pair in itertools.product(range(256), repeat=2)]
    contents = [b''.join(pairs), b'\n'.join(pairs), *['山'.encode('gb18030') * 9 + b'\x81\x30\x81\x30'[:n] for n in (1, 2, 3)],
                *['山'.encode() * 9 + '\U0002070e'.encode()[:n] for n in (1, 2, 3)], b'\xff\xfe\0', b'\xfe\xff\xd8\0',
                b'\xff\xfe\0\xdc\0\xd8', b'\xef\xbb\xbf', b'\xff\xff\xff\xff']
    before, contents = counter.lost, contents[:harness.depth(2, len(contents), len(contents))]
    for name, (number, content) in itertools.product(names, enumerate(contents)):
        path = trial.write('files/pairs.txt', content)
        start = get_cpu()
        run = trial.run('import', '--json', '--encoding', name, path, timeout=120)
        is_fine = examine(trial, run, counter, 'pairs.txt', get_cpu() - start)
        found = re.search(rb'"doc":(\d+)', run.out)
        if is_fine and found and run.status == 0:
            run = trial.run('text', found.group(1).decode())
            examine(trial, run, counter, 'pairs.txt', 0)
            if run.out != run.out.decode('utf-8', 'replace').encode('utf-8'):
                counter.lost += 1
                print('# %s, %d: what comes out is no UTF-8' % (name, number))
        os.unlink(path)
    trial.ok(counter.lost == before, 'T7: every pair of bytes in %s' % ', '.join(names))


with harness.Trial() as trial:
    counter = Counter()
    run = trial.run('import', trial.write('keep.txt', '山脚下有一座小图书馆。'))
    try_itself(trial)
    try_files(trial, 'T3: archives that unfold', get_archives(), counter)
    try_files(trial, 'T3: papers that unfold', get_papers(), counter)
    try_files(trial, 'T4: names that lead out of an archive', get_ways_out(), counter)
    try_calls(trial)
    try_files(trial, 'T5, T6: entities, depth, breadth', get_markup(), counter)
    try_files(trial, 'T7: labels of encodings', get_labels(), counter)
    try_pairs(trial, counter)
    trial.points(counter.tried, counter.lost, 'files; at most %.1f s of processor (%s) and %d MiB (%s)' % (
        *counter.slowest, counter.largest_kib[0] >> 10, counter.largest_kib[1]))
    run = trial.run('check', '--full')
    trial.ok(run.status == 0, 'and the library is sound after all of them', run)
