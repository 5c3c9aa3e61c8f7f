/* Searching for the word under the caret.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <piyue/store_search.h>

#include <stdlib.h>

#define WORD_MAX 8 /* characters */

/* Little words that no name or term begins or ends with. */
static bool is_particle(char32_t codepoint)
{
    static const char32_t particles[] =
        U"的了和与及或在是对把被将就都也又而且之其着过等为以于从向";
    for (size_t i = 0; particles[i]; i++)
        if (particles[i] == codepoint)
            return true;
    return false;
}

/* Does the text occur in the document at a second place? */
static bool count_two(void *context, const SearchHit *hit)
{
    (void)hit;
    return ++*(int *)context < 2;
}

static bool occurs_again(Reader *reader, Str text)
{
    StrBuf query = {0};
    Error ignored = {0};
    int count = 0;
    strbuf_appendf(&query, "\"%.*s\"", STR_ARG(text));
    SearchQuery search = {
        .text = strbuf_get(&query), .doc = reader->doc, .in = SEARCH_TEXT, .limit = 2};
    bool is_done = store_search(reader->store, &search, count_two, &count, &ignored);
    error_clear(&ignored);
    strbuf_clear(&query);
    return is_done && count >= 2;
}

/* Chinese has no blanks: a word is taken to be the longest run of Han around the caret
 * that the document has twice, without little words at its ends. `han` holds the offsets
 * of the run's characters and its end. */
static Span find_word(Reader *reader, Str text, const size_t *han, size_t count,
                      size_t caret)
{
    for (size_t length = MIN(count, WORD_MAX); length > 1; length--) {
        for (size_t start = caret + 1 > length ? caret + 1 - length : 0;
             start <= caret && start + length <= count; start++) {
            Span word = {han[start], han[start + length]};
            size_t first = word.start, last = han[start + length - 1];
            if (!is_particle(utf8_next(text, &first)) &&
                !is_particle(utf8_next(text, &last)) &&
                occurs_again(reader, str_slice(text, word.start, word.end)))
                return word;
        }
    }
    return (Span){han[caret], han[caret + 1]};
}

/* The offsets of the tokens of a clause, and the end of each. */
typedef struct Characters {
    Span *items;
    bool *are_cjk;
    size_t count, capacity, kind_capacity;
} Characters;

static void read_clause(Str text, Span clause, Characters *out)
{
    StrBuf room = {0};
    Token token;
    for (size_t at = clause.start;
         at < clause.end && token_next(text, &at, &room, &token);) {
        if (token.kind == TOKEN_BOUNDARY)
            continue;
        out->items =
            mem_grow(out->items, &out->capacity, out->count + 1, sizeof(*out->items));
        out->are_cjk = mem_grow(out->are_cjk, &out->kind_capacity, out->count + 1,
                                sizeof(*out->are_cjk));
        out->are_cjk[out->count] = token.kind == TOKEN_CJK;
        out->items[out->count++] = (Span){token.start, token.end};
    }
    strbuf_clear(&room);
}

/* Is the next character the very next thing? */
static bool goes_on(const Characters *all, size_t index)
{
    return index + 1 < all->count && all->are_cjk[index] && all->are_cjk[index + 1] &&
           all->items[index].end == all->items[index + 1].start;
}

/* The word under the caret, or the first one behind it. */
static Span find_word_at(Reader *reader, Str text, size_t off)
{
    Characters all = {0};
    Span word = {0}, clause;
    size_t caret = 0;
    for (size_t at = off; caret == all.count && at < text.len; at = clause.end) {
        clause = clause_at(text, at);
        all.count = caret = 0;
        read_clause(text, clause, &all);
        while (caret < all.count && all.items[caret].end <= off)
            caret++;
        clause.end = MAX(clause.end, at + 1);
    }
    if (caret < all.count && !all.are_cjk[caret]) {
        word = all.items[caret];
    } else if (caret < all.count) {
        size_t han[2 * WORD_MAX + 1], count = 0, first = caret, last = caret;
        while (first > 0 && caret - first + 1 < WORD_MAX && goes_on(&all, first - 1))
            first--;
        while (last - caret + 1 < WORD_MAX && goes_on(&all, last))
            last++;
        for (size_t i = first; i <= last; i++)
            han[count++] = all.items[i].start;
        han[count] = all.items[last].end;
        word = find_word(reader, text, han, count, caret - first);
    }
    free(all.items);
    free(all.are_cjk);
    return word;
}

bool act_find_word(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    StrBuf query = {0};
    Range range;
    Pos from = reader->caret;
    if (reader_get_selection(reader, &range)) {
        from = range.start;
        if (!reader_append_query(reader, &query))
            error_set(err, ERR_USAGE,
                      _("what is selected is too long to be searched for"));
    } else {
        Str text = document_get_text(reader->document, from.block);
        Span word = find_word_at(reader, text, from.off);
        from.off = (uint32_t)word.start;
        if (word.end > word.start)
            strbuf_appendf(&query, "\"%.*s\"",
                           STR_ARG(str_slice(text, word.start, word.end)));
        else
            error_set(err, ERR_NOT_FOUND, _("there is no word here"));
    }
    if (query.len) {
        reader_drop_selection(reader);
        reader_find_query(reader, strbuf_get(&query), from);
        app_add_history(reader->app, _("Find"), strbuf_get(&query));
        reader_settle(reader);
    }
    bool is_done = query.len > 0;
    strbuf_clear(&query);
    return is_done;
}

/* Of the selection, or of the clause under the caret. */
bool act_same_wording(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    Range range;
    if (!reader)
        return false;
    if (!reader_get_selection(reader, &range)) {
        Str text = document_get_text(reader->document, reader->caret.block);
        size_t last = text.len ? cluster_previous(text, text.len) : 0;
        Span clause = clause_at(text, MIN((size_t)reader->caret.off, last));
        range = (Range){{reader->caret.block, (uint32_t)clause.start},
                        {reader->caret.block, (uint32_t)clause.end}};
    }
    if (range.start.block != range.end.block)
        return error_set(err, ERR_USAGE,
                         _("a wording stands in one paragraph; select less of the text"));
    StrBuf wording = {0};
    document_append_range(reader->document, range, STR(" "), &wording);
    reader_save_place(&reader->view);
    View *view = wording_new(reader->app, strbuf_get(&wording), err);
    if (view)
        app_push(reader->app, view);
    strbuf_clear(&wording);
    return view != NULL;
}
