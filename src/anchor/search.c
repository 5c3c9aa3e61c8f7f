/* Places that are like a quotation with its context.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "anchor/search.h"

#include "anchor/flat.h"

#include <stdlib.h>

#define TOUCHING_CODEPOINTS 4
#define OTHER_DIGITS_ALIKE 0.6 /* so like that the numbers were all that differs */
#define OTHER_DIGITS_SHARE 0.7 /* what a context with other numbers still counts */

static Sample sample_new(Str text)
{
    Sample sample = {0};
    flat_squeeze(&sample.text, text);
    Str squeezed = strbuf_get(&sample.text);
    sample.codepoints = mem_alloc_array(squeezed.len, sizeof(*sample.codepoints));
    for (size_t off = 0; off < squeezed.len;)
        sample.codepoints[sample.count++] = utf8_next(squeezed, &off);
    if (sample.count)
        sample.matcher = matcher_new(sample.codepoints, sample.count);
    return sample;
}

static void sample_clear(Sample *sample)
{
    strbuf_clear(&sample->text);
    free(sample->codepoints);
    matcher_free(sample->matcher);
}

void quotation_init(Quotation *quotation, const Selector *selector)
{
    quotation->quote = sample_new(selector->exact);
    quotation->before = sample_new(selector->prefix);
    quotation->after = sample_new(selector->suffix);
}

void quotation_clear(Quotation *quotation)
{
    sample_clear(&quotation->quote);
    sample_clear(&quotation->before);
    sample_clear(&quotation->after);
}

static double likeness(size_t distance, size_t count)
{
    return distance >= count ? 0.0 : 1.0 - (double)distance / (double)count;
}

/* Bytes that `count` code points take, backwards from `end` or forwards from it. */
static size_t step_back(Str text, size_t end, size_t count)
{
    while (count-- && end)
        utf8_previous(text, &end);
    return end;
}

static size_t step_on(Str text, size_t start, size_t count)
{
    while (count-- && start < text.len)
        utf8_next(text, &start);
    return start;
}

static bool is_digit(char32_t codepoint)
{
    return codepoint >= U'0' && codepoint <= U'9';
}

/* The next digit towards the quotation's far side; 0 when there is none left. */
static char32_t next_digit(Str text, size_t *off, bool is_backwards)
{
    while (is_backwards ? *off > 0 : *off < text.len) {
        char32_t codepoint = fold_codepoint(is_backwards ? utf8_previous(text, off)
                                                         : utf8_next(text, off));
        if (is_digit(codepoint))
            return codepoint;
    }
    return 0;
}

/* Do the digits of both texts agree, from the near side on, as far as both go? In
 * papers made of stock phrases the numbers alone tell one place from another. */
static bool digits_agree(Str a, Str b, bool is_backwards)
{
    size_t off_a = is_backwards ? a.len : 0, off_b = is_backwards ? b.len : 0;
    for (;;) {
        char32_t digit_a = next_digit(a, &off_a, is_backwards);
        char32_t digit_b = next_digit(b, &off_b, is_backwards);
        if (!digit_a || !digit_b)
            return true;
        if (digit_a != digit_b)
            return false;
    }
}

/* Below 0 for an empty sample: the quotation stood at an edge of its document. */
static double compare_side(const Sample *sample, Str text, bool is_before,
                           bool *is_contradicted)
{
    if (!sample->count)
        return -1.0;
    matcher_start(sample->matcher, true);
    size_t distance = sample->count, count = 0;
    for (size_t off = 0; off < text.len; count++)
        distance = matcher_feed(sample->matcher, utf8_next(text, &off));
    double alike = likeness(distance, sample->count);
    if (digits_agree(strbuf_get(&sample->text), text, is_before))
        return alike;
    *is_contradicted = *is_contradicted || alike >= OTHER_DIGITS_ALIKE;
    return alike * OTHER_DIGITS_SHARE;
}

static bool is_same_folded(char32_t a, char32_t b)
{
    return a == b || fold_codepoint(a) == fold_codepoint(b);
}

/* Do the code points next to the quotation agree, as far as the sample goes? */
static bool touches_before(const Sample *sample, Str text, size_t start)
{
    size_t count = MIN(sample->count, TOUCHING_CODEPOINTS);
    for (size_t i = 1; i <= count; i++)
        if (!start || !is_same_folded(utf8_previous(text, &start),
                                      sample->codepoints[sample->count - i]))
            return false;
    return true;
}

static bool touches_after(const Sample *sample, Str text, size_t end)
{
    size_t count = MIN(sample->count, TOUCHING_CODEPOINTS);
    for (size_t i = 0; i < count; i++)
        if (end >= text.len ||
            !is_same_folded(utf8_next(text, &end), sample->codepoints[i]))
            return false;
    return true;
}

/* Is the range the one that the candidate means, rather than another place? */
static bool replace_overlapping(Candidate *old, const Candidate *candidate)
{
    if (!range_overlaps(old->range, candidate->range))
        return false;
    if (candidate->score > old->score)
        *old = *candidate;
    return true;
}

static void note_rival(Ranking *ranking, const Candidate *candidate)
{
    if (MAX(candidate->before, candidate->after) < RIVAL_AGREEMENT)
        return;
    for (size_t i = 0; i < ranking->rival_count; i++)
        if (range_overlaps(ranking->rivals[i], candidate->range))
            return;
    if (ranking->rival_count < MAX_RIVALS)
        ranking->rivals[ranking->rival_count++] = candidate->range;
}

static void ranking_offer(Ranking *ranking, Candidate candidate)
{
    note_rival(ranking, &candidate);
    if (ranking->count > 0 && replace_overlapping(&ranking->first, &candidate))
        return;
    if (ranking->count > 1 && replace_overlapping(&ranking->second, &candidate)) {
        candidate = ranking->second;
        if (candidate.score > ranking->first.score) {
            ranking->second = ranking->first;
            ranking->first = candidate;
        }
        return;
    }
    if (!ranking->count || candidate.score > ranking->first.score) {
        ranking->second = ranking->first;
        ranking->first = candidate;
    } else if (ranking->count == 1 || candidate.score > ranking->second.score) {
        ranking->second = candidate;
    }
    ranking->count++;
}

void quotation_offer(const Quotation *quotation, const Flat *flat, size_t start,
                     size_t end, double quote, Ranking *ranking)
{
    if (start < flat->core_start || start >= flat->core_end || start >= end)
        return;
    Str text = strbuf_get(&flat->text);
    size_t before_start = step_back(text, start, quotation->before.count);
    size_t after_end = step_on(text, end, quotation->after.count);
    bool is_contradicted = false;
    double before = compare_side(&quotation->before, str_slice(text, before_start, start),
                                 true, &is_contradicted);
    double after = compare_side(&quotation->after, str_slice(text, end, after_end), false,
                                &is_contradicted);
    /* An edge says nothing of its own: there the other side speaks for both. */
    if (before < 0)
        before = MAX(after, 0);
    if (after < 0)
        after = before;
    Str words = str_slice(text, start, end);
    ranking_offer(ranking,
                  (Candidate){
                      .range = flat_get_range(flat, start, end),
                      .is_exact = str_is_equal(words, strbuf_get(&quotation->quote.text)),
                      .is_contradicted = is_contradicted,
                      .has_same_digits =
                          digits_agree(strbuf_get(&quotation->quote.text), words, false),
                      .quote = quote,
                      .before = before,
                      .after = after,
                      .score = 0.6 * quote + 0.2 * before + 0.2 * after,
                      .touches_before = touches_before(&quotation->before, text, start),
                      .touches_after = touches_after(&quotation->after, text, end),
                  });
}

size_t quotation_get_margin(const Quotation *quotation)
{
    size_t context = quotation->before.count + quotation->after.count;
    return size_add(size_mul(quotation->quote.text.len, 2), context * 4 + 64);
}

/* The end of a match while better ends next to it are still looked for. */
typedef struct OpenMatch {
    bool is_open;
    size_t end, index; /* bytes of flat text; code points */
    size_t distance;
} OpenMatch;

/* Of two ends of equal distance, one character apart, the longer one is meant when
 * the character there replaces the quotation's: a mark a mark, a letter a letter. */
static bool replaces(char32_t codepoint, char32_t in_pattern)
{
    return text_is_punctuation(codepoint) == text_is_punctuation(in_pattern);
}

static void close_match(const Quotation *quotation, Matcher *reversed, const Flat *flat,
                        OpenMatch *match, Ranking *ranking)
{
    if (!match->is_open)
        return;
    match->is_open = false;
    Str text = strbuf_get(&flat->text);
    size_t count = quotation->quote.count;
    size_t best = SIZE_MAX, start = match->end, best_index = 0;
    matcher_start(reversed, true);
    size_t off = match->end;
    for (size_t i = 1; i <= count + match->distance && off; i++) {
        char32_t codepoint = utf8_previous(text, &off);
        size_t distance = matcher_feed(reversed, codepoint);
        if (distance < best || (distance == best && i == best_index + 1 &&
                                replaces(codepoint, quotation->quote.codepoints[0]))) {
            best = distance;
            best_index = i;
            start = off;
        }
    }
    quotation_offer(quotation, flat, start, match->end, likeness(best, count), ranking);
}

static void search_part(const Quotation *quotation, Matcher *reversed, const Flat *flat,
                        size_t from, size_t to, Ranking *ranking)
{
    const Sample *quote = &quotation->quote;
    Str text = str_slice(strbuf_get(&flat->text), 0, to);
    size_t limit = quote->count / MAX_ERROR_SHARE;
    OpenMatch match = {0};
    matcher_start(quote->matcher, false);
    size_t index = 0;
    for (size_t off = from; off < text.len; index++) {
        char32_t codepoint = utf8_next(text, &off);
        size_t distance = matcher_feed(quote->matcher, codepoint);
        if (distance > limit)
            continue;
        bool is_near = match.is_open && index - match.index <= quote->count / 2;
        if (is_near && distance > match.distance)
            continue;
        if (is_near && distance == match.distance &&
            !(index == match.index + 1 &&
              replaces(codepoint, quote->codepoints[quote->count - 1])))
            continue;
        if (!is_near)
            close_match(quotation, reversed, flat, &match, ranking);
        match = (OpenMatch){true, off, index, distance};
    }
    close_match(quotation, reversed, flat, &match, ranking);
}

void quotation_search_part(const Quotation *quotation, const Flat *flat, size_t from,
                           size_t to, Ranking *ranking)
{
    const Sample *quote = &quotation->quote;
    char32_t *backwards = mem_alloc_array(quote->count, sizeof(*backwards));
    for (size_t i = 0; i < quote->count; i++)
        backwards[i] = quote->codepoints[quote->count - 1 - i];
    Matcher *reversed = matcher_new(backwards, quote->count);
    search_part(quotation, reversed, flat, from, to, ranking);
    matcher_free(reversed);
    free(backwards);
}
