/* From bytes to a draft with its outline: reading, cleaning, outlining, and how a
 * document wants it done.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_PREPARE_H
#define PIYUE_INTAKE_PREPARE_H

#include <piyue/clean.h>
#include <piyue/intake.h>

/* As text, "encoding=GB18030 without=rejoin,furniture": it stands in editions and in
 * operations. Parts and passes that this version does not know are passed over when it is
 * parsed. */
Str processing_format(const Processing *processing, Arena *arena);

#endif
