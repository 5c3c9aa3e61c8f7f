/* Collections in the ledger: what is put in, what is said of it there, and its order.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "passages/passages.h"

#include <stdlib.h>

/* ---- into one, and out of it ---------------------------------------------------- */

static bool collect_accept(void *context, Str name, Error *err)
{
    Passages *passages = context;
    int64_t collection;
    size_t count, added = 0;
    if (!library_begin_batch(passages->library, err))
        return false;
    int64_t *ids = passages_chosen(passages, &count);
    bool is_done =
        library_open_collection(passages->library, name, &collection, err) &&
        library_collect(passages->library, collection, ids, count, &added, err);
    is_done = library_end_batch(passages->library, is_done, err);
    free(ids);
    if (!is_done)
        return false;
    StrBuf message = {0};
    strbuf_appendf(&message,
                   translate_plural("%zu passage put into “%.*s”",
                                    "%zu passages put into “%.*s”", added),
                   added, STR_ARG(name));
    message_with_undo(passages->app, message.data);
    strbuf_clear(&message);
    passages->marked.count = 0;
    passages_after_edit(passages);
    return true;
}

static bool open_accept(void *context, Str name, Error *err)
{
    Passages *passages = context;
    AnnotationFilter filter = {.doc = passages->doc, .status = -1};
    if (!store_find_collection(passages->store, name, &filter.collection, err))
        return false;
    passages_set_filter(passages, &filter);
    return true;
}

/* Asks for a collection: to put what is chosen into, or (1) to be shown. */
bool act_passages_collect(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    NameRequest request = {.label = call->arg ? _("Collection") : _("Into collection"),
                           .is_known = call->arg != 0,
                           .accept = call->arg ? open_accept : collect_accept,
                           .context = passages};
    return passages && collection_prompt_open(passages->app, &request, err);
}

/* ---- in a collection ------------------------------------------------------------ */

static bool require_collection(const Passages *passages, Error *err)
{
    return passages->filter.collection ||
           error_set(err, ERR_USAGE, _("this is no collection; M shows one"));
}

bool act_passages_uncollect(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages || !require_collection(passages, err))
        return false;
    size_t count;
    int64_t *ids = passages_chosen(passages, &count);
    bool is_done = library_uncollect(passages->library, passages->filter.collection, ids,
                                     count, err);
    free(ids);
    if (!is_done)
        return false;
    passages->marked.count = 0;
    passages_after_edit(passages);
    message_with_undo(passages->app, _("taken out of the collection"));
    return true;
}

static bool entry_note_accept(void *context, Str text, Error *err)
{
    Passages *passages = context;
    if (!passages->filter.collection ||
        !library_note_collected(passages->library, passages->filter.collection,
                                passages->request, text_trim(text), err))
        return false;
    passages_after_edit(passages);
    return true;
}

/* What is said of a passage in this collection, beside its own note. */
bool act_passages_entry_note(const ActionCall *call, Error *err)
{
    static const PromptOps prompt_ops = {.accept = entry_note_accept};
    Passages *passages = passages_get(call, err);
    const Annotation *row = passages ? passages_get_current(passages) : NULL;
    if (!row || !require_collection(passages, err))
        return false;
    passages->request = row->id;
    app_open_prompt(passages->app, _("Said of it here"),
                    passages_get_entry_note(passages, passages->screen.list.current),
                    &prompt_ops, passages);
    StrBuf key = {0};
    strbuf_appendf(&key, "entry:%lld:", (long long)passages->filter.collection);
    strbuf_append_hex(&key, row->uid.bytes, sizeof(row->uid.bytes));
    app_keep_prompt_draft(passages->app, strbuf_get(&key));
    strbuf_clear(&key);
    return true;
}

/* ---- order ------------------------------------------------------------------------ */

/* Where what is chosen stands in the list: the places of its first and last. */
static void find_span(const Passages *passages, const Ids *chosen, size_t *first,
                      size_t *last)
{
    const PassageIndex *index = &passages->index;
    *first = index->count;
    *last = 0;
    for (size_t i = 0; i < index->count; i++)
        if (ids_has(chosen, index->ids[i])) {
            *first = MIN(*first, i);
            *last = i;
        }
}

/* The first entry at or behind `at` that is not chosen itself; 0 at the end. */
static int64_t find_behind(const Passages *passages, const Ids *chosen, size_t at)
{
    while (at < passages->index.count && ids_has(chosen, passages->index.ids[at]))
        at++;
    return at < passages->index.count ? passages->index.ids[at] : 0;
}

static bool move_all(Passages *passages, const int64_t *ids, size_t count, int64_t before,
                     Error *err)
{
    bool is_done = library_begin_batch(passages->library, err);
    if (!is_done)
        return false;
    for (size_t i = 0; is_done && i < count; i++)
        is_done = library_move_collected(passages->library, passages->filter.collection,
                                         ids[i], before, err);
    return library_end_batch(passages->library, is_done, err);
}

/* In a collection shown in its own order: what is chosen goes, side by side, in front of
 * the one above (-1), behind the one below (1), to the top (-2) or to the end (2). */
bool act_passages_move(const ActionCall *call, Error *err)
{
    Passages *passages = passages_get(call, err);
    if (!passages || !passages_get_current(passages) ||
        !require_collection(passages, err))
        return false;
    if (passages->grouping != GROUP_NONE)
        return error_set(err, ERR_USAGE,
                         _("entries move in the collection's own order; s comes to it"));
    size_t count, first, last;
    Ids chosen = {passages_chosen(passages, &count), 0, 0};
    int64_t *ids = mem_alloc_array(count + 1, sizeof(*ids));
    chosen.count = count;
    for (size_t i = 0; i < count; i++)
        ids[i] = chosen.items[i];
    ids_sort(&chosen);
    find_span(passages, &chosen, &first, &last);
    size_t end = passages->index.count;
    size_t at = call->arg == -2   ? 0
                : call->arg == 2  ? end
                : call->arg == -1 ? first - MIN(first, 1u)
                                  : MIN(last + 2, end);
    bool is_there =
        last - first + 1 == count && (call->arg < 0 ? first == 0 : last + 1 == end);
    bool is_done = is_there || move_all(passages, ids, count,
                                        find_behind(passages, &chosen, at), err);
    free(ids);
    free(chosen.items);
    if (is_done && !is_there)
        passages_after_edit(passages);
    return is_done;
}
