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

#define PART_TOKENS 4    /* what a similar wording has in common at one place */
#define PARTS_MAX 40     /* … of a long wording those at its beginning */
#define SIMILAR_TOKENS 8 /* shorter ones are only like themselves */
#define SIMILAR 0.6 /* share of pairs: two characters of ten may differ, not four */
#define CANDIDATES_MAX 20000

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

typedef struct Wordings {
    Tokens wanted, text;
    uint64_t *pairs; /* of neighbours in the wording, sorted */
    size_t pair_count;
    Arena *arena;
    Wording *items;
    size_t count, capacity;
    int64_t doc; /* of the text looked at last */
    uint32_t block;
    bool has_block;
} Wordings;

static uint64_t pair(const Tokens *tokens, size_t index)
{
    return tokens->hashes[index] * 0x9e3779b97f4a7c15u + tokens->hashes[index + 1];
}

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static bool has_pair(const Wordings *all, uint64_t wanted)
{
    return bsearch(&wanted, all->pairs, all->pair_count, sizeof(wanted),
                   compare_numbers) != NULL;
}

/* The stretch of the text most like the wording: as long as it, one pass over the text.
 */
static double find_stretch(const Wordings *all, Span *stretch)
{
    const Tokens *text = &all->text;
    size_t window = all->pair_count, held = 0, best = 0, best_end = 0;
    for (size_t i = 0; i + 1 < text->count; i++) {
        held += has_pair(all, pair(text, i));
        if (i >= window)
            held -= has_pair(all, pair(text, i - window));
        if (held > best) {
            best = held;
            best_end = i + 1;
        }
    }
    if (!best)
        return 0;
    size_t first = best_end > window ? best_end - window : 0;
    while (first < best_end && !has_pair(all, pair(text, first)))
        first++;
    *stretch = (Span){text->spans[first].start, text->spans[best_end].end};
    return MIN((double)best / (double)window, 1);
}

static bool look_at_text(void *context, const SearchHit *hit)
{
    Wordings *all = context;
    if (all->has_block && all->doc == hit->doc && all->block == hit->block)
        return true;
    all->doc = hit->doc;
    all->block = hit->block;
    all->has_block = true;
    Span stretch = {hit->start, hit->end};
    double likeness = 1;
    if (all->pair_count + 1 >= SIMILAR_TOKENS) {
        tokens_read(&all->text, hit->text);
        likeness = find_stretch(all, &stretch);
    }
    if (likeness < SIMILAR)
        return true;
    all->items =
        mem_grow(all->items, &all->capacity, all->count + 1, sizeof(*all->items));
    all->items[all->count++] = (Wording){
        .doc = hit->doc,
        .block = hit->block,
        .start = (uint32_t)stretch.start,
        .end = (uint32_t)stretch.end,
        .title = arena_str(all->arena, hit->title),
        .text = arena_str(all->arena, hit->text),
        .headings = arena_str(all->arena, hit->headings),
        .likeness = likeness,
    };
    return all->count < CANDIDATES_MAX;
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

static void make_query(const Wordings *all, Str wording, StrBuf *out)
{
    const Tokens *wanted = &all->wanted;
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

static bool read_days(Store *store, Wordings *all, Error *err)
{
    for (size_t i = 0; i < all->count; i++) {
        SeekDocument aspects;
        if (i && all->items[i].doc == all->items[i - 1].doc) {
            all->items[i].day = all->items[i - 1].day;
            continue;
        }
        if (!store_get_aspects(store, all->items[i].doc, all->arena, &aspects, err))
            return false;
        all->items[i].day = aspects.day;
    }
    return true;
}

bool wordings_list(Store *store, Str wording, Arena *arena, WordingList *list, Error *err)
{
    Wordings all = {.arena = arena};
    StrBuf text = {0};
    tokens_read(&all.wanted, wording);
    *list = (WordingList){0};
    all.pair_count = MAX(all.wanted.count, 1) - 1;
    all.pairs = mem_alloc_array(all.pair_count + 1, sizeof(*all.pairs));
    for (size_t i = 0; i < all.pair_count; i++)
        all.pairs[i] = pair(&all.wanted, i);
    qsort(all.pairs, all.pair_count, sizeof(*all.pairs), compare_numbers);
    make_query(&all, wording, &text);
    SearchQuery query = {.text = strbuf_get(&text), .in = SEARCH_TEXT};
    bool is_done = store_search(store, &query, look_at_text, &all, err) &&
                   read_days(store, &all, err);
    if (is_done && all.count) {
        qsort(all.items, all.count, sizeof(*all.items), compare_wordings);
        list->rows = arena_alloc(arena, all.count * sizeof(*list->rows));
        memcpy(list->rows, all.items, all.count * sizeof(*list->rows));
        list->count = all.count;
    }
    strbuf_clear(&text);
    tokens_clear(&all.wanted);
    tokens_clear(&all.text);
    free(all.pairs);
    free(all.items);
    return is_done;
}
