#!/usr/bin/env python3
"""What other programs make of the files that piyue exports.

The W3C rules are those of the Recommendation "Web Annotation Data Model" (23 February
2017), by section; nothing here knows how piyue writes them.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import html.parser
import io
import json
import re
import sys
import xml.etree.ElementTree as tree
import zipfile

ANNO = "http://www.w3.org/ns/anno.jsonld"
MOTIVATIONS = set("assessing bookmarking classifying commenting describing editing highlighting "
                  "identifying linking moderating questioning replying tagging".split())
IRI = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$")
DATE_TIME = re.compile(r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
TEXT_DIRECTIONS = {"ltr", "rtl", "auto"}
failures = []


def need(condition, what):
    if not condition:
        failures.append(what)


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


# ---- W3C Web Annotation Data Model ------------------------------------------------


def is_iri(value):
    return isinstance(value, str) and bool(IRI.match(value))


def check_context(value, where):  # 3.1: 1 or more, and the anno context is one of them
    need(ANNO in as_list(value), f"{where}: @context lacks {ANNO}")


def check_agent(agent, where):  # 3.3.1
    if isinstance(agent, str):
        need(is_iri(agent), f"{where}: an agent that is a string is an IRI")
        return
    need(isinstance(agent, dict), f"{where}: an agent is an IRI or an object")
    for kind in as_list(agent.get("type")):
        need(kind in {"Person", "Organization", "Software", "Organisation"} or ":" in kind,
             f"{where}: agent type {kind}")
    need(isinstance(agent.get("name", ""), (str, list)), f"{where}: name of an agent")


def check_life(thing, where):  # 3.3
    for name in ("created", "modified", "generated"):
        if name in thing:
            need(isinstance(thing[name], str) and DATE_TIME.match(thing[name]),
                 f"{where}: {name} is one xsd:dateTime with a time zone")
    for name in ("creator", "generator"):
        for agent in as_list(thing.get(name)):
            check_agent(agent, f"{where}.{name}")


def check_selector(selector, where):  # 4.2
    need(isinstance(selector, dict), f"{where}: a selector is an object")
    kind = selector.get("type")
    if kind == "TextQuoteSelector":  # 4.2.4: exactly 1 exact, 0 or 1 prefix and suffix
        need(isinstance(selector.get("exact"), str), f"{where}: exact is one string")
        for name in ("prefix", "suffix"):
            need(isinstance(selector.get(name, ""), str), f"{where}: {name} is a string")
    elif kind == "TextPositionSelector":  # 4.2.5: non-negative integers
        start, end = selector.get("start"), selector.get("end")
        need(type(start) is int and type(end) is int and 0 <= start <= end,
             f"{where}: start and end are non-negative integers in order")
    else:
        need(kind in {"FragmentSelector", "CssSelector", "XPathSelector",
                      "DataPositionSelector", "SvgSelector", "RangeSelector"},
             f"{where}: unknown selector {kind}")


def check_body(body, where):  # 3.2
    if isinstance(body, str):
        need(is_iri(body), f"{where}: a body that is a string is an IRI")
        return
    if body.get("type") == "TextualBody" or "value" in body:  # 3.2.4
        need("TextualBody" in as_list(body.get("type")), f"{where}: type TextualBody")
        need(isinstance(body.get("value"), str), f"{where}: exactly one value")
    if "format" in body:
        need(re.match(r"^[\w.+-]+/[\w.+-]+$", body["format"]), f"{where}: format is a media type")
    if "textDirection" in body:
        need(body["textDirection"] in TEXT_DIRECTIONS, f"{where}: textDirection")
    for purpose in as_list(body.get("purpose")):  # 3.3.5
        need(purpose in MOTIVATIONS or ":" in purpose, f"{where}: purpose {purpose}")


def check_target(target, where):  # 3.2, 4.1
    if isinstance(target, str):
        need(is_iri(target), f"{where}: a target that is a string is an IRI")
        return
    source = target.get("source")
    need(is_iri(source) or (isinstance(source, dict) and is_iri(source.get("id"))) or
         is_iri(target.get("id")), f"{where}: exactly one source, an IRI or with an id")
    for i, selector in enumerate(as_list(target.get("selector"))):
        check_selector(selector, f"{where}.selector[{i}]")


def check_annotation(annotation, where, is_top):
    if is_top:
        check_context(annotation.get("@context"), where)
    need(is_iri(annotation.get("id")), f"{where}: exactly one id, an IRI")
    need("Annotation" in as_list(annotation.get("type")), f"{where}: type Annotation")
    need("target" in annotation, f"{where}: one or more targets")
    for i, target in enumerate(as_list(annotation.get("target"))):
        check_target(target, f"{where}.target[{i}]")
    need(not ("body" in annotation and "bodyValue" in annotation),
         f"{where}: bodyValue stands only where there is no body")
    for i, body in enumerate(as_list(annotation.get("body"))):
        check_body(body, f"{where}.body[{i}]")
    for motivation in as_list(annotation.get("motivation")):  # 3.3.5
        need(motivation in MOTIVATIONS or ":" in motivation, f"{where}: motivation {motivation}")
    check_life(annotation, where)


def check_keys(value, prefixes, where):
    """Own terms are under a prefix that the context declares."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if ":" in key:
                need(key.split(":")[0] in prefixes, f"{where}: prefix of {key} is not declared")
            check_keys(inner, prefixes, where)
    for inner in value if isinstance(value, list) else []:
        check_keys(inner, prefixes, where)


def check_collection(collection):  # 5.1, 5.2
    where = "collection"
    check_context(collection.get("@context"), where)
    need("AnnotationCollection" in as_list(collection.get("type")), f"{where}: type")
    need(is_iri(collection.get("id")), f"{where}: exactly one id")
    need(isinstance(collection.get("label"), str), f"{where}: should have a label")
    page = collection.get("first")
    need(isinstance(page, dict), f"{where}: exactly one first page")
    need("AnnotationPage" in as_list(page.get("type")), "page: type")
    need(is_iri(page.get("id")), "page: exactly one id")
    need(page.get("startIndex", 0) == 0, "page: the first begins at 0")
    items = page.get("items")
    need(isinstance(items, list) and items, "page: items is a list that is not empty")
    need(collection.get("total") == len(items), f"{where}: total is the number of items")
    ids = [item.get("id") for item in items]
    need(len(set(ids)) == len(ids), f"{where}: ids are unique")
    for i, item in enumerate(items):
        check_annotation(item, f"items[{i}]", False)
    prefixes = {key for part in as_list(collection["@context"]) if isinstance(part, dict)
                for key in part}
    check_keys({k: v for k, v in collection.items() if k != "@context"}, prefixes, where)
    return items


# ---- the files -------------------------------------------------------------------

QUOTE = '=HYPERLINK("http://x","y") <script>alert(1)</script> 和 *强调* 还有 [[链接]]'


def read(name):
    with open(f"{sys.argv[1]}/{name}", "rb") as file:
        return file.read()


def check_w3c():
    items = check_collection(json.loads(read("out.json")))
    text = read("paper.txt").decode().replace("\n\n", "\n").rstrip("\n")
    exacts = []
    for item in items:
        selectors = {s["type"]: s for s in item["target"]["selector"]}
        quote, place = selectors["TextQuoteSelector"], selectors["TextPositionSelector"]
        exacts.append(quote["exact"])
        need(text[place["start"]:place["end"]] == quote["exact"],
             f"positions are code points of the text: {quote['exact'][:12]}")
        need(text[:place["start"]].endswith(quote["prefix"]), "the prefix stands before")
        need(text[place["end"]:].startswith(quote["suffix"]), "the suffix stands behind")
    need(QUOTE in exacts, "the hostile quotation is whole")
    notes = [b["value"] for item in items for b in item.get("body", [])]
    need("a\x1b[31mb\u202ec" in notes, "a note with controls is whole in JSON")


def check_csv():
    data = read("out.csv")
    need(data.startswith(b"\xef\xbb\xbf"), "CSV has a byte order mark")
    need(b"\r\n" in data, "CSV rows end in CR LF")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    need(len(rows) == 5, f"CSV has a head and four rows, not {len(rows)}")
    need({len(row) for row in rows} == {len(rows[0])}, "CSV rows have as many cells")
    cells = [cell for row in rows for cell in row]
    need(not any(cell[:1] and cell[0] in "=+-@\t\r" for cell in cells), "no cell is a formula")
    need("'" + QUOTE in cells, "the hostile quotation is one cell")
    need("发现问题当天报告。\n山塘虽小" in cells, "row ends stay in their cell")


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text.append(data)


def check_html(name):
    page = Page()
    page.feed(read(name).decode())
    need("script" not in page.tags, f"{name}: no scripts")
    need(not {"i", "b", "img", "link", "iframe"} & set(page.tags), f"{name}: no foreign tags")
    need(not [a for a, _ in page.attributes if a.startswith("on") or a in ("src", "href")],
         f"{name}: nothing is fetched or run")
    need(QUOTE in "".join(page.text), f"{name}: the hostile quotation is text")


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def check_docx(name):
    with zipfile.ZipFile(io.BytesIO(read(name))) as archive:
        need(archive.testzip() is None, f"{name}: the archive is whole")
        parts = {n: tree.fromstring(archive.read(n)) for n in archive.namelist()}
    need({"[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml",
          "word/comments.xml", "word/_rels/document.xml.rels"} <= set(parts), f"{name}: parts")
    body, comments = parts["word/document.xml"], parts["word/comments.xml"]
    styles = {s.get(W + "styleId"): s.find(W + "name").get(W + "val")
              for s in parts["word/styles.xml"].iter(W + "style")}
    used = {s.get(W + "val") for s in body.iter(W + "pStyle")}
    need(used <= set(styles), f"{name}: styles that are used are there: {used - set(styles)}")
    need(styles.get("Heading1") == "heading 1" and "Heading1" in used, f"{name}: headings")
    ids = [c.get(W + "id") for c in comments.iter(W + "comment")]
    for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        need(sorted(m.get(W + "id") for m in body.iter(W + mark)) == sorted(ids),
             f"{name}: {mark} for each comment")
    text = "\n".join("".join(t.text or "" for t in p.iter(W + "t"))
                     for p in body.iter(W + "p"))
    need(QUOTE in text, f"{name}: the hostile quotation is text")
    said = "\n".join("".join(t.text or "" for t in p.iter(W + "t"))
                     for p in comments.iter(W + "p"))
    need("要*问*\n第二行" in said and "#提案/办理" in said, f"{name}: notes are comments")


def check_clean():
    for name in ("out.md", "out.org", "out.html", "out.csv", "out.txt", "out.json", "out.jsonl",
                 "own.tex", "whole.md", "whole.html"):
        text = read(name).decode("utf-8")
        need("\x1b" not in text and "\u202e" not in text, f"{name}: nothing a terminal acts on")
    need("\n=HYPER" not in read("out.md").decode(), "Markdown rows begin with no rule")
    need("\\<script>" in read("out.md").decode(), "Markdown has no foreign tags")
    need(r"$" not in read("own.tex").decode(), "LaTeX has no foreign mathematics")


if __name__ == "__main__":
    check_w3c()
    check_csv()
    check_html("out.html")
    check_html("whole.html")
    check_docx("out.docx")
    check_docx("whole.docx")
    check_clean()
    print("\n".join(failures) or "all right")
    sys.exit(bool(failures))
