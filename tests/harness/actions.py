"""Every action of the program, from its table, and the keys that lead from the shelf to the screen
where it can be asked for by its name.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re

import trial as harness

WAYS = {
    'GLOBAL': [], 'LIST': [], 'SHELF': [], 'READER': ['\r', 'zR', 'jj', 's'], 'OUTLINE': ['\r', 'o', '\t'], 'PASSAGES': ['P'],
    'SEARCH': ['S议事\r'], 'SEARCHES': ['gS'], 'FACETS': ['S议事\r', 'f'], 'TAGS': ['#'], 'EXPORTING': ['\r', 'ge'],
    'PARTICULARS': ['I'], 'EDITIONS': ['\r', 'E'], 'COMPARE': ['\r', 'E', 'm', 'j', '\r'], 'CLEANING': ['\r', 'C'],
    'CLEANING_PLACES': ['\r', 'C', '\r'], 'LOG': ['U'], 'TRASHED': ['gD'],
    'SPOTS': ['gm']}


def list_actions():
    """(name as after `:`, context), for all in the table."""
    table = open(os.path.join(harness.SOURCE, 'src/tables/actions.def'), encoding='utf-8').read()
    found = re.findall(r'^ACTION\((\w+),\s*\w+,\s*-?\w+,\s*(\w+),', table, re.M)
    return [(name.lower().replace('_', '-'), context) for name, context in found]


def find_unreached():
    """Contexts that no way leads to: a new screen needs one."""
    return sorted({context for _, context in list_actions()} - set(WAYS))


def start(trial, context, name, **options):
    """A terminal where the action has just been asked for."""
    terminal = trial.start(**options)
    for keys in WAYS[context] + [':' + name + '\r']:
        if terminal.is_alive():
            terminal.type(keys)
    return terminal
