#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fits the weights of the outline engine to labelled documents.

usage: fit.py [--folds N] [--write] TRUTH_DIR OUTLINE_DUMP SOURCE_DIR

OUTLINE_DUMP --features FILE prints the candidates of a document with the indexes of
their features.  A candidate on the line of a required heading of the same kind is a
heading, one on an optional line is left out, any other is none.  Logistic regression
with an L2 penalty, so that a feature seen in few documents says little; every document
counts by the square root of its candidates, so that no long one rules.  --folds N
prints the cross-validated loss and F1 of candidates over documents; --write replaces
weights.def and shapes.def in SOURCE_DIR (src/outline).
"""
import math, os, random, re, subprocess, sys
from concurrent.futures import ThreadPoolExecutor

PENALTY = 30
SHAPE_PENALTY = 100  # what a class alone says of a shape: learnt only from many documents
ROUNDS = 60
# What is known beforehand of evidence that few documents show: the penalty pulls there.
PRIORS = {'N_RUNIN_MANY': -2.0, 'T_NEXT_BYLINE': 2.0,
          # plain text has no markup: set by hand
          'MARKUP': 6.0, 'N_NOT_MARKUP': -8.0, 'N_FORGOTTEN': 4.0, 'GUESSED': 3.0, 'T_NOT_MARKUP': -8.0, 'N_BOLD': 1.2,
          # nor does the corpus hold these kinds of documents
          'N_RUN_ALONE': 4.0, 'N_ANSWERED': 2.5, 'T_ANSWERED': 6.0, 'T_FRAMED': 1.5, 'T_ISSUER': -2.0,
          'N_LARGE': 1.2, 'T_BOLD': 1.8, 'T_LARGE': 1.5, 'T_CENTERED_TYPE': 2.5}
GROUP = {'block': 0, 'byline': 0, 'runin': 1, 'tail': 2, 'inline': 3}

def norm(text):
    return re.sub(r'[\W_]+', '', text or '')

def truth_of(path):
    rows = {}
    for row in open(path, encoding='utf-8'):
        cell = row.rstrip('\n').split('\t')
        if len(cell) >= 3:
            kind = cell[3] if len(cell) > 3 else 'block'
            need = cell[4] if len(cell) > 4 else 'req'
            rows.setdefault(int(cell[0]), []).append((norm(cell[2]), GROUP[kind], need))
    return rows

def label_of(rows, line, place, title):
    best = None
    for near in (0, -1, 1, -2, 2):
        for other, kind, need in rows.get(line + near, ()):
            same = norm(title) == other
            if near and not same:
                continue
            if kind in (2, 3) and not same:
                continue
            if place == 2 and not same:
                continue
            if need == 'req':
                return 1
            best = -1
    return 0 if best is None else best

def read(truth_dir, dump):
    names = sorted(f[:-12] for f in os.listdir(truth_dir) if f.endswith('.outline.tsv'))
    def one(name):
        out = subprocess.run([dump, '--features', os.path.join(truth_dir, name + '.txt')],
                             stdout=subprocess.PIPE, check=True).stdout.decode('utf-8')
        rows = truth_of(os.path.join(truth_dir, name + '.outline.tsv'))
        samples = []
        for row in out.split('\n'):
            cell = row.split('\t')
            if len(cell) < 4:
                continue
            label = label_of(rows, int(cell[0]), int(cell[1]), cell[3])
            # The corpus leaves open whether 第N条 is a heading; readers fold by it.
            if label == -1 and cell[4] == 'article':
                label = 1
            if label >= 0:
                samples.append((label, [int(x) for x in cell[2].split()]))
        return name, samples
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, names))

def fit(docs, count, shapes_from, names=()):
    prior = [PRIORS.get(name, 0.0) for name in names] + [0.0] * (count - len(names))
    weights, scale = prior[:], [1e-6] * count
    samples = []
    for _, rows in docs:
        if rows:
            importance = min(1.0, 8.0 / math.sqrt(len(rows)))
            samples += [(label, ids, importance) for label, ids in rows]
    total = sum(s[2] for s in samples)
    rng = random.Random(1)
    for step in range(ROUNDS):
        rng.shuffle(samples)
        rate = 0.4 / (1 + step * 0.15)
        for label, ids, importance in samples:
            score = sum(weights[i] for i in ids)
            error = label - 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
            for i in ids:
                penalty = SHAPE_PENALTY if i >= shapes_from else PENALTY
                slope = importance * (error - penalty * (weights[i] - prior[i]) / total)
                scale[i] += slope * slope
                weights[i] += rate * slope / math.sqrt(scale[i])
    return weights

def measure(docs, weights):
    loss = n = 0
    hit = miss = extra = 0
    for _, rows in docs:
        for label, ids in rows:
            score = max(-30.0, min(30.0, sum(weights[i] for i in ids)))
            loss += math.log(1 + math.exp(-score if label else score))
            n += 1
            hit += label and score > 0
            miss += label and score <= 0
            extra += not label and score > 0
    return loss / n, 2 * hit / max(1, 2 * hit + miss + extra), hit, miss, extra

def write(source, weights, names):
    fixed = lambda w: max(-900, min(900, round(w * 100)))
    path = os.path.join(source, 'weights.def')
    head = open(path, encoding='utf-8').read().split('\nWEIGHT(')[0] + '\n'
    with open(path, 'w', encoding='utf-8') as out:
        out.write(head)
        for i, name in enumerate(names):
            out.write('WEIGHT(%s, %d)\n' % (name, fixed(weights[i])))
    path = os.path.join(source, 'shapes.def')
    old = open(path, encoding='utf-8').read().split('\n')
    rows = [r for r in old if r.startswith('{')]
    columns = rows[0].count(',')
    at = len(names)
    new = []
    for row in old:
        if row.startswith('{'):
            columns = len(row[1:].split('}')[0].split(','))
            cells = ['%5d' % fixed(w) for w in weights[at:at + columns]]
            at += columns
            row = '{' + ','.join(cells) + '},' + row.split('},', 1)[1]
        new.append(row)
    open(path, 'w', encoding='utf-8').write('\n'.join(new))

def main(args):
    folds, do_write = 0, False
    while args and args[0].startswith('--'):
        option = args.pop(0)
        if option == '--folds':
            folds = int(args.pop(0))
        elif option == '--write':
            do_write = True
    if len(args) != 3:
        sys.exit(__doc__)
    truth_dir, dump, source = args
    names = re.findall(r'^WEIGHT\((\w+),', open(os.path.join(source, 'weights.def'),
                                                encoding='utf-8').read(), re.M)
    cells = sum(len(r[1:].split('}')[0].split(','))
                for r in open(os.path.join(source, 'shapes.def'), encoding='utf-8')
                if r.startswith('{'))
    docs = read(truth_dir, dump)
    count = len(names) + cells
    if folds:
        rng = random.Random(7)
        order = docs[:]
        rng.shuffle(order)
        sums = [0, 0, 0]
        for k in range(folds):
            weights = fit([d for i, d in enumerate(order) if i % folds != k], count,
                          len(names), names)
            loss, f1, hit, miss, extra = measure(order[k::folds], weights)
            print('fold %d: loss %.4f F1 %.3f (hit %d, missed %d, surplus %d)' %
                  (k, loss, f1, hit, miss, extra))
            sums = [a + b for a, b in zip(sums, (hit, miss, extra))]
        hit, miss, extra = sums
        print('held out: F1 %.3f' % (2 * hit / (2 * hit + miss + extra)))
    if do_write or not folds:
        weights = fit(docs, count, len(names), names)
        print('all: loss %.4f F1 %.3f (hit %d, missed %d, surplus %d)' % measure(docs, weights))
        if do_write:
            write(source, weights, names)

if __name__ == '__main__':
    main(sys.argv[1:])
