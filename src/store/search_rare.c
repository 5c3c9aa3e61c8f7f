/* A long word asks the index for its rarest characters only.
 *
 * FTS5 goes through the places of each token of a phrase, and those of 的 or 法 alone are
 * a large part of the index. A few rare ones at about their distance mostly leave so
 * little over that looking at the texts is cheaper than asking for the rest; where they
 * do not, search.c asks for more of them, and at last for all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search.h"

#include <stdlib.h>

#define SEGMENTS_MAX 8 /* that many tell enough of how often a token is */

/* ---- how often --------------------------------------------------------- */

/* Pages that a token's places take in the index: its directory names the first token of
 * each, so this costs no reading of places. */
static bool weigh_term(Store *store, Str term, int64_t *pages, Error *err)
{
    StrBuf key = {0};
    bool is_done = true;
    int64_t segment = 0;
    strbuf_append_byte(&key, '0'); /* FTS5's sign of the main index */
    strbuf_append_str(&key, term);
    *pages = 0;
    for (int i = 0; is_done && i < SEGMENTS_MAX; i++) {
        Query query = query_start(store, SQL_WEIGH_TERM, err);
        query_bind_int(&query, segment);
        query_bind_blob(&query, strbuf_get(&key));
        bool has_more = query_step(&query);
        if (has_more) {
            segment = query_get_int(&query, 0);
            *pages += query_get_int(&query, 1);
        }
        is_done = query_end(&query);
        if (!has_more)
            break;
    }
    strbuf_clear(&key);
    return is_done;
}

/* ---- which ------------------------------------------------------------- */

typedef struct PhraseToken {
    Span folded; /* in the words' folded form */
    int64_t pages;
    bool is_kept, is_word;
} PhraseToken;

typedef struct Phrase {
    StrBuf folded;
    PhraseToken *items;
    size_t count, capacity;
} Phrase;

static void read_phrase(Phrase *phrase, Str words)
{
    StrBuf room = {0};
    Token token;
    for (size_t off = 0; token_next(words, &off, &room, &token);) {
        phrase->items = mem_grow(phrase->items, &phrase->capacity, phrase->count + 1,
                                 sizeof(*phrase->items));
        size_t start = phrase->folded.len;
        strbuf_append_str(&phrase->folded, token.folded);
        phrase->items[phrase->count++] = (PhraseToken){
            {start, phrase->folded.len}, 0, false, token.kind == TOKEN_WORD};
    }
    strbuf_clear(&room);
}

static Str get_token(const Phrase *phrase, size_t index)
{
    Span span = phrase->items[index].folded;
    return str_slice(strbuf_get(&phrase->folded), span.start, span.end);
}

static bool keep_rarest(Phrase *phrase, Store *store, size_t count, Error *err)
{
    for (size_t i = 0; i < phrase->count; i++) {
        IndexTerm room;
        if (!weigh_term(store, index_term(get_token(phrase, i), &room),
                        &phrase->items[i].pages, err))
            return false;
    }
    for (size_t kept = 0; kept < count; kept++) {
        PhraseToken *rarest = NULL;
        for (size_t i = 0; i < phrase->count; i++)
            if (!phrase->items[i].is_kept &&
                (!rarest || phrase->items[i].pages < rarest->pages))
                rarest = &phrase->items[i];
        rarest->is_kept = true;
    }
    return true;
}

/* ---- asking ------------------------------------------------------------ */

/* NEAR("a b" "e", 2) for a b . . e: what stands together stays a phrase. */
static void append_kept(const Phrase *phrase, StrBuf *out)
{
    size_t first_end = 0, last_start = 0, groups = 0;
    strbuf_append_text(out, "NEAR(");
    for (size_t i = 0; i < phrase->count;) {
        if (!phrase->items[i].is_kept) {
            i++;
            continue;
        }
        last_start = i;
        strbuf_append_text(out, groups++ ? " \"" : "\"");
        for (; i < phrase->count && phrase->items[i].is_kept; i++)
            plan_append_token(out, get_token(phrase, i));
        bool is_open = i == phrase->count && phrase->items[i - 1].is_word;
        strbuf_append_text(out, is_open ? "\" *" : "\"");
        if (groups == 1)
            first_end = i;
    }
    strbuf_appendf(out, ", %zu)", last_start > first_end ? last_start - first_end : 0);
}

bool plan_append_rarest(StrBuf *out, Store *store, Str words, size_t count)
{
    Error ignored = {0}; /* what is wrong with the index, the search itself will say */
    Phrase phrase = {0};
    read_phrase(&phrase, words);
    bool is_eased = phrase.count > count && keep_rarest(&phrase, store, count, &ignored);
    if (is_eased)
        append_kept(&phrase, out);
    else
        plan_append_phrase(out, words);
    strbuf_clear(&phrase.folded);
    free(phrase.items);
    error_clear(&ignored);
    return is_eased;
}
