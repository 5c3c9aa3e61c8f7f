/* What the chrome asks of the keymap and the action table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_KEYMAP_H
#define PIYUE_TUI_KEYMAP_H

#include <piyue/tui.h>

/* Appends the key that hints name first; false when the action has none. */
bool keymap_append_first_key(const Keymap *keymap, ActionId action, StrBuf *out);
/* ERR_SETTINGS about a name that no action bears, with a near match. False. */
bool action_error_unknown(Str name, Error *err);

#endif
