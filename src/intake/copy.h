/* Taking a private copy of an input.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_COPY_H
#define PIYUE_INTAKE_COPY_H

#include <piyue/intake.h>

/* Copies `input` from its start (from where it is, if it cannot seek) to its end:
 * small files into memory, large ones and pipes into an unnamed file in `directory`
 * (NULL for memory always). ERR_INPUT, ERR_LIMIT, ERR_OUTPUT. */
bool copy_take(Copy *copy, int input, const char *path, uint64_t max_bytes,
               const char *directory, Error *err) MUST_CHECK;
/* All bytes; until copy_close. */
bool copy_map(Copy *copy, Str *bytes, Error *err) MUST_CHECK;

#endif
