/* What other programs do to the library, heard and not asked for: who does nothing is not
 * woken. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_WATCH_H
#define PIYUE_TUI_WATCH_H

#include <stdbool.h>

/* Hears what is written to the library in `directory`. A descriptor that is readable when
 * something was; -1 where the system cannot tell. */
int watch_open(const char *directory);
/* Forgets what was heard; was any of it the library's? */
bool watch_take(int watch);

#endif
