/* A new edition inside an action.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_REIMPORT_H
#define PIYUE_INTAKE_REIMPORT_H

#include "intake/copy.h"
#include "intake/prepare.h"
#include "intake/successor.h"

#include <piyue/intake.h>
#include <piyue/operation.h>

/* What an edition is made of. All borrowed. */
typedef struct EditionSource {
    Copy *copy;
    Prepared *prepared;
    const Sketch *sketch; /* SUCCESSOR_SKETCH hashes */
    Processing processing;
    const char *path; /* absolute, or "-" */
    int64_t expected; /* edition that must be shown now; 0 for any */
    bool (*progress)(void *context, size_t done, size_t total);
    void *progress_context;
} EditionSource;

/* Makes it the current edition of the document, with its operations, and takes the
 * passages along. Nothing is done where the current one is just like it. */
bool edition_take(Action *action, int64_t doc, const EditionSource *source,
                  ReimportResult *result, Error *err) MUST_CHECK;

#endif
