/* Ways to the clipboard.
 *
 * tmux takes text itself; a terminal takes it as OSC 52, of which nothing comes back; and
 * a file can always be had. Which terminals obey is a table of what they say of
 * themselves.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_CLIPBOARD_H
#define PIYUE_TUI_CLIPBOARD_H

#include <piyue/base.h>

typedef enum ClipboardTrust {
    CLIPBOARD_DEAF,    /* would print OSC 52, or drops it */
    CLIPBOARD_UNSURE,  /* may obey: the text is kept in the file, too */
    CLIPBOARD_TRUSTED, /* known to obey */
} ClipboardTrust;
/* What is known of this terminal, by the environment. Deaf in secure mode. */
ClipboardTrust clipboard_get_trust(void);
/* … and whether it takes this much at once. */
bool clipboard_takes(size_t bytes);

/* Hands text to the tmux that `TMUX` names, which gives it to the terminals attached (-w;
 * a tmux before 3.2 keeps it to itself). Waits two seconds at most. */
bool clipboard_give_tmux(Str text);
/* Writes text to the file "clipboard" of the state directory; appends its path. */
bool clipboard_give_file(Str text, StrBuf *path);
/* Appends the sequence that puts text on a terminal's clipboard. */
void clipboard_append_osc52(StrBuf *out, Str text);

#endif
