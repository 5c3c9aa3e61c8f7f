/* The modes of the terminal's line, and what is written to it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_TTY_H
#define PIYUE_TUI_TTY_H

#include <piyue/base.h>

#include <termios.h>

/* Every key at once and as it is: no echo, no signals, no translation. `before` is what
 * tty_set_back needs. False when there is no terminal. */
bool tty_make_raw(struct termios *before);
void tty_set_back(const struct termios *before);
/* Makes the modes raw again that somebody else has changed. */
void tty_keep_raw(void);
/* Its size; false while the terminal does not know it. */
bool tty_get_size(int *rows, int *columns);
/* Writes all of it, waiting as long as the terminal does; false when it is gone. */
bool tty_write(Str bytes);

#endif
