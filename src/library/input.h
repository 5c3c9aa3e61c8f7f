/* What a user typed or a file brought, made fit to be kept.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_INPUT_H
#define PIYUE_LIBRARY_INPUT_H

#include <piyue/base.h>

/* `text` as valid UTF-8 without NULs; the same slice where it is that already, so that
 * an operation reads back what the library holds. */
Str input_text(Str text, Arena *arena);
/* One row: blanks at the ends dropped, runs of white space and controls one blank. At
 * most `max_bytes`, cut between clusters. */
Str input_row(Str text, size_t max_bytes, Arena *arena);
/* A tag as typed → as kept; ERR_USAGE when it is empty, too long or holds controls. */
bool input_tag(Str tag, Arena *arena, Str *kept, Error *err) MUST_CHECK;

#define TITLE_MAX_BYTES 600
#define TAG_MAX_BYTES 200
#define STYLE_MAX_BYTES 64
#define NOTE_MAX_BYTES ((size_t)1 << 20)

#endif
