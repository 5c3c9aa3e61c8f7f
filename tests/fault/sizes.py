"""T8: much of one kind: one line, a million headings, a hundred thousand passages on one character.

Time and memory are told; what fails is an error, a hang, or memory that grows with the text. A key's
time is that until the first of its answer; counting hits may go on behind it, and then the next
key must be answered all the same.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import time

import trial as harness

MEGABYTE = 1 << 20
LINE = harness.depth(8, 64, 1024) * MEGABYTE
HEADINGS = harness.depth(20000, 200000, 1000000)
PASSAGES = harness.depth(2000, 20000, 100000)
READER_KIB = 300 * 1024


def write_line(path):
    """One line of Han and marks, without an end."""
    part = '山脚下的小图书馆门前有两棵槐树，每到春天槐花的香气会飘进来' .encode('utf-8')
    with open(path, 'wb') as out:
        whole, left = part * (MEGABYTE // len(part)), LINE
        while left > 0:
            left -= out.write(whole)


def write_headings(path):
    with open(path, 'w', encoding='utf-8') as out:
        for number in range(HEADINGS):
            out.write('%s 第%d件事\n\n这件事大家议过了。\n\n' % ('##' if number % 1000 else '#', number + 1))


def write_passages(path, name):
    with open(path, 'w', encoding='utf-8') as out:
        for number in range(PASSAGES):
            out.write(json.dumps({
                '@context': 'http://www.w3.org/ns/anno.jsonld', 'id': 'urn:uuid:%032x' % number, 'type': 'Annotation',
                'motivation': 'commenting', 'created': '2024-05-24T16:13:00Z', 'creator': {'name': '人%d' % (number % 9)},
                'body': [{'type': 'TextualBody', 'value': '注%d' % number}],
                'target': {'source': name, 'selector': {'type': 'TextQuoteSelector', 'exact': '独', 'prefix': '这里有一个',
                                                        'suffix': '字。'}}}, ensure_ascii=False) + '\n')


def tell(run, what):
    harness.Trial.points(None, 1, int(not run.is_orderly()), '%s: %.1f s, %d MiB, %d without mapped files' % (
        what, run.seconds, run.peak_kib >> 10, run.own_kib >> 10))


def import_one(trial, name, write, *more):
    path = trial.path(name)
    write(path, *more)
    size = os.path.getsize(path)
    run = trial.run('import', '--json', path, timeout=1800)
    tell(run, 'import of %s, %.1f MB' % (name, size / 1e6))
    # A text of a gigabyte may be more than is taken: then one sentence says so.
    return trial.ok(run.is_orderly() and run.status in (0, 1), 'T8: %s is read, or refused' % name, run) and run.status == 0


def read(trial, doc, what, keys):
    """The reader on it: each key is answered, and memory stays."""
    terminal = trial.start(doc, rows=40, columns=120)
    answers, start = [], time.monotonic()
    for key in keys:
        if terminal.is_alive():
            answers.append((terminal.answer(key), key))
    median, (slowest, slowest_key) = sorted(answers)[len(answers) // 2][0], max(answers)
    # While hits are counted: a key that comes at once.
    os.write(terminal.terminal, '/槐\r'.encode())
    busy = [terminal.answer(key) for key in ('j', 'k', ' ')]
    terminal.settle(60)
    peak = get_peak(terminal)
    terminal.type('\033')
    status = terminal.end()
    harness.Trial.points(None, len(answers), int(status != 0), '%s: keys within %.0f ms (%r), half of them %.0f, during a '
                         'search %.0f, all within %.1f s, %d MiB' % (what, slowest * 1000, slowest_key, median * 1000,
                                                                      max(busy) * 1000, time.monotonic() - start, peak >> 10))
    trial.ok(status == 0, 'T8: %s can be read' % what, status, harness.get_text(terminal.output[-2000:]))
    trial.ok(peak < READER_KIB or harness.HAS_SANITIZERS, 'T8: without all of it in memory', '%d MiB' % (peak >> 10))


def get_peak(terminal):
    try:
        return int(open('/proc/%d/status' % terminal.pid).read().partition('VmHWM:')[2].split()[0])
    except OSError:
        return 0


MOVES = ['zR', ' ', 'j', 'k', 'l', 'w', 'b', '$', '^', 'G', 'gg', '50%', '\x04', '\x15', '\x05', ')', '(', '}', '{', ']]', '[[', 'H', 'gj',
         ']i', 'zM', 'zR', 'z1', 'zR', 'zx', 'zl', 'j', 'G', 'zl', 'zR', 'zp', 'zp', 'gg', 'zt', 'zz', 'v', '50%', '\033', 's', 's', '\033',
         'is', '\033', 'ip', '\033', 'V', 'j', '\033', 'zs', 'zs', 'zs', 'zN', 'zN', 'zN', 'o', 'o', '/槐花\r', '.', ',', '*', ',', '\033',
         'J', 'K', 'mA', "'A", '\x0f', '\x07', 't', '\033', 's', 'y', 'j']

with harness.Trial() as trial:
    is_there = import_one(trial, 'line.txt', write_line)
    if is_there:
        read(trial, trial.path('line.txt'), 'one line', MOVES)
    os.unlink(trial.path('line.txt'))
    if import_one(trial, 'headings.md', write_headings):
        read(trial, trial.path('headings.md'), 'headings', MOVES)
        run = trial.run('outline', '--json', str(1 + is_there), timeout=600)
        tell(run, 'outline of %d rows' % run.out.count(b'\n'))
        trial.ok(run.status == 0 and run.out.count(b'\n') >= HEADINGS, 'T8: all headings are there', run)
    one = trial.write('one.txt', '关于独的报告\n\n这里有一个独字。\n')
    trial.run('import', one)
    write_passages(trial.path('notes.jsonl'), one)
    run = trial.run('import-notes', '--doc', str(trial.run('list', '--json').out.count(b'\n')), '--json',
                    trial.path('notes.jsonl'), timeout=1800)
    tell(run, 'import of %d passages on one character' % PASSAGES)
    trial.ok(run.is_orderly() and run.status == 0, 'T8: passages without end on one character', run)
    read(trial, one, '%d passages on one character' % PASSAGES, ['zR', 'j', 'j', 'l', ']n', '[n', 'p', 'j', 'G', 'q', 'jj', 'kk'])
    run = trial.run('passages', '--json', timeout=600)
    tell(run, 'passages --json')
    trial.ok(run.out.count(b'\n') == PASSAGES, 'T8: none is lost', run.out.count(b'\n'))
