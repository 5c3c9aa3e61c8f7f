#!/usr/bin/env python3
"""Makes the seeds of the fuzz targets: tests/fuzz/make_seeds.py (maintainers).

Small, whole, and of every construct that matters; what fuzzers find is added beside them
as a file of its own.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import io, os, struct, zipfile

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'seeds')


def put(target, name, data):
    if isinstance(data, str):
        data = data.encode('utf-8')
    os.makedirs(os.path.join(HERE, target), exist_ok=True)
    with open(os.path.join(HERE, target, name), 'wb') as out:
        out.write(data)


def pack(*files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w') as archive:
        for i, (name, data) in enumerate(files):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED if i else zipfile.ZIP_STORED
            archive.writestr(info, data)
    return out.getvalue()


TEXT = '第一章 山水\n\n　　山脚下有一座小图书馆，门前两棵槐树。\n　　“你来了？”他说。\n'

# ---- text and its encodings
for name in ('utf-8', 'gb18030', 'big5', 'utf-16', 'utf-16-le', 'utf-32-be'):
    for target in ('charset', 'text'):
        text = TEXT if name != 'big5' else '第一章 山水\n\n　　山腳下有一座小圖書館，門前兩棵槐樹。\n　　「你來了？」他說。\n'
        put(target, name, text.encode(name))
put('charset', 'gb18030-four', '㐀㐁𠀀𠀁中文'.encode('gb18030'))
put('charset', 'mojibake', TEXT.encode('utf-8').decode('gb18030', 'replace'))
put('text', 'ends', '甲\r\n乙\r丙\u2028丁\x0c戊\x85己'.encode('utf-8') + b'\xff\x00\xc4')

# ---- queries, each over a text
SEEK_TEXT = '\n第三条 政协协商、会商的机制，GDP增长１，３００亿元；二〇二四年⑫月。\n'
for name, query in (
        ('words', '协商 会商|机制 -罚款 "政 协"'), ('near', 'near:10 (协商|会商) 机制 相近:3'),
        ('fields', 'title:报告 标签:提案/办理 doc:12 自:2024年5月 before:2025 in:notes 政'),
        ('pattern', '~第[一二三]条 ~"会 ?商" ~/(a+)+$/ -~\\d{3}'), ('number', 'num:1300 数:十二 零四'),
        ('open', '(((协商 "会商 |(~[')):
    put('seek', name, query + SEEK_TEXT)

# ---- markup
HTML = '''<!DOCTYPE html><html><head><meta charset="utf-8"><title>山水</title>
<meta name="author" content="甲"><script>var a = "<p>";</script></head><body>
<nav><a href="/">首页</a> <a href="/b">新闻</a></nav><article><h1>山水</h1>
<p>来源：山报 2024-01-02</p><p>山脚下有一座小图书馆，<b>门前</b>两棵槐树。<sup id="r"><a href="#n">1</a></sup>
<ul><li>甲<ol start=3><li>乙</ul><table><tr><th>一<td>二<tr><td colspan=2>三</table>
<blockquote>引文<br>第二行</blockquote><pre>  int a;\n</pre><ruby>山<rt>shān</rt></ruby>
<p id="n">1. 注</p></article><footer>版权所有</footer></body></html>'''
put('html', 'page', HTML)
put('html', 'gbk', HTML.replace('utf-8', 'gbk').encode('gbk', 'replace'))
put('html', 'broken', '<p>甲<div><table><td>乙</p><svg><p>丙</svg>&#x5C71;&amp&nbsp;<!-- <![CDATA[丁]]>')
put('markdown', 'page', '---\ntitle: 山\n---\n\n# 题目\n\n正文[^1]，**重**`a`。\n\n## 二\n\n- 甲\n  1. 乙\n\n| 一 | 二 |\n|---|---|\n| 1 | 2 |\n\n> 引\n\n```c\nint a;\n```\n\n[^1]: 注\n')
# Links whose words are changed: accents apart, readings, doubled punctuation, lines to join and to part.
LINKS = ('<h1 id="一">山水</h1><p><a href="#二">第二节，，</a>和<a href="http://a.b/c?d=1">cafe\u0301 <b>门前</b>图shū书shū馆</a>。。</p>'
         '<p><a href="//c.d/e">山脚下有一座小图书馆，门前两棵槐树，每到春天，槐花的香气会从窗户里飘进来，读书\n</a><p>的人便抬起头。</p>'
         '<pre>一行<a href="x.html">没有\n写完</a>的话\n还有一行<a name="尾"></a></pre><p>二、打算<a id="二"></a>见 http://e.f/g， www.h.com/i。</p>'
         '<p><a href="#尾">外<a href="#一">里</a>面</a><a href="#无">无</a><a href="javascript:a">甲</a><a href="mailto:a@b.c"> </a></p>')
for number, name in enumerate('mojibake compose residue punctuation pages rejoin furniture'.split()):
    put('links', name, bytes([2 * number]) + LINKS.encode())
put('links', 'markdown', b'\x07' + '# 山水\n\n[第二，，节](#二)和[cafe\u0301][a]<http://a.b/c>，见 www.h.com/i。\n\n## 二\n\n一[^1]行[没有\n写完](d.md "名")的话[^1]\n\n[a]: http://e.f/(g)\n[^1]: 注 https://i.j\n'.encode())
FB2 = '''<?xml version="1.0" encoding="%s"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><author><first-name>甲</first-name></author><book-title>山</book-title></title-info></description>
<body><section><title><p>第一章</p></title><p>正文<a l:href="#n1" type="note">1</a></p><poem><stanza><v>诗</v></stanza></poem></section></body>
<body name="notes"><section id="n1"><p>注</p></section></body></FictionBook>'''
put('fb2', 'book', FB2 % 'utf-8')
put('fb2', 'gbk', (FB2 % 'gbk').encode('gbk'))
MIME = '''From: <Saved by Blink>\r
Subject: =?utf-8?B?5bGx5rC0?= =?gbk?Q?=C9=BD?=\r
MIME-Version: 1.0\r
Content-Type: multipart/related; type="text/html"; boundary="b"\r
\r
--b\r
Content-Type: text/html; charset=utf-8\r
Content-Transfer-Encoding: quoted-printable\r
Content-Location: https://example.org/\r
\r
<html><body><p>=E5=B1=B1=E8=84=9A=\r
=E4=B8=8B</p></body></html>\r
--b\r
Content-Type: image/png\r
Content-Transfer-Encoding: base64\r
\r
iVBORw0KGgo=\r
--b--\r
'''
put('mht', 'page', MIME)
put('mime', 'page', MIME)
put('mime', 'nested', 'Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nx\n--b--\n--a--\n')
XML = '<?xml version="1.0" encoding="utf-8"?><a xmlns:x="u"><x:b c="1">甲<![CDATA[乙]]><!-- 丙 --><?p q?></x:b>&#x5C71;&lt;</a>'
put('xml', 'page', XML)
put('xml', 'subset', '<!DOCTYPE a [<!ENTITY e "x"><!ENTITY f "&e;&e;">]><a>&f;</a>')
put('xml', 'utf-16', XML.replace('utf-8', 'utf-16').encode('utf-16'))
put('rtf', 'page', r'{\rtf1\ansi\ansicpg936\uc1{\fonttbl{\f0\fcharset134 \'cb\'ce\'cc\'e5;}}{\stylesheet{\s1\outlinelevel0 heading 1;}}{\info{\title \u23665?}}\pard\s1 \u31532?\u19968?\u31456?\par\pard\f0\'c9\'bd\'bd\'c5\'cf\'c2{\footnote \'d7\'a2}\par\trowd\cellx1\intbl a\cell b\cell\row{\*\unknown x}\bin3 abc}')

# ---- archives
CONTAINER = '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile full-path="o/c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
OPF = '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>山</dc:title><dc:creator>甲</dc:creator></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="n" href="n.xhtml" properties="nav" media-type="application/xhtml+xml"/><item id="t" href="t.ncx" media-type="application/x-dtbncx+xml"/></manifest><spine toc="t"><itemref idref="a"/></spine></package>'
NAV = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body><nav epub:type="toc"><ol><li><a href="a.xhtml#x">第一章</a><ol><li><a href="a.xhtml">一</a></li></ol></li></ol></nav></body></html>'
NCX = '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>第一章</text></navLabel><content src="a.xhtml#x"/></navPoint></navMap></ncx>'
EPUB = pack(('mimetype', 'application/epub+zip'), ('META-INF/container.xml', CONTAINER), ('o/c.opf', OPF), ('o/n.xhtml', NAV), ('o/t.ncx', NCX),
            ('o/a.xhtml', '<html xmlns="http://www.w3.org/1999/xhtml"><body><h1 id="x">第一章</h1><p>山<ruby>脚<rt>jiǎo</rt></ruby></p></body></html>'))
put('epub', 'book', EPUB)
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCX = pack(('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'),
            ('_rels/.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'),
            ('word/_rels/document.xml.rels', '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="f" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>'),
            ('word/styles.xml', '<w:styles %s><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>' % W),
            ('word/numbering.xml', '<w:numbering %s><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%%1章"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>' % W),
            ('word/footnotes.xml', '<w:footnotes %s><w:footnote w:id="1"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:footnotes>' % W),
            ('word/document.xml', '<w:document %s><w:body><w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>山</w:t></w:r></w:p><w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id="1"/></w:r><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>一</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>' % W))
put('docx', 'paper', DOCX)
ODT_NS = ' '.join('xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (a, b) for a, b in (('office', 'office'), ('text', 'text'), ('style', 'style'), ('table', 'table')))
ODT = pack(('mimetype', 'application/vnd.oasis.opendocument.text'),
           ('content.xml', '<office:document-content %s><office:body><office:text><text:h text:outline-level="1">山</text:h><text:p>正<text:s text:c="3"/>文<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p></text:note-body></text:note></text:p><text:list><text:list-item><text:p>甲</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>一</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>' % ODT_NS),
           ('styles.xml', '<office:document-styles %s/>' % ODT_NS),
           ('meta.xml', '<office:document-meta %s xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:title>山</dc:title></office:meta></office:document-meta>' % ODT_NS))
put('odt', 'paper', ODT)
OFD = 'xmlns:ofd="http://www.ofdspec.org/2016"'
OFDZ = pack(('OFD.xml', '<ofd:OFD %s Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Title>山</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>' % OFD),
            ('Doc_0/Document.xml', '<ofd:Document %s><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>' % OFD),
            ('Doc_0/Pages/Page_0/Content.xml', '<ofd:Page %s><ofd:Content><ofd:Layer><ofd:TextObject ID="2" Boundary="20 20 100 6" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 3 5">山脚下有</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>' % OFD))
put('ofd', 'paper', OFDZ)
put('zip', 'plain', pack(('甲.txt', TEXT), ('folder/', ''), ('folder/b.txt', 'b' * 3000), ('../c', 'c')))
for name, data in (('epub', EPUB), ('docx', DOCX), ('odt', ODT), ('html', HTML), ('mht', MIME), ('fb2', FB2), ('pdf', '%PDF-1.7\n'), ('markdown', '# 甲\n\n## 乙\n\n- 丙\n- 丁\n')):
    put('sniff', name, data)

# ---- old office documents: a compound file with sectors of 512 bytes
def ole(streams):
    sectors, fat, entries = [], [], []
    def chain(data, least=0):
        data = data.ljust(max(least, -(-len(data) // 512) * 512), b'\0')
        first = len(sectors)
        count = len(data) // 512
        for i in range(count):
            sectors.append(data[512 * i:512 * i + 512])
            fat.append(first + i + 1 if i + 1 < count else 0xFFFFFFFE)
        return first
    def entry(name, kind, start, size, child=0xFFFFFFFF, right=0xFFFFFFFF):
        raw = name.encode('utf-16-le') + b'\0\0'
        return raw.ljust(64, b'\0') + struct.pack('<HBBIII', len(raw), kind, 1, 0xFFFFFFFF, right, child) + bytes(16 + 4 + 16) + struct.pack('<IQ', start, size)
    for i, (name, data) in enumerate(streams):
        size = max(len(data), 4096)
        start = chain(data, 4096)
        entries.append(entry(name, 2, start, size, right=i + 2 if i + 1 < len(streams) else 0xFFFFFFFF))
    directory = chain(b''.join([entry('Root Entry', 5, 0xFFFFFFFE, 0, child=1)] + entries))
    where = len(sectors)
    fat.append(0xFFFFFFFD)
    table = struct.pack('<128I', *(fat + [0xFFFFFFFF] * (128 - len(fat))))
    head = b'\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1' + bytes(16) + struct.pack('<HHHHH', 0x3E, 3, 0xFFFE, 9, 6) + bytes(6) + struct.pack('<IIIIIIIII', 0, 1, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack('<109I', *([where] + [0xFFFFFFFF] * 108))
    return head + b''.join(sectors) + table


def word():
    text = '第一章\r山脚下\x02。\r'.encode('utf-16-le')
    fib = bytearray(2048)
    struct.pack_into('<HHHHHH', fib, 0, 0xA5EC, 0xC1, 0, 0x804, 0, 0x0200)
    struct.pack_into('<H', fib, 32, 14)
    struct.pack_into('<H', fib, 62, 22)
    struct.pack_into('<I', fib, 64 + 3 * 4, len(text) // 2)
    struct.pack_into('<H', fib, 152, 93)
    clx = b'\x02' + struct.pack('<I', 16) + struct.pack('<II', 0, len(text) // 2) + struct.pack('<HIH', 0, 1024, 0)
    struct.pack_into('<II', fib, 154 + 33 * 8, 0, len(clx))
    fib[1024:1024 + len(text)] = text
    return ole([('WordDocument', bytes(fib)), ('1Table', clx)])


put('doc', 'paper', word())
put('ole', 'paper', word())

# ---- PDF: one page, its fonts left to the reader
def pdf():
    content = b'BT /F 12 Tf 72 720 Td (Chapter 1) Tj 0 -20 Td (Some text.) Tj ET'
    objects = [b'<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
               b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
               b'<</Length %d>>stream\n%s\nendstream' % (len(content), content),
               b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
               b'<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>', b'<</Title(Chapter 1)/Parent 6 0 R/Dest[3 0 R/Fit]>>']
    out, places = b'%PDF-1.4\n', []
    for i, body in enumerate(objects):
        places.append(len(out))
        out += b'%d 0 obj%s\nendobj\n' % (i + 1, body)
    start = len(out)
    out += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1) + b''.join(b'%010d 00000 n \n' % place for place in places)
    return out + b'trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (len(objects) + 1, start)


put('pdf', 'page', pdf())

# ---- the pipe between child and parent: the first byte chooses what is expected
def frame(kind, payload):
    return struct.pack('<BBHI', 1, kind, 0, len(payload)) + payload


FORMAT = frame(1, struct.pack('<BH', 18, 1000) + b'UTF-8\0valid UTF-8\0')
def block(text, line):
    return struct.pack('<IIQBBBB', len(text), line, line, 0, 0, 0, 0)


A, B = '甲乙'.encode(), '丙'.encode()
BLOCKS = frame(2, struct.pack('<I', 2) + block(A, 1) + block(B, 2) + A + B)
END = frame(5, struct.pack('<QQ', 0, 9))
put('frame', 'document', b'\0' + FORMAT + frame(6, b'\0' + A) + BLOCKS + frame(3, struct.pack('<Q', 9)) + END)
put('frame', 'error', b'\0' + FORMAT + frame(4, b'\3' + A))
put('frame', 'archive', b'\1' + frame(7, struct.pack('<Q', 3) + b'a/b.txt') + frame(9, b'xy') + frame(9, b'z') + frame(8, b'\3c\0' + A) + END)

# ---- texts: rows of a width, headings, two editions parted by a form feed; the first byte
# ---- chooses the width, the corrections, the passages
WIDTH = '“你来了？”他说：《山水》（第３版）……——①②，e\u0301 a\u0300\u0301\u0302\u0303\u0304\u0305 \u202e反\u200b\U000e0041 👨\u200d👩\u200d👧 🇨🇳 abc-def 12.5% 100元、。！\n'
put('width', 'marks', b'\x08' + WIDTH.encode())
put('width', 'broken', b'\x00' + WIDTH.encode()[:40] + b'\xff\xe4\xb8\x1b[31m\x9b2J')
put('width', 'latin', b'\x14' + 'The quick brown fox, http://example.org/a/b?c=d; 3.1.4 —— 第1章'.encode())
OUTLINE = ('某某市人民政府关于山塘的意见\n某政发〔2024〕3号\n\n各村：\n一、总体要求\n（一）原则。要摸清家底。\n1.一是看水，二是看堤。\n'
           '（二）目标\n二、措施\n第一条 水源。\n第二条 堤岸。\n1.1 甲\n1.1.1 乙\n结尾。三、保障\n附件：名单\n某某市人民政府\n2024年1月5日\n')
put('outline', 'paper', b'\x05' + OUTLINE.encode())
put('outline', 'contents', b'\x00' + ('目　录\n第一章 山……1\n第二章 水……9\n第一章 山\n正文。\n第二章 水\n正文。\n' + '1、\n2、\n4、\n').encode())
put('outline', 'wrapped', b'\x31' + ('一、总体\n  要求\n这一行很长很长很长很长很长很长很长很长很长很长\n还没有完。\n【字体：大 中 小】\n责任编辑：甲\n' * 3).encode())
put('anchor', 'moved', b'\x07' + (OUTLINE + '\f' + OUTLINE.replace('看水', '看水源').replace('各村：\n', '')).encode())
put('anchor', 'twice', b'\x0b' + ('甲乙丙丁戊己庚辛壬癸。\n' * 4 + '\f甲乙丙丁戊己庚辛壬癸。\n子丑寅卯。\n').encode())

# ---- what users write
put('settings', 'piyuerc', '# 设置\nset theme = 夜读\nset measure 40\nset mouse on\nbind reader gm goto-start\nbind global <C-x><C-s> quit\nheading 第N场 chapter\nheading 【*】$ never\nmark 政策 blue\nset nothing "x\n')
put('theme', 'paper', '# 宣纸\ncolor ink #2b2b2b 235 black\ncolor paper #f7f3e8 230 bright-white\nstyle text ink on paper\nstyle heading ink bold\nstyle heading.2 plain\nstyle mark.red on ink underline\nstyle nothing red\n')
put('keys', 'sequences', b'\x09' + b'j\x1b[A\x1b[1;5C\x1bOP\x1b[15~\x1b[<0;12;7M\x1b[<64;1;1M\x1b[200~\xe8\xb4\xb4\x1b\x07\nb\x1b[201~\xe5\x8d\x8f\x1b[2;2R\x1b[0n\x1b[?62;22c\x1b]11;rgb:ffff/ffff/dddd\x1b\\\x1b[27;5;106~\x1b')
put('keys', 'names', b'<C-f><lt><Esc>zR<F1><S-Tab><A-x>' + '，。：'.encode() + b'\x1b[\xff\xe5\x1b[9999999999999;1R')
put('filter', 'all', '#提案/办理 -#旧 @木子 is:open style:red doc:1 in:"我的 集" since:2024-05-01 before:2024-06-01 "河 湖" 账')
put('filter', 'states', 'is:overdue is:lost is:done is:none doc:00000000000000000000000000000000 #"a b"')

# ---- passages of other programs
put('exchange', 'w3c', """{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:f7636750-031f-b725-2da8-7720aad42e0a","type":"Annotation","motivation":"commenting","creator":{"name":"甲"},"created":"2024-05-24T16:13:00Z","body":[{"type":"TextualBody","value":"要问","purpose":"commenting"},{"type":"TextualBody","value":"提案/办理","purpose":"tagging"}],"target":{"source":{"piyue:title":"关于河湖管护的意见"},"selector":[{"type":"TextQuoteSelector","exact":"一条河一本账","prefix":"家底，","suffix":"，一口塘"},{"type":"TextPositionSelector","start":25,"end":31}]}}""")
put('exchange', 'page', """{"type":"AnnotationCollection","piyue:documents":[{"id":"ni:///sha-256;oDKQ2J49mcezW2y-Z_RXx8BWtPhppNsNbpNkVl3z82E","piyue:title":"新题","piyue:tags":["村"],"piyue:processing":"without=rejoin"}],"piyue:aliases":[{"piyue:name":"cw","piyue:tag":"村"}],"piyue:filters":[{"piyue:name":"办","piyue:where":"#提案 is:open"}],"piyue:searches":[{"piyue:name":"河","piyue:query":"河湖"}],"piyue:collections":[{"piyue:name":"册","piyue:note":"话","items":[]}],"first":{"type":"AnnotationPage","items":[{"id":"urn:uuid:fac66eb6-9e75-c5b5-3464-c7711ba7f99d","type":"Annotation","motivation":"highlighting","target":{"source":{"piyue:title":"关于河湖管护的意见"},"selector":{"type":"TextQuoteSelector","exact":"山塘虽小"}},"piyue:style":"red","piyue:status":"open","piyue:due":"2026-12-01T00:00:00Z"},{"id":"urn:uuid:fac66eb6-9e75-c5b5-3464-c7711ba7f99e","type":"Annotation","motivation":"replying","body":{"type":"TextualBody","value":"答","purpose":"replying"},"target":"urn:uuid:fac66eb6-9e75-c5b5-3464-c7711ba7f99d"}]}}""")
put('exchange', 'lines', """{"id":1,"doc":1,"title":"关于河湖管护的意见","quote":"每十天巡查一次","prefix":"","suffix":"。山塘","note":"核","tags":["提案"],"style":"blue","status":"done","author":"甲","created":"2024-05-24T16:13:00Z"}
{"quote":"连着千家万户的水田","prefix":"山塘虽小，","title":"关于河湖管护的意见"}
""")
put('exchange', 'readest', '{"booknotes":[{"type":"annotation","text":"账和图要年年核对","note":"核","createdAt":1716566400000},{"type":"bookmark"}]} ')
put('exchange', 'koreader', """-- we can read Lua syntax here!
return {
    ["annotations"] = {
        [1] = { ["chapter"] = "一、总体要求", ["color"] = "yellow", ["datetime"] = "2024-05-24 16:13:00", ["note"] = "第一行\\
第二行\\228", ["text"] = "一条河一本账" },
        { text = [[山塘虽小]], drawer = 'underscore', [2] = nil, n = -1.5e3, b = true },
    },
    ["doc_props"] = { ["title"] = "关于河湖管护的意见" },
}
""")
put('exchange', 'kindle', '\ufeff关于河湖管护的意见 (某人)\r\n- 您在位置 #66-67的标注 | 添加于 2024年1月5日星期五 上午12:05:06\r\n\r\n一条河一本账\r\n==========\r\n关于河湖管护的意见 (某人)\r\n- Your Note on page 5 | Location 67 | Added on Friday, January 5, 2024 12:30:00 PM\r\n\r\nnoon\r\n==========\r\n')

# ---- operations: kind, target, before, after, the row that is taken back
DOC, EDITION, PASSAGE, REPLY, BOOK = ('%032x' % (0xa0 + i) for i in range(5))
ADD = ('annotation.add', PASSAGE, '{"trashed":5}',
       '{"document":"%s","edition":"%s","start_block":2,"start_off":24,"end_block":2,"end_off":42,"exact":"一条河一本账","prefix":"家底，","suffix":"，一口塘","headings":"一、总体要求","note":"要问","style":"","author":"甲","status":"open","due":0,"created":1,"modified":1,"trashed":0}' % (DOC, EDITION))
MADE = [('document.add', DOC, '{"trashed":5}',
         '{"title":"意见","path":"/p.txt","sha256":"%064x","format":"text","encoding":"UTF-8","edition":"%s","processing":"","trashed":0}' % (1, EDITION)), ADD]
OPERATIONS = MADE + [
    ('annotation.tag', PASSAGE, '{"tag":"提案/办理","set":false}', '{"tag":"提案/办理","set":true}'),
    ('annotation.note', PASSAGE, '{"note":"要问","modified":1}', '{"note":"新","modified":2}'),
    ('annotation.style', PASSAGE, '{"style":"","modified":2}', '{"style":"red","modified":3}'),
    ('annotation.due', PASSAGE, '{"due":0,"modified":3}', '{"due":1796083200000,"modified":4}'),
    ('annotation.status', PASSAGE, '{"status":"open","modified":4}', '{"status":"done","modified":5}'),
    ('reply.add', REPLY, '{"trashed":5}', '{"annotation":"%s","text":"答","author":"甲","created":6,"modified":6,"trashed":0}' % PASSAGE),
    ('reply.text', REPLY, '{"text":"答","modified":6}', '{"text":"再答","modified":7}'),
    ('tag.rename', '提案/办理', '{"tag":"提案/办理","annotations":["%s"],"documents":[],"new_annotations":["%s"],"new_documents":[]}' % (PASSAGE, PASSAGE), '{"tag":"办"}'),
    ('tag.alias', 'ta', '{"text":""}', '{"text":"办"}'),
    ('collection.add', BOOK, '{"trashed":5}', '{"name":"集","note":"","created":6,"trashed":0}'),
    ('collection.entry', BOOK, '{"annotation":"%s"}' % PASSAGE, '{"annotation":"%s","rank":"i0000000"}' % PASSAGE),
    ('collection.note', BOOK, '{"note":""}', '{"note":"话"}'),
    ('search.set', '河', '{"text":""}', '{"text":"河湖 tag:办"}'),
    ('filter.set', '办', '{"text":""}', '{"text":"#办 is:open"}'),
    ('document.field', DOC, '{"field":"author"}', '{"field":"author","value":"张"}'),
    ('document.title', DOC, '{"title":"意见"}', '{"title":"新题"}'),
    ('document.tag', DOC, '{"tag":"村","set":false}', '{"tag":"村","set":true}'),
    ('heading.correct', DOC, '{}', '{"verdict":"drop","exact":"一、总体要求"}'),
    ('annotation.delete', PASSAGE, '{"trashed":0}', '{"trashed":8}'),
    ('annotation.delete', PASSAGE, '{"trashed":8}', '{"trashed":0}', '21'),
    ('document.trash', DOC, '{"trashed":0}', '{"trashed":9}'),
    ('document.restore', DOC, '{"trashed":9}', '{"trashed":0}'),
]
def operations(rows):
    return ''.join('\t'.join(row) + '\n' for row in rows)
put('operation', 'history', operations(OPERATIONS))
put('operation', 'final', operations(MADE + [
    ('annotation.delete', PASSAGE, '{"trashed":0}', '{"trashed":8}'), ('annotation.purge', PASSAGE, '{}', '{}'),
    ('document.trash', DOC, '{"trashed":0}', '{"trashed":9}'), ('document.purge', DOC, '{}', '{}')]))
put('operation', 'strange', operations([
    ('annotation.note', PASSAGE, '{"note":{"a":[1,2,{"b":null}]}}', '{"note":"\\ud83d\\u0000","x":1e999}'),
    ('document.nothing', DOC, '', '{'), ('tag.rename', '', '{}', '{"tag":"\\u202e"}'), ('collection.entry', 'zz', '{}', '{}')]))

# ---- what we write for others: texts that formats would take for marks, templates with the
# ---- values of their fields, passages (colour, note with tabs for line ends, tags) behind
# ---- a format of the user's own
put('json', 'operation', '{"title":"意\\u89c1\\ud83d\\ude00\\n","due":-1796083200000,"set":true,"x":[1.5e3,null,{"y":[]}],"annotations":["a","b"]}')
put('json', 'numbers', '{"a":0,"b":-0,"c":9223372036854775807,"d":1e400,"e":0.1,"f":false,"g":null,"h":"","i":[]}')
put('escape', 'markdown', '# 一\n- 二\n1. 三\n> 四\n| a | b |\n|---|---|\n===\n`码` *重* _斜_ ~~删~~ [接](x) ![图](y) <b>&amp; &#20013; \\ [^1] http://a.b 12) x\n    四格\n***\n')
put('escape', 'cells', '=1+1\t"甲",乙\r\n＝SUM(A1) @x +1 -2')
put('escape', 'hostile', '甲\x00\x1b[31m\u202e乙\u200b\u2028\ufeff'.encode() + b'\xff\xed\xa0\x80' + '</p><script>]]>&lt;'.encode())
put('template', 'citation', '《{title}》[（{number}）][，{issuer/author}]{url?：[EB/OL]|[Z]}\\{\\n{date}\n某《文》的通知\n\n某部\n某发〔2024〕3号\n2024-01-05\n')
put('template', 'nested', '[[[{quote}]—{note}]{tags}]\\t\n\n')
put('export', 'passages', '@document\n# {title}\n@heading\n## {heading}\n@passage md\n> {quote}\n[{note}（{tags}）]\n\fred\n要**问**\t第二行 <b>&\n提案/办理\n河湖\n\fblue\n"=1+1\n甲,乙\f\n\n')
put('export', 'marks', '{citation}\f#\n# 题\t- 项\t```\t| 表 |\n标 签\nx:y\n"引"\n')

# ---- rows and heads: a kind for each row by the control character before it
put('layout', 'kinds', b'\x15\x03\x01\n' + '\x01一、总体要求\n“你来了？”他说：《山水》……——①②，e\u0301 \u202e反。\n\x02一是看水，二是看堤。\n\x03引文\n\x04甲\t乙\t丙\n\x04长长长长长长长长\t\t1\n\x05诗\n\x06\n\x07注\n\x09藏起来的\n二、措施\n（一）水源\nabc def 12.5% http://example.org/a\n'.encode())
put('layout', 'narrow', b'\x00\xff\xff\n' + '一\n二、\n👨\u200d👩\u200d👧🇨🇳\x7f\n'.encode())
put('imprint', 'notice', '国务院文件\n国发〔2024〕3号\n\n国务院关于山塘的意见\n各省、自治区、直辖市人民政府，国务院各部委：\n发文机关：某某部　来源：某报\n作者：张三 李四\n发布日期：2024-01-05 10:00\n一、总体要求\n国 务 院\n二〇二四年一月五日\n（此件公开发布）\n')
put('imprint', 'law', '某某条例\n（2027年10月24日第十五届某市人民代表大会常务委员会第三次会议通过　根据2028/1/2《决定》修正）\n中华人民共和国主席令第9号\n第一条 为了。\n')
put('imprint', 'days', '明天\n+3d\n下周五\n3天后\n月底\n12-01\n2026年2月30日\n二〇二六年十三月\n20260230\n99999999999999999999d\n')

# ---- the whole program: the first byte says on which screen it begins; \xff is a pause (a
# ---- lone Esc), \xfe and two bytes a new size
ESC = b'\x1b\xff'
put('screens', 'reader', b'\x01jjGggs' + b'n' + '要问'.encode() + b'\x13' + b']nttag\rcrxzMzRo\tj' + ESC + b'/' + '河'.encode() + b'\r..uUq' + b'\x17v\x17wjj\x17c')
put('screens', 'shelf', b'\x00s/' + 'he'.encode() + b'\r' + ESC + b'te' + '新题'.encode() + b'\rPx/\rq#rS' + '山'.encode() + b'\rmF' + b'yj\x1b[B\xfe\x05\x13\xfe\x30\x90\x1b[<0;12;7M\x1b[200~\xe8\xb4\xb4\x1b\n\x1b[201~' + ESC + b'gDUuZZ')
put('screens', 'edits', b'\x01=h=1=e' + '题'.encode() + b'\r==' + ESC + b'=dIe' + b'x\r' + ESC + b'C' + ESC + b'E' + ESC + b'Vp' + ESC + b'X12-01\rr' + '答'.encode() + b'\x13R\x13D&uu\x12pzaa m' + '集'.encode() + b'\rM\rJK')
put('command', 'rows', 'set measure 20\nset theme 夜读\ntheme mono\nbind reader gm goto-start\ngoto 3\n50%\ntags\npassages\nfind 河\nsearch 河 标签:提案\nheading-title 题\nmark-tag 甲, 乙\nexport md x.md\nhelp\nset nothing\n12\n第二\n')
put('command', 'broken', '"\n\'\nset\nset  measure   "4\nquit-not\n/[\nmark-due 99\nset columns=-1\n99999999999999999999\nfold-all x y\n')

# ---- rows of a library: table, column, row, kind and length of a value, and it
def spoiled(*rows):
    return b''.join(struct.pack('BBBBB', table, column, row, kind, len(value)) + value for table, column, row, kind, value in rows)
put('database', 'texts', spoiled(*((table, column, 0, 3, '\x1b[31m\u202e甲\n乙\x00'.encode()) for table in range(0, 40, 4) for column in range(1, 3))))
put('database', 'numbers', spoiled(*((table, column, table % 3, 1, b'\xff' * 8) for table in range(0, 40, 2) for column in range(3))))
put('database', 'blobs', spoiled(*((table, 1, 0, 2, bytes(range(40))) for table in range(0, 40, 3))))
put('database', 'holes', spoiled(*((table, 0, 0, 15, b'') for table in range(0, 40, 2))))

# ---- pages of placed text, as PDF and as OFD: what comes again on each page, printed contents,
# ---- headings, two columns, a table, a raised figure and its note, a column written downwards
def pages():
    line = '山脚下有一座小图书馆门前两棵槐树每天有人来看书'
    made = []
    for number in range(1, 4):
        page = [(60, 40, 9, 0, '某某年报'), (290, 800, 9, 0, '- %d -' % number)]
        if number == 1:
            page += [(250, 100, 20, 1, '目　录'), (60, 140, 12, 0, '第一章 山水……………2'), (60, 160, 12, 0, '第二章 水利 . . . . 3')]
        else:
            page += [(60, 100, 18, 1, '第%s章 山水' % '一二三'[number - 2])]
        if number == 2:
            page += [(60, 140 + 20 * i, 12, 0, line[:21]) for i in range(4)] + [(60, 220, 12, 0, '到此为止。')]
            page += [(x, 260 + 18 * i, 10, 0, line[:10]) for x in (60, 320) for i in range(8)]
            page += [(60, 430, 12, 0, '有注'), (84, 426, 7, 0, '1'), (92, 430, 12, 0, '的一句。'), (60, 760, 8, 0, '1 注文在此。')]
        if number == 3:
            page += [(x, 140 + 20 * row, 12, 0, cell) for row, cells in enumerate((('年', '村', '数'), ('二〇二四', '甲村', '12'), ('二〇二五', '乙村', '9')))
                     for x, cell in zip((60, 200, 340), cells)]
            page += [(500, 140 + 14 * i, 12, 0, sign) for i, sign in enumerate('竖排的一行文字在此')]
            page += [(60, 300, 12, 0, 'An ofﬁce has ⽂ and 12.5 %'), (60, 320, 12, 0, '加粗'), (60.3, 320, 12, 0, '加粗')]
        made.append(page)
    return made


def placed_pdf():
    def hexed(text):
        return ''.join('%04X' % ord(sign) for sign in text)
    tree = ['<</Type/Catalog/Pages 2 0 R/Outlines 20 0 R>>', '<</Type/Pages/Count 3/Kids[10 0 R 12 0 R 14 0 R]>>', '<</Title<FEFF%s>/Author(A)>>' % hexed('年报')]
    cmap = '/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n/CMapName /X def /CMapType 2 def\n1 begincodespacerange <0000> <FFFF> endcodespacerange\n1 beginbfrange <0000> <FFFF> <0000> endbfrange\nendcmap end end'
    objects = {i + 1: text for i, text in enumerate(tree)}
    objects[4] = '<</Length %d>>stream\n%s\nendstream' % (len(cmap), cmap)
    for first, name in ((5, 'AAAAAA+SimSun'), (6, 'AAAAAA+SimSun-Bold')):
        objects[first] = '<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode 4 0 R>>' % (name, first + 2)
        objects[first + 2] = '<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor 9 0 R/DW 1000/W[32 126 500]>>' % name
    objects[9] = '<</Type/FontDescriptor/FontName/AAAAAA+SimSun/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 700/StemV 80>>'
    for i, page in enumerate(pages()):
        content = ''.join('BT /%s %g Tf 1 0 0 1 %g %g Tm <%s> Tj ET\n' % ('RB'[bold], size, x, 842 - y, hexed(text)) for x, y, size, bold, text in page)
        objects[10 + 2 * i] = '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</R 5 0 R/B 6 0 R>>>>%s>>' % (11 + 2 * i, '/Rotate 90' if i == 2 else '')
        objects[11 + 2 * i] = '<</Length %d>>stream\n%s\nendstream' % (len(content), content)
    objects[20] = '<</Type/Outlines/First 21 0 R/Last 22 0 R/Count 2>>'
    objects[21] = '<</Title<FEFF%s>/Parent 20 0 R/Next 22 0 R/Dest[12 0 R/XYZ 60 742 0]>>' % hexed('第一章 山水')
    objects[22] = '<</Title<FEFF%s>/Parent 20 0 R/Prev 21 0 R/A<</S/GoTo/D[14 0 R/Fit]>>>>' % hexed('第二章 水利')
    out, places = '%PDF-1.5\n', {}
    for number, text in sorted(objects.items()):
        places[number] = len(out)
        out += '%d 0 obj\n%s\nendobj\n' % (number, text)
    start, size = len(out), max(objects) + 1
    out += 'xref\n0 %d\n' % size + ''.join('%010d 00000 %s \n' % (places.get(i, 0), 'n' if i in places else 'f') for i in range(size))
    return (out + 'trailer<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (size, start)).encode()


def placed_ofd():
    mm = 25.4 / 72
    files = [('OFD.xml', '<ofd:OFD %s Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Title>年报</ofd:Title><ofd:Author>甲</ofd:Author><ofd:CreationDate>2024-01-05</ofd:CreationDate></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>' % OFD)]
    names, fonts = '', '<ofd:Res %s BaseLoc="Res"><ofd:Fonts><ofd:Font ID="90" FontName="宋体"/><ofd:Font ID="91" FontName="黑体" Bold="true"/></ofd:Fonts></ofd:Res>' % OFD
    content = []
    for i, page in enumerate(pages()):
        names += '<ofd:Page ID="%d" BaseLoc="Pages/Page_%d/Content.xml"/>' % (i + 1, i)
        objects = ''.join('<ofd:TextObject ID="%d" Font="%d" Boundary="%.1f %.1f 180 %.1f" Size="%.2f"%s><ofd:TextCode X="0" Y="%.1f" DeltaX="g %d %.2f">%s</ofd:TextCode></ofd:TextObject>' %
                          (100 * i + j, 90 + bold, x * mm, y * mm, size * mm, size * mm, ' CTM="1 0 0 1 0 0"' if j % 3 else '', size * mm, max(len(text) - 1, 1), size * mm, text) for j, (x, y, size, bold, text) in enumerate(page))
        content.append(('Doc_0/Pages/Page_%d/Content.xml' % i, '<ofd:Page %s><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer Type="Body">%s</ofd:Layer></ofd:Content></ofd:Page>' % (OFD, objects)))
    outlines = '<ofd:Outlines><ofd:OutlineElem Title="第一章 山水"><ofd:Actions><ofd:Action Event="CLICK"><ofd:Goto><ofd:Dest Type="XYZ" PageID="2" Left="20" Top="35"/></ofd:Goto></ofd:Action></ofd:Actions><ofd:OutlineElem Title="一"/></ofd:OutlineElem></ofd:Outlines>'
    files.append(('Doc_0/Document.xml', '<ofd:Document %s><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>%s</ofd:Pages>%s</ofd:Document>' % (OFD, names, outlines)))
    files.append(('Doc_0/PublicRes.xml', fonts))
    return pack(*(files + content))


put('pdf', 'placed', placed_pdf())
put('ofd', 'placed', placed_ofd())

# ---- office documents with styles, lists, formulas, fields, boxes, comments
REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
def rels(*rows):
    return '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + ''.join('<Relationship Id="r%d" Type="%s%s" Target="%s"/>' % (i, REL, kind, target) for i, (kind, target) in enumerate(rows)) + '</Relationships>'
WM = W + ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:r="%s"' % REL.rstrip('/')
def numbered(*rows):
    return '<w:numbering %s>' % W + ''.join('<w:abstractNum w:abstractNumId="%d">%s</w:abstractNum><w:num w:numId="%d"><w:abstractNumId w:val="%d"/></w:num>' % (
        i, ''.join('<w:lvl w:ilvl="%d"><w:start w:val="%d"/><w:numFmt w:val="%s"/><w:lvlText w:val="%s"/></w:lvl>' % (j, 1 + 9 * j, fmt, text) for j, (fmt, text) in enumerate(levels)), i + 1, i) for i, levels in enumerate(rows)) + '</w:numbering>'
def para(text, num=0, level=0, extra=''):
    return '<w:p><w:pPr>%s%s</w:pPr>%s</w:p>' % (extra, '<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>' % (level, num) if num else '', text)
def run(text, props=''):
    return '<w:r><w:rPr>%s</w:rPr><w:t xml:space="preserve">%s</w:t></w:r>' % (props, text)
MATH = '<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b+1</m:t></m:r></m:den></m:f><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup><m:sSub><m:e><m:r><m:t>y</m:t></m:r></m:e><m:sub><m:r><m:t>i</m:t></m:r></m:sub></m:sSub><m:rad><m:deg><m:r><m:t>3</m:t></m:r></m:deg><m:e><m:r><m:t>z</m:t></m:r></m:e></m:rad><m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>1</m:t></m:r></m:sub><m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e><m:r><m:t>k</m:t></m:r></m:e></m:nary><m:d><m:dPr><m:begChr m:val="["/></m:dPr><m:e><m:r><m:t>q</m:t></m:r></m:e></m:d></m:oMath>'
FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\\\o</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>%s<w:r><w:fldChar w:fldCharType="end"/></w:r>'
BODY = (para(run('意见', '<w:b/>'), extra='<w:pStyle w:val="Title"/><w:jc w:val="center"/>') + para(run('总则'), 1) + para(run('分则'), 1, 1) + para(run('细则'), 1, 2)
        + para(run('二级'), extra='<w:pStyle w:val="2"/>') + ''.join(para(run('项'), 2, level) for level in (0, 1, 2, 0, 1)) + para(run('点'), 3)
        + para(MATH + run('式')) + para(FIELD % run('目录')) + para('<w:hyperlink r:id="r9">' + run('链接') + '</w:hyperlink><w:fldSimple w:instr="PAGE">' + run('3') + '</w:fldSimple>')
        + para(run('上', '<w:vertAlign w:val="superscript"/>') + run('藏', '<w:vanish/>') + '<w:r><w:tab/><w:br/><w:noBreakHyphen/><w:sym w:font="Symbol" w:char="F0B7"/><w:sym w:font="Wingdings" w:char="F0FE"/><w:ruby><w:rt>' + run('shān') + '</w:rt><w:rubyBase>' + run('山') + '</w:rubyBase></w:ruby></w:r>')
        + para('<w:commentRangeStart w:id="0"/>' + run('批') + '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="1"/></w:r>')
        + '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>' + para(run('甲')) + para(run('乙')) + '</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>' + para('') + '<w:tbl><w:tr><w:tc>' + para(run('内')) + '</w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>'
        + para('<w:r><w:pict><w:txbxContent>' + para(run('框')) + '</w:txbxContent></w:pict></w:r>') + '<w:sdt><w:sdtContent>' + para(run('控')) + '</w:sdtContent></w:sdt><w:p><w:moveFrom>' + run('旧') + '</w:moveFrom><w:moveTo>' + run('新') + '</w:moveTo></w:p>')
put('docx', 'rich', pack(
    ('[Content_Types].xml', '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'),
    ('_rels/.rels', rels(('officeDocument', 'word/document.xml'), ('metadata/core-properties', 'docProps/core.xml'))),
    ('docProps/core.xml', '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>意见</dc:title><dc:creator>甲</dc:creator><dcterms:created>2024-01-05T00:00:00Z</dcterms:created></cp:coreProperties>'),
    ('word/_rels/document.xml.rels', rels(('styles', 'styles.xml'), ('numbering', 'numbering.xml'), ('footnotes', 'footnotes.xml'), ('endnotes', 'endnotes.xml'), ('comments', 'comments.xml'))),
    ('word/styles.xml', '<w:styles %s><w:docDefaults/><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="a"/></w:style><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="2"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/><w:basedOn w:val="1"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style><w:style w:type="character" w:styleId="c"><w:name w:val="x"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>' % W),
    ('word/numbering.xml', numbered((('chineseCountingThousand', '第%1章'), ('chineseCounting', '（%2）'), ('decimal', '%1.%2.%3')), (('upperRoman', '%1.'), ('lowerLetter', '%2)'), ('decimalEnclosedCircle', '%3'), ('ordinal', '%4')), (('bullet', '•'), ('japaneseCounting', '%2、')))),
    ('word/footnotes.xml', '<w:footnotes %s><w:footnote w:id="1">%s</w:footnote></w:footnotes>' % (W, para(run('注')))), ('word/endnotes.xml', '<w:endnotes %s><w:endnote w:id="2">%s</w:endnote></w:endnotes>' % (W, para(run('尾注')))),
    ('word/comments.xml', '<w:comments %s><w:comment w:id="0" w:author="乙" w:date="2024-01-05T00:00:00Z">%s</w:comment></w:comments>' % (W, para(run('要问')))),
    ('word/document.xml', '<w:document %s><w:body>%s</w:body></w:document>' % (WM, BODY))))
LISTS = '<text:list-style style:name="L1">' + ''.join('<text:list-level-style-number text:level="%d" style:num-format="%s" style:num-suffix="、" style:num-prefix="（" text:display-levels="%d" text:start-value="%d"/>' % (i + 1, fmt, i + 1, i + 1) for i, fmt in enumerate(('一, 二, 三, ...', '1', 'a', 'I', '①, ②, ③, ...'))) + '<text:list-level-style-bullet text:level="6" text:bullet-char="•"/></text:list-style>'
ODT_STYLES = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_1" style:list-style-name="L1"><style:paragraph-properties/></style:style><style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1"/><style:style style:name="T1" style:family="text"/>' + LISTS
put('odt', 'rich', pack(('mimetype', 'application/vnd.oasis.opendocument.text'),
    ('content.xml', '<office:document-content %s><office:automatic-styles>%s</office:automatic-styles><office:body><office:text><text:h text:outline-level="1" text:style-name="P1">总则</text:h><text:p text:style-name="P1">以样式为题</text:p><text:list text:style-name="L1"><text:list-header><text:p>头</text:p></text:list-header><text:list-item><text:p>甲</text:p><text:list><text:list-item text:start-value="4"><text:p>乙</text:p><text:list><text:list-item><text:p>丙</text:p></text:list-item></text:list></text:list-item></text:list></text:list-item></text:list><text:list text:continue-numbering="true" text:style-name="L1"><text:list-item><text:p>丁</text:p></text:list-item></text:list><text:p><text:span text:style-name="T1">正</text:span><text:tab/><text:line-break/><text:ruby><text:ruby-base>山</text:ruby-base><text:ruby-text>shān</text:ruby-text></text:ruby><office:annotation><text:p>批</text:p></office:annotation></text:p><text:tracked-changes><text:changed-region><text:deletion><text:p>删</text:p></text:deletion></text:changed-region></text:tracked-changes><text:section><text:p>节</text:p></text:section><text:table-of-content><text:index-body><text:p>目录 1</text:p></text:index-body></text:table-of-content><table:table><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>头</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"><text:p>一</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>' % (ODT_NS, ODT_STYLES)),
    ('styles.xml', '<office:document-styles %s><office:styles>%s<text:outline-style><text:outline-level-style text:level="1" style:num-format="一, 二, 三, ..." style:num-prefix="第" style:num-suffix="章"/></text:outline-style></office:styles></office:document-styles>' % (ODT_NS, ODT_STYLES)),
    ('meta.xml', '<office:document-meta %s xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta><dc:title>山</dc:title><dc:creator>甲</dc:creator><meta:creation-date>2024-01-05</meta:creation-date></office:meta></office:document-meta>' % ODT_NS)))
put('rtf', 'rich', r'{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fcharset2 Symbol;}{\f2\fcharset136 MingLiU;}}{\stylesheet{\s0 Normal;}{\s2\sbasedon0\outlinelevel1 heading 2;}}{\info{\title \u24847\'3f}{\author A}{\creatim\yr2024\mo1\dy5}}{\*\listtable{\list{\listlevel\levelnfc0}\listid1}}{\pntext\f0 1.\tab}\pard{\*\pn\pnlvlbody}\s2 \'d2\'bb\'a1\'a2\par\pard\uc2\u-10179\'3f\'3f\u-8703\'3f\'3f \~\_\-\emdash\lquote\rquote\bullet\tab\line{\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}{\f1\'b7}{\f2\'a4\'a4}{\v hidden}{\super 1}{\deleted old}{\*\annotation note}{\shp{\*\shpinst{\shptxt box\par}}}\par\trowd\clmgf\cellx100\clmrg\cellx200 a\cell b\cell\row\pard\page\sect{\header h}{\footnote n\par}}')

# ---- text that was decoded wrongly, once and twice; pages that say much of themselves
put('charset', 'twice', ('山脚下有一座小图书馆，门前两棵槐树。“你来了？”他说。' * 3).encode('utf-8').decode('latin-1').encode('utf-8'))
put('charset', 'locked', b'\xef\xbf\xbd\xe9\x94\x9f\xe6\x96\xa4\xe6\x8b\xb7\xe7\x83\xab\xe7\x83\xab\xe7\x83\xab' * 4 + '鐨勪竴鏄湪涓嶄簡'.encode())
put('outline', 'mojibake', b'\x00' + (('山脚下有一座小图书馆，门前两棵槐树。' * 3).encode('utf-8').decode('latin-1') + '\n' + ('门前两棵槐树，每天有人来看书。' * 3).encode('utf-8').decode('gb18030', 'replace') + '\n锟斤拷锟斤拷\n').encode())
put('outline', 'pages', b'\x02' + ''.join('某某年报\n第%d章 山水\n这一行很长很长很长很长很长很长很长很长很长很长很长\n还没有完，到这里\n才完。\n- %d -\n\n' % (i, i) for i in range(1, 7)).encode())
put('html', 'said', '<html><head><title>山水_新闻_某网</title><meta property="og:title" content="山水"><meta property="article:published_time" content="2024-01-05T10:00:00+08:00"><meta name="source" content="某报"><meta name="ContentSource" content="某网"><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><script type="application/ld+json">{"@type":"NewsArticle","headline":"山水","author":{"name":"甲"},"datePublished":"2024-01-05"}</script><base href="http://a.b/"></head><body><div class="breadcrumb">首页 &gt; 新闻</div><h1>山水</h1><div class="info">来源：某报 作者：甲 2024-01-05 字体：大 中 小</div><div id="content"><p>山脚下有一座小图书馆。</p><ol type="a" start="3"><li value="7">甲<ul><li>乙</ul></li><li>丙</ol><dl><dt>名<dd>义</dl><table><thead><tr><th rowspan=2>一<th>二</thead><tr><td>三</table><p>注<a href="#fn1"><sup>[1]</sup></a></p><aside id="fn1">[1] 注文</aside><details><summary>略</summary>详</details></div><div class="related">相关新闻</div></body></html>')
