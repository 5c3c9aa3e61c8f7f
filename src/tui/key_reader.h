/* What the terminal driver takes from the reader besides events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_KEY_READER_H
#define PIYUE_TUI_KEY_READER_H

#include <piyue/tui.h>

/* The cursor's place (1-based) of the last answer to a question for it that was read and
 * not yet taken; false when there is none. */
bool key_reader_take_report(KeyReader *reader, int *row, int *column);

#endif
