/* Ways to the clipboard that are no escape sequence.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_CLIPBOARD_H
#define PIYUE_TUI_CLIPBOARD_H

#include <piyue/base.h>

/* Hands text to tmux, which gives it to the terminals attached (-w). */
bool clipboard_give_tmux(Str text);
/* Writes text to the file "clipboard" of the state directory. */
bool clipboard_give_file(Str text);
/* Appends base64 (RFC 4648). */
void strbuf_append_base64(StrBuf *out, Str bytes);

#endif
