/* What a search found, taken: sentences become passages, all of them in one action.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/edit.h"

#include <piyue/text.h>

#include <stdlib.h>

/* While hits of one document are taken. */
typedef struct Taker {
    Library *library;
    const HitTake *take;
    Document *document;   /* owned; NULL before the first */
    Arena *arena;         /* of `there` */
    AnnotationList there; /* passages that the document had before */
    Range last;           /* of the hit before, and the passage it is in */
    int64_t last_id;
    int64_t *ids; /* owned: all that were taken */
    size_t count, capacity;
    HitTaken *taken;
} Taker;

/* The sentence with the hit; as much more as a hit needs that goes on behind it. */
static Range find_sentence(const Document *document, const HitPlace *place)
{
    Str text = document_get_text(document, place->block);
    size_t last = text.len ? cluster_previous(text, text.len) : 0;
    Span sentence = sentence_at(text, MIN((size_t)place->start, last));
    Str whole = text_trim(str_slice(text, MIN(sentence.start, (size_t)place->start),
                                    MAX(sentence.end, (size_t)place->end)));
    uint32_t start = (uint32_t)(whole.data - text.data);
    return (Range){{place->block, start}, {place->block, start + (uint32_t)whole.len}};
}

static bool enter(Taker *taker, int64_t doc, Error *err)
{
    if (taker->document && taker->document->id == doc)
        return true;
    AnnotationFilter filter = {.doc = doc, .status = -1};
    Store *store = library_get_store(taker->library);
    document_free(taker->document);
    arena_free(taker->arena);
    taker->arena = arena_new();
    taker->there = (AnnotationList){0};
    taker->last_id = 0;
    taker->document = store_open_document(store, doc, err);
    return taker->document &&
           store_list_annotations(store, &filter, taker->arena, &taker->there, err);
}

static bool is_same(Range a, Range b)
{
    return pos_compare(a.start, b.start) == 0 && pos_compare(a.end, b.end) == 0;
}

/* The passage that is this very sentence already; 0 for none. */
static int64_t find_passage(const Taker *taker, Range range)
{
    if (taker->last_id && is_same(taker->last, range))
        return taker->last_id;
    for (size_t i = 0; i < taker->there.count; i++) {
        const Annotation *row = &taker->there.rows[i];
        if (!row->is_orphan && is_same(row->selector.range, range))
            return row->id;
    }
    return 0;
}

static bool take_sentence(Taker *taker, const HitPlace *place, int64_t *id, Error *err)
{
    if (!enter(taker, place->doc, err))
        return false;
    if (place->block >= taker->document->block_count)
        return error_set(err, ERR_CONFLICT, "%s",
                         _("the document is another one now; search again"));
    Range range = find_sentence(taker->document, place);
    *id = find_passage(taker, range);
    bool is_new = !*id;
    if (is_new && !library_annotate(taker->library,
                                    &(NewAnnotation){.document = taker->document,
                                                     .range = range,
                                                     .style = taker->take->style},
                                    id, err))
        return false;
    taker->taken->created += is_new;
    taker->last = range;
    taker->last_id = *id;
    document_trim(taker->document);
    return true;
}

static bool has_taken(const Taker *taker, int64_t id)
{
    for (size_t i = taker->count; i > 0; i--)
        if (taker->ids[i - 1] == id)
            return true;
    return false;
}

static bool take_one(Taker *taker, const HitPlace *place, Error *err)
{
    int64_t id = place->annotation;
    size_t created = taker->taken->created;
    if (!id && !take_sentence(taker, place, &id, err))
        return false;
    if (taker->taken->created == created && has_taken(taker, id))
        return true;
    taker->ids = mem_grow(taker->ids, &taker->capacity, taker->count + 1, sizeof(id));
    taker->ids[taker->count++] = id;
    for (size_t i = 0; i < taker->take->tag_count; i++)
        if (!library_tag_annotation(taker->library, id, taker->take->tags[i], true, err))
            return false;
    return true;
}

static bool take_all(Taker *taker, const HitPlace *places, size_t count, Error *err)
{
    int64_t collection = 0;
    Str name = taker->take->collection;
    for (size_t i = 0; i < count; i++)
        if (!take_one(taker, &places[i], err))
            return false;
    return !name.len ||
           (library_open_collection(taker->library, name, &collection, err) &&
            library_collect(taker->library, collection, taker->ids, taker->count,
                            &taker->taken->collected, err));
}

bool library_take_hits(Library *library, const HitPlace *places, size_t count,
                       const HitTake *take, HitTaken *taken, Error *err)
{
    HitTaken result = {0};
    Taker taker = {.library = library, .take = take, .taken = &result};
    if (!library_begin_batch(library, err))
        return false;
    bool is_done = take_all(&taker, places, count, err);
    is_done = library_end_batch(library, is_done, err);
    if (is_done) {
        *taken = result;
        taken->passages = taker.count;
    }
    document_free(taker.document);
    arena_free(taker.arena);
    free(taker.ids);
    return is_done;
}
