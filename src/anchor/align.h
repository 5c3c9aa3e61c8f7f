/* What alignment and comparison share.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_ANCHOR_ALIGN_H
#define PIYUE_ANCHOR_ALIGN_H

#include <piyue/anchor.h>

/* Equal for texts that differ in script, width and blanks alone; 0 for a text of nothing
 * but blanks. */
uint64_t align_hash(Str text);

#endif
