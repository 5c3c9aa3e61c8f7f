/* A phrase as the index is asked for it.
 *
 * FTS5 goes through the places of each token of a phrase, and those of 的 or 法 alone are
 * a large part of the index. So pairs of common characters are asked for instead of each
 * of them; and of a long phrase only the rarest tokens, at about their distance: they
 * mostly leave so little over that looking at the texts is cheaper than asking for the
 * rest. Where they do not, search.c asks for more of them, and at last for all.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/search.h"

#include <stdlib.h>

/* ---- how often --------------------------------------------------------- */

/* Pages that a token's places take in the index: its directory names the first token of
 * each, so this costs no reading of places. */
static bool weigh_term(Store *store, Str term, int64_t *pages, Error *err)
{
    StrBuf key = {0};
    strbuf_append_byte(&key, '0'); /* FTS5's sign of the main index */
    strbuf_append_str(&key, term);
    Query query = query_start(store, SQL_WEIGH_TERM, err);
    query_bind_blob(&query, strbuf_get(&key));
    *pages = query_step(&query) ? query_get_int(&query, 0) : 0;
    bool is_weighed = query_end(&query);
    strbuf_clear(&key);
    return is_weighed;
}

/* ---- tokens ------------------------------------------------------------ */

typedef struct PhraseToken {
    Span folded; /* in the phrase's folded form */
    int64_t pages;
    bool is_word, is_pair; /* a pair: with the one behind it */
    bool is_told;          /* the pair in front of it says all of it */
    bool is_kept;
} PhraseToken;

typedef struct Phrase {
    StrBuf folded;
    PhraseToken *items; /* one for each place */
    size_t count, capacity;
    size_t needed; /* how many no pair tells */
} Phrase;

static void phrase_clear(Phrase *phrase)
{
    strbuf_clear(&phrase->folded);
    free(phrase->items);
}

/* What is asked for at a place: of a pair both characters. */
static Str get_token(const Phrase *phrase, size_t index)
{
    const PhraseToken *item = &phrase->items[index];
    size_t end = item->is_pair ? item[1].folded.end : item->folded.end;
    return str_slice(strbuf_get(&phrase->folded), item->folded.start, end);
}

static void find_pairs(Phrase *phrase)
{
    phrase->needed = phrase->count;
    for (size_t i = 0; i + 1 < phrase->count; i++)
        phrase->items[i].is_pair =
            index_is_pair(get_token(phrase, i), get_token(phrase, i + 1));
    for (size_t i = 1; i < phrase->count; i++) {
        PhraseToken *item = &phrase->items[i];
        item->is_told = item[-1].is_pair && !item->is_pair;
        phrase->needed -= item->is_told;
    }
}

static void phrase_read(Phrase *phrase, Str words)
{
    StrBuf room = {0};
    Token token;
    *phrase = (Phrase){0};
    for (size_t off = 0; token_next(words, &off, &room, &token);) {
        phrase->items = mem_grow(phrase->items, &phrase->capacity, phrase->count + 1,
                                 sizeof(*phrase->items));
        size_t start = phrase->folded.len;
        strbuf_append_str(&phrase->folded, token.folded);
        phrase->items[phrase->count++] = (PhraseToken){
            .folded = {start, phrase->folded.len}, .is_word = token.kind == TOKEN_WORD};
    }
    strbuf_clear(&room);
    find_pairs(phrase);
}

/* ---- asking ------------------------------------------------------------ */

/* The tokenizer takes them apart at blanks. */
static void append_token(const Phrase *phrase, size_t index, StrBuf *out)
{
    Str folded = get_token(phrase, index);
    for (size_t i = 0; i < folded.len; i++) {
        if (folded.data[i] == '"')
            strbuf_append_byte(out, '"');
        strbuf_append_byte(out, folded.data[i]);
    }
    strbuf_append_byte(out, ' ');
}

/* The last word of all may go on. */
static void append_close(const Phrase *phrase, size_t end, StrBuf *out)
{
    bool is_open = end && end == phrase->count && phrase->items[end - 1].is_word;
    strbuf_append_text(out, is_open ? "\" *" : "\"");
}

static void append_whole(const Phrase *phrase, StrBuf *out)
{
    size_t end = phrase->count;
    strbuf_append_byte(out, '"');
    for (size_t i = 0; i < end; i++)
        if (i + 1 < end || !phrase->items[i].is_told)
            append_token(phrase, i, out);
    append_close(phrase, end, out);
}

void plan_append_phrase(StrBuf *out, Str words)
{
    Phrase phrase;
    phrase_read(&phrase, words);
    append_whole(&phrase, out);
    phrase_clear(&phrase);
}

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
            append_token(phrase, i, out);
        append_close(phrase, i, out);
        if (groups == 1)
            first_end = i;
    }
    strbuf_appendf(out, ", %zu)", last_start > first_end ? last_start - first_end : 0);
}

static bool weigh(Phrase *phrase, Store *store, Error *err)
{
    for (size_t i = 0; i < phrase->count; i++) {
        IndexTerm room;
        if (!phrase->items[i].is_told &&
            !weigh_term(store, index_term(get_token(phrase, i), &room),
                        &phrase->items[i].pages, err))
            return false;
    }
    return true;
}

static void keep_rarest(Phrase *phrase, size_t count)
{
    for (size_t kept = 0; kept < count; kept++) {
        PhraseToken *rarest = NULL;
        for (size_t i = 0; i < phrase->count; i++) {
            PhraseToken *item = &phrase->items[i];
            if (!item->is_kept && !item->is_told &&
                (!rarest || item->pages < rarest->pages))
                rarest = item;
        }
        rarest->is_kept = true;
    }
}

bool plan_append_rarest(StrBuf *out, Store *store, Str words, size_t count)
{
    Error ignored = {0}; /* what is wrong with the index, the search itself will say */
    Phrase phrase;
    phrase_read(&phrase, words);
    bool may_ease = phrase.needed > count || phrase.needed < phrase.count;
    bool is_eased =
        may_ease && (phrase.needed <= count || weigh(&phrase, store, &ignored));
    if (is_eased) {
        keep_rarest(&phrase, MIN(count, phrase.needed));
        append_kept(&phrase, out);
    } else {
        append_whole(&phrase, out);
    }
    phrase_clear(&phrase);
    error_clear(&ignored);
    return is_eased;
}
