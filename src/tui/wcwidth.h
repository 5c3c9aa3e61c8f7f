/* The columns that ncurses counts.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_WCWIDTH_H
#define PIYUE_TUI_WCWIDTH_H

#include <piyue/text.h>

/* How wcwidth counts from now on. */
void wcwidth_set_policy(WidthPolicy policy);
/* How often it was asked; the proof that ncurses uses it. */
unsigned long wcwidth_get_calls(void);

#endif
