"""Files for the benchmarks, made of the texts of the corpus.

make_files.py large CORPUS FOLDER          large.html, plain.docx, rich.docx
make_files.py mixed CORPUS FOLDER COUNT    so many files of all kinds, no two alike: text in
                                           three encodings, web pages, Markdown, RTF, DOCX,
                                           EPUB, PDF, archives, and broken and binary ones
SPDX-License-Identifier: GPL-3.0-or-later
"""
import glob
import io
import os
import random
import sys
import tarfile
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PLAIN_RUN = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr><w:t>%s</w:t></w:r>'
RICH_RUN = ('<w:r w:rsidRPr="00B35E8C"><w:rPr><w:rFonts w:ascii="Times New Roman" '
            'w:eastAsia="FangSong" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
            '<w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="32"/>'
            '<w:szCs w:val="32"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>')


def read_texts(corpus):
    names = sorted(glob.glob(corpus + "/outline/docs/**/*.txt", recursive=True))
    texts = []
    for name in names:
        try:
            texts.append(open(name, encoding="utf-8").read())
        except UnicodeDecodeError:
            pass
    return [row for text in texts for row in text.split("\n")]


def escape(text):
    return "".join(c for c in text if c >= " ").replace("&", "&amp;").replace("<", "&lt;")


def docx(rows, run, run_letters):
    """A document; runs of `run_letters` letters each, 0 for a run a paragraph."""
    body = []
    for row in rows:
        step = run_letters or max(len(row), 1)
        body.append("<w:p><w:pPr><w:ind w:firstLine=\"640\"/></w:pPr>%s</w:p>" % "".join(
            run % escape(row[at:at + step]) for at in range(0, len(row), step)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", '<Types xmlns="%scontent-types">'
                         '<Default Extension="rels" ContentType='
                         '"application/vnd.openxmlformats-package.relationships+xml"/>'
                         '<Override PartName="/word/document.xml" ContentType="%s"/></Types>'
                         % (PACKAGE, MAIN))
        package.writestr("_rels/.rels", '<Relationships xmlns="%srelationships">'
                         '<Relationship Id="r1" Type="%sofficeDocument" '
                         'Target="word/document.xml"/></Relationships>' % (PACKAGE, OFFICE))
        package.writestr("word/document.xml", '<w:document xmlns:w="%s"><w:body>%s</w:body>'
                         '</w:document>' % (WORD, "".join(body)))
    return out.getvalue()


def rtf(rows):
    def letter(c):
        if c in "\\{}":
            return "\\" + c
        code = ord(c)
        return c if code < 128 else "\\u%d?" % (code - 65536 if code > 32767 else code)
    rows = ["".join(letter(c) for c in row if ord(c) < 65536) + "\\par\n" for row in rows]
    return ("{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 SimSun;}}\n%s}" % "".join(rows)).encode()


def html(rows):
    paragraphs = "\n".join("<p>%s</p>" % escape(row) for row in rows)
    return ("<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>材料</title></head>"
            "<body><article>\n%s\n</article></body></html>" % paragraphs).encode()


def markdown(rows):
    rows = [row for row in rows if row.strip()]
    return "\n\n".join("## " + row if len(row) < 16 else row for row in rows).encode()


def archive(number, files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files:
            package.writestr(name, content)
        package.writestr(".number", str(number))
    return out.getvalue()


def copy_archive(path, number):
    """The same document in other bytes."""
    with zipfile.ZipFile(path) as package:
        return archive(number, [(info, package.read(info)) for info in package.infolist()])


def write(folder, name, content):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), "wb") as out:
        out.write(content)


def make_large(corpus, folder):
    rows = read_texts(corpus)

    def take(megabytes):
        taken, size, at = [], 0, 0
        while size < megabytes * 1000000:
            taken.append(rows[at % len(rows)])
            size += len(taken[-1].encode())
            at += 1
        return taken
    write(folder, "large.html", html(take(5)))
    write(folder, "plain.docx", docx(take(3), PLAIN_RUN, 0))
    write(folder, "rich.docx", docx(take(3), RICH_RUN, 8))


def make_mixed(corpus, folder, count):
    rows = read_texts(corpus)
    with tarfile.open(corpus + "/web.tar.xz") as pages:
        pages = [pages.extractfile(page).read() for page in pages.getmembers()
                 if page.isfile() and page.name.endswith(".html")]
    kinds = {kind: [path for path in sorted(glob.glob("%s/binary/%s/*.%s" % (corpus, kind, kind)))
                    if os.path.getsize(path) < 900000] for kind in ("docx", "epub", "pdf")}

    def piece(number):
        """So many rows from somewhere, numbered, so that no two are alike."""
        at = random.randrange(len(rows))
        taken, size = ["第%d号材料 %d" % (number, random.getrandbits(30)), ""], 0
        wanted = 1024 * random.choice((2, 4, 8, 16, 16, 30, 60))
        while size < wanted:
            taken.append(rows[at % len(rows)])
            size += 3 * len(taken[-1]) + 1
            at += 1
        return taken

    for number in range(count):
        share, taken = number % 100, piece(number)
        text = "\n".join(taken) + "\n"
        some = {kind: paths[number % len(paths)] for kind, paths in kinds.items()}
        if share < 30:
            made = "txt", text.encode()
        elif share < 45:
            made = "txt", text.encode("gb18030")
        elif share < 50:
            made = "txt", text.encode("utf-16")
        elif share < 68:
            made = "html", pages[number % len(pages)] + b"\n<!-- %d -->" % number
        elif share < 76:
            made = "md", markdown(taken)
        elif share < 81:
            made = "rtf", rtf(taken)
        elif share < 86:
            made = "docx", docx(taken, PLAIN_RUN, 0)
        elif share < 88:
            made = "docx", copy_archive(some["docx"], number)
        elif share < 91:
            made = "epub", copy_archive(some["epub"], number)
        elif share < 94:
            made = "pdf", open(some["pdf"], "rb").read() + b"\n%% %d\n" % number
        elif share < 95:
            made = "docx", docx(taken, PLAIN_RUN, 0)[:-200]
        elif share < 96:
            made = "jpg", b"\xff\xd8\xff\xe0" + random.randbytes(5000)
        elif share < 97:
            made = "bin", b"\x7fELF" + random.randbytes(3000)
        elif share < 98:
            made = "pdf", open(some["pdf"], "rb").read()[:3000]
        elif share < 99:
            made = "txt", b" \n" * (number // 100)
        else:
            made = "zip", archive(number, [("一/甲.txt", text), ("二.md", markdown(piece(number)))])
        write("%s/%02d 文件夹/%d" % (folder, number % 23, number % 7), "%05d-材料.%s"
              % (number, made[0]), made[1])


def main():
    random.seed(5)
    if sys.argv[1] == "large":
        make_large(*sys.argv[2:4])
    else:
        make_mixed(sys.argv[2], sys.argv[3], int(sys.argv[4]))


main()
