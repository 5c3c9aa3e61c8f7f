/* What keys need inside this room.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_KEY_H
#define PIYUE_TUI_KEY_H

#include <piyue/tui.h>

/* Appends a key as people write it: "^F", "Enter", "j". */
void key_append_label(Key key, StrBuf *out);
/* Is it this code with exactly these modifiers? */
bool key_is(Key key, uint32_t code, unsigned modifiers);

#endif
