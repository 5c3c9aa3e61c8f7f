/* Does a text, or a document, fit a query; and where?
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "seek/node.h"

#include <stdlib.h>

const SeekNode *seek_get_root(const Seek *seek)
{
    return seek->root;
}

unsigned seek_get_places(const Seek *seek)
{
    return seek->places;
}

bool seek_has_words(const Seek *seek)
{
    return seek->has_words;
}

/* ---- documents --------------------------------------------------------- */

typedef enum Verdict { VERDICT_NO, VERDICT_OPEN, VERDICT_YES } Verdict;

static bool holds_needle(const Needle *needle, Str text)
{
    Span span;
    return needle && needle_find(needle, text, 0, &span);
}

/* 提案 is borne by what has 提案/办理, too. */
static bool bears_tag(Str tags, Str tag)
{
    for (Str rest = tags; rest.len;) {
        Str name = str_split(&rest, '\n');
        if (str_is_equal(name, tag) || (name.len > tag.len && str_has_prefix(name, tag) &&
                                        name.data[tag.len] == '/'))
            return true;
    }
    return false;
}

/* A day of which only the year is known is taken for its first. */
static Verdict judge_condition(const SeekNode *node, const SeekDocument *document)
{
    bool fits = false;
    switch (node->kind) {
    case SEEK_TITLE:
        fits = holds_needle(node->needle, document->title);
        break;
    case SEEK_TAG:
        fits = bears_tag(document->tags, node->text);
        break;
    case SEEK_DOC:
        fits = node->number ? document->doc == node->number
                            : holds_needle(node->needle, document->title);
        break;
    case SEEK_SINCE:
        fits = document->day && document->day >= node->number;
        break;
    case SEEK_BEFORE:
        fits = document->day && document->day < node->number;
        break;
    default:
        return VERDICT_OPEN;
    }
    return fits ? VERDICT_YES : VERDICT_NO;
}

/* The depth of a tree is bounded by the parser. */
static Verdict judge(const SeekNode *node, const SeekDocument *document)
{
    if (node->kind == SEEK_NOT) {
        Verdict inner = judge(node->first, document);
        return inner == VERDICT_OPEN  ? VERDICT_OPEN
               : inner == VERDICT_YES ? VERDICT_NO
                                      : VERDICT_YES;
    }
    if (node->kind != SEEK_AND && node->kind != SEEK_OR)
        return judge_condition(node, document);
    bool is_all = node->kind == SEEK_AND, has_open = false;
    for (const SeekNode *child = node->first; child; child = child->next) {
        Verdict one = judge(child, document);
        if (one == (is_all ? VERDICT_NO : VERDICT_YES))
            return one;
        has_open = has_open || one == VERDICT_OPEN;
    }
    return has_open ? VERDICT_OPEN : is_all ? VERDICT_YES : VERDICT_NO;
}

bool seek_allows(const Seek *seek, const SeekDocument *document)
{
    return judge(seek->root, document) != VERDICT_NO;
}

/* ---- texts ------------------------------------------------------------- */

static void add_span(SeekSpans *spans, Span span)
{
    spans->items =
        mem_grow(spans->items, &spans->capacity, spans->count + 1, sizeof(*spans->items));
    spans->items[spans->count++] = span;
}

static bool find_number(const SeekNode *node, Str text, size_t from, Span *span)
{
    for (; needle_find(node->needle, text, from, span); from = span->end)
        if (!number_goes_on(text, *span) &&
            number_has_marks(str_slice(text, span->start, span->end), node->text))
            return true;
    return false;
}

static bool is_leaf(const SeekNode *node)
{
    return node->kind == SEEK_WORDS || node->kind == SEEK_NUMBER ||
           node->kind == SEEK_PATTERN;
}

static bool find_leaf(const SeekNode *node, Str text, size_t from, Span *span)
{
    if (node->kind == SEEK_PATTERN)
        return pattern_find(node->pattern, text, from, span);
    if (node->kind == SEEK_NUMBER)
        return find_number(node, text, from, span);
    return needle_find(node->needle, text, from, span);
}

static bool find_all(const SeekNode *node, Str text, SeekSpans *spans)
{
    size_t before = spans->count;
    Span span;
    for (size_t from = 0; find_leaf(node, text, from, &span) && span.end > span.start;
         from = span.end)
        add_span(spans, span);
    return spans->count > before;
}

static int compare_spans(const void *a, const void *b)
{
    const Span *span_a = a, *span_b = b;
    if (span_a->start != span_b->start)
        return span_a->start < span_b->start ? -1 : 1;
    return (span_a->end > span_b->end) - (span_a->end < span_b->end);
}

static bool match_node(const SeekNode *node, const SeekDocument *document, Str text,
                       SeekSpans *spans);

/* Characters between two places, whichever comes first. */
static size_t measure_gap(Str text, Span a, Span b)
{
    Span left = a.start <= b.start ? a : b, right = a.start <= b.start ? b : a;
    return right.start <= left.end
               ? 0
               : utf8_count_codepoints(str_slice(text, left.end, right.start));
}

/* Is there one place of each child from which the places of all the others are near?
 * `ends[i]` is where the places of child i end in `spans`, those of the first begin at
 * `start`. Places that have no such neighbours are dropped. */
static bool keep_near(SeekSpans *spans, size_t start, const size_t *ends, size_t count,
                      Str text, uint32_t near)
{
    size_t kept = start;
    bool *is_kept = mem_alloc_array(spans->count - start + 1, sizeof(*is_kept));
    bool has_any = false;
    for (size_t i = start; i < spans->count; i++) {
        bool is_near = true;
        for (size_t child = 0; child < count && is_near; child++) {
            size_t first = child ? ends[child - 1] : start;
            is_near = i >= first && i < ends[child];
            for (size_t j = first; j < ends[child] && !is_near; j++)
                is_near = measure_gap(text, spans->items[i], spans->items[j]) <= near;
        }
        is_kept[i - start] = is_near;
        has_any = has_any || is_near;
    }
    for (size_t i = start; i < spans->count; i++)
        if (is_kept[i - start])
            spans->items[kept++] = spans->items[i];
    spans->count = kept;
    free(is_kept);
    return has_any;
}

#define NEAR_CHILDREN_MAX 64

static bool match_and(const SeekNode *node, const SeekDocument *document, Str text,
                      SeekSpans *spans)
{
    size_t start = spans->count, ends[NEAR_CHILDREN_MAX], count = 0;
    for (const SeekNode *child = node->first; child; child = child->next) {
        size_t before = spans->count;
        if (!match_node(child, document, text, spans)) {
            spans->count = start;
            return false;
        }
        if (node->near && spans->count > before && count < NEAR_CHILDREN_MAX)
            ends[count++] = spans->count;
    }
    if (count < 2 || keep_near(spans, start, ends, count, text, node->near))
        return true;
    spans->count = start;
    return false;
}

static bool match_node(const SeekNode *node, const SeekDocument *document, Str text,
                       SeekSpans *spans)
{
    size_t before = spans->count;
    bool fits = false;
    switch (node->kind) {
    case SEEK_AND:
        return match_and(node, document, text, spans);
    case SEEK_OR:
        for (const SeekNode *child = node->first; child; child = child->next)
            fits = match_node(child, document, text, spans) || fits;
        return fits;
    case SEEK_NOT:
        fits = !match_node(node->first, document, text, spans);
        spans->count = before;
        return fits;
    case SEEK_WORDS:
    case SEEK_NUMBER:
    case SEEK_PATTERN:
        return find_all(node, text, spans);
    default:
        return judge_condition(node, document) == VERDICT_YES;
    }
}

static void sort_spans(SeekSpans *spans)
{
    if (spans->count < 2)
        return;
    qsort(spans->items, spans->count, sizeof(*spans->items), compare_spans);
    size_t kept = 1;
    for (size_t i = 1; i < spans->count; i++)
        if (compare_spans(&spans->items[kept - 1], &spans->items[i]) != 0)
            spans->items[kept++] = spans->items[i];
    spans->count = kept;
}

bool seek_match(const Seek *seek, const SeekDocument *document, Str text,
                SeekSpans *spans)
{
    spans->count = 0;
    if (!match_node(seek->root, document, text, spans))
        return false;
    sort_spans(spans);
    return true;
}

/* ---- marks ------------------------------------------------------------- */

static void find_mark(const SeekNode *node, Str text, size_t from, bool *is_found,
                      Span *match)
{
    if (node->kind == SEEK_NOT)
        return;
    if (is_leaf(node)) {
        Span span;
        if (!find_leaf(node, text, from, &span) || span.end <= span.start)
            return;
        if (!*is_found || span.start < match->start)
            *match = span;
        *is_found = true;
        return;
    }
    for (const SeekNode *child = node->first; child; child = child->next)
        find_mark(child, text, from, is_found, match);
}

bool seek_find_mark(const Seek *seek, Str text, size_t from, Span *match)
{
    bool is_found = false;
    find_mark(seek->root, text, from, &is_found, match);
    return is_found;
}
