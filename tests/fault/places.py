"""T12: configuration and themes. None is read from the working directory or from below a relative
path; they hold values and no commands; what is wrong in them is one sentence with file and row.
SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import shutil

import trial as harness
from payloads import find_harm

TEXT = '关于议事的报告\n\n一、情况\n\n本年共议事六十次。居民说好，才算办好。\n'
CONFIG = 'set language zh_CN\nset theme evil\nset editor %s\n'
THEME = '# evil\ncolour ink #000000 0 0\nstyle text ink\n'
# Where some program or other looks beside the file that is opened.
NAMES = ['piyuerc', '.piyuerc', 'piyue.conf', '.config/piyue/piyuerc', 'piyue/piyuerc', 'evil.theme',
         'themes/evil.theme', '.config/piyue/themes/evil.theme', 'piyue/themes/evil.theme', 'templates/evil.md',
         '.config/piyue/templates/evil.md', '.local/share/piyue/library.db', 'library.db', '.exrc', 'po/zh_CN.mo',
         'zh_CN/LC_MESSAGES/piyue.mo', '.terminfo/x/xterm-256color', 'opencc/t2s.json', 't2s.json']
VERBS = [('list',), ('text', '1'), ('passages',), ('export',), ('doctor',), ('search', '议事'), ('log',), ('help',)]


def make_trap(trial):
    folder = trial.path('trap')
    for name in NAMES:
        is_theme = name.endswith('.theme')
        trial.write(os.path.join('trap', name), THEME if is_theme else CONFIG % trial.path('evil-editor'))
    return folder


def try_working_directory(trial, folder):
    expected = {verb: trial.run(*verb) for verb in VERBS}
    relative = [{}, {'XDG_CONFIG_HOME': '.'}, {'XDG_CONFIG_HOME': '.config', 'XDG_DATA_HOME': '.local/share'},
                {'XDG_CONFIG_HOME': ''}, {'XDG_CONFIG_HOME': '../trap/.config', 'XDG_STATE_HOME': '.'}]
    lost = 0
    for env in relative:
        for verb in VERBS:
            run = trial.run(*verb, cwd=folder, env=env)
            if run.out != expected[verb].out or run.status != expected[verb].status:
                lost += 1
                print('# %s %s: %s' % (env, verb, run))
    trial.points(len(relative) * len(VERBS), lost, 'verbs in a directory of traps')
    run = trial.run('--config', os.path.join(folder, 'piyuerc'), 'help')
    trial.ok(run.out != expected[('help',)].out or run.status != 0, 'T12: one of the traps that is named does something', run)
    trial.ok(not lost, 'T12: nothing in the working directory changes what is done')
    made = [name for name in os.listdir(folder) if name not in {one.split('/')[0] for one in NAMES}]
    trial.ok(not made, 'T12: and nothing is made there', made)
    terminal = trial.start(cwd=folder, env=relative[2])
    terminal.type(':theme\r')
    seen = harness.get_text(terminal.output) + harness.get_text(terminal.type('ev'))
    status = terminal.end(b'\033\033ZZ') if terminal.is_alive() else terminal.status
    trial.ok('evil ' not in seen and '书架' not in seen and status in (0, -9), 'T12: nor at a terminal', status, seen)


def find_opened(rows, folder):
    """Calls on files of a folder, or below a relative path."""
    opened = []
    for row in rows:
        for path in re.findall(r'"([^"]*)"', row.split('(', 1)[-1])[:1]:
            is_there = path.startswith(folder + '/') or not path.startswith('/')
            if is_there and path not in ('', '1') and 'getcwd' not in row and 'execve' not in row:
                opened.append(row.strip()[:160])
    return opened


def try_calls(trial, folder):
    """The same, by the calls of the system."""
    if not shutil.which('strace'):
        trial.skip('T12: no file there is opened', 'no strace')
        return
    log, opened = trial.path('calls'), []
    for verb in VERBS:
        trial.run(*verb, cwd=folder, env={'ASAN_OPTIONS': 'detect_leaks=0'},
                  prefix=('strace', '-f', '-qq', '-e', 'trace=%file', '-o', log), timeout=60)
        opened += find_opened(open(log, encoding='utf-8', errors='replace'), folder)
    trial.ok(not opened, 'T12: no file there is even looked for', *opened[:5])
    for row in ('9 openat(AT_FDCWD, "piyuerc", O_RDONLY) = -1 ENOENT', '9 stat("%s/.exrc", 0x7) = 0' % folder):
        trial.ok(find_opened([row], folder), 'T12: this would be found: ' + row)


# ---- what stands in one's own

BAD_ROWS = ['!touch #', 'source /etc/passwd', 'include evil', 'shell touch #', 'exec touch #', 'set theme', 'set \033]52;c;QQ==\a x',
            'bind reader x !touch #', 'set shell /bin/sh', 'mark evil "red; touch #"',
            'set measure 99999999999999999999', 'set citation "{$(touch #)}"', 'set theme ../../../etc/passwd',
            '"', 'set author "\\', '\x9b31m', 'set measure $(touch #)']
BAD_THEMES = ['!touch #', 'colour ink $(touch #)', 'colour ink red;blink', 'colour ink \033[31m', 'style text \033]52;c;QQ==\a',
              'colour ink #12345g', 'style nothing ink', 'run touch #', 'include /etc/passwd', 'colour ink #000000 999 99',
              'style text ' + 'x' * 100000, '\0\0\0', 'colour ' * 100000]


def is_refused(trial, run, name):
    rows = run.err.decode('utf-8', 'replace')
    return (run.is_orderly() and run.status == 2 and not find_harm(run.err) and run.err.count(b'\n') == 1 and
            name in rows and not os.path.exists(trial.path('trace')))


def try_own(trial):
    lost = 0
    for row in BAD_ROWS:
        path = trial.write('rc', '# mine\n' + row.replace('#', trial.path('trace')) + '\n')
        run = trial.run('--config', path, 'cite', '1') if 'citation' in row else trial.run('--config', path, 'list')
        is_theme = row.startswith('set theme ..')  # read where it is needed
        if not (run.is_orderly() if is_theme or 'citation' in row else is_refused(trial, run, 'rc:2')):
            lost += 1
            print('# %r: %s' % (row, run))
        lost += os.path.exists(trial.path('trace')) or bool(find_harm(run.err + run.out))
    trial.points(len(BAD_ROWS), lost, 'rows of a configuration')
    trial.ok(not lost, 'T12: a configuration holds no commands, and its errors are sentences')
    lost = 0
    for row in BAD_THEMES:
        path = trial.write('bad.theme', '# mine\n' + row.replace('touch #', 'touch ' + trial.path('trace')) + '\n')
        trial.write('rc', 'set theme %s\n' % path)
        terminal = trial.start('--config', trial.path('rc'))
        said = harness.get_text(terminal.output)
        harm = harness.find_controls(terminal.output)
        status = terminal.end()
        if harm or status not in (0, 2) or 'bad.theme' not in said or os.path.exists(trial.path('trace')):
            lost += 1
            print('# %.60r: status %s, %s: %.400s' % (row, status, harm, said))
    trial.points(len(BAD_THEMES), lost, 'rows of a theme')
    trial.ok(not lost, 'T12: a theme holds colours and nothing else')
    strange = {'a folder': trial.work, 'a device': '/dev/zero', 'nothing': trial.path('nowhere')}
    for name, path in strange.items():
        run = trial.run('--config', path, 'list')
        trial.ok(run.status == 2 and run.is_orderly(), 'T12: %s is no configuration' % name, run)


def try_imported(trial):
    """What comes in with a document or with passages sets nothing."""
    trial.write('in/piyuerc', CONFIG % '/bin/sh')
    trial.write('in/evil.theme', THEME)
    before = trial.run('help').out
    trial.run('import', trial.path('in'))
    trial.ok(before == trial.run('help').out, 'T12: what is imported is text')


with harness.Trial() as trial:
    trial.write('one.txt', TEXT)
    trial.run('import', 'one.txt')
    trial.run('annotate', '1', '--quote', '居民说好', '--note', '甲')
    folder = make_trap(trial)
    try_working_directory(trial, folder)
    try_calls(trial, folder)
    try_own(trial)
    try_imported(trial)
