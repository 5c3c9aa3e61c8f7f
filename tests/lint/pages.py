"""Prints each field of a JSON row that doc/formats.md does not name, and each table of the library
that doc/store.md does not: pages.py SRCDIR PIYUE, in an empty directory.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import re
import sqlite3
import subprocess
import sys

srcdir, piyue = sys.argv[1:]
os.environ['PIYUE_LIBRARY'] = os.path.join(os.getcwd(), 'library')

PAPER = ('关于河湖管护的意见\n\n一、总体要求\n\n各村要摸清家底，一条河一本账，见 https://example.org/a 。\n\n'
         '二、保障措施\n\n每十天巡查一次，，发现问题当天报告。\n')
# What makes something to print; then each command with --json, in all its ways.
ACTS = ['import paper.txt', 'import other.txt', 'annotate 1 --quote 每十天巡查一次 --note 记 --tag 提案/办理 --due 2031-01-02',
        'note --reply 答 1', 'tag alias 建议 提案/办理', 'tag add 提案 1', 'collection create 专报', 'collection add 专报 1',
        'passages --where #提案 --save-filter 催办', 'search --save 巡查 巡查', 'heading 1 --quote 一、总体要求 --none', 'backup',
        'trash 2']
ROWS = ['import paper.txt none.txt', 'list', 'list --trash', 'outline 1', 'outline --explain 1',
        'outline paper.txt', 'links 1', 'heading --list 1', 'heading 1 --quote 二、保障措施 --make', 'search 巡查', 'search --facets 巡查',
        'search --list-saved', 'search --in notes 记', 'search --collect 专报 发现', 'passages', 'passages --filters', 'note 1',
        'collection list', 'collection show 专报', 'tag list', 'tag alias', 'editions 1', 'clean 1',
        'clean --places punctuation 1', 'meta 1', 'log', 'detect paper.txt none.txt', 'reimport --without punctuation 1',
        'editions --compare 1 3 1', 'import-notes rows.jsonl none.jsonl', 'backup --list', 'doctor', 'rebuild --try']


def run(row):
    words = [piyue] + row.split()
    return subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def list_names(value):
    """All names in the objects of a value, but for what is in the operations: old and new."""
    if isinstance(value, list):
        return set().union(*map(list_names, value))
    if not isinstance(value, dict):
        return set()
    return set(value).union(*(list_names(item) for name, item in value.items()
                              if name not in ('old', 'new', 'weights')))


def read_rows(row):
    words = row.split()
    nested = words[0] in ('collection', 'tag')
    words.insert(2 if nested else 1, '--json')
    return [json.loads(line) for line in run(' '.join(words)).stdout.splitlines()]


def read_words(page):
    """What stands in backticks."""
    text = open(os.path.join(srcdir, 'doc', page), encoding='utf-8').read()
    return set(re.findall(r'[a-z_0-9]+', ' '.join(re.findall(r'`([^`]+)`', text))))


def main():
    for name, text in (('paper.txt', PAPER), ('other.txt', '另一篇\n\n只有一段。\n')):
        with open(name, 'w', encoding='utf-8') as file:
            file.write(text)
    for act in ACTS:
        done = run(act)
        if done.returncode:
            print(f'piyue {act}: {done.stderr.strip()}')
    with open('rows.jsonl', 'w', encoding='utf-8') as file:
        file.write(run('export --format jsonl').stdout)
    named = read_words('formats.md')
    for row in ROWS:
        rows = read_rows(row)
        if not rows:
            print(f'piyue {row} says nothing')
        for name in sorted(list_names(rows) - named):
            print(f'{name}, of piyue {row}, is not in doc/formats.md')
    tables = read_words('store.md')
    with sqlite3.connect(os.environ['PIYUE_LIBRARY'] + '/library.db') as library:
        for (name,) in library.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            own = not re.match('sqlite_|(text|note)_index_', name)
            if own and name not in tables:
                print(f'{name}, a table of the library, is not in doc/store.md')


main()
