/* Lines near the ends of documents, which the library knows again.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/intake.h>

typedef struct Lookup {
    Store *store;
    int64_t doc;
    bool has_failed;
    Error *err;
} Lookup;

static size_t count_others(void *context, uint64_t line)
{
    Lookup *lookup = context;
    size_t documents = 0;
    if (!lookup->has_failed)
        lookup->has_failed =
            !store_count_line(lookup->store, line, lookup->doc, &documents, lookup->err);
    return documents;
}

bool known_hide(Store *store, int64_t doc, Prepared *prepared,
                const Processing *processing, Error *err)
{
    Lookup lookup = {.store = store, .doc = doc, .err = err};
    CleanOptions options = {.passes = 1u << CLEAN_KNOWN & ~processing->without,
                            .lookup = count_others,
                            .context = &lookup};
    (void)clean_finish(prepared->draft, &prepared->outline, &options, prepared->places);
    return !lookup.has_failed;
}

bool known_remember(Store *store, int64_t doc, const Draft *draft, Error *err)
{
    uint64_t lines[CLEAN_EDGE_LINES];
    size_t count = clean_list_edges(draft, lines, CLEAN_EDGE_LINES);
    for (size_t i = 0; i < count; i++)
        if (!store_put_line(store, lines[i], doc, err))
            return false;
    return true;
}
