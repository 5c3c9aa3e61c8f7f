/* Which document of the library a file is a newer text of.
 *
 * The same path decides, unless the texts have nothing in common: then somebody gave a
 * file the name of another. A like title or a like text only suggests it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/successor.h"

#include <string.h>

#define COMPARED_HASHES 1024
#define NOTHING_IN_COMMON 0.03
#define SAME_TITLE_LIKENESS 0.10
#define SAME_TEXT_LIKENESS 0.30

bool successor_find_path(Store *store, const char *path, int64_t *doc, Error *err)
{
    *doc = 0;
    return strcmp(path, "-") == 0 || store_find_source(store, str_from(path), doc, err);
}

/* How alike the draft and the text of a document are; 0 where that cannot be read. */
static double compare(Store *store, const Draft *draft, int64_t doc)
{
    Error ignored = {0};
    Document *document = store_open_document(store, doc, &ignored);
    error_clear(&ignored);
    if (!document)
        return 0.0;
    Sketch before, after;
    sketch_document(&before, document, COMPARED_HASHES);
    sketch_draft(&after, draft, COMPARED_HASHES);
    double likeness = sketch_compare(&before, &after);
    sketch_clear(&before);
    sketch_clear(&after);
    document_free(document);
    return likeness;
}

bool successor_find(Store *store, const Draft *draft, const Sketch *sketch,
                    const char *path, Successor *successor, Error *err)
{
    *successor = (Successor){0};
    int64_t doc = 0;
    if (!successor_find_path(store, path, &doc, err))
        return false;
    if (doc && compare(store, draft, doc) >= NOTHING_IN_COMMON) {
        successor->doc = doc;
        return true;
    }
    successor->unlike = doc;
    int64_t same_title = 0, same_text = 0;
    if (!store_find_title(store, draft->title, &same_title, err) ||
        !store_find_sketch(store, sketch->lowest, sketch->count, &same_text, err))
        return false;
    if (same_title && same_title != doc &&
        compare(store, draft, same_title) >= SAME_TITLE_LIKENESS)
        successor->suggest = same_title;
    else if (same_text && same_text != doc &&
             compare(store, draft, same_text) >= SAME_TEXT_LIKENESS)
        successor->suggest = same_text;
    return true;
}
