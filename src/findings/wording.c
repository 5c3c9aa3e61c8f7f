/* Where else a wording stands, word for word and nearly so.
 *
 * Candidates are the texts that hold the wording or a part of it, which the index knows.
 * Of each the stretch as long as the wording is taken that has most of its pairs of
 * neighbouring characters; how many of them it has is the likeness.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/findings.h>

#include <stdlib.h>
#include <string.h>

#include <piyue/seek.h>
#include <piyue/store_search.h>

#define PART_TOKENS 4    /* what a similar wording has in common at one place */
#define PARTS_MAX 40     /* … of a long wording those at its beginning */
#define SIMILAR_TOKENS 8 /* shorter ones are only like themselves */
#define SIMILAR 0.6      /* share of pairs: two characters of ten may differ, not four */
#define PLACES_MAX 20000

typedef struct Tokens {
    Span *spans;
    uint64_t *hashes;
    size_t count, capacity, hash_capacity;
} Tokens;

static void tokens_clear(Tokens *tokens)
{
    free(tokens->spans);
    free(tokens->hashes);
    *tokens = (Tokens){0};
}

static void tokens_read(Tokens *tokens, Str text)
{
    StrBuf room = {0};
    Token token;
    tokens->count = 0;
    for (size_t at = 0; token_next(text, &at, &room, &token);) {
        if (token.kind == TOKEN_BOUNDARY)
            continue;
        uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
        for (size_t i = 0; i < token.folded.len; i++)
            hash = (hash ^ (uint8_t)token.folded.data[i]) * 0x100000001b3u;
        tokens->spans = mem_grow(tokens->spans, &tokens->capacity, tokens->count + 1,
                                 sizeof(*tokens->spans));
        tokens->hashes = mem_grow(tokens->hashes, &tokens->hash_capacity,
                                  tokens->count + 1, sizeof(*tokens->hashes));
        tokens->hashes[tokens->count] = hash;
        tokens->spans[tokens->count++] = (Span){token.start, token.end};
    }
    strbuf_clear(&room);
}

struct WordingWalk {
    Tokens wanted, text;
    uint64_t *pairs; /* of neighbours in the wording, sorted */
    size_t pair_count;
    StrBuf query;
    SearchCursor cursor;
    Arena *arena;
    Wording *items; /* in order of the texts, until they are listed */
    size_t count, capacity;
    size_t dated; /* those before it have the days of their documents */
    bool is_full;
    int64_t doc; /* of the text looked at last */
    uint32_t block;
};

static uint64_t pair(const Tokens *tokens, size_t index)
{
    return tokens->hashes[index] * 0x9e3779b97f4a7c15u + tokens->hashes[index + 1];
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static bool has_pair(const WordingWalk *walk, uint64_t wanted)
{
    return bsearch(&wanted, walk->pairs, walk->pair_count, sizeof(wanted),
                   compare_numbers) != NULL;
}

/* The stretch of the text most like the wording: as long as it, one pass over the text.
 */
static double find_stretch(const WordingWalk *walk, Span *stretch)
{
    const Tokens *text = &walk->text;
    size_t window = walk->pair_count, held = 0, best = 0, best_end = 0;
    for (size_t i = 0; i + 1 < text->count; i++) {
        held += has_pair(walk, pair(text, i));
        if (i >= window)
            held -= has_pair(walk, pair(text, i - window));
        if (held > best) {
            best = held;
            best_end = i + 1;
        }
    }
    if (!best)
        return 0;
    size_t first = best_end > window ? best_end - window : 0;
    while (first < best_end && !has_pair(walk, pair(text, first)))
        first++;
    *stretch = (Span){text->spans[first].start, text->spans[best_end].end};
    return MIN((double)best / (double)window, 1);
}

static bool look_at_text(void *context, const SearchHit *hit)
{
    WordingWalk *walk = context;
    if (walk->doc == hit->doc && walk->block == hit->block)
        return true;
    walk->doc = hit->doc;
    walk->block = hit->block;
    Span stretch = {hit->start, hit->end};
    double likeness = 1;
    if (walk->pair_count + 1 >= SIMILAR_TOKENS) {
        tokens_read(&walk->text, hit->text);
        likeness = find_stretch(walk, &stretch);
    }
    if (likeness < SIMILAR)
        return true;
    walk->items =
        mem_grow(walk->items, &walk->capacity, walk->count + 1, sizeof(*walk->items));
    walk->items[walk->count++] = (Wording){
        .doc = hit->doc,
        .block = hit->block,
        .start = (uint32_t)stretch.start,
        .end = (uint32_t)stretch.end,
        .title = arena_str(walk->arena, hit->title),
        .text = arena_str(walk->arena, hit->text),
        .headings = arena_str(walk->arena, hit->headings),
        .likeness = likeness,
    };
    walk->is_full = walk->count >= PLACES_MAX;
    return !walk->is_full;
}

/* What can stand in quotation marks. */
static void append_quoted(StrBuf *out, Str text)
{
    strbuf_append_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        bool is_mark = text.data[i] == '"' || (uint8_t)text.data[i] < ' ';
        strbuf_append_byte(out, is_mark ? ' ' : text.data[i]);
    }
    strbuf_append_byte(out, '"');
}

static void make_query(const WordingWalk *walk, Str wording, StrBuf *out)
{
    const Tokens *wanted = &walk->wanted;
    append_quoted(out, wording);
    if (wanted->count < SIMILAR_TOKENS)
        return;
    for (size_t i = 0, parts = 0; i + PART_TOKENS <= wanted->count && parts < PARTS_MAX;
         i += PART_TOKENS / 2, parts++) {
        strbuf_append_byte(out, '|');
        append_quoted(out, str_slice(wording, wanted->spans[i].start,
                                     wanted->spans[i + PART_TOKENS - 1].end));
    }
}

/* Word for word first, then the similar ones; of both the earliest first. */
static int compare_wordings(const void *a, const void *b)
{
    const Wording *x = a, *y = b;
    if ((x->likeness < 1) != (y->likeness < 1))
        return x->likeness < 1 ? 1 : -1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    if (x->doc != y->doc)
        return x->doc < y->doc ? -1 : 1;
    return (x->block > y->block) - (x->block < y->block);
}

WordingWalk *wording_walk_new(Str wording)
{
    WordingWalk *walk = mem_alloc(sizeof(*walk));
    *walk = (WordingWalk){.arena = arena_new()};
    tokens_read(&walk->wanted, wording);
    walk->pair_count = MAX(walk->wanted.count, 1) - 1;
    walk->pairs = mem_alloc_array(walk->pair_count + 1, sizeof(*walk->pairs));
    for (size_t i = 0; i < walk->pair_count; i++)
        walk->pairs[i] = pair(&walk->wanted, i);
    qsort(walk->pairs, walk->pair_count, sizeof(*walk->pairs), compare_numbers);
    make_query(walk, wording, &walk->query);
    return walk;
}

void wording_walk_free(WordingWalk *walk)
{
    if (!walk)
        return;
    strbuf_clear(&walk->query);
    tokens_clear(&walk->wanted);
    tokens_clear(&walk->text);
    arena_free(walk->arena);
    free(walk->pairs);
    free(walk->items);
    free(walk);
}

static bool read_days(WordingWalk *walk, Store *store, Error *err)
{
    for (; walk->dated < walk->count; walk->dated++) {
        Wording *item = &walk->items[walk->dated];
        SeekDocument aspects;
        if (walk->dated && item[-1].doc == item->doc)
            item->day = item[-1].day;
        else if (store_get_aspects(store, item->doc, walk->arena, &aspects, err))
            item->day = aspects.day;
        else
            return false;
    }
    return true;
}

bool wording_walk_go_on(WordingWalk *walk, Store *store, Error *err)
{
    SearchQuery query = {
        .text = strbuf_get(&walk->query), .in = SEARCH_TEXT, .cursor = &walk->cursor};
    return (walk->cursor.is_complete || walk->is_full ||
            store_search(store, &query, look_at_text, walk, err)) &&
           read_days(walk, store, err);
}

bool wording_walk_is_over(const WordingWalk *walk)
{
    return (walk->cursor.is_complete || walk->is_full) && walk->dated == walk->count;
}

size_t wording_walk_count(const WordingWalk *walk)
{
    return walk->count;
}

WordingList wording_walk_list(WordingWalk *walk)
{
    BUG_ON(!wording_walk_is_over(walk));
    if (walk->count)
        qsort(walk->items, walk->count, sizeof(*walk->items), compare_wordings);
    return (WordingList){walk->items, walk->count};
}
