/* Making and resolving selectors.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/anchor.h>

#include "anchor/search.h"

#define SNAP_CODEPOINTS 8      /* how near a sentence's end must be to the cut */
#define MAX_CONTEXT_BLOCKS 256 /* empty and hidden ones that are stepped over */

/* Below these a place is not taken (DESIGN section 8; thresholds of context measured
 * with tests/property/anchor_edits_test.c: they are what keeps wrong at 0). */
#define MIN_SCORE 0.85
#define MIN_MARGIN 0.10
#define FUZZY_MIN_HAN 8
#define AGREEMENT 0.75       /* of a context that vouches for an exact quotation */
#define MIN_AGREEMENT 0.5    /* of both contexts around one that was changed */
#define LONG_CONTEXT 16      /* code points of a context that vouches alone */
#define SPEAKS_FOR_ITSELF 24 /* code points of a quotation that needs no context */

/* ---- making ------------------------------------------------------------ */

static bool is_hidden(const Document *document, uint32_t block)
{
    return document_get_block(document, block).flags & BLOCK_HIDDEN;
}

/* Appends the text of a range without the hidden blocks in it, unless it begins or
 * ends in one: then hidden text is what the user marked. */
static void append_visible(const Document *document, Range range, StrBuf *out)
{
    bool with_hidden =
        is_hidden(document, range.start.block) || is_hidden(document, range.end.block);
    for (uint32_t block = range.start.block; block <= range.end.block; block++) {
        BlockInfo info = document_get_block(document, block);
        if ((info.flags & BLOCK_HIDDEN) && !with_hidden)
            continue;
        if (block > range.start.block && !(info.flags & BLOCK_CONTINUED))
            strbuf_append_byte(out, '\n');
        Str text = document_get_text(document, block);
        size_t start = block == range.start.block ? range.start.off : 0;
        size_t end = block == range.end.block ? range.end.off : text.len;
        strbuf_append_str(out, str_slice(text, start, end));
    }
}

static bool ends_sentence(char32_t codepoint)
{
    switch (codepoint) {
    case U'。':
    case U'！':
    case U'？':
    case U'；':
    case U'!':
    case U'?':
    case U'\n':
        return true;
    default:
        return false;
    }
}

/* Behind the first sentence end (and what closes behind it) in [from, to), or from. */
static size_t find_sentence_end(Str text, size_t from, size_t to)
{
    for (size_t off = from; off < to;) {
        if (!ends_sentence(utf8_next(text, &off)))
            continue;
        for (size_t next = off; next < text.len; off = next)
            if (!text_is_closing(utf8_next(text, &next)))
                break;
        return off;
    }
    return from;
}

static Str cut_prefix(Str text)
{
    size_t codepoints = utf8_count_codepoints(text);
    if (codepoints <= ANCHOR_CONTEXT_CODEPOINTS)
        return text;
    size_t cut = utf8_offset_of(text, codepoints - ANCHOR_CONTEXT_CODEPOINTS);
    size_t start = cluster_snap(text, cut);
    if (start < cut) {
        Cluster cluster;
        cluster_next(text, &start, &(WidthPolicy){0}, &cluster);
    }
    Str prefix = str_slice(text, start, text.len);
    size_t near = utf8_offset_of(prefix, SNAP_CODEPOINTS);
    return str_slice(prefix, find_sentence_end(prefix, 0, near), prefix.len);
}

static Str cut_suffix(Str text)
{
    size_t cut = utf8_offset_of(text, ANCHOR_CONTEXT_CODEPOINTS);
    if (cut == text.len)
        return text;
    Str suffix = str_slice(text, 0, cluster_snap(text, cut));
    size_t near = utf8_offset_of(suffix, ANCHOR_CONTEXT_CODEPOINTS - SNAP_CODEPOINTS);
    size_t end = find_sentence_end(suffix, near, suffix.len);
    return end > near ? str_slice(suffix, 0, end) : suffix;
}

/* More bytes than the context can have in code points, whatever they are. */
#define CONTEXT_BYTES ((size_t)8 * ANCHOR_CONTEXT_CODEPOINTS)

static Str make_prefix(const Document *document, Pos pos, Arena *arena)
{
    uint32_t block = pos.block;
    size_t bytes = pos.off;
    for (uint32_t i = 0; block > 0 && bytes < CONTEXT_BYTES && i < MAX_CONTEXT_BLOCKS;
         i++)
        if (!is_hidden(document, --block))
            bytes += document_get_block(document, block).bytes;
    while (block < pos.block && is_hidden(document, block))
        block++;
    StrBuf text = {0};
    append_visible(document, (Range){{block, 0}, pos}, &text);
    Str prefix = arena_str(arena, cut_prefix(strbuf_get(&text)));
    strbuf_clear(&text);
    return prefix;
}

static Str make_suffix(const Document *document, Pos pos, Arena *arena)
{
    uint32_t block = pos.block, last = pos.block;
    size_t bytes = document_get_block(document, block).bytes - pos.off;
    for (uint32_t i = 0; block + 1 < document->block_count && bytes < CONTEXT_BYTES &&
                         i < MAX_CONTEXT_BLOCKS;
         i++) {
        if (is_hidden(document, ++block))
            continue;
        bytes += document_get_block(document, block).bytes;
        last = block;
    }
    StrBuf text = {0};
    Pos end = {last, document_get_block(document, last).bytes};
    append_visible(document, (Range){pos, end}, &text);
    Str suffix = arena_str(arena, cut_suffix(strbuf_get(&text)));
    strbuf_clear(&text);
    return suffix;
}

Selector selector_make(const Document *document, Range range, Arena *arena)
{
    BUG_ON(range_is_empty(range) || range.end.block >= document->block_count);
    Selector selector = {.range = range};
    StrBuf text = {0};
    append_visible(document, range, &text);
    selector.exact = arena_str(arena, strbuf_get(&text));
    strbuf_reset(&text);
    document_append_path(document, range.start.block, STR("\n"), &text);
    selector.headings = arena_str(arena, strbuf_get(&text));
    strbuf_clear(&text);
    selector.prefix = make_prefix(document, range.start, arena);
    selector.suffix = make_suffix(document, range.end, arena);
    return selector;
}

/* ---- resolving --------------------------------------------------------- */

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

AnchorHow selector_resolve(const Document *document, const Selector *selector,
                           Range *range, double *score)
{
    if (offsets_hold(document, selector)) {
        *range = selector->range;
        *score = 1.0;
        return ANCHOR_OFFSETS;
    }
    AnchorHow how = ANCHOR_ORPHAN;
    Quotation quotation;
    quotation_init(&quotation, selector);
    bool is_short = weigh(&quotation.quote) < FUZZY_MIN_HAN;
    Ranking ranking = {0};
    quotation_search_exact(&quotation, document, &ranking);
    bool is_certain = ranking.count && is_ahead(&ranking) &&
                      ranking.first.before >= AGREEMENT &&
                      ranking.first.after >= AGREEMENT;
    if (is_short) {
        if (ranking.count && is_ahead(&ranking) &&
            vouches_for_short(&quotation, &ranking))
            how = ANCHOR_QUOTE;
    } else if (is_certain) {
        how = ANCHOR_QUOTE;
    } else {
        /* An exact quotation elsewhere must not win over the true place, changed. */
        quotation_search_fuzzy(&quotation, document, &ranking);
        const Candidate *best = &ranking.first;
        if (ranking.count && is_ahead(&ranking) &&
            is_acceptable(document, selector, best, &quotation.quote))
            how = best->is_exact ? ANCHOR_QUOTE : ANCHOR_FUZZY;
    }
    if (how != ANCHOR_ORPHAN) {
        *range = ranking.first.range;
        *score = ranking.first.score;
    }
    quotation_clear(&quotation);
    return how;
}

void selectors_resolve(const Document *document, const Selector *selectors, size_t count,
                       AnchorResult *results)
{
    for (size_t i = 0; i < count; i++)
        results[i].how = selector_resolve(document, &selectors[i], &results[i].range,
                                          &results[i].score);
}
