/* Searching in the document as one types, and from hit to hit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/reader.h"

void reader_clear_hits(Reader *reader)
{
    strbuf_reset(&reader->hits.query);
    terms_clear(&reader->hits.terms);
    reader->hits.current = (Range){0};
    reader->hits.total = reader->hits.number = 0;
    reader->hits.shown_count = 0;
}

static void set_query(Reader *reader, Str query)
{
    reader_clear_hits(reader);
    strbuf_append_str(&reader->hits.query, query);
    terms_set(&reader->hits.terms, query);
}

void reader_collect_hits(Reader *reader, uint32_t first_block, uint32_t last_block)
{
    ReaderHits *hits = &reader->hits;
    hits->shown_count = 0;
    if (!hits->terms.has_words)
        return;
    for (uint32_t block = first_block;
         block <= last_block && block < reader->document->block_count; block++) {
        if (!layout_is_visible(reader->layout, block))
            continue;
        Str text = document_get_text(reader->document, block);
        Span match;
        for (size_t off = 0; terms_find(&hits->terms, text, off, &match);
             off = match.end) {
            hits->shown = mem_grow(hits->shown, &hits->shown_capacity,
                                   hits->shown_count + 1, sizeof(hits->shown[0]));
            hits->shown[hits->shown_count++] =
                (Range){{block, (uint32_t)match.start}, {block, (uint32_t)match.end}};
        }
    }
}

/* ---- finding ----------------------------------------------------------- */

/* A hit in one block that starts at or after `from` (or, backwards, before it). */
static bool find_in_block(const Reader *reader, uint32_t block, size_t from,
                          bool backwards, Range *hit)
{
    BlockInfo info = document_get_block(reader->document, block);
    if ((info.flags & BLOCK_HIDDEN) && !layout_get_options(reader->layout)->show_hidden)
        return false;
    Str text = document_get_text(reader->document, block);
    if (!terms_match_all(&reader->hits.terms, text))
        return false;
    Span match;
    bool is_found = false;
    size_t off = backwards ? 0 : from;
    while (terms_find(&reader->hits.terms, text, off, &match)) {
        if (backwards && match.start >= from)
            break;
        *hit = (Range){{block, (uint32_t)match.start}, {block, (uint32_t)match.end}};
        is_found = true;
        if (!backwards)
            break;
        off = match.end;
    }
    return is_found;
}

/* The next block that the index names; a hidden one is passed over. */
static bool find_beyond(Reader *reader, uint32_t from, bool backwards, Range *hit)
{
    SearchQuery query = {
        .text = strbuf_get(&reader->hits.query), .doc = reader->doc, .in = SEARCH_TEXT};
    Error ignored = {0};
    uint32_t block;
    bool is_found = false;
    while (!is_found &&
           store_find_block(reader->store, &query, from, backwards, &block, &ignored)) {
        is_found = find_in_block(reader, block, backwards ? SIZE_MAX : 0, backwards, hit);
        if (!is_found &&
            (backwards ? block == 0 : block + 1 >= reader->document->block_count))
            break;
        from = backwards ? block - 1 : block + 1;
    }
    error_clear(&ignored);
    return is_found;
}

/* The first hit from a place on, round the end of the document. */
static bool find_hit(Reader *reader, Pos from, bool backwards, Range *hit, bool *is_round)
{
    uint32_t count = reader->document->block_count;
    *is_round = false;
    if (!count || !reader->hits.terms.has_words)
        return false;
    if (find_in_block(reader, from.block, from.off, backwards, hit))
        return true;
    if (backwards ? from.block > 0 : from.block + 1 < count)
        if (find_beyond(reader, backwards ? from.block - 1 : from.block + 1, backwards,
                        hit))
            return true;
    *is_round = true;
    return find_beyond(reader, backwards ? count - 1 : 0, backwards, hit);
}

/* ---- counting ---------------------------------------------------------- */

typedef struct HitCount {
    const Reader *reader;
    uint32_t total, number;
} HitCount;

static bool count_hit(void *context, const SearchHit *found)
{
    HitCount *count = context;
    Pos current = count->reader->hits.current.start;
    count->total++;
    if (pos_compare((Pos){found->block, found->start}, current) <= 0)
        count->number = count->total;
    return count->total < HIT_COUNT_MAX;
}

static void count_hits(Reader *reader)
{
    HitCount count = {.reader = reader};
    SearchQuery query = {
        .text = strbuf_get(&reader->hits.query), .doc = reader->doc, .in = SEARCH_TEXT};
    Error ignored = {0};
    store_set_interrupt(reader->store, is_typing, reader->app);
    bool is_done = store_search(reader->store, &query, count_hit, &count, &ignored);
    store_set_interrupt(reader->store, NULL, NULL);
    reader->hits.total = is_done ? count.total : 0;
    reader->hits.number = MAX(count.number, 1);
    reader->hits.is_total_exact = count.total < HIT_COUNT_MAX;
    error_clear(&ignored);
}

/* "3/17"; "?" while it is not known, "2000+" beyond counting. */
static void append_number(const Reader *reader, StrBuf *out)
{
    const ReaderHits *hits = &reader->hits;
    if (!hits->total)
        return;
    if (hits->number <= hits->total)
        strbuf_appendf(out, "%u/", hits->number);
    strbuf_appendf(out, hits->is_total_exact ? "%u" : "%u+", hits->total);
}

/* ---- going to a hit ---------------------------------------------------- */

static void show_hit(Reader *reader, Range hit)
{
    reader->hits.current = hit;
    if (reader_reveal(reader, hit.start))
        reader_folds_changed(reader);
    reader_go(reader, hit.start);
}

/* A hit one stays at is seen, even if the skeleton leaves its sentence out. */
static void show_whole_hit(Reader *reader)
{
    reader_leave_skeleton(reader, reader->hits.current.start);
    reader_go(reader, reader->hits.current.start);
}

bool act_hit_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    ReaderHits *hits = &reader->hits;
    if (!hits->query.len)
        return error_set(err, ERR_NOT_FOUND, _("nothing is searched for yet: / begins"));
    bool backwards = call->arg < 0, is_round = false, was_round = false;
    for (int i = 0; i < MAX(call->count, 1); i++) {
        Range hit;
        Pos from = reader->caret;
        if (!backwards)
            from.off++;
        if (!find_hit(reader, from, backwards, &hit, &is_round))
            return error_set(err, ERR_NOT_FOUND, _("\"%s\" does not occur here"),
                             hits->query.data);
        was_round = was_round || is_round;
        if (i == 0)
            reader_push_jump(reader);
        show_hit(reader, hit);
    }
    if (!hits->total || was_round || call->count > 1)
        count_hits(reader);
    else
        hits->number += backwards ? UINT32_MAX : 1;
    show_whole_hit(reader);
    StrBuf number = {0};
    append_number(reader, &number);
    app_message(reader->app, was_round ? _("hit %s, round the end") : _("hit %s"),
                number.data ? number.data : "");
    strbuf_clear(&number);
    reader_settle(reader);
    return true;
}

/* ---- the prompt -------------------------------------------------------- */

static void restore_origin(Reader *reader)
{
    foldset_load(reader->folds, strbuf_get(&reader->hits.origin_folds));
    reader_folds_changed(reader);
    reader->caret = reader->hits.origin;
    reader->caret_row = reader->hits.origin_row;
    reader->goal_column = -1;
}

static void find_changed(void *context, Str text, Prompt *prompt)
{
    Reader *reader = context;
    Range hit;
    bool is_round = false;
    document_trim(reader->document);
    restore_origin(reader);
    reader_settle(reader);
    set_query(reader, text);
    StrBuf info = {0};
    if (text.len && find_hit(reader, reader->hits.origin, false, &hit, &is_round)) {
        show_hit(reader, hit);
        if (!is_typing(reader->app))
            count_hits(reader);
        append_number(reader, &info);
    } else if (reader->hits.terms.has_words) {
        strbuf_append_text(&info, _("no hit"));
    }
    prompt_set_info(prompt, strbuf_get(&info));
    strbuf_clear(&info);
    reader_settle(reader);
}

static bool find_accept(void *context, Str text, Error *err)
{
    Reader *reader = context;
    StrBuf again = {0};
    if (!text.len) /* Enter alone: the same as before */
        strbuf_append_str(&again, strbuf_get(&reader->hits.origin_query));
    if (again.len)
        set_query(reader, strbuf_get(&again));
    bool is_again = again.len > 0;
    strbuf_clear(&again);
    if (is_again) {
        app_act(reader->app, ACTION_HIT_NEXT, 0, (Str){0});
        return true;
    }
    if (text.len && !reader->hits.current.end.off)
        return error_set(err, ERR_NOT_FOUND,
                         _("\"%.*s\" does not occur in this document; S searches all"),
                         STR_ARG(text));
    if (text.len && pos_compare(reader->caret, reader->hits.origin) != 0) {
        Pos found = reader->caret;
        reader->caret = reader->hits.origin;
        reader_push_jump(reader);
        reader->caret = found;
    }
    if (text.len)
        show_whole_hit(reader);
    reader_settle(reader);
    return true;
}

static void find_cancel(void *context)
{
    Reader *reader = context;
    restore_origin(reader);
    StrBuf before = {0};
    strbuf_append_str(&before, strbuf_get(&reader->hits.origin_query));
    set_query(reader, strbuf_get(&before));
    strbuf_clear(&before);
    reader_settle(reader);
}

bool act_find(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {find_changed, find_accept, find_cancel};
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    ReaderHits *hits = &reader->hits;
    hits->origin = reader->caret;
    hits->origin_row = reader->caret_row;
    strbuf_reset(&hits->origin_folds);
    foldset_save(reader->folds, &hits->origin_folds);
    strbuf_reset(&hits->origin_query);
    strbuf_append_str(&hits->origin_query, strbuf_get(&hits->query));
    app_open_prompt(reader->app, _("Find"), call->argument, &ops, reader);
    return true;
}

void reader_set_query(View *view, Str query)
{
    Reader *reader = (Reader *)view;
    set_query(reader, query);
    Str text = reader->caret.block < reader->document->block_count
                   ? document_get_text(reader->document, reader->caret.block)
                   : (Str){0};
    Span match;
    if (terms_find(&reader->hits.terms, text, reader->caret.off, &match))
        reader->hits.current = (Range){{reader->caret.block, (uint32_t)match.start},
                                       {reader->caret.block, (uint32_t)match.end}};
}
