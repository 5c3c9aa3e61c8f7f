/* What holds of every screen, whatever it shows.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SCREEN_RULES_H
#define TESTS_SCREEN_RULES_H

#include <piyue/tui.h>

/* Appends a row to `broken` for each rule that the frame breaks:
 * every row is filled by whole clusters of the width they say, the last one within it;
 * a glyph whose width terminals dispute stands there only because it is in `content`,
 * what was read or typed, or quotes in a message, and never where the widths are `safe`;
 * the first row says where one is, the last what can be done. */
void screen_rules_check(const Frame *frame, Str name, Str content, StrBuf *broken);

#endif
