/* A line of text being edited, from inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_LINEEDIT_H
#define PIYUE_TUI_LINEEDIT_H

#include <piyue/tui.h>

#include "tui/kill_ring.h"

/* The width that Up and Down move in; 0 (the start): rows are as long as they are. */
void lineedit_set_columns(LineEdit *edit, int columns, WidthPolicy width);
/* Rows that PageUp and PageDown move by. */
void lineedit_set_page(LineEdit *edit, int rows);
/* Another text, as a change that can be taken back; lineedit_set_text() begins anew. */
void lineedit_change_text(LineEdit *edit, Str text);
/* What is killed goes into a ring that others share, borrowed. */
void lineedit_share_kills(LineEdit *edit, KillRing *kills);

#endif
