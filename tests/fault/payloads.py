"""Payloads: escape sequences, controls, invisible characters and such as change the direction; what
harmless text stands for them, and whether one has come out.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import re
import unicodedata

PAYLOADS = [
    '\033]52;c;ZWNobw==\a', '\u202e\u2066\u2069', '\x9b31m\x9d0;x\x9c', '\x7f\b\b',
    '\033[2J\033[H', '\033]0;title\033\\', '\033]2;title\a', '\033[21t', '\033[6n', '\033[c', '\033[>c',
    '\033[5n', '\033[?1049l', '\033c', '\033#8', '\033(0qqq', '\033P$q"p\033\\', '\033P+q544e\033\\',
    '\033_Gi=1;QQ\033\\', '\033^private\033\\', '\033Xstring\033\\', '\033[?2004l', '\033[?1000h',
    '\033]11;?\033\\', '\033]4;1;?\a', '\033]8;;http://a/\033\\link\033]8;;\033\\',
    '\033]1337;ReportCellSize\a', '\033]50;?\a', '\033]777;notify;a;b\a', '\033[3;5r', '\033[4h',
    '\x0e\x0f', '\x05', '\x18\x1a', '\x90q\x9c', '\x84\x8d\x8e', '\u200b\u200e\u200f', '\u2060\ufeff\u00ad',
    '\u061c\u202a\u202c', '\U000e0001\U000e0041\U000e007f', '\ufff9a\ufffab\ufffb', '\u180e\u115f\u3164',
    '\udc9b31m', '\udcff\udcfe',
]


def is_hostile(char):
    """Controls, and what is invisible or turns text around (Cc, Cf and their kind)."""
    return unicodedata.category(char) in ('Cc', 'Cf') or char in '\u115f\u1160\u3164\uffa0\u2028\u2029'


def mark(char):
    if '\udc80' <= char <= '\udcff':
        return '\ufffd'  # a byte that is no UTF-8
    if not is_hostile(char):
        return char
    if char < ' ' or char == '\x7f':
        return '^' + chr(ord(char) ^ 0x40)
    return '<U+%04X>' % ord(char)


def get_twin(payload):
    return ''.join(map(mark, payload))


# ---- what must not come out

HOSTILE_BYTES = re.compile('[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e'
                           '\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e00ff]')
# Each sequence and control that is sent to a terminal.
PIECE = re.compile(rb'\033(?:\[[0-?]*[ -/]*[@-~]|\][^\a\033]*(?:\a|\033\\\\)|[ -/]*[0-~])|[\0-\x1f]')


def find_harm(output):
    """What a terminal would act on, or hide, in the output of a verb; "" for nothing."""
    try:
        output.decode('utf-8')
    except UnicodeDecodeError as error:
        return 'no UTF-8: %r' % output[max(error.start - 30, 0):error.end + 10]
    text = output.replace(b'\r\n', b'\n').decode('utf-8')
    found = HOSTILE_BYTES.search(text)
    return 'U+%04X in %r' % (ord(found.group()), text[max(found.start() - 30, 0):found.end() + 10]) if found else ''


def find_harm_on_screen(output, *fields):
    """The same for a screen, which is full of sequences: those in their places are the program's.
    `fields` are what was to be shown, payloads with the characters beside them."""
    for field in fields:
        if field.encode('utf-8', 'surrogateescape') in output:
            return '%r as it is' % field
    titles = [one for one in PIECE.findall(output) if re.match(rb'\033\][012];', one)]
    return 'the title %r' % titles[0] if titles else find_harm(PIECE.sub(b' ', output))
