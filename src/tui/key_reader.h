/* What the terminal driver takes from the reader besides events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_KEY_READER_H
#define PIYUE_TUI_KEY_READER_H

#include <piyue/tui.h>

/* An answer of the terminal to a question. */
typedef struct TermReport {
    enum {
        REPORT_CURSOR,     /* row and column, 1-based, to CSI 6 n */
        REPORT_STATUS,     /* to CSI 5 n: all before it has been taken in */
        REPORT_ATTRIBUTES, /* to CSI c */
        REPORT_GROUND,     /* rgb, to OSC 11 */
    } kind;
    int row, column;
    int32_t rgb;
} TermReport;

/* The oldest answer that was read and not yet taken; false when there is none. */
bool key_reader_take_report(KeyReader *reader, TermReport *report);

#endif
