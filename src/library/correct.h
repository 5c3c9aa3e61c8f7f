/* Headings by hand: what was said of them, and the outline that comes of it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_CORRECT_H
#define PIYUE_LIBRARY_CORRECT_H

#include "library/edit.h"

#include <piyue/outline.h>

/* Finds the headings of the edition that a document shows anew, with all that was said of
 * them, and stores them; nothing happens where nothing was ever said. Corrections made in
 * another edition are looked for by their words. */
bool outline_renew(Action *action, int64_t doc, OutlineChange *change,
                   Error *err) MUST_CHECK;
/* The same where an operation asked for it (Action.outlined_doc). */
bool outline_settle(Action *action, Error *err) MUST_CHECK;
/* The headings of an edition as it was imported: appends to `outline`. */
bool outline_get_first(Store *store, const Document *document, Outline *outline,
                       Error *err) MUST_CHECK;

/* ---- one of them as an operation (correction.c) ---------------------------- */

/* Both sides: it is not there, and it is. */
bool correction_describe(Action *action, const CorrectionRow *row, StrBuf *absent,
                         StrBuf *present, Error *err) MUST_CHECK;
/* {"correction":UID,"set":B,…}: puts it in or takes it away. */
bool correction_apply(Action *action, int64_t doc, const JsonObject *from,
                      const JsonObject *to, Error *err) MUST_CHECK;

#endif
