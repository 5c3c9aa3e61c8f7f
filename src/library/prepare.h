/* From bytes to a draft with its outline: reading, cleaning, outlining, and how a
 * document wants it done.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_LIBRARY_PREPARE_H
#define PIYUE_LIBRARY_PREPARE_H

#include <piyue/clean.h>
#include <piyue/library.h>

/* As text, "encoding=GB18030 without=rejoin,furniture": it stands in editions and in
 * operations. Parts and passes that this version does not know are passed over when it is
 * parsed. */
Str processing_format(const Processing *processing, Arena *arena);

/* A draft with its outline and title, whatever becomes of it. */
typedef struct Prepared {
    Draft *draft;
    Outline outline;
    size_t places[CLEAN_RULE_COUNT]; /* that each pass touched */
} Prepared;

/* Reads an open file. `path` is where it came from, for the title and for messages.
 * Zeroes *prepared on failure. */
bool prepare(Prepared *prepared, int fd, const char *path, const ImportOptions *options,
             const Processing *processing, Error *err) MUST_CHECK;
void prepared_clear(Prepared *prepared);
/* The passes as the store wants to hear of them; `passes` has CLEAN_RULE_COUNT. */
void prepared_list_passes(const Prepared *prepared, EditionPass *passes);

ImportOptions prepare_complete_options(const ImportOptions *options);

#endif
