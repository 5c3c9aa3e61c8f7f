/* What scripts and tests do to a terminal in memory.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_TERM_HEADLESS_H
#define PIYUE_TUI_TERM_HEADLESS_H

#include <piyue/tui.h>

/* More keys, behind those that are waiting. */
void term_headless_add_keys(Term *term, Str script);
void term_headless_paste(Term *term, Str text); /* copied */
void term_headless_point(Term *term, MouseKind mouse, int row, int column);
void term_headless_resize(Term *term, int rows, int columns);

#endif
