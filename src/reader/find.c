/* Searching in the document as one types, and from hit to hit.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <piyue/store_search.h>

#include <stdlib.h>

#define KEY_BUDGET_US 8000   /* a key's frame waits no longer for hits */
#define PATIENCE_US 10000000 /* nor the next hit any longer, if no key ends it before */

void reader_clear_hits(Reader *reader)
{
    strbuf_reset(&reader->hits.query);
    terms_clear(&reader->hits.terms);
    reader->hits.current = (Range){0};
    reader->hits.shown_count = 0;
    reader->hits.is_seeking = reader->hits.is_of_library = false;
    reader_forget_hits(reader);
}

static void set_query(Reader *reader, Str query)
{
    ReaderHits *hits = &reader->hits;
    Error ignored = {0};
    reader_clear_hits(reader);
    strbuf_append_str(&hits->query, query);
    terms_set(&hits->terms, query);
    arena_free(hits->arena);
    hits->arena = arena_new();
    hits->aspects = (SeekDocument){.doc = reader->doc};
    if (hits->terms.has_words &&
        !store_get_aspects(reader->store, reader->doc, hits->arena, &hits->aspects,
                           &ignored))
        hits->aspects = (SeekDocument){.doc = reader->doc};
    error_clear(&ignored);
    reader_forget_hits(reader);
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
    if (!terms_match_all(&reader->hits.terms, &reader->hits.aspects, text))
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

/* The same, for so long at most; `*is_stopped` says that time or patience ended. */
static bool find_hit_within(Reader *reader, int64_t budget_us, Pos from, bool backwards,
                            Range *hit, bool *is_round, bool *is_stopped)
{
    Slice slice = {reader->app, time_monotonic_us() + budget_us};
    store_set_interrupt(reader->store, is_slice_over, &slice);
    bool is_found = find_hit(reader, from, backwards, hit, is_round);
    *is_stopped = !is_found && is_slice_over(&slice);
    store_set_interrupt(reader->store, NULL, NULL);
    return is_found;
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

/* ---- on through the library --------------------------------------------- */

/* The document behind (or before) this one that holds the query. */
static int64_t find_next_document(Reader *reader, bool backwards, Error *err)
{
    SearchQuery query = {.text = strbuf_get(&reader->hits.query), .in = SEARCH_TEXT};
    int64_t next;
    store_set_interrupt(reader->store, is_typing, reader->app);
    if (!store_find_hit_document(reader->store, &query, reader->doc, backwards, &next,
                                 err))
        next = 0;
    store_set_interrupt(reader->store, NULL, NULL);
    return next;
}

/* Its first (or last) hit. */
static bool find_edge_hit(Reader *reader, int64_t doc, bool backwards, Pos *pos,
                          Error *err)
{
    SearchQuery query = {
        .text = strbuf_get(&reader->hits.query), .doc = doc, .in = SEARCH_TEXT};
    uint32_t block;
    Document *document = store_open_document(reader->store, doc, err);
    bool is_found =
        document && document->block_count &&
        store_find_block(reader->store, &query, backwards ? document->block_count - 1 : 0,
                         backwards, &block, err);
    Span match = {0};
    if (is_found) {
        Str text = document_get_text(document, block);
        is_found = terms_find(&reader->hits.terms, text, 0, &match);
        for (Span next = match; backwards && is_found &&
                                terms_find(&reader->hits.terms, text, next.end, &next);)
            match = next;
        *pos = (Pos){block, (uint32_t)match.start};
    }
    document_free(document);
    return is_found;
}

/* Another reader takes the place of this one, so that going back leads to the results.
 * False, without an error, when this is the last document. */
static bool go_to_next_document(Reader *reader, bool backwards, Error *err)
{
    Pos pos;
    App *app = reader->app;
    int64_t doc = find_next_document(reader, backwards, err);
    if (!doc || !find_edge_hit(reader, doc, backwards, &pos, err))
        return false;
    StrBuf query = {0};
    strbuf_append_str(&query, strbuf_get(&reader->hits.query));
    reader_save_place(&reader->view);
    View *next = reader_new(app, doc, &pos, err);
    if (next) {
        reader_set_query(next, strbuf_get(&query));
        app_pop(app);
        app_push(app, next);
        StrBuf title = {0};
        format_flat(&title, str_from(((Reader *)next)->document->title));
        app_message(app, backwards ? _("document before: %s") : _("next document: %s"),
                    title.data ? title.data : "");
        strbuf_clear(&title);
    }
    strbuf_clear(&query);
    return next != NULL;
}

bool act_hit_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    ReaderHits *hits = &reader->hits;
    if (!hits->query.len)
        return error_set(err, ERR_NOT_FOUND, _("nothing is searched for yet: / begins"));
    bool backwards = (call->arg < 0) != hits->is_backward;
    bool is_round = false, was_round = false, is_stopped;
    for (int i = 0; i < MAX(call->count, 1); i++) {
        Range hit;
        Pos from = reader->caret;
        if (!backwards)
            from.off++;
        bool is_found = find_hit_within(reader, PATIENCE_US, from, backwards, &hit,
                                        &is_round, &is_stopped);
        if (hits->is_of_library && !is_stopped && (!is_found || is_round)) {
            if (go_to_next_document(reader, backwards, err))
                return true;
            if (error_is_set(err))
                return false;
        }
        if (!is_found)
            return error_set(err, ERR_NOT_FOUND,
                             is_stopped ? _("the search for \"%s\" was stopped")
                                        : _("\"%s\" does not occur here"),
                             hits->query.data);
        was_round = was_round || is_round;
        if (i == 0) {
            reader_push_jump(reader);
            reader_loosen_selection(reader, pos_compare(hit.start, from));
        }
        show_hit(reader, hit);
    }
    show_whole_hit(reader);
    StrBuf number = {0};
    reader_append_hit_number(reader, &number);
    if (number.len)
        app_message(reader->app, was_round ? _("hit %s, round the end") : _("hit %s"),
                    number.data);
    else if (was_round) /* they have not been counted yet */
        app_message(reader->app, "%s", _("round the end"));
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

static void show_number(Reader *reader)
{
    StrBuf info = {0};
    if (!reader->hits.prompt)
        return;
    reader_append_hit_number(reader, &info);
    if (!info.len && reader->hits.terms.has_words)
        strbuf_append_text(&info, reader->hits.is_seeking ? _("searching") : _("no hit"));
    prompt_set_info(reader->hits.prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

void reader_show_sought(Reader *reader)
{
    ReaderHits *hits = &reader->hits;
    size_t before = reader_count_hits(reader, (Pos){0}, hits->origin);
    size_t index = before < hits->count ? before : 0;
    if (hits->is_backward)
        index = (before ? before : hits->count) - 1;
    Range hit;
    bool is_beside = before < hits->count && (before > 0 || !hits->is_backward);
    if (hits->is_seeking && (is_beside || hits->cursor.is_complete)) {
        hits->is_seeking = false;
        if (index < hits->count && find_in_block(reader, hits->all[index].block,
                                                 hits->all[index].off, false, &hit))
            show_hit(reader, hit);
    }
    show_number(reader);
}

/* A query with a mistake in it leaves the hits as they are. */
static void find_changed(void *context, Str text, Prompt *prompt)
{
    Reader *reader = context;
    ReaderHits *hits = &reader->hits;
    Range hit;
    Terms terms = {0};
    bool is_round = false;
    hits->prompt = prompt;
    query_remark(prompt, text);
    terms_set(&terms, text);
    bool is_query = terms.seek || !text_trim(text).len;
    terms_clear(&terms);
    if (!is_query)
        return;
    document_trim(reader->document);
    restore_origin(reader);
    reader_settle(reader);
    set_query(reader, text);
    if (hits->terms.has_words) {
        if (find_hit_within(reader, KEY_BUDGET_US, hits->origin, hits->is_backward, &hit,
                            &is_round, &hits->is_seeking))
            show_hit(reader, hit);
        reader_find_hits(reader, KEY_BUDGET_US);
    }
    show_number(reader);
    reader_settle(reader);
}

static void find_cancel(void *context)
{
    Reader *reader = context;
    reader->hits.prompt = NULL;
    reader->hits.is_backward = reader->hits.was_backward;
    restore_origin(reader);
    StrBuf before = {0};
    strbuf_append_str(&before, strbuf_get(&reader->hits.origin_query));
    set_query(reader, strbuf_get(&before));
    strbuf_clear(&before);
    reader_settle(reader);
}

static bool find_accept(void *context, Str text, Error *err)
{
    Reader *reader = context;
    StrBuf again = {0};
    if (query_asks_help(text)) {
        find_cancel(reader);
        app_push(reader->app, query_page_new(reader->app));
        return true;
    }
    if (text.len && !query_check(reader->hits.prompt, text, err))
        return false;
    while (text.len && reader->hits.is_seeking && !is_typing(reader->app)) {
        reader_find_hits(reader, PATIENCE_US);
        reader_show_sought(reader);
    }
    if (!text.len) /* Enter alone: the same as before */
        strbuf_append_str(&again, strbuf_get(&reader->hits.origin_query));
    if (again.len)
        set_query(reader, strbuf_get(&again));
    bool is_again = again.len > 0;
    strbuf_clear(&again);
    if (is_again) {
        reader->hits.prompt = NULL;
        app_act(reader->app, ACTION_HIT_NEXT, 0, (Str){0});
        return true;
    }
    if (text.len && !reader->hits.current.end.off)
        return error_set(err, ERR_NOT_FOUND,
                         _("\"%.*s\" does not occur in this document; S searches all"),
                         STR_ARG(text));
    reader->hits.prompt = NULL;
    if (text.len && pos_compare(reader->caret, reader->hits.origin) != 0) {
        Pos found = reader->caret;
        reader->caret = reader->hits.origin;
        reader_push_jump(reader);
        reader_loosen_selection(reader, pos_compare(found, reader->hits.origin));
        reader->caret = found;
    }
    if (text.len)
        show_whole_hit(reader);
    reader_settle(reader);
    return true;
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
    hits->was_backward = hits->is_backward;
    hits->is_backward = call->arg < 0;
    strbuf_reset(&hits->origin_folds);
    foldset_save(reader->folds, &hits->origin_folds);
    strbuf_reset(&hits->origin_query);
    strbuf_append_str(&hits->origin_query, strbuf_get(&hits->query));
    hits->prompt =
        app_open_prompt(reader->app, hits->is_backward ? _("Find before") : _("Find"),
                        call->argument, &ops, reader);
    prompt_set_keys(hits->prompt, &reader_prompt_keys);
    app_keep_history(reader->app, "find");
    return true;
}

void reader_find_query(Reader *reader, Str query, Pos from)
{
    Range hit;
    reader->hits.is_backward = false;
    set_query(reader, query);
    if (find_in_block(reader, from.block, from.off, false, &hit))
        show_hit(reader, hit);
    reader_find_hits(reader, KEY_BUDGET_US);
}

void reader_set_query(View *view, Str query)
{
    Reader *reader = (Reader *)view;
    set_query(reader, query);
    reader->hits.is_of_library = true;
    reader->hits.is_backward = false;
    Str text = reader->caret.block < reader->document->block_count
                   ? document_get_text(reader->document, reader->caret.block)
                   : (Str){0};
    Span match;
    if (terms_find(&reader->hits.terms, text, reader->caret.off, &match))
        reader->hits.current = (Range){{reader->caret.block, (uint32_t)match.start},
                                       {reader->caret.block, (uint32_t)match.end}};
}
