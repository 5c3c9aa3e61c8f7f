/* Resolving selectors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/anchor.h>

#include "anchor/pair.h"
#include "anchor/shingles.h"

#include <stdlib.h>

/* Below these a place is not taken (DESIGN section 8; thresholds of context measured
 * with tests/property/anchor_edits_test.c: they are what keeps wrong at 0). */
#define MIN_SCORE 0.85
#define MIN_MARGIN 0.10
#define FUZZY_MIN_HAN 8
#define AGREEMENT 0.75       /* of a context that vouches for an exact quotation */
#define MIN_AGREEMENT 0.5    /* of both contexts around one that was changed */
#define LONG_CONTEXT 16      /* code points of a context that vouches alone */
#define SPEAKS_FOR_ITSELF 24 /* code points of a quotation that needs no context */

static bool is_place(const Document *document, Pos pos)
{
    if (pos.block >= document->block_count)
        return false;
    Str text = document_get_text(document, pos.block);
    return pos.off <= text.len && cluster_snap(text, pos.off) == pos.off;
}

/* Quotation and both contexts stand where they stood: nothing has moved. The text
 * alone would not do: in a list of equal rows it also stands where another row was. */
static bool offsets_hold(const Document *document, const Selector *selector)
{
    Range range = selector->range;
    if (range_is_empty(range) || !is_place(document, range.start) ||
        !is_place(document, range.end))
        return false;
    Arena *arena = arena_new();
    Selector here = selector_make(document, range, arena);
    bool is_same = str_is_equal(here.exact, selector->exact) &&
                   str_is_equal(here.prefix, selector->prefix) &&
                   str_is_equal(here.suffix, selector->suffix);
    arena_free(arena);
    return is_same;
}

/* How much a quotation says: its Han, and three Latin letters or digits for one. */
static size_t weigh(const Sample *quote)
{
    size_t han = 0, others = 0;
    for (size_t i = 0; i < quote->count; i++) {
        if (text_is_cjk(quote->codepoints[i]))
            han++;
        else if (!text_is_punctuation(quote->codepoints[i]))
            others++;
    }
    return han + others / 3;
}

static Str last_row(Str text)
{
    Str row = text;
    while (text.data)
        row = str_split(&text, '\n');
    return row;
}

static bool has_same_heading(const Document *document, const Selector *selector,
                             Range range)
{
    Str was = last_row(selector->headings);
    if (!was.len)
        return false;
    StrBuf path = {0};
    document_append_path(document, range.start.block, STR("\n"), &path);
    bool is_same = str_is_equal(was, last_row(strbuf_get(&path)));
    strbuf_clear(&path);
    return is_same;
}

/* The best place is so beyond doubt. Another with one context untouched may be the true
 * one, edited on its other side, however well a copy of the paragraph fits. */
static bool is_ahead(const Ranking *ranking)
{
    const Candidate *best = &ranking->first;
    for (size_t i = 0; i < ranking->rival_count; i++)
        if (!range_overlaps(ranking->rivals[i], best->range))
            return false;
    return !best->is_contradicted &&
           (ranking->count == 1 || best->score - ranking->second.score >= MIN_MARGIN);
}

/* Few characters stand in many places: their surroundings must be beyond doubt, on
 * both sides, or, where it is the only place, on one. A word deleted is the trap: the
 * next of its kind, some characters on, has nearly the same surroundings. */
static bool vouches_for_short(const Quotation *quotation, const Ranking *ranking)
{
    const Candidate *candidate = &ranking->first;
    if (candidate->before >= AGREEMENT && candidate->after >= AGREEMENT)
        return candidate->touches_before && candidate->touches_after;
    bool is_before = candidate->before >= RIVAL_AGREEMENT && candidate->touches_before &&
                     quotation->before.count >= LONG_CONTEXT;
    bool is_after = candidate->after >= RIVAL_AGREEMENT && candidate->touches_after &&
                    quotation->after.count >= LONG_CONTEXT;
    return ranking->count == 1 && (is_before || is_after);
}

static bool is_acceptable(const Document *document, const Selector *selector,
                          const Candidate *candidate, const Sample *quote)
{
    double needed = candidate->has_same_digits ? MIN_AGREEMENT : RIVAL_AGREEMENT;
    if (!candidate->is_exact)
        return candidate->quote >= MIN_SCORE && candidate->score >= MIN_SCORE &&
               candidate->before >= needed && candidate->after >= needed;
    return candidate->before >= RIVAL_AGREEMENT || candidate->after >= RIVAL_AGREEMENT ||
           weigh(quote) >= SPEAKS_FOR_ITSELF ||
           has_same_heading(document, selector, candidate->range);
}

/* A selector on its way: what is known of it so far. */
typedef struct Pending {
    const Selector *selector;
    AnchorResult *result;
    Quotation quotation;
    Ranking ranking;
    bool is_short, is_decided;
} Pending;

static void decide(Pending *pending, AnchorHow how)
{
    pending->is_decided = true;
    pending->result->how = how;
    pending->result->range = pending->ranking.first.range;
    pending->result->score = pending->ranking.first.score;
}

/* What the places of the exact words alone decide. */
static void judge_exact(Pending *pending)
{
    const Ranking *ranking = &pending->ranking;
    bool is_certain = ranking->count && is_ahead(ranking);
    AnchorHow how = ranking->first.is_exact ? ANCHOR_QUOTE : ANCHOR_FUZZY;
    if (pending->is_short)
        decide(pending, is_certain && vouches_for_short(&pending->quotation, ranking)
                            ? how
                            : ANCHOR_ORPHAN);
    else if (is_certain && ranking->first.before >= AGREEMENT &&
             ranking->first.after >= AGREEMENT)
        decide(pending, how);
}

/* An exact quotation elsewhere must not win over the true place, changed. */
static void judge_fuzzy(Pending *pending, const Document *document)
{
    const Ranking *ranking = &pending->ranking;
    bool is_found = ranking->count && is_ahead(ranking) &&
                    is_acceptable(document, pending->selector, &ranking->first,
                                  &pending->quotation.quote);
    decide(pending, !is_found                 ? ANCHOR_ORPHAN
                    : ranking->first.is_exact ? ANCHOR_QUOTE
                                              : ANCHOR_FUZZY);
}

typedef void WindowSearch(Shingles *shingles, const Flat *flat, Pending *pending);

static void search_exact(Shingles *shingles, const Flat *flat, Pending *pending)
{
    shingles_search_exact(shingles, &pending->quotation, flat, &pending->ranking);
}

static void search_fuzzy(Shingles *shingles, const Flat *flat, Pending *pending)
{
    shingles_search_fuzzy(shingles, &pending->quotation, flat, &pending->ranking);
}

static void search_windows(const Document *document, Pending *pending, size_t count,
                           WindowSearch *search, Shingles *shingles)
{
    size_t margin = 0;
    for (size_t i = 0; i < count; i++)
        if (!pending[i].is_decided)
            margin = MAX(margin, quotation_get_margin(&pending[i].quotation));
    Flat flat;
    flat_init(&flat, document, margin);
    while (margin && flat_next(&flat)) {
        shingles_build(shingles, &flat);
        for (size_t i = 0; i < count; i++)
            if (!pending[i].is_decided)
                search(shingles, &flat, &pending[i]);
    }
    flat_clear(&flat);
}

/* Words that stood several times in their own edition, with like surroundings: of those
 * nobody can say which is which, once the true one may have changed. */
static void drop_twins(const Document *before, Pending *pending, size_t count,
                       Shingles *shingles)
{
    search_windows(before, pending, count, search_exact, shingles);
    for (size_t i = 0; i < count; i++) {
        const Ranking *ranking = &pending[i].ranking;
        bool is_like = ranking->count > 1 &&
                       ranking->first.score - ranking->second.score < MIN_MARGIN;
        if (is_like || (pending[i].is_short && ranking->rival_count > 1))
            decide(&pending[i], ANCHOR_ORPHAN);
        pending[i].ranking = (Ranking){0};
    }
}

static void resolve_batch(const Document *document, const Document *before,
                          Pending *pending, size_t count)
{
    Shingles shingles = {0};
    if (before)
        drop_twins(before, pending, count, &shingles);
    search_windows(document, pending, count, search_exact, &shingles);
    for (size_t i = 0; i < count; i++)
        if (!pending[i].is_decided)
            judge_exact(&pending[i]);
    search_windows(document, pending, count, search_fuzzy, &shingles);
    for (size_t i = 0; i < count; i++) {
        if (!pending[i].is_decided)
            judge_fuzzy(&pending[i], document);
        quotation_clear(&pending[i].quotation);
    }
    shingles_clear(&shingles);
}

/* ---- many of them --------------------------------------------------------------- */

#define BATCH_SELECTORS 2048 /* so many are looked up in one index */

static void resolve_pending(const Pair *pair, Pending *pending, size_t count)
{
    resolve_batch(pair->after, pair->before, pending, count);
    for (size_t i = 0; i < count; i++)
        if (pending[i].result->how != ANCHOR_ORPHAN &&
            pair_is_anothers(pair, pending[i].selector, pending[i].result->range))
            pending[i].result->how = ANCHOR_ORPHAN;
}

void selectors_resolve(const Document *document, const Document *before,
                       const Selector *selectors, size_t count, AnchorResult *results)
{
    Pair pair = pair_make(count ? before : NULL, document);
    Pending *pending = mem_alloc_array(MIN(count, BATCH_SELECTORS), sizeof(*pending));
    size_t pending_count = 0;
    for (size_t i = 0; i < count; i++) {
        const Selector *selector = &selectors[i];
        if (offsets_hold(document, selector) &&
            !pair_is_anothers(&pair, selector, selector->range)) {
            results[i] = (AnchorResult){ANCHOR_OFFSETS, selector->range, 1.0};
        } else if (!pair_find_aligned(&pair, selector, &results[i])) {
            Pending *next = &pending[pending_count++];
            *next = (Pending){.selector = selector, .result = &results[i]};
            quotation_init(&next->quotation, selector);
            next->is_short = weigh(&next->quotation.quote) < FUZZY_MIN_HAN;
        }
        if (pending_count == BATCH_SELECTORS || (pending_count && i + 1 == count)) {
            resolve_pending(&pair, pending, pending_count);
            pending_count = 0;
        }
    }
    free(pending);
    pair_clear(&pair);
}

AnchorHow selector_resolve(const Document *document, const Selector *selector,
                           Range *range, double *score)
{
    AnchorResult result;
    selectors_resolve(document, NULL, selector, 1, &result);
    if (result.how != ANCHOR_ORPHAN) {
        *range = result.range;
        *score = result.score;
    }
    return result.how;
}
