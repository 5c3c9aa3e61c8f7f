/* Search: the index finds blocks, scanning them finds the places.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/internal.h"

#include <stdlib.h>

#define MAX_TERMS 16

/* A query taken apart: needles for scanning and an expression for FTS5. */
typedef struct Terms {
    Needle *needles[MAX_TERMS];
    size_t count;
    StrBuf expression;
} Terms;

static void terms_clear(Terms *terms)
{
    for (size_t i = 0; i < terms->count; i++)
        needle_free(terms->needles[i]);
    strbuf_clear(&terms->expression);
    *terms = (Terms){0};
}

/* ---- what was typed ---------------------------------------------------- */

/* Appends a token to a phrase; the tokenizer takes them apart at blanks. */
static void append_token(StrBuf *out, Str folded)
{
    for (size_t i = 0; i < folded.len; i++) {
        if (folded.data[i] == '"')
            strbuf_append_byte(out, '"');
        strbuf_append_byte(out, folded.data[i]);
    }
}

/* Appends the term as one phrase; its last word may go on. */
static void append_phrase(StrBuf *out, Str term)
{
    StrBuf room = {0};
    size_t off = 0;
    bool ends_in_word = false;
    Token token;
    strbuf_append_byte(out, '"');
    while (token_next(term, &off, &room, &token)) {
        append_token(out, token.folded);
        strbuf_append_byte(out, ' ');
        ends_in_word = token.kind == TOKEN_WORD;
    }
    strbuf_append_text(out, ends_in_word ? "\" *" : "\"");
    strbuf_clear(&room);
}

static bool is_quote(char32_t codepoint)
{
    return codepoint == '"' || codepoint == 0xff02; /* ＂ */
}

/* The next term at `*off`: up to a blank, or what stands between double quotes. */
static bool next_term(Str text, size_t *off, Str *term)
{
    size_t start = *off, end = *off;
    bool is_quoted = false;
    while (*off < text.len) {
        size_t at = *off;
        char32_t codepoint = utf8_next(text, off);
        bool ends = is_quote(codepoint) || (!is_quoted && text_is_space(codepoint));
        if (!ends) {
            end = *off;
            continue;
        }
        bool opens = is_quote(codepoint) && !is_quoted;
        if (end > start) {
            *term = str_slice(text, start, end);
            if (opens)
                *off = at; /* the quotation is the next term */
            return true;
        }
        is_quoted = opens;
        start = end = *off;
    }
    *term = str_slice(text, start, end);
    return end > start;
}

static bool terms_parse(Terms *terms, Str text, Error *err)
{
    size_t off = 0;
    Str term;
    while (next_term(text, &off, &term)) {
        Needle *needle = needle_new(term);
        if (!needle)
            continue;
        if (terms->count == MAX_TERMS) {
            needle_free(needle);
            return error_set(err, ERR_USAGE, _("a search takes at most %d words"),
                             MAX_TERMS);
        }
        if (terms->count)
            strbuf_append_text(&terms->expression, " AND ");
        append_phrase(&terms->expression, term);
        terms->needles[terms->count++] = needle;
    }
    if (terms->count)
        return true;
    return error_set(err, ERR_USAGE, "%s",
                     _("there is nothing to search for: type a character, a word or a "
                       "number"));
}

/* ---- places ------------------------------------------------------------ */

typedef struct Search {
    Store *store;
    const SearchQuery *query;
    Terms terms;
    SearchVisitor *visitor;
    void *context;
    Error *err;
    int64_t skip, left; /* hits still to pass over; to hand over, -1 for all */
    bool is_over;       /* the limit was reached or the visitor had enough */
    Document *document; /* the one hits are in; opened when its first hit comes */
    Span *spans;
    size_t span_capacity;
    StrBuf headings;
} Search;

static int compare_spans(const void *a, const void *b)
{
    const Span *span_a = a, *span_b = b;
    if (span_a->start != span_b->start)
        return span_a->start < span_b->start ? -1 : 1;
    return (span_a->end > span_b->end) - (span_a->end < span_b->end);
}

/* All places of all terms in `text`, in order; none unless every term occurs, or where
 * one is enough. */
static size_t find_places(Search *search, Str text, bool needs_all)
{
    size_t count = 0;
    for (size_t i = 0; i < search->terms.count; i++) {
        size_t before = count;
        Span span;
        for (size_t from = 0; needle_find(search->terms.needles[i], text, from, &span);
             from = span.end) {
            search->spans = mem_grow(search->spans, &search->span_capacity, count + 1,
                                     sizeof(*search->spans));
            search->spans[count++] = span;
        }
        if (needs_all && count == before)
            return 0;
    }
    if (count && search->terms.count > 1)
        qsort(search->spans, count, sizeof(*search->spans), compare_spans);
    return count;
}

/* Hands over `hit` once for each place in its text; returns how many there are. */
static size_t visit_places(Search *search, SearchHit *hit, bool needs_all)
{
    size_t count = find_places(search, hit->text, needs_all);
    for (size_t i = 0; i < count && !search->is_over; i++) {
        if (search->skip) {
            search->skip--;
            continue;
        }
        hit->start = (uint32_t)search->spans[i].start;
        hit->end = (uint32_t)search->spans[i].end;
        if (search->left > 0)
            search->left--;
        search->is_over = !search->visitor(search->context, hit) || search->left == 0;
    }
    return count;
}

static bool open_document(Search *search, int64_t doc)
{
    if (search->document && search->document->id == doc)
        return true;
    document_free(search->document);
    search->document = edition_open(search->store, doc, search->err);
    return search->document != NULL;
}

static bool visit_block(Search *search, int64_t doc, uint32_t block)
{
    if (!open_document(search, doc))
        return false;
    if (block >= search->document->block_count)
        return true;
    strbuf_reset(&search->headings);
    document_append_path(search->document, block, STR("\n"), &search->headings);
    SearchHit hit = {
        .doc = doc,
        .in = SEARCH_TEXT,
        .title = str_from(search->document->title),
        .block = block,
        .line = document_get_block(search->document, block).source_line,
        .text = document_get_text(search->document, block),
        .headings = strbuf_get(&search->headings),
    };
    visit_places(search, &hit, true);
    document_trim(search->document);
    return true;
}

/* ---- rows of the index ------------------------------------------------- */

/* Rows [first, end) of the index belong to an edition. */
typedef struct EditionRows {
    int64_t first, end, doc;
    bool is_wanted;
} EditionRows;

static bool find_edition(Store *store, int64_t row, Str tag, EditionRows *rows,
                         Error *err)
{
    *rows = (EditionRows){row, row + 1, 0, false};
    Query query = query_start(store, SQL_FIND_EDITION, err);
    query_bind_int(&query, row);
    query_bind_text(&query, tag);
    if (query_step(&query)) {
        int64_t first = query_get_int(&query, 0);
        int64_t end = first + query_get_int(&query, 1);
        if (row < end)
            *rows = (EditionRows){first, end, query_get_int(&query, 2),
                                  query_get_int(&query, 3) != 0};
    }
    return query_end(&query);
}

/* The rows to look at: all, or those of one document, in the trash or not. */
static bool get_bounds(Store *store, int64_t doc, EditionRows *bounds, Error *err)
{
    *bounds = (EditionRows){0, INT64_MAX, 0, false};
    if (!doc)
        return true;
    Query query = query_start(store, SQL_GET_EDITION_ROWS, err);
    query_bind_int(&query, doc);
    bool is_found = query_step(&query);
    if (is_found) {
        bounds->first = query_get_int(&query, 0);
        bounds->end = bounds->first + query_get_int(&query, 1);
        bounds->doc = doc;
    }
    if (!query_end(&query))
        return false;
    return is_found ||
           error_set(err, ERR_NOT_FOUND, _("there is no document %lld"), (long long)doc);
}

/* Called for each block the index gives; false ends the walk (with or without an
 * error). */
typedef bool RowVisitor(void *context, int64_t doc, uint32_t block);

static bool walk_rows(Store *store, const SearchQuery *query, const Terms *terms,
                      RowVisitor *visitor, void *context, Error *err)
{
    EditionRows rows;
    if (!get_bounds(store, query->doc, &rows, err))
        return false;
    Query search = query_start(store, SQL_SEARCH_TEXT, err);
    query_bind_text(&search, strbuf_get(&terms->expression));
    query_bind_int(&search, rows.first);
    query_bind_int(&search, rows.end - 1);
    rows.is_wanted = query->doc != 0;
    if (!query->doc)
        rows.end = 0; /* nothing known yet */
    bool is_found = true, goes_on = true;
    while (goes_on && query_step(&search)) {
        int64_t row = query_get_int(&search, 0);
        if (row >= rows.end)
            is_found = find_edition(store, row, query->tag, &rows, err);
        goes_on = is_found && (!rows.is_wanted ||
                               visitor(context, rows.doc, (uint32_t)(row - rows.first)));
    }
    return query_end(&search) && is_found;
}

/* ---- searching --------------------------------------------------------- */

static bool search_block(void *context, int64_t doc, uint32_t block)
{
    Search *search = context;
    return visit_block(search, doc, block) && !search->is_over;
}

static bool search_text(Search *search)
{
    return walk_rows(search->store, search->query, &search->terms, search_block, search,
                     search->err) &&
           !error_is_set(search->err);
}

static Query start_notes(Store *store, const SearchQuery *query, const Terms *terms,
                         Error *err)
{
    Query notes = query_start(store, SQL_SEARCH_NOTES, err);
    query_bind_text(&notes, strbuf_get(&terms->expression));
    query_bind_int(&notes, query->doc);
    query_bind_text(&notes, query->tag);
    return notes;
}

/* Of a note the places in what was written; failing these in the quotation, failing
 * these in the tags: quotations are found in the text as well. */
static bool search_notes(Search *search)
{
    Query notes = start_notes(search->store, search->query, &search->terms, search->err);
    bool is_open = true;
    while (is_open && !search->is_over && query_step(&notes)) {
        SearchHit hit = {
            .doc = query_get_int(&notes, 1),
            .in = SEARCH_NOTES,
            .annotation = query_get_int(&notes, 0),
            .title = query_get_text(&notes, 7),
            .block = (uint32_t)query_get_int(&notes, 2),
            .headings = query_get_text(&notes, 6),
        };
        is_open = open_document(search, hit.doc);
        if (is_open && hit.block < search->document->block_count)
            hit.line = document_get_block(search->document, hit.block).source_line;
        for (int column = 3; is_open && column <= 5; column++) {
            hit.text = query_get_text(&notes, column);
            if (visit_places(search, &hit, false))
                break;
        }
    }
    return query_end(&notes) && is_open;
}

static Query start_titles(Store *store, const SearchQuery *query, Error *err)
{
    Query titles = query_start(store, SQL_SEARCH_TITLES, err);
    query_bind_int(&titles, query->doc);
    query_bind_text(&titles, query->tag);
    return titles;
}

/* Titles are few and short: they are scanned, and need no index to be kept in step. */
static bool search_titles(Search *search)
{
    Query titles = start_titles(search->store, search->query, search->err);
    while (!search->is_over && query_step(&titles)) {
        SearchHit hit = {
            .doc = query_get_int(&titles, 0),
            .in = SEARCH_TITLES,
            .title = query_get_text(&titles, 1),
            .text = query_get_text(&titles, 1),
            .line = 1,
        };
        visit_places(search, &hit, true);
    }
    return query_end(&titles);
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
    };
    unsigned in = query->in ? query->in : SEARCH_TEXT;
    bool is_done = terms_parse(&search.terms, query->text, err) &&
                   (!(in & SEARCH_TITLES) || search_titles(&search)) &&
                   (!(in & SEARCH_NOTES) || search.is_over || search_notes(&search)) &&
                   (!(in & SEARCH_TEXT) || search.is_over || search_text(&search));
    document_free(search.document);
    terms_clear(&search.terms);
    strbuf_clear(&search.headings);
    free(search.spans);
    return is_done;
}

/* ---- counting ---------------------------------------------------------- */

typedef struct Count {
    int64_t blocks;
    int64_t *docs;
    size_t doc_count, doc_capacity;
} Count;

static bool count_row(void *context, int64_t doc, uint32_t block)
{
    (void)block;
    Count *count = context;
    count->blocks++;
    if (count->doc_count && count->docs[count->doc_count - 1] == doc)
        return true;
    count->docs = mem_grow(count->docs, &count->doc_capacity, count->doc_count + 1,
                           sizeof(*count->docs));
    count->docs[count->doc_count++] = doc;
    return true;
}

static bool count_notes(Store *store, const SearchQuery *query, const Terms *terms,
                        Count *count, Error *err)
{
    Query notes = start_notes(store, query, terms, err);
    while (query_step(&notes))
        count_row(count, query_get_int(&notes, 1), 0);
    return query_end(&notes);
}

static bool count_titles(Store *store, const SearchQuery *query, const Terms *terms,
                         Count *count, Error *err)
{
    Query titles = start_titles(store, query, err);
    while (query_step(&titles)) {
        Str title = query_get_text(&titles, 1);
        Span span;
        size_t found = 0;
        while (found < terms->count &&
               needle_find(terms->needles[found], title, 0, &span))
            found++;
        if (found == terms->count)
            count_row(count, query_get_int(&titles, 0), 0);
    }
    return query_end(&titles);
}

static int compare_ids(const void *a, const void *b)
{
    int64_t id_a = *(const int64_t *)a, id_b = *(const int64_t *)b;
    return (id_a > id_b) - (id_a < id_b);
}

static int64_t count_distinct(int64_t *ids, size_t count)
{
    int64_t distinct = 0;
    if (count)
        qsort(ids, count, sizeof(*ids), compare_ids);
    for (size_t i = 0; i < count; i++)
        distinct += i == 0 || ids[i] != ids[i - 1];
    return distinct;
}

bool store_count_hits(Store *store, const SearchQuery *query, int64_t *blocks,
                      int64_t *docs, Error *err)
{
    Terms terms = {0};
    Count count = {0};
    unsigned in = query->in ? query->in : SEARCH_TEXT;
    bool is_counted =
        terms_parse(&terms, query->text, err) &&
        (!(in & SEARCH_TITLES) || count_titles(store, query, &terms, &count, err)) &&
        (!(in & SEARCH_NOTES) || count_notes(store, query, &terms, &count, err)) &&
        (!(in & SEARCH_TEXT) || walk_rows(store, query, &terms, count_row, &count, err));
    if (is_counted) {
        *blocks = count.blocks;
        *docs = count_distinct(count.docs, count.doc_count);
    }
    free(count.docs);
    terms_clear(&terms);
    return is_counted;
}

bool store_find_block(Store *store, const SearchQuery *query, uint32_t from,
                      bool backwards, uint32_t *block, Error *err)
{
    BUG_ON(query->doc == 0);
    Terms terms = {0};
    EditionRows rows;
    bool is_found = false;
    if (terms_parse(&terms, query->text, err) &&
        get_bounds(store, query->doc, &rows, err)) {
        int64_t here = MIN(rows.first + from, rows.end - 1);
        Query find = query_start(
            store, backwards ? SQL_FIND_PREVIOUS_ROW : SQL_FIND_NEXT_ROW, err);
        query_bind_text(&find, strbuf_get(&terms.expression));
        query_bind_int(&find, backwards ? rows.first : rows.first + from);
        query_bind_int(&find, backwards ? here : rows.end - 1);
        is_found = query_step(&find);
        if (is_found)
            *block = (uint32_t)(query_get_int(&find, 0) - rows.first);
        is_found = query_end(&find) && is_found;
    }
    terms_clear(&terms);
    return is_found;
}
