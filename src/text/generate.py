#!/usr/bin/env python3
"""Makes the tables of the room text from Unicode data and OpenCC.

    generate.py DIRECTORY      writes class_table.c, common_table.c, fold_table.c and
                               pinyin_table.c there

Sources, versions and licences: README.md beside this file. Python 3, standard library.
SPDX-License-Identifier: GPL-3.0-or-later
"""

import bz2
import os
import re
import subprocess
import sys
import unicodedata

UNICODE = os.environ.get("UNICODE_DATA", "/usr/share/unicode")
END = 0x110000
CLASS_SHIFT, FOLD_SHIFT, PINYIN_SHIFT, COMMON_SHIFT = 7, 5, 6, 6
COMMON = os.path.join(os.path.dirname(os.path.abspath(__file__)), "common.txt")


# ---- reading -----------------------------------------------------------------------

def fields(name):
    """Rows of a Unicode data file, without comments, split at semicolons."""
    with open(os.path.join(UNICODE, name), encoding="utf-8") as file:
        for row in file:
            row = row.split("#")[0].strip()
            if row:
                yield [field.strip() for field in row.split(";")]


def span(field):
    first, _, last = field.partition("..")
    return range(int(first, 16), int(last or first, 16) + 1)


def prop(name, default, column=1):
    """A property of every code point, as a list."""
    values = [default] * END
    for row in fields(name):
        for codepoint in span(row[0]):
            values[codepoint] = row[column]
    return values


def members(name, value):
    return {c for row in fields(name) if row[1] == value for c in span(row[0])}


def unihan(name, wanted):
    """{property: {code point: value}} of a Unihan file."""
    found = {key: {} for key in wanted}
    with bz2.open(os.path.join(UNICODE, name + ".txt.bz2"), "rt", encoding="utf-8") as file:
        for row in file:
            if row.startswith("U+"):
                codepoint, key, value = row.rstrip("\n").split("\t")
                if key in found:
                    found[key][int(codepoint[2:], 16)] = value
    return found


class Data:
    """What the Unicode Character Database says, one list or set a property."""

    def __init__(self):
        self.category = ["Cn"] * END
        self.decomposition = {}
        self.numeric = {}
        first = None
        for row in fields("UnicodeData.txt"):
            codepoint = int(row[0], 16)
            start = first if row[1].endswith(", Last>") else codepoint
            first = codepoint if row[1].endswith(", First>") else None
            for c in range(start, codepoint + 1):
                self.category[c] = row[2]
            if row[5]:
                self.decomposition[codepoint] = row[5].split()
            if row[8].isdigit():
                self.numeric[codepoint] = int(row[8])
        self.east_asian = prop("EastAsianWidth.txt", "N")
        self.cluster = prop("auxiliary/GraphemeBreakProperty.txt", "Other")
        self.line = prop("LineBreak.txt", "XX")
        self.script = prop("Scripts.txt", "Unknown")
        self.ignorable = members("DerivedCoreProperties.txt", "Default_Ignorable_Code_Point")
        self.white = members("PropList.txt", "White_Space")
        self.bidi = members("PropList.txt", "Bidi_Control")
        self.variation = members("PropList.txt", "Variation_Selector")


# ---- folding -----------------------------------------------------------------------

def convert(script, characters):
    """Per character, what `opencc -c t2s` or `s2t` makes of it."""
    text = "".join(chr(c) + "\n" for c in characters)
    done = subprocess.run(["opencc", "-c", script], input=text.encode(), check=True,
                          stdout=subprocess.PIPE).stdout.decode().split("\n")
    return {c: ord(new) for c, new in zip(characters, done) if len(new) == 1}


def variants(han):
    """Characters outside GB 2312 whose only Z- or semantic variant is inside it."""
    source = unihan("Unihan_IRGSources", ["kIRG_GSource"])["kIRG_GSource"]
    inside = {c for c, value in source.items() if value.startswith("G0-")}
    data = unihan("Unihan_Variants", ["kSimplifiedVariant", "kZVariant", "kSemanticVariant"])
    found = {}
    for key in ("kSimplifiedVariant", "kZVariant", "kSemanticVariant"):
        for c, value in data[key].items():
            targets = {int(t[2:].split("<")[0], 16) for t in value.split()} - {c}
            common = targets & inside
            if c in han and c not in inside and c not in found and len(common) == 1:
                found[c] = common.pop()
    return found


def make_fold(data):
    """{code point: search form}, 0 for what search ignores."""
    han = [c for c in range(END) if data.script[c] == "Han"]
    steps = variants(set(han))
    steps.update({c: t for c, t in convert("t2s", han).items() if c != t})
    for c, t in convert("s2t", han).items():  # 锺 is written 鍾, which is written 钟
        if c not in steps and steps.get(t, t) != c and t != c:
            steps[c] = t
    case = {int(row[0], 16): int(row[2], 16) for row in fields("CaseFolding.txt")
            if row[1] in "CS"}
    for row in fields("EquivalentUnifiedIdeograph.txt"):
        for c in span(row[0]):
            if 0x2E80 <= c <= 0x2FDF:
                steps[c] = int(row[1], 16)
    for c in (0x25CB, 0x25EF):  # circles typed for zero
        steps[c] = 0x3007

    def decompose(c):
        parts = data.decomposition.get(c)
        if not parts:
            return c
        kind = parts[0] if parts[0].startswith("<") else ""
        parts = [int(p, 16) for p in parts[bool(kind):]]
        if not kind:  # canonical: Latin and Greek lose their marks, kana and others not
            if len(parts) == 1 or data.script[parts[0]] in ("Latin", "Greek"):
                return parts[0]
            return c
        if kind in ("<compat>", "<circle>", "<font>", "<super>", "<sub>", "<wide>",
                    "<narrow>", "<square>", "<vertical>"):
            parts = [p for p in parts if chr(p) not in "().,"] if len(parts) > 1 else parts
            if len(parts) == 1:
                return parts[0]
        return c

    def is_ignored(c):
        # Hangul fillers stay out of search like every other default ignorable.
        return (c in data.ignorable or c in data.bidi or 0xFFF9 <= c <= 0xFFFB or
                c == 0x00AD or
                (data.category[c] in ("Mn", "Me") and
                 (data.script[c] == "Inherited" or 0x3099 <= c <= 0x309A)))

    fold = {}
    for c in range(END):
        if is_ignored(c):
            fold[c] = 0
            continue
        now, seen = c, set()
        while now not in seen:
            seen.add(now)
            now = case.get(now, now)
            now = steps[now] if now in steps else decompose(now)
        if now != c:
            fold[c] = 0 if is_ignored(now) else now
    for c in list(fold):
        target = fold[c]
        while target and fold.get(target, target) != target:
            target = fold[target]
        fold[c] = target
        if target == c:
            del fold[c]
    return fold


# ---- classes -----------------------------------------------------------------------

UNITS = ("年月日时時分秒元角万萬亿億千百度号號周岁歲倍米吨亩畝斤里"
         "个個项項条條次名人件家户戶届屆位种種类類章节節页頁")
MARKS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029,
         *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
BLANKS = [0x09, 0x0A, 0x0D]
FORBIDDEN_BY_ASCII = {",": "MID", ".": "MID", ":": "MID", ";": "MID", "!": "MID",
                      "?": "MID", "%": "MID", "-": "JOIN", "/": "JOIN", "~": "JOIN",
                      '"': "QUOTE", "'": "QUOTE", "$": "ALPHA", "+": "ALPHA",
                      "\\": "ALPHA", "|": "ALPHA", "<": "ALPHA", ">": "ALPHA"}


def is_hostile(data, c):
    """What acts on a terminal, turns text around, or hides in it. Selectors and joiners give
    letters and emoji their form: they are hostile where there is nothing to give one to."""
    if c in BLANKS:
        return False
    keeps_form = c in data.variation or c in (0x200C, 0x200D, 0x034F)
    return (c in MARKS or c in data.bidi or 0xFFF9 <= c <= 0xFFFB or 0xE0000 <= c < 0xE0100 or
            c in data.ignorable and not keeps_form)


def cluster_class(data, c):
    """Grapheme_Cluster_Break, but what is drawn as a mark or is a letter stands alone."""
    given = data.cluster[c].upper()
    if given == "PREPEND":
        return "OTHER"
    if given == "EXTEND" and is_hostile(data, c):
        return "CONTROL"
    return "SELECTOR" if c in data.variation or c in (0x200C, 0x034F) else given


def width_class(data, c):
    category, width = data.category[c], data.east_asian[c]
    if c in BLANKS:
        return "BLANK"
    if is_hostile(data, c) and c < 0xE01F0 or category == "Cf" and c not in data.ignorable:
        return "MARK"
    if c in data.ignorable and not is_hostile(data, c):
        return "DROPPED"
    if category in ("Mn", "Me") or 0x1160 <= c <= 0x11FF or 0xD7B0 <= c <= 0xD7FF:
        return "ZERO"
    if category in ("Cn", "Co", "Cs") or 0x31350 <= c <= 0x323AF:
        return "REPLACED"  # no terminal agrees on them, few fonts have them
    if 0x1F1E6 <= c <= 0x1F1FF or 0x3248 <= c <= 0x324F or 0x4DC0 <= c <= 0x4DFF:
        return "REPLACED"
    return {"W": "WIDE", "F": "WIDE", "A": "AMBIGUOUS"}.get(width, "NARROW")


def wrap_class(data, c, width):
    line, category, char = data.line[c], data.category[c], chr(c)
    if c in (0x0A, 0x0D):
        return "NEWLINE"
    if c == 0x09:
        return "SPACE"
    if width == "MARK":
        return "HAN"
    if width in ("ZERO", "DROPPED"):
        return "EXTEND"
    if c < 0x80 and char in FORBIDDEN_BY_ASCII:
        return FORBIDDEN_BY_ASCII[char]
    if char in "“‘":
        return "OPEN"
    if char in "”’．":
        return "MID"
    if char == "–" or char == "‐":
        return "JOIN"
    if char in "—―⸺⸻":
        return "DASH"
    if char in "…‥⋯":
        return "ELLIPSIS"
    if char in UNITS or 0x3371 <= c <= 0x33DF or c == 0x33FF:
        return "UNIT"
    if char == "第" or (line == "PR" and c > 0x7F):
        return "PREFIX"
    if char in "·・‧･•/／～〜﹏％‰°′″℃℉" and char != "•":
        return "CLOSE"
    if line in ("CL", "CP", "EX", "NS", "CJ", "PO") or category in ("Pe", "Pf"):
        return "CLOSE"
    if line == "OP" or category in ("Ps", "Pi"):
        return "OPEN"
    if line in ("GL", "WJ"):
        return "GLUE"
    if line in ("SP", "ZW") or category == "Zs":
        return "SPACE"
    if line == "NU" or 0xFF10 <= c <= 0xFF19:
        return "DIGIT"
    if line == "RI" or 0xFF21 <= c <= 0xFF3A or 0xFF41 <= c <= 0xFF5A:
        return "ALPHA"
    if width in ("WIDE", "REPLACED") or line in ("ID", "EB", "EM", "AI"):
        return "HAN"
    return "ALPHA"


def is_cjk(data, c):
    return data.category[c][0] in "LN" and (
        data.script[c] in ("Han", "Hiragana", "Katakana", "Hangul", "Bopomofo") and
        data.category[c] != "No" or c == 0x30FC or c == 0xFF70)


def is_space(data, c):
    return c in data.white or c in (0x200B, 0xFEFF)


def token_class(data, fold, c):
    target = fold.get(c, c)
    if c and target == 0:
        return "IGNORED"
    if is_space(data, c) or data.category[c] == "Cc":
        return "BLANK"
    category = data.category[target]
    if is_cjk(data, target) or data.script[target] == "Han":
        return "CJK"
    if category in ("Cn", "Co", "Cs"):
        return "CJK"  # a rare character in private use is still one character
    if category[0] in "PS":
        return "PUNCTUATION"
    return "WORD" if category[0] in "LMN" else "IGNORED"


def flags(data, c):
    category, char = data.category[c], chr(c)
    found = []
    if data.script[c] == "Han":
        found.append("HAN")
    if data.script[c] == "Han" or is_cjk(data, c):
        found.append("CJK")
    if is_space(data, c):
        found.append("SPACE")
    if category[0] in "PS" and data.script[c] != "Han":
        found.append("PUNCTUATION")
    if category in ("Ps", "Pi"):
        found.append("OPENING")
    if category in ("Pe", "Pf"):
        found.append("CLOSING")
    if is_hostile(data, c):
        found.append("HOSTILE")
    if category[0] == "N" and c in data.numeric:
        found.append("DIGIT")
    return found


# ---- substitutes -------------------------------------------------------------------

SAFE = {}
for pairs in (
    "“〝 ”〞 ‘' ’' –- —- ―- ‐- ‖|| ․. ‥.. ….. ‧・ ·・ •* †+ ‡+ ‰%o ′' ″\" ‵` ※＊ ‾- °゜ ×x ÷/ ±+-",
    "¡! ¿? ¤o §S ¨\" ªa º゜ ®(R) ´' ¶P ¸, ¼1/4 ½1/2 ¾3/4 €EUR ℃゜C ℉゜F ℅c/o ℓl №No. ℡Tel ™(TM)",
    "ΩO ÅA ⅓1/3 ⅔2/3 ⅛1/8 ⅜3/8 ⅝5/8 ⅞7/8 ↉0/3 ←<- ↑^ →-> ↓v ↔<-> ↕^v ↖<^ ↗^> ↘v> ↙<v",
    "⇒=> ⇔<=> ⇧^ ∀A ∂d ∃E ∇V ∈E ∋E ∏P ∑S ∕/ √V ∝~ ∞oo ∟L ∠L ∣| ∥|| ∧^ ∨v ∩n ∪u ∫S ∬SS ∮S",
    "∴:. ∵.: ∶: ∷:: ∼~ ∽~ ≈~ ≌~ ≒~ ≠!= ≡= ≤<= ≥>= ≦<= ≧>= ≪<< ≫>> ≮!< ≯!> ⊂C ⊃D ⊆C ⊇D ⊕(+) ⊙(.)",
    "⊥T ⌒^ ■＃ □[] ▲＾ △＾ ▶> ▷> ▼v ▽v ◀< ◁< ◆<> ◇<> ◈<> ○〇 ◎〇 ●＊ ◐〇 ◑〇 ◯〇 ★＊ ☆＊ ☉〇",
    "☎Tel ☏Tel ☜<- ☞-> ♀F ♂M ♩d ♪d ♬d ♭b ♯# ✽＊ ÆAE ÐD ØO ÞTh ßss æae ðd øo þth đd ĦH ħh ıi",
    "ĲIJ ĳij ĸk ĿL ŀl ŁL łl ŉ'n ŊNg ŋng ŒOE œoe ŦT ŧt ɑa ɡg ˇv ˉ- ˊ' ˋ` ˍ_ ː: ˘u ˙. ˚゜ ˛, ˝\" ˟x ˄^",
    "ΑA ΒB ΓG ΔD ΕE ΖZ ΗH ΘTh ΙI ΚK ΛL ΜM ΝN ΞX ΟO ΠP ΡR ΣS ΤT ΥY ΦPh ΧCh ΨPs ΩO",
    "αa βb γg δd εe ζz ηh θth ιi κk λl μm νn ξx οo πp ρr σs τt υy φph χch ψps ωo",
    "АA БB ВV ГG ДD ЕE ЁE ЖZh ЗZ ИI ЙJ КK ЛL МM НN ОO ПP РR СS ТT УU ФF ХKh ЦC ЧCh ШSh ЩShch Ъ\" ЫY Ь' ЭE ЮYu ЯYa",
    "аa бb вv гg дd еe ёe жzh зz иi йj кk лl мm нn оo пp рr сs тt уu фf хkh цc чch шsh щshch ъ\" ыy ь' эe юyu яya",
):
    for pair in pairs.split():
        SAFE[ord(pair[0])] = pair[1:]


def box(c):
    if c in (0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x254D):
        return "-"
    if c in (0x2502, 0x2503, 0x2506, 0x2507, 0x250A, 0x250B, 0x2551):
        return "|"
    if c == 0x2550:
        return "="
    return {0x2571: "/", 0x2572: "\\", 0x2573: "X"}.get(c, "+")


def safe_substitute(data, c):
    """What AMBIGUOUS_SAFE draws for an ambiguous code point."""
    if c in SAFE:
        return SAFE[c]
    if 0x2500 <= c <= 0x2573:
        return box(c)
    if 0x2580 <= c <= 0x2595:
        return "#"
    if 0x1F150 <= c <= 0x1F169 or 0x1F170 <= c <= 0x1F189:
        return "(%c)" % (65 + (c - 0x1F150) % 32)
    parts = data.decomposition.get(c, [])
    kind = parts[0] if parts and parts[0].startswith("<") else ""
    text = "".join(chr(int(p, 16)) for p in parts[bool(kind):])
    if parts and not kind:
        base = chr(int(parts[0], 16))
        return base if base.isascii() else safe_substitute(data, ord(base))
    if text.isascii() and text:
        return {"<circle>": "(%s)", "<square>": "[%s]"}.get(kind, "%s") % text
    if c in data.numeric and data.category[c] == "No":
        return "(%d)" % data.numeric[c]
    return "?" if c == 0xFFFD else "〓"


def replacement(data, c):
    """What is always drawn in place of a REPLACED code point."""
    if 0x1F1E6 <= c <= 0x1F1FF:
        return chr(65 + c - 0x1F1E6)
    if 0x3248 <= c <= 0x324F:
        return "(%d)" % data.numeric[c]
    return None  # 〓


def mark(c):
    if c < 0x20 or c == 0x7F:
        return "^" + chr(c ^ 0x40)
    return "<U+%04X>" % c


# ---- writing -----------------------------------------------------------------------

HEAD = """/* %s
 * Generated by generate.py; do not edit. Sources: README.md.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "text/tables.h"

/* clang-format off */
"""


def c_string(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def c_array(declaration, values, form="%d"):
    rows, row = [], "   "
    for value in values:
        item = " " + form % value + ","
        if len(row) + len(item) > 88:
            rows.append(row)
            row = "   "
        row += item
    rows.append(row)
    return "%s = {\n%s\n};\n" % (declaration, "\n".join(rows))


def trie(name, kind, values, shift):
    """Two-stage table: name_blocks[c >> shift] picks a block of name_values."""
    size, blocks, index = 1 << shift, {}, []
    for start in range(0, len(values), size):
        block = tuple(values[start:start + size])
        block += (0,) * (size - len(block))
        index.append(blocks.setdefault(block, len(blocks)))
    flat = [value for block in blocks for value in block]
    index_kind = "uint8_t" if len(blocks) <= 256 else "uint16_t"
    return (c_array("const %s %s_blocks[%d]" % (index_kind, name, len(index)), index) +
            c_array("const %s %s_values[%d]" % (kind, name, len(flat)), flat))


def write(directory, name, title, parts):
    with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
        file.write(HEAD % title + "\n" + "\n".join(parts))


def write_classes(directory, data, fold):
    records, values, widths = {}, [], []
    for c in range(END):
        width = width_class(data, c)
        record = (width, cluster_class(data, c), wrap_class(data, c, width),
                  token_class(data, fold, c), tuple(flags(data, c)))
        widths.append(width)
        values.append(records.setdefault(record, len(records)))
    assert len(records) <= 256, len(records)
    rows = ["const TextClass text_classes[%d] = {" % len(records)]
    for width, cluster, wrap, token, bits in records:
        bits = " | ".join("FLAG_" + bit for bit in bits) or "0"
        rows.append("    {WIDTH_%s, GCB_%s, WRAP_%s, WORDING_%s, %s}," %
                    (width, cluster, wrap, token, bits))
    rows.append("};\n")

    columns = {"NARROW": 1, "WIDE": 2}

    def entry(c, text):
        for char in text:
            assert widths[ord(char)] in columns, (hex(c), text)
        return "    {0x%05X, %d, %s}," % (
            c, sum(columns[widths[ord(char)]] for char in text), c_string(text))

    drawn = []
    for c in range(END):
        text = (safe_substitute(data, c) if widths[c] == "AMBIGUOUS" else
                replacement(data, c) if widths[c] == "REPLACED" else
                mark(c) if widths[c] in ("MARK", "DROPPED") else None)
        if text and text != "〓":
            drawn.append(entry(c, text))
    substitutes = (["const TextSubstitute text_substitutes[%d] = {" % len(drawn)] + drawn +
                   ["};", "const size_t text_substitute_count = %d;\n" % len(drawn)])
    write(directory, "class_table.c", "Classes of code points, and what stands in for some.",
          [trie("text_class", "uint8_t", values, CLASS_SHIFT), "\n".join(rows),
           "\n".join(substitutes)])


def write_fold(directory, fold):
    targets, end = {}, 0x32000
    values = [0] * end
    for c, target in fold.items():
        if c >= end:  # tags and selectors of plane 14
            assert target == 0
            continue
        values[c] = targets.setdefault(target, len(targets) + 1)
    write(directory, "fold_table.c", "Search forms of code points.",
          ["const uint32_t fold_end = 0x%X;\n" % end,
           trie("fold", "uint16_t", values, FOLD_SHIFT),
           c_array("const uint32_t fold_targets[%d]" % (len(targets) + 1),
                   [0] + list(targets), "0x%X")])


def write_common(directory, fold):
    with open(COMMON, encoding="utf-8") as file:
        common = [ord(char) for char in "".join(file.read().split())]
    assert len(set(common)) == len(common) < 256 and not fold.keys() & set(common)
    end = 0xA000
    values = [0] * end
    for rank, c in enumerate(common):
        values[c] = rank + 1
    write(directory, "common_table.c", "Which Han are the most frequent.",
          ["const uint32_t common_end = 0x%X;\n" % end,
           trie("common", "uint8_t", values, COMMON_SHIFT)])


# ---- readings ----------------------------------------------------------------------

TONES = {"\u0304": 1, "\u0301": 2, "\u030C": 3, "\u0300": 4}


def reading(text):
    """("fa", 1) for fā; ü is v, as people type it."""
    tone, letters = 0, ""
    for char in unicodedata.normalize("NFD", text.strip()):
        if char in TONES:
            tone = TONES[char]
        elif char == "\u0308":
            letters = letters[:-1] + "v"
        elif char.isascii() and char.isalpha():
            letters += char.lower()
    return (letters, tone) if letters else None


def gather_readings():
    """{code point: ordered {reading: is it common}}, the usual one first."""
    data = unihan("Unihan_Readings", ["kMandarin", "kHanyuPinlu", "kXHC1983", "kTGHZ2013",
                                      "kHanyuPinyin"])
    found = {}
    for key, is_common in (("kMandarin", True), ("kHanyuPinlu", True), ("kTGHZ2013", True),
                           ("kXHC1983", True), ("kHanyuPinyin", False)):
        for c, value in data[key].items():
            for item in value.split():
                item = re.sub(r"\(\d+\)$", "", item).split(":")[-1]
                for text in item.split(","):
                    one = reading(text)
                    if one:
                        found.setdefault(c, {}).setdefault(one, is_common)
    return found


def write_pinyin(directory):
    readings = gather_readings()
    strokes = unihan("Unihan_IRGSources", ["kTotalStrokes"])["kTotalStrokes"]
    syllables = sorted({one[0] for found in readings.values() for one in found})
    number = {syllable: i for i, syllable in enumerate(syllables)}
    longest = max(map(len, syllables))
    assert longest <= 6 and len(syllables) * 5 < 1 << 13

    sets, pool, offsets = {}, [], [0]
    end = max(readings) + 1
    values, stroke_values = [0] * end, [0] * end
    for c in sorted(readings):
        found = readings[c]
        items = tuple((number[s] * 5 + tone) | (0x4000 if common else 0)
                      for (s, tone), common in found.items())
        if items not in sets:
            sets[items] = len(offsets)
            offsets.append(len(pool))
            pool += items[:-1] + (items[-1] | 0x8000,)
        values[c] = sets[items]
        stroke_values[c] = min(255, int(strokes.get(c, "0").split()[0]))
    assert len(offsets) < 1 << 16 and len(pool) < 1 << 16
    write(directory, "pinyin_table.c", "Readings and strokes of Han.",
          [c_array("const char pinyin_syllables[%d][7]" % len(syllables),
                   [c_string(s) for s in syllables], "%s"),
           "const uint32_t pinyin_end = 0x%X;\n" % end,
           trie("pinyin_set", "uint16_t", values, PINYIN_SHIFT),
           c_array("const uint16_t pinyin_offsets[%d]" % len(offsets), offsets),
           c_array("const uint16_t pinyin_pool[%d]" % len(pool), pool),
           trie("pinyin_strokes", "uint8_t", stroke_values, PINYIN_SHIFT)])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = Data()
    fold = make_fold(data)
    write_classes(sys.argv[1], data, fold)
    write_fold(sys.argv[1], fold)
    write_common(sys.argv[1], fold)
    write_pinyin(sys.argv[1])


if __name__ == "__main__":
    main()
