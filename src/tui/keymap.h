/* What the chrome asks of the keymap and the action table.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_TUI_KEYMAP_H
#define PIYUE_TUI_KEYMAP_H

#include <piyue/tui.h>

/* Appends the key that hints name first, where these contexts are asked in this order;
 * false when the action has none, or inner contexts have taken them all. */
bool keymap_append_first_key(const Keymap *keymap, const Context *contexts,
                             size_t context_count, ActionId action, StrBuf *out);
/* What may follow the keys typed so far. */
typedef struct KeymapNext {
    Key key;
    ActionId action; /* the first of them, where more keys follow */
    bool goes_on;
} KeymapNext;
/* Up to `capacity` of them in the order of the table, those of the innermost context
 * first; 0 while no sequence has begun. */
size_t keymap_list_next(const Keymap *keymap, const Context *contexts,
                        size_t context_count, KeymapNext *next, size_t capacity);
/* Has a sequence begun? A count alone is none. */
bool keymap_is_begun(const Keymap *keymap);
/* The character that <Char> stood for in the last action; KEY_NONE where there was no
 * <Char>. */
Key keymap_get_character(const Keymap *keymap);
/* ERR_SETTINGS about a name that no action bears, with a near match. False. */
bool action_error_unknown(Str name, Error *err);

#endif
