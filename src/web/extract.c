/* The main text of a page, told from what the site puts around it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "web/extract.h"

#include <stdlib.h>
#include <string.h>

#include <piyue/text.h>

#include "web/element.h"
#include "web/hint.h"
#include "web/line.h"
#include "web/table.h"

/* Worth of what only its name speaks against. */
#define JUNK_FACTOR 0.03f
/* An element with so much of the page is not furniture, whatever its name. */
#define MAIN_SHARE 0.85f
/* A child with so much of its parent's worth is where the text is. */
#define DESCEND_SHARE 0.85f

/* Where parts of a forum hold so much of the page's worth, it is a thread. */
#define THREAD_SHARE 0.4f

/* Lists of other pages: so many entries at least, each of so few runs. */
#define TEASERS_MIN 3
#define TEASER_MAX_RUNS 8
/* What a unit in a table of data is worth: there are no sentences to tell. */
#define DATA_WORTH 0.4f
/* What holds so much of the text stays, whatever its name. */
#define LARGE_SHARE 0.5f
/* A line that stands so often in a thread is put there by the site. */
#define REPEATED_MIN 3

/* A block of one line. */
/* Less than this is no text. */
#define FOUND_MIN_UNITS 12
/* So little text may be what is left where the text itself is hidden: then there is so
 * many times more. */
#define LITTLE_UNITS 150
#define HIDDEN_TIMES 4

typedef struct Line {
    uint64_t hash; /* of its letters */
    uint32_t index;
    bool is_notice;
} Line;

typedef struct Lines {
    Line *items;
    size_t count, capacity;
} Lines;

typedef struct Finder {
    Measures *measures;
    float *worth;    /* with hints regarded; one for each element */
    Lines lines;     /* in document order */
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
    bool is_text = item->links * 3 < item->units &&
                   (finder->is_thread ? item->units > LINE_MAX_UNITS
                                      : item->long_runs && item->worth > 0);
    return hints & HINT_JUNK || (hints & HINT_PERHAPS && !is_text);
}

/* The first class; where there is none, the id up to its number: post_17 is a post_. */
static Str get_sort(const xmlNode *node)
{
    Str rest = str_trim(xml_get_attribute(node, "class"));
    Str sort = str_split(&rest, ' ');
    if (sort.len)
        return sort;
    Str id = xml_get_attribute(node, "id");
    size_t end = 0;
    while (end < id.len && !(id.data[end] >= '0' && id.data[end] <= '9'))
        end++;
    return str_slice(id, 0, end);
}

/* How alike are two elements by name and sort? Posts of a thread are. */
static bool are_alike(const xmlNode *a, const xmlNode *b)
{
    return strcmp((const char *)a->name, (const char *)b->name) == 0 &&
           str_is_equal(get_sort(a), get_sort(b));
}

/* A list of other pages: three children of a kind at least, each with a link for a title
 * and some words about it. The posts of a thread are alike, too. */
static bool is_teaser_list(const Finder *finder, size_t index)
{
    const Measure *items = finder->measures->items, *item = &items[index];
    if (finder->is_thread || !item->is_block || item->link_runs < TEASERS_MIN)
        return false;
    size_t teasers = 0, first = 0;
    uint32_t units = 0;
    for (size_t i = index + 1; i < item->end; i = items[i].end) {
        bool is_teaser = items[i].begins_linked && items[i].runs <= TEASER_MAX_RUNS &&
                         (!first || are_alike(items[i].node, items[first].node));
        if (!is_teaser)
            continue;
        first = first ? first : i;
        teasers++;
        units += items[i].units;
    }
    return teasers >= TEASERS_MIN && units * 4 > item->units * 3;
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
        if (items[i].links * 2 < items[i].units && xml_is(items[i].node, "table") &&
            table_is_data(items[i].node))
            *worth = MAX(*worth, DATA_WORTH * (float)(items[i].units - items[i].links));
        if ((*worth < total * MAIN_SHARE && is_junk(finder, &items[i])) ||
            is_teaser_list(finder, i))
            *worth *= JUNK_FACTOR;
        if (items[i].is_block)
            *worth = MAX(*worth, 0);
        if (i)
            finder->worth[items[i].parent] += *worth;
    }
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

/* Text of posts inside of each element, furniture left out. */
static uint32_t *count_posts(const Finder *finder)
{
    const Measure *items = finder->measures->items;
    uint32_t *posts = mem_alloc_array(finder->measures->count, sizeof(*posts));
    for (size_t i = finder->measures->count; i-- > 0;) {
        /* Names of the page itself say what kind it is, not where its posts are. */
        if (i && items[i].hints & (HINT_COMMENT | HINT_THREAD | HINT_POST))
            posts[i] = items[i].units - items[i].links;
        if (is_junk(finder, &items[i]))
            posts[i] = 0;
        if (i)
            posts[items[i].parent] += posts[i];
    }
    return posts;
}

/* From one post up to what holds the others, too. They may be too short to be worth
 * anything. */
static size_t climb(const Finder *finder, size_t root)
{
    const Measure *items = finder->measures->items;
    uint32_t *posts = count_posts(finder);
    size_t at = root;
    for (size_t i = root; i; i = items[i].parent) {
        size_t parent = items[i].parent;
        uint32_t inside = MAX(posts[at], items[at].units - items[at].links);
        if (posts[parent] > inside + inside / 8)
            at = parent;
    }
    free(posts);
    return at;
}

static bool is_link_list(const Measure *item)
{
    return item->links * 2 > item->units && !item->long_runs && item->runs > 1;
}

static void lines_add(Lines *lines, size_t index, Str text)
{
    lines->items =
        mem_grow(lines->items, &lines->capacity, lines->count + 1, sizeof(*lines->items));
    Line *line = &lines->items[lines->count++];
    *line = (Line){.hash = 14695981039346656037u,
                   .index = (uint32_t)index,
                   .is_notice = line_is_notice(text)};
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        bool is_letter = byte >= 0x80 || (byte | 0x20) >= 'a';
        line->hash = is_letter ? (line->hash ^ byte) * 1099511628211u : line->hash;
    }
}

/* Should the element go for what it is or what it is called? */
static bool is_furniture(const Finder *finder, const Measure *item, float whole)
{
    return item->is_block && item->worth <= whole * LARGE_SHARE &&
           (is_junk(finder, item) || is_link_list(item) ||
            is_teaser_list(finder, (size_t)(item - finder->measures->items)));
}

/* Leaves out what is not text below `root`, and gathers the lines that stay. */
static void prune(Finder *finder, size_t root)
{
    Measure *items = finder->measures->items;
    float whole = MAX(finder->worth[root], 1);
    StrBuf buf = {0};
    bool has_text = false;
    for (size_t i = root + 1; i < items[root].end;) {
        Measure *item = &items[i];
        item->is_dropped = item->is_dropped || is_furniture(finder, item, whole);
        if (!item->is_dropped && xml_is(item->node, "table") &&
            table_is_data(item->node)) {
            i = item->end;
            continue;
        }
        Str line =
            item->is_dropped ? STR("") : measures_get_line(finder->measures, i, &buf);
        if (line.len) {
            item->is_dropped =
                line_is_control(line) ||
                ((finder->is_thread || !has_text) && line_read_imprint(line).is_whole);
            /* Names are links, and stand above many posts. */
            if (!item->is_dropped && !item->begins_linked)
                lines_add(&finder->lines, i, line);
        }
        has_text |= !item->is_dropped && item->long_runs == 1 && item->runs == 1;
        i = item->is_dropped ? item->end : i + 1;
    }
    strbuf_clear(&buf);
}

/* ---- lines ------------------------------------------------------------- */

static int compare_lines(const void *a, const void *b)
{
    const Line *left = a, *right = b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

/* What stands below every post of a thread is not said by anybody. */
static void prune_repeated(Finder *finder)
{
    Line *lines = finder->lines.items;
    size_t count = finder->lines.count;
    if (count)
        qsort(lines, count, sizeof(*lines), compare_lines);
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && lines[end].hash == lines[i].hash; end++)
            ;
        for (size_t k = i; end - i >= REPEATED_MIN && k < end; k++)
            finder->measures->items[lines[k].index].is_dropped = true;
    }
}

/* From the end of the text on: what speaks of the page and not of its matter. */
static void prune_notices(Finder *finder)
{
    Measure *items = finder->measures->items;
    for (size_t i = finder->lines.count; i-- > 0;) {
        const Line *line = &finder->lines.items[i];
        if (line->is_notice)
            items[line->index].is_dropped = true;
        else if (items[line->index].long_runs)
            return;
    }
}

static uint32_t count_kept(const Measures *measures, size_t root)
{
    const Measure *items = measures->items;
    uint32_t units = items[root].units;
    for (size_t i = root; i < items[root].end;) {
        units -= items[i].is_dropped ? items[i].units : 0;
        i = items[i].is_dropped ? items[i].end : i + 1;
    }
    return units;
}

/* Nothing that looks like a text: all of the page but what is surely furniture, or all.
 */
static size_t take_page(Finder *finder)
{
    Measure *items = finder->measures->items;
    for (size_t i = 0; i < finder->measures->count; i++)
        items[i].is_dropped = i && items[i].hints & HINT_JUNK && !items[i].long_runs;
    if (count_kept(finder->measures, 0) >= FOUND_MIN_UNITS)
        return 0;
    for (size_t i = 0; i < finder->measures->count; i++)
        items[i].is_dropped = false;
    return 0;
}

/* ---- papers that are attached -------------------------------------------- */

/* How far above the text they may stand beside it. */
#define PAPERS_LEVELS 3
#define PAPERS_MAX_UNITS 400
/* An element with more text of its own is not opened for them. */
#define OWN_MAX_UNITS 8

static bool holds_papers(const Finder *finder, const Measure *item)
{
    return item->papers && item->is_block && item->units <= PAPERS_MAX_UNITS &&
           item->links * 2 <= item->units && !is_junk(finder, item);
}

/* Behind the text at `at`, beside it: the list of what a notice encloses. */
static bool has_papers_behind(const Finder *finder, size_t at)
{
    const Measure *items = finder->measures->items;
    size_t parent = items[at].parent;
    uint32_t own = items[parent].units;
    bool has_papers = false;
    for (size_t i = parent + 1; i < items[parent].end; i = items[i].end) {
        own -= items[i].units;
        has_papers |= i > at && holds_papers(finder, &items[i]);
    }
    return has_papers && own <= OWN_MAX_UNITS;
}

/* Sites put the papers below the element that holds the text. The element around both is
 * the text then, without all else in it. */
static size_t widen_to_papers(Finder *finder, size_t root)
{
    Measure *items = finder->measures->items;
    size_t top = root;
    for (size_t at = root, i = 0; at && i < PAPERS_LEVELS; at = items[at].parent, i++)
        top = has_papers_behind(finder, at) ? items[at].parent : top;
    for (size_t at = root; at != top; at = items[at].parent) {
        size_t parent = items[at].parent;
        for (size_t i = parent + 1; i < items[parent].end; i = items[i].end)
            items[i].is_dropped = i != at && !(i > at && holds_papers(finder, &items[i]));
    }
    return top;
}

static size_t find_text(Finder *finder)
{
    weigh(finder);
    size_t root = descend(finder);
    /* A page of nothing but what readers wrote. */
    for (size_t i = root; i && !finder->is_thread; i = finder->measures->items[i].parent)
        finder->is_thread = finder->measures->items[i].hints & HINT_COMMENT;
    root = finder->is_thread ? climb(finder, root) : widen_to_papers(finder, root);
    prune(finder, root);
    prune_notices(finder);
    if (finder->is_thread)
        prune_repeated(finder);
    uint32_t kept = count_kept(finder->measures, root);
    return kept >= FOUND_MIN_UNITS ? root : take_page(finder);
}

static void measure_and_find(Extract *extract, xmlNode *body, const Head *head,
                             bool takes_hidden)
{
    Measures *measures = &extract->measures;
    measures_take(measures, body, takes_hidden);
    if (!measures->count)
        return;
    Finder finder = {.measures = measures,
                     .is_thread = head->is_thread,
                     .is_article = head->is_article};
    finder.worth = mem_alloc_array(measures->count, sizeof(*finder.worth));
    extract->root_index = find_text(&finder);
    extract->root = measures->items[extract->root_index].node;
    extract->units = count_kept(measures, extract->root_index);
    free(finder.worth);
    free(finder.lines.items);
}

/* The text of an element and of what is hidden in it. */
static uint32_t count_all(const xmlNode *element)
{
    StrBuf text = {0};
    xml_append_text(element, &text);
    uint32_t units = text_measure(strbuf_get(&text)).units;
    strbuf_clear(&text);
    return units;
}

/* Shows what is hidden, so that the walk takes it, too. */
static void show_hidden(xmlNode *page)
{
    static const char *const names[] = {"hidden", "aria-hidden", "style"};
    for (xmlNode *node = page; node; node = xml_next(node, page, false))
        for (size_t i = 0; node->type == XML_ELEMENT_NODE && i < ARRAY_SIZE(names); i++)
            xmlUnsetProp(node, BAD_CAST names[i]);
}

void extract_find(Extract *extract, xmlNode *page, const Head *head)
{
    *extract = (Extract){.root = page};
    xmlNode *body = xml_find_child(page, "body");
    body = body ? body : page;
    measure_and_find(extract, body, head, false);
    /* Pages that unfold their text by a program have it hidden. */
    if (extract->units < LITTLE_UNITS &&
        count_all(body) > extract->units * HIDDEN_TIMES) {
        uint32_t before = extract->units;
        show_hidden(page);
        measure_and_find(extract, body, head, true);
        if (extract->units < before * 2)
            measure_and_find(extract, body, head, false);
    }
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
