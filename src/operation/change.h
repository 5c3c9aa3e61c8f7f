/* The parts of change_apply, by what is changed.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_OPERATION_CHANGE_H
#define PIYUE_OPERATION_CHANGE_H

#include <piyue/operation.h>

/* change_apply for collections and what is in them: collection.c. */
bool change_apply_collection(Action *action, Str target, const JsonObject *from,
                             const JsonObject *to, Error *err) MUST_CHECK;
/* The same for a tag everywhere, and for names that stand for a text: tag.c. */
bool change_apply_tag(Action *action, const JsonObject *from, const JsonObject *to,
                      Error *err) MUST_CHECK;
bool change_apply_name(Action *action, ChangeScope scope, Str target,
                       const JsonObject *from, const JsonObject *to,
                       Error *err) MUST_CHECK;
bool change_set_tag(Store *store, ChangeScope scope, int64_t id, Str tag, bool is_set,
                    Error *err) MUST_CHECK;
/* {"correction":UID,"set":B,…}: puts it in or takes it away. */
bool correction_apply(Action *action, int64_t doc, const JsonObject *from,
                      const JsonObject *to, Error *err) MUST_CHECK;

#endif
