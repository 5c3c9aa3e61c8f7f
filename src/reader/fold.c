/* Folding by what one looks for: the path to the caret, the hits of a search.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <piyue/store_search.h>

#include <stdlib.h>

bool act_fold_path(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    uint32_t *rows = reader_list_rows(reader);
    foldset_set_all(reader->folds, true);
    for (uint32_t section = reader_find_section(reader); section != SECTION_NONE;
         section = reader->document->sections[section].parent)
        foldset_set(reader->folds, section, false);
    return reader_after_fold(reader, rows);
}

/* ---- hits -------------------------------------------------------------------- */

typedef struct HitFolds {
    FoldSet *folds;
    const Document *document;
    uint32_t last_block;
    size_t blocks;
} HitFolds;

/* A heading that is hit is in sight, folded or not; text needs its section open. */
static bool open_hit(void *context, const SearchHit *hit)
{
    HitFolds *hits = context;
    if (hits->blocks && hit->block == hits->last_block)
        return true;
    hits->last_block = hit->block;
    hits->blocks++;
    foldset_reveal(hits->folds, hit->block);
    uint32_t section = sections_find(hits->document->sections,
                                     hits->document->section_count, hit->block);
    if (section != SECTION_NONE &&
        hits->document->sections[section].heading.block == hit->block &&
        hit->start >= hits->document->sections[section].heading.title_end)
        foldset_set(hits->folds, section, false);
    return true;
}

bool act_fold_hits(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (!reader->hits.query.len)
        return error_set(err, ERR_NOT_FOUND, _("nothing is searched for yet: / begins"));
    FoldSet *folds = foldset_new(reader->document);
    foldset_set_all(folds, true);
    HitFolds hits = {.folds = folds, .document = reader->document};
    SearchQuery query = {
        .text = strbuf_get(&reader->hits.query), .doc = reader->doc, .in = SEARCH_TEXT};
    store_set_interrupt(reader->store, is_typing, reader->app);
    bool is_done = store_search(reader->store, &query, open_hit, &hits, err);
    store_set_interrupt(reader->store, NULL, NULL);
    if (is_done && !hits.blocks)
        is_done = error_set(err, ERR_NOT_FOUND, _("\"%s\" does not occur here"),
                            reader->hits.query.data);
    if (is_done) {
        uint32_t *rows = reader_list_rows(reader);
        StrBuf saved = {0};
        foldset_save(folds, &saved);
        foldset_load(reader->folds, strbuf_get(&saved));
        strbuf_clear(&saved);
        reader_after_fold(reader, rows);
        app_message(reader->app,
                    translate_plural("%zu paragraph with a hit",
                                     "%zu paragraphs with hits", hits.blocks),
                    hits.blocks);
    }
    foldset_free(folds);
    return is_done;
}
