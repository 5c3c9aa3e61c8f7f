#!/usr/bin/env python3
"""usage: piyue list --json | titles.py FOLDER: do documents bear the title they were given?

FOLDER holds NAME.txt with NAME.outline.tsv (line, level, title, kind, need). Counted are the
documents whose labels have one heading of level 1, within the first 60 lines. A title is
right when it, or what it is a part of, is the heading, blanks and signs aside.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import re
import sys

LINES = 60


def read_label(path):
    """The title of a labelled document, or None."""
    rows = [row.rstrip('\n').split('\t') for row in open(path, encoding='utf-8')]
    tops = [row for row in rows if len(row) >= 5 and row[0].isdigit() and row[1] == '1']
    required = [row for row in tops if row[4] == 'req']
    return tops[0][2] if len(required) == 1 and int(tops[0][0]) <= LINES else None


def strip(title):
    return re.sub(r'[\s_\-—|　，,.]+', '', title)


def main(folder):
    right, wrong = 0, []
    for row in map(json.loads, sys.stdin):
        name, extension = os.path.splitext(os.path.basename(row['path']))
        label = extension == '.txt' and read_label(os.path.join(folder, name + '.outline.tsv'))
        if not label:
            continue
        title, label = strip(row['title']), strip(label)
        if title in label or label in title:
            right += 1
        else:
            wrong.append('%s: %s, not %s' % (name, row['title'][:40], label[:40]))
    print('%d of %d are right' % (right, right + len(wrong)))
    for line in wrong[:10]:
        print('  ' + line)


main(sys.argv[1])
