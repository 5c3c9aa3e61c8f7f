/* Search: the index finds blocks, looking at them finds the places.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search.h"

#include <piyue/store_search.h>

#include <stdlib.h>

/* Looking at so many texts in vain takes as long as asking the index for more. */
#define MISSES_MAX 16

typedef struct Search {
    Store *store;
    const SearchQuery *query;
    Plan plan;
    SearchVisitor *visitor;
    void *context;
    Error *err;
    int64_t skip, left;   /* hits still to pass over; to hand over, -1 for all */
    bool is_over;         /* the limit was reached or the visitor had enough */
    SearchCursor *cursor; /* where it goes on and got to; NULL: nobody asks */
    Document *document;   /* the one hits are in; opened when its first hit comes */
    SeekSpans spans;
    StrBuf headings;
    size_t misses; /* texts looked at in vain since the index was asked */
} Search;

static void add_span(SeekSpans *spans, Span span)
{
    spans->items =
        mem_grow(spans->items, &spans->capacity, spans->count + 1, sizeof(*spans->items));
    spans->items[spans->count++] = span;
}

/* Hands over `hit` once for each of the spans. */
static void visit_places(Search *search, SearchHit *hit)
{
    for (size_t i = 0; i < search->spans.count; i++) {
        if (search->is_over && !search->cursor)
            return;
        if (search->skip) {
            search->skip--;
            continue;
        }
        hit->start = (uint32_t)search->spans.items[i].start;
        hit->end = (uint32_t)search->spans.items[i].end;
        if (search->left > 0)
            search->left--;
        search->is_over |= !search->visitor(search->context, hit) || search->left == 0;
    }
}

/* The texts before `row` need not be looked at again. */
static void pass(Search *search, int64_t row)
{
    if (search->cursor)
        search->cursor->row = row;
}

static bool was_passed(const Search *search, int64_t row)
{
    return search->cursor && row < search->cursor->row;
}

static bool open_document(Search *search, int64_t doc)
{
    if (search->document && search->document->id == doc)
        return true;
    document_free(search->document);
    search->document = edition_open(search->store, doc, search->err);
    return search->document != NULL;
}

/* ---- texts ------------------------------------------------------------- */

static bool is_wasteful(const Search *search)
{
    return search->plan.kept < KEPT_ALL && search->misses > MISSES_MAX;
}

static bool visit_block(void *context, const Scope *scope, uint32_t block)
{
    Search *search = context;
    if (!open_document(search, scope->doc))
        return false;
    if (search_block_fits(&search->plan, &scope->document, search->document, block,
                          &search->spans)) {
        strbuf_reset(&search->headings);
        document_append_path(search->document, block, STR("\n"), &search->headings);
        SearchHit hit = {
            .doc = scope->doc,
            .in = SEARCH_TEXT,
            .title = str_from(search->document->title),
            .block = block,
            .line = document_get_block(search->document, block).source_line,
            .text = document_get_text(search->document, block),
            .headings = strbuf_get(&search->headings),
        };
        visit_places(search, &hit);
    } else {
        search->misses++;
    }
    document_trim(search->document);
    return !search->is_over && !is_wasteful(search);
}

static bool search_text(Search *search)
{
    int64_t row = search->cursor ? search->cursor->row : 0;
    plan_ease(&search->plan, search->store);
    for (;; plan_tighten(&search->plan)) {
        search->misses = 0;
        bool is_done = search_walk_rows(search->store, search->query, &search->plan, &row,
                                        visit_block, search, search->err);
        pass(search, row);
        if (!is_done || error_is_set(search->err))
            return false;
        if (search->is_over || !is_wasteful(search))
            return true;
    }
}

/* ---- notes ------------------------------------------------------------- */

/* Of a note the places in what was written; failing these in the quotation, failing
 * these in the tags: quotations are found in the text as well. */
static void find_note_places(Search *search, const Query *notes, SearchHit *hit)
{
    search->spans.count = 0;
    for (int column = NOTE_TEXT; column <= NOTE_TAGS && !search->spans.count; column++) {
        hit->text = query_get_text(notes, column);
        Span span;
        for (size_t from = 0; seek_find_mark(search->plan.seek, hit->text, from, &span);
             from = span.end)
            add_span(&search->spans, span);
    }
}

static bool visit_note(Search *search, const Query *notes)
{
    SearchHit hit = {
        .doc = query_get_int(notes, 1),
        .in = SEARCH_NOTES,
        .annotation = query_get_int(notes, 0),
        .title = query_get_text(notes, NOTE_DOCUMENT + 1),
        .block = (uint32_t)query_get_int(notes, 2),
        .headings = query_get_text(notes, NOTE_HEADINGS),
    };
    if (!open_document(search, hit.doc))
        return false;
    if (hit.block < search->document->block_count)
        hit.line = document_get_block(search->document, hit.block).source_line;
    find_note_places(search, notes, &hit);
    visit_places(search, &hit);
    return true;
}

static bool search_notes(Search *search)
{
    Query notes =
        search_start_notes(search->store, search->query, &search->plan, search->err);
    bool is_open = true;
    for (int64_t row = 0; is_open && !search->is_over && query_step(&notes); row++) {
        if (was_passed(search, row))
            continue;
        is_open = !search_is_stopped(search->store, &search->plan, (size_t)row + 1,
                                     search->err);
        if (is_open && search_note_fits(&search->plan, &notes, &search->spans))
            is_open = visit_note(search, &notes);
        if (is_open)
            pass(search, row + 1);
    }
    return query_end(&notes) && is_open;
}

/* ---- titles ------------------------------------------------------------ */

/* Titles are few and short: they are scanned, and need no index to be kept in step.
 * Where only conditions are asked for, every document that fits is a hit. */
static void visit_title(Search *search, const SeekDocument *document)
{
    if (!seek_match(search->plan.seek, document, document->title, &search->spans))
        return;
    if (!seek_has_words(search->plan.seek))
        add_span(&search->spans, (Span){0, 0});
    SearchHit hit = {
        .doc = document->doc,
        .in = SEARCH_TITLES,
        .title = document->title,
        .text = document->title,
        .line = 1,
    };
    visit_places(search, &hit);
}

static bool search_titles(Search *search)
{
    TitleWalk walk =
        title_walk_start(search->store, search->query, &search->plan, search->err);
    bool is_stopped = false;
    for (size_t looked = 1; !search->is_over && title_walk_next(&walk); looked++) {
        if (was_passed(search, walk.row))
            continue;
        is_stopped = search_is_stopped(search->store, &search->plan, looked, search->err);
        if (is_stopped)
            break;
        visit_title(search, &walk.document);
        pass(search, walk.row + 1);
    }
    return title_walk_end(&walk) && !is_stopped;
}

/* Titles, then notes, then texts: what is few and short comes first. */
static bool search_all(Search *search)
{
    static const struct {
        unsigned in;
        bool (*search)(Search *search);
    } stages[] = {{SEARCH_TITLES, search_titles},
                  {SEARCH_NOTES, search_notes},
                  {SEARCH_TEXT, search_text}};
    SearchCursor *cursor = search->cursor;
    for (size_t i = 0; i < ARRAY_SIZE(stages); i++) {
        unsigned in = stages[i].in;
        if (!(search->plan.in & in) || (cursor && cursor->done & in))
            continue;
        if (!stages[i].search(search))
            return false;
        if (search->is_over)
            return true;
        if (cursor)
            *cursor = (SearchCursor){.done = cursor->done | in};
    }
    if (cursor)
        cursor->is_complete = true;
    return true;
}

bool store_search(Store *store, const SearchQuery *query, SearchVisitor *visitor,
                  void *context, Error *err)
{
    Search search = {
        .store = store,
        .query = query,
        .visitor = visitor,
        .context = context,
        .err = err,
        .skip = query->offset,
        .left = query->limit > 0 ? query->limit : -1,
        .cursor = query->cursor,
    };
    bool is_done = plan_make(&search.plan, store, query, err) && search_all(&search);
    document_free(search.document);
    plan_clear(&search.plan);
    strbuf_clear(&search.headings);
    free(search.spans.items);
    return is_done;
}
