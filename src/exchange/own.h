/* What our own export says beside its passages: `piyue export --format json` of a library.
 * What this library says already stays.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_EXCHANGE_OWN_H
#define PIYUE_EXCHANGE_OWN_H

#include "exchange/tree.h"

#include <piyue/library.h>

/* `root` may be NULL: then nothing is done. What cannot be taken goes to the report.
 *
 * Imports the files in it that the library does not have, as `import` would. Not to be
 * called in a batch. */
bool own_bring_documents(Library *library, const Tree *root, Arena *arena, Report *report,
                         Error *err) MUST_CHECK;
/* Titles, tags, fields and corrections of headings. */
bool own_bring_facts(Library *library, const Tree *root, Arena *arena, Report *report,
                     Error *err) MUST_CHECK;
/* Other names of tags, collections and filters; passages must be there. */
bool own_bring_names(Library *library, const Tree *root, Arena *arena, Report *report,
                     Error *err) MUST_CHECK;

#endif
