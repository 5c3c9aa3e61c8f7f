/* Which document of the library a file is a newer text of.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PIYUE_INTAKE_SUCCESSOR_H
#define PIYUE_INTAKE_SUCCESSOR_H

#include "intake/likeness.h"
#include "intake/prepare.h"

typedef struct Successor {
    int64_t doc;     /* whose new edition it is; 0 for none */
    int64_t unlike;  /* document of the same path that has nothing in common with it */
    int64_t suggest; /* document that it may be a newer text of; 0 for none */
} Successor;

/* The document that came from `path`, in the shelf; 0 for none ("-" came from none). */
bool successor_find_path(Store *store, const char *path, int64_t *doc,
                         Error *err) MUST_CHECK;
/* `sketch` has SUCCESSOR_SKETCH hashes of the draft. */
bool successor_find(Store *store, const Draft *draft, const Sketch *sketch,
                    const char *path, Successor *successor, Error *err) MUST_CHECK;

#endif
