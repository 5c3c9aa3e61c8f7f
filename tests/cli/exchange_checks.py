#!/usr/bin/env python3
"""What other programs make of the files that piyue exports.

    exchange_checks.py DIR        the files that tests/cli/exchange.sh wrote there
    exchange_checks.py --w3c FILE…  nothing but the rules of the W3C's model

These are in w3c_annotation.rules beside this file; nothing here knows how piyue writes.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import copy
import csv
import html.parser
import io
import json
import os
import re
import sys
import xml.etree.ElementTree as tree
import zipfile

IRI = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+$")
DATE_TIME = re.compile(r"^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
MEDIA = re.compile(r"^[\w.+-]+/[\w.+-]+(;.*)?$")
LANGUAGE = re.compile(r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$")
failures = []


def need(condition, what):
    if not condition:
        failures.append(what)


def as_list(value):
    return value if isinstance(value, list) else [] if value is None else [value]


# ---- W3C Web Annotation Data Model ------------------------------------------------


class Model:
    """The rules of w3c_annotation.rules, and how a file fares by them."""

    def __init__(self, path):
        self.classes, self.terms, self.motivations = {}, set(), set()
        with open(path, encoding="utf-8") as file:
            for row in file:
                cells = row.rstrip("\n").split("\t")
                if not row.strip() or row.startswith("#"):
                    continue
                if cells[0] in ("terms", "motivations"):
                    getattr(self, cells[0]).update(cells[1].split())
                    continue
                name, prop, count, what, which, section = cells
                self.classes.setdefault(name, {})[prop] = (count, what, which.split(), section)
        self.faults = []

    def fault(self, where, what, section=""):
        self.faults.append(f"{where}: {what}" + (f" ({section})" if section else ""))

    def check_value(self, value, what, which, where, section):
        patterns = {"iri": IRI, "dateTime": DATE_TIME, "media": MEDIA, "language": LANGUAGE}
        if what in patterns:
            right = isinstance(value, str) and patterns[what].match(value)
        elif what in ("string", "has"):
            right = isinstance(value, str) or (what == "has" and isinstance(value, dict))
        elif what == "integer":
            right = type(value) is int and value >= 0
        elif what == "one-of":
            right = value in which
        elif what == "motivation":
            right = value in self.motivations or (isinstance(value, str) and ":" in value)
        else:
            return self.check_thing(value, what, where)
        if not right:
            self.fault(where, f"is no {what} {' '.join(which)}: {value!r}", section)

    def choose_class(self, thing, wanted, where):
        types = as_list(thing.get("type"))
        if wanted == "Selector":
            found = [one for one in types if one in self.classes and one.endswith("Selector")]
            if len(found) != 1:
                self.fault(where, f"selector of type {types}", "4.2")
            return found[0] if found else None
        if wanted in ("Body", "Target"):
            return ("TextualBody" if "TextualBody" in types or "value" in thing else
                    "SpecificResource" if "SpecificResource" in types or "source" in thing else
                    "ExternalResource")
        return wanted

    def check_thing(self, thing, wanted, where):
        if isinstance(thing, str):
            if not IRI.match(thing):
                self.fault(where, f"neither an object nor an IRI: {thing!r}")
            return
        if not isinstance(thing, dict):
            self.fault(where, f"no object: {thing!r}")
            return
        name = self.choose_class(thing, wanted, where)
        for prop, rule in self.classes.get(name, {}).items():
            is_inner = prop == "@context" and where != "file"
            if not is_inner:
                self.check_property(thing, prop, rule, f"{where}.{prop}")
        if name == "Annotation" and "body" in thing and "bodyValue" in thing:
            self.fault(where, "bodyValue beside a body", "3.2.5")
        if name == "TextPositionSelector" and not thing.get("start", 0) <= thing.get("end", 0):
            self.fault(where, "ends before it starts", "4.2.5")

    def check_property(self, thing, prop, rule, where):
        count, what, which, section = rule
        values = as_list(thing.get(prop))
        if what == "list-of":
            if not isinstance(thing.get(prop), list) or not values:
                self.fault(where, "is a list that is not empty", section)
            for i, value in enumerate(values):
                self.check_thing(value, which[0], f"{where}[{i}]")
            return
        if len(values) < int(count[0]) or (count in ("1", "0-1") and
                                           (len(values) > 1 or isinstance(thing.get(prop), list))):
            self.fault(where, f"stands {len(values)} times, not {count}", section)
        if what == "has" and not set(which) <= {v for v in values if isinstance(v, str)} and values:
            self.fault(where, f"lacks {' '.join(which)}", section)
        for i, value in enumerate(values):
            self.check_value(value, what, which, f"{where}[{i}]" if len(values) > 1 else where,
                             section)

    def check_terms(self, value, prefixes, where):
        for key, inner in value.items() if isinstance(value, dict) else []:
            if ":" in key and key.split(":")[0] not in prefixes:
                self.fault(where, f"prefix of {key} is not declared", "context")
            elif ":" not in key and key not in self.terms:
                self.fault(where, f"{key} is no term of the context", "context")
            self.check_terms(inner, prefixes, f"{where}.{key}")
        for i, inner in enumerate(value if isinstance(value, list) else []):
            self.check_terms(inner, prefixes, f"{where}[{i}]")

    def check_file(self, collection):
        self.faults = []
        self.check_thing(collection, "AnnotationCollection", "file")
        prefixes = {key for part in as_list(collection.get("@context"))
                    if isinstance(part, dict) for key in part}
        self.check_terms({k: v for k, v in collection.items() if k != "@context"}, prefixes,
                         "file")
        page = collection.get("first") or {"items": []}
        items = page.get("items") if isinstance(page.get("items"), list) else []
        ids = [item.get("id") for item in items if isinstance(item, dict)]
        if len(set(map(str, ids))) != len(ids):
            self.fault("file", "ids are not unique", "3.1")
        if collection.get("total", len(items)) != len(items):
            self.fault("file", "total is not the number of items", "5.1")
        if page.get("startIndex", 0) != 0:
            self.fault("file", "the first page does not begin at 0", "5.2")
        return self.faults


def first_passage(collection):
    return next(item for item in collection["first"]["items"] if item["motivation"] != "replying")


# Each breaks one rule of a file that keeps all of them.
BREAKS = [
    lambda c: c.pop("@context"),
    lambda c: c.update(id="no iri"),
    lambda c: c.update(total=-1),
    lambda c: c.update(total=c["total"] + 1),
    lambda c: c.update(unknown=1),
    lambda c: c.update({"foreign:term": 1}),
    lambda c: c["first"].update(type="Page"),
    lambda c: c["first"].update(items=[]),
    lambda c: c["first"].update(startIndex="0"),
    lambda c: c["first"]["items"].append(first_passage(c)),
    lambda c: first_passage(c).pop("target"),
    lambda c: first_passage(c).pop("id"),
    lambda c: first_passage(c).update(type="Note"),
    lambda c: first_passage(c).update(motivation="liking"),
    lambda c: first_passage(c).update(created="2024-01-05 10:00"),
    lambda c: first_passage(c).update(created=["2024-01-05T10:00:00Z", "2024-01-05T10:00:00Z"]),
    lambda c: first_passage(c).update(creator={"type": "Robot"}),
    lambda c: first_passage(c).update(bodyValue="x", body=[]),
    lambda c: first_passage(c).update(body={"type": "TextualBody"}),
    lambda c: first_passage(c).update(body={"type": "TextualBody", "value": "x", "format": "md"}),
    lambda c: first_passage(c).update(body={"value": "x"}),
    lambda c: first_passage(c)["target"].pop("source"),
    lambda c: first_passage(c)["target"]["selector"][0].pop("exact"),
    lambda c: first_passage(c)["target"]["selector"][0].update(prefix=["a", "b"]),
    lambda c: first_passage(c)["target"]["selector"][0].update(type="TextSelector"),
    lambda c: first_passage(c)["target"]["selector"][1].update(start=1.5),
    lambda c: first_passage(c)["target"]["selector"][1].update(start=9, end=3),
]


def check_model(model, collection, name):
    for fault in model.check_file(collection):
        need(False, f"{name}: {fault}")


def check_breaks(model, collection):
    for i, break_rule in enumerate(BREAKS):
        broken = copy.deepcopy(collection)
        break_rule(broken)
        need(model.check_file(broken), f"the check sees what is broken: {i}")


# ---- the files -------------------------------------------------------------------

QUOTE = '=HYPERLINK("http://x","y") <script>alert(1)</script> 和 *强调* 还有 [[链接]]'


def read(name):
    with open(f"{sys.argv[1]}/{name}", "rb") as file:
        return file.read()


def check_w3c(model):
    collection = json.loads(read("out.json"))
    check_model(model, collection, "out.json")
    check_breaks(model, collection)
    items = [item for item in collection["first"]["items"] if item["motivation"] != "replying"]
    replies = [item for item in collection["first"]["items"] if item["motivation"] == "replying"]
    need([reply["body"][0]["value"] for reply in replies] == ["答复<i>"], "a reply is one")
    need({reply["target"] for reply in replies} <= {item["id"] for item in items},
         "a reply is about a passage")
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
    need("答复<i>" in said, f"{name}: replies are in the comments")
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
    rules = Model(os.path.join(os.path.dirname(os.path.abspath(__file__)), "w3c_annotation.rules"))
    if sys.argv[1] == "--w3c":
        for path in sys.argv[2:]:
            with open(path, encoding="utf-8") as file:
                check_model(rules, json.load(file), path)
    else:
        check_w3c(rules)
        check_csv()
        check_html("out.html")
        check_html("whole.html")
        check_docx("out.docx")
        check_docx("whole.docx")
        check_clean()
    print("\n".join(failures) or "all right")
    sys.exit(bool(failures))
