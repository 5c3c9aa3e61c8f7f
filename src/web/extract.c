/* The main text of a page, told from what the site puts around it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/extract.h"

#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

#include "web/element.h"
#include "web/hint.h"
#include "web/line.h"

/* Worth of what only its name speaks against. */
#define JUNK_FACTOR 0.03f
/* An element with so much of the page is not furniture, whatever its name. */
#define MAIN_SHARE 0.85f
/* A child with so much of its parent's worth is where the text is. */
#define DESCEND_SHARE 0.85f

/* Where parts of a forum hold so much of the page's worth, it is a thread. */
#define THREAD_SHARE 0.4f

/* Buttons and imprints are no longer than this. */
#define LINE_MAX_UNITS 60

typedef struct Finder {
    Measures *measures;
    float *worth;   /* with hints regarded; one for each element */
    bool is_thread;  /* what readers wrote is the text */
    bool is_article; /* … is not */
} Finder;

static bool is_junk(const Finder *finder, const Measure *item)
{
    unsigned hints = item->hints;
    if (hints & HINT_BODY)
        return false;
    if (hints & HINT_COMMENT && !finder->is_thread)
        return true;
    bool is_text = item->long_runs && item->links * 3 < item->units;
    return hints & HINT_JUNK || (hints & HINT_PERHAPS && !is_text);
}

/* Do parts of a forum hold much of what the page is worth? */
static bool looks_like_thread(const Finder *finder)
{
    const Measure *items = finder->measures->items;
    size_t count = finder->measures->count;
    float total = 0, posts = 0;
    for (size_t i = 0, end = 0; i < count; i++) {
        float own = MAX(finder->worth[i], 0);
        total += own;
        if (items[i].hints & HINT_THREAD && i)
            end = MAX(end, items[i].end);
        posts += i < end ? own : 0;
    }
    return posts > total * THREAD_SHARE;
}

/* Worth of all elements from the inside out. What is worth less than nothing counts as
 * nothing: a long menu says nothing of the text beside it. */
static void weigh(Finder *finder)
{
    Measure *items = finder->measures->items;
    size_t count = finder->measures->count;
    float total = 0;
    for (size_t i = 0; i < count; i++)
        finder->worth[i] = items[i].worth;
    for (size_t i = count; i-- > 1;)
        finder->worth[items[i].parent] -= items[i].worth;
    for (size_t i = 0; i < count; i++)
        total += MAX(finder->worth[i], 0);
    finder->is_thread |= !finder->is_article && looks_like_thread(finder);
    for (size_t i = count; i-- > 0;) {
        float *worth = &finder->worth[i];
        if (*worth < total * MAIN_SHARE && is_junk(finder, &items[i]))
            *worth *= JUNK_FACTOR;
        if (items[i].is_block)
            *worth = MAX(*worth, 0);
        if (i)
            finder->worth[items[i].parent] += *worth;
    }
}

/* How alike are two elements by name and first class? Posts of a thread are. */
static bool are_alike(const xmlNode *a, const xmlNode *b)
{
    if (strcmp((const char *)a->name, (const char *)b->name) != 0)
        return false;
    Str rest_a = str_trim(xml_get_attribute(a, "class"));
    Str rest_b = str_trim(xml_get_attribute(b, "class"));
    return str_is_equal(str_split(&rest_a, ' '), str_split(&rest_b, ' '));
}

/* Has it siblings of its kind that are text, too? */
static bool is_one_of_many(const Finder *finder, size_t parent, size_t index)
{
    const Measure *items = finder->measures->items;
    for (size_t i = parent + 1; i < items[parent].end; i = items[i].end)
        if (i != index && finder->worth[i] > 0 &&
            are_alike(items[i].node, items[index].node))
            return true;
    return false;
}

/* From the page down to the smallest element that holds nearly all that is worth it. */
static size_t descend(const Finder *finder)
{
    const Measure *items = finder->measures->items;
    size_t at = 0;
    for (;;) {
        size_t best = at;
        float positive = 0;
        for (size_t child = at + 1; child < items[at].end; child = items[child].end) {
            positive += MAX(finder->worth[child], 0);
            if (items[child].runs &&
                (best == at || finder->worth[child] > finder->worth[best]))
                best = child;
        }
        if (best == at || !items[best].is_block ||
            finder->worth[best] < MAX(positive, finder->worth[at]) * DESCEND_SHARE)
            return at;
        /* A paragraph alone is no text, nor is a post: the siblings are a part of it. */
        if (xml_is(items[best].node, "p") ||
            (finder->is_thread && is_one_of_many(finder, at, best)))
            return at;
        at = best;
    }
}

static bool is_link_list(const Measure *item)
{
    return item->links * 2 > item->units && !item->long_runs && item->runs > 1;
}

/* Text of a small element, where no other block lies in it; empty for all others. */
static Str get_line(const Measures *measures, size_t index, StrBuf *buf)
{
    const Measure *items = measures->items;
    strbuf_reset(buf);
    if (!items[index].is_block || items[index].runs != 1 ||
        items[index].units > LINE_MAX_UNITS)
        return STR("");
    for (size_t i = index + 1; i < items[index].end; i++)
        if (items[i].is_block && items[i].runs)
            return STR("");
    xml_append_text(items[index].node, buf);
    return text_trim(strbuf_get(buf));
}

static void prune(Finder *finder, size_t root)
{
    Measure *items = finder->measures->items;
    float whole = MAX(finder->worth[root], 1);
    StrBuf buf = {0};
    bool has_text = false;
    for (size_t i = root + 1; i < items[root].end;) {
        Measure *item = &items[i];
        bool is_large = item->worth > whole * 0.5f;
        item->is_dropped = item->is_block && !is_large &&
                           (is_junk(finder, item) || is_link_list(item));
        Str line = item->is_dropped ? STR("") : get_line(finder->measures, i, &buf);
        if (line.len)
            item->is_dropped = line_is_control(line) ||
                               (!has_text && line_read_imprint(line).is_whole);
        has_text |= !item->is_dropped && item->long_runs == 1 && item->runs == 1;
        i = item->is_dropped ? item->end : i + 1;
    }
    strbuf_clear(&buf);
}

void extract_find(Extract *extract, xmlNode *page, const Head *head)
{
    *extract = (Extract){.root = page};
    xmlNode *body = xml_find_child(page, "body");
    measures_take(&extract->measures, body ? body : page, false);
    if (!extract->measures.count)
        return;
    Finder finder = {.measures = &extract->measures,
                     .is_thread = head->is_thread,
                     .is_article = head->is_article};
    finder.worth = mem_alloc_array(extract->measures.count, sizeof(*finder.worth));
    weigh(&finder);
    size_t root = descend(&finder);
    /* A page of nothing but what readers wrote. */
    for (size_t i = root; i && !finder.is_thread; i = extract->measures.items[i].parent)
        finder.is_thread = extract->measures.items[i].hints & HINT_COMMENT;
    prune(&finder, root);
    extract->root = extract->measures.items[root].node;
    free(finder.worth);
}

void extract_clear(Extract *extract)
{
    measures_clear(&extract->measures);
}

bool extract_takes(const Extract *extract, const xmlNode *element)
{
    const Measure *measure = measures_find(&extract->measures, element);
    return measure && !measure->is_dropped;
}
