/* A line of text being edited, from inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_LINEEDIT_H
#define PIYUE_TUI_LINEEDIT_H

#include <piyue/tui.h>

/* The width that Up and Down move in; 0 (the start): rows are as long as they are. */
void lineedit_set_columns(LineEdit *edit, int columns, WidthPolicy width);

#endif
