/* Texts of a library that is being made from its operations.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_RESCUE_REPLAY_TEXT_H
#define PIYUE_RESCUE_REPLAY_TEXT_H

#include "rescue/replay.h"

/* What an operation says of a text that it brought. */
typedef struct TextOrder {
    int64_t doc; /* whose edition it is; 0: of a new document */
    Uid uid, edition;
    Hash hash;
    Str title, path, processing;
    int64_t added_ms;
    bool is_needed; /* false: any text will do */
} TextOrder;

/* Puts the text in: read anew from its original; where that is lost, as it was read
 * then; where that is lost too, a sentence that says so. What is lost is reported. */
bool text_put(Replay *replay, Action *action, const TextOrder *order,
              Error *err) MUST_CHECK;

#endif
