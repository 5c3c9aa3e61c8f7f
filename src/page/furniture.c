/* Headers, footers and page numbers: what stands at the edge of page after page.
 *
 * A line at the upper or lower edge is furniture when its text comes again at the same
 * height on other pages, page numbers set aside; when it is a page number that counts
 * with the pages; or when it stands where most pages have furniture (headers that name
 * the section). Only what has nothing but furniture outside of it is looked at. It is
 * left out: nothing that was written for readers once stands there, and the file is
 * kept.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EDGE_LINES 4
#define HEIGHT_TOLERANCE 3.0F /* points */
#define NUMBER_MAX_CODEPOINTS 24
#define NEXT_PAGES 2            /* left pages have headers of their own, right ones too */
#define MANY_SHARE 12           /* of the pages: those on which articles begin */
#define WATERMARK_SIZE_MIN 1.8F /* of the body text */

/* A line at an edge of a page. */
typedef struct Edge {
    uint32_t page;
    bool is_bottom, is_furniture;
    uint8_t rank;    /* 0 is outermost */
    bool has_number; /* one of its runs is a page number by its looks */
    bool is_sure;    /* … and says so: 第 3 页, — 3 —, 3/10 */
    int64_t number;
    float y, size;       /* middle, from the top or from the bottom of the page */
    uint64_t text_hash;  /* of what is not a number; 0 for nothing */
    size_t first, count; /* into Furniture.runs */
} Edge;

typedef struct Furniture {
    PageText *pages;
    Edge *edges;
    size_t edge_count, edge_capacity;
    size_t *runs;
    size_t run_count, run_capacity;
} Furniture;

/* ---- page numbers ------------------------------------------------------ */

static int64_t roman_value(char32_t c)
{
    switch (c | 0x20) {
    case 'i':
        return 1;
    case 'v':
        return 5;
    case 'x':
        return 10;
    case 'l':
        return 50;
    case 'c':
        return 100;
    default:
        return 0;
    }
}

/* Reads a roman number at `*off`; 0 where there is none. */
static int64_t read_roman(Str text, size_t *off)
{
    int64_t value = 0, last = 0;
    while (*off < text.len) {
        int64_t one = roman_value((unsigned char)text.data[*off]);
        if (!one)
            break;
        value += one > last ? one - 2 * last : one;
        last = one;
        (*off)++;
    }
    return value;
}

/* Does the run look like a page number? Gives the number; `*is_sure` when it cannot
 * well be another. */
static bool read_page_number(Str text, int64_t *number, bool *is_sure)
{
    static const char *const words[] = {"page", "Page", "PAGE", "of", "p.",
                                        "P.",   "共",   "第",   "页", "頁",
                                        "/",    "／",   "|",    ",",  "，"};
    static const char *const dashes[] = {"-", "—", "–", "−",  "－",
                                         "·", "•", "~", "～", "―"};
    size_t numbers = 0, word_count = 0, dash_count = 0;
    for (size_t off = 0; off < text.len;) {
        Str rest = str_slice(text, off, text.len);
        size_t step = 0;
        for (size_t i = 0; i < ARRAY_SIZE(words) && !step; i++)
            if (str_has_prefix(rest, str_from(words[i]))) {
                step = strlen(words[i]);
                word_count++;
            }
        for (size_t i = 0; i < ARRAY_SIZE(dashes) && !step; i++)
            if (str_has_prefix(rest, str_from(dashes[i]))) {
                step = strlen(dashes[i]);
                dash_count++;
            }
        Numeral numeral;
        size_t end = 0;
        int64_t value = 0;
        if (!step &&
            numeral_parse(rest, NUMERAL_BIT(NUMERAL_ARABIC) | NUMERAL_BIT(NUMERAL_HAN),
                          &numeral)) {
            value = numeral.value;
            step = numeral.len_bytes;
        } else if (!step && (value = read_roman(rest, &end)) > 0) {
            step = end;
        }
        if (value && numbers++ == 0)
            *number = value;
        if (!step) {
            size_t next = off;
            char32_t c = utf8_next(text, &next);
            if (!text_is_space(c) && c != THIN_BLANK)
                return false;
            step = next - off;
        }
        off += step;
    }
    *is_sure = numbers > 0 && (word_count > 0 || dash_count >= 2);
    return numbers > 0 && numbers <= 2;
}

/* ---- edges ------------------------------------------------------------- */

static uint64_t hash_text(uint64_t hash, Str text)
{
    if (!hash)
        hash = 1469598103934665603ULL;
    for (size_t i = 0; i < text.len; i++)
        if (text.data[i] != ' ')
            hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211ULL;
    return hash;
}

static float middle(const Run *run)
{
    return (run->box.y0 + run->box.y1) / 2;
}

static void add_edge(Furniture *furniture, uint32_t page, bool is_bottom, uint8_t rank,
                     const size_t *runs, size_t count)
{
    PageText *pages = furniture->pages;
    Edge edge = {.page = page, .is_bottom = is_bottom, .rank = rank};
    edge.first = furniture->run_count;
    edge.count = count;
    furniture->runs = mem_grow(furniture->runs, &furniture->run_capacity,
                               furniture->run_count + count, sizeof(*furniture->runs));
    float y = 0;
    for (size_t i = 0; i < count; i++) {
        const Run *run = &pages->runs[runs[i]];
        furniture->runs[furniture->run_count++] = runs[i];
        int64_t number;
        bool is_sure;
        edge.size = MAX(edge.size, run->size);
        y += middle(run) / (float)count;
        if (run->codepoints <= NUMBER_MAX_CODEPOINTS &&
            read_page_number(run_get_text(pages, run), &number, &is_sure)) {
            edge.has_number = true;
            edge.number = number;
            edge.is_sure |= is_sure;
        } else {
            edge.text_hash = hash_text(edge.text_hash, run_get_text(pages, run));
        }
    }
    edge.y = is_bottom ? pages->pages[page].height - y : y;
    furniture->edges = mem_grow(furniture->edges, &furniture->edge_capacity,
                                furniture->edge_count + 1, sizeof(*furniture->edges));
    furniture->edges[furniture->edge_count++] = edge;
}

static int compare_tops(const void *a, const void *b, void *context)
{
    const Run *runs = context;
    float one = middle(&runs[*(const size_t *)a]),
          other = middle(&runs[*(const size_t *)b]);
    return (one > other) - (one < other);
}

/* Where the line that begins at `start` ends in a list sorted by height. */
static size_t find_line_end(const PageText *pages, const size_t *list, size_t start,
                            size_t count)
{
    const Run *first = &pages->runs[list[start]];
    size_t end = start + 1;
    while (end < count &&
           middle(&pages->runs[list[end]]) - middle(first) < 0.4F * first->size)
        end++;
    return end;
}

static void collect_page(Furniture *furniture, uint32_t index, size_t *list)
{
    PageText *pages = furniture->pages;
    const Page *page = &pages->pages[index];
    size_t count = 0, lines = 0;
    for (size_t i = page->first_run; i < page->first_run + page->run_count; i++)
        if (!(pages->runs[i].flags & (RUN_DROPPED | RUN_SIDE)))
            list[count++] = i;
    qsort_r(list, count, sizeof(*list), compare_tops, pages->runs);
    size_t starts[EDGE_LINES + 1] = {0}; /* of the last lines, as a ring */
    for (size_t start = 0; start < count; lines++) {
        size_t end = find_line_end(pages, list, start, count);
        if (lines < EDGE_LINES)
            add_edge(furniture, index, false, (uint8_t)lines, list + start, end - start);
        starts[lines % EDGE_LINES] = start;
        start = end;
    }
    for (size_t i = 0; i < MIN(lines, EDGE_LINES); i++) {
        size_t start = starts[(lines - 1 - i) % EDGE_LINES];
        size_t end = find_line_end(pages, list, start, count);
        add_edge(furniture, index, true, (uint8_t)i, list + start, end - start);
    }
}

/* ---- verdicts ---------------------------------------------------------- */

static int compare_edges(const void *a, const void *b)
{
    const Edge *one = a, *other = b;
    if (one->is_bottom != other->is_bottom)
        return one->is_bottom ? 1 : -1;
    if (one->text_hash != other->text_hash)
        return one->text_hash < other->text_hash ? -1 : 1;
    if (one->has_number != other->has_number)
        return one->has_number ? 1 : -1;
    if (fabsf(one->y - other->y) > 0.01F)
        return one->y < other->y ? -1 : 1;
    return (one->page > other->page) - (one->page < other->page);
}

/* Of two numbers at one place, does the second count on with the pages? */
static bool counts_on(const Edge *one, const Edge *other)
{
    return other->number - one->number == (int64_t)other->page - (int64_t)one->page;
}

static int compare_pages(const void *a, const void *b)
{
    const Edge *one = a, *other = b;
    return (one->page > other->page) - (one->page < other->page);
}

/* Edges [start, end) have one text at one height: furniture if on pages next to each
 * other (left and right ones may differ) or on many, or if they are numbers that count.
 * The same heading may well begin two pages far apart. */
static void judge_group(Furniture *furniture, size_t start, size_t end)
{
    Edge *edges = furniture->edges;
    size_t pages = 1, counting = 0;
    bool has_next = false;
    qsort(edges + start, end - start, sizeof(*edges), compare_pages);
    for (size_t i = start + 1; i < end; i++) {
        pages += edges[i].page != edges[i - 1].page;
        has_next |= edges[i].page > edges[i - 1].page &&
                    edges[i].page - edges[i - 1].page <= NEXT_PAGES;
        bool is_same = edges[i].page == edges[i - 1].page;
        counting +=
            edges[i].has_number && !is_same && counts_on(&edges[i - 1], &edges[i]);
    }
    bool is_number = edges[start].has_number && !edges[start].text_hash;
    size_t many = MAX(3, furniture->pages->page_count / MANY_SHARE);
    bool is_repeated = (has_next || pages >= many) && !is_number;
    bool is_counting =
        is_number && pages >= 2 && counting * 2 >= pages - 1 && counting > 0;
    for (size_t i = start; i < end; i++) {
        Edge *edge = &edges[i];
        bool is_alone = is_number && edge->rank == 0 &&
                        (edge->is_sure || edge->number == (int64_t)edge->page + 1) &&
                        edge->size <= 1.05F * furniture->pages->body_size;
        edge->is_furniture |= is_repeated || is_counting || is_alone;
    }
}

static void judge_repeated(Furniture *furniture)
{
    Edge *edges = furniture->edges;
    size_t count = furniture->edge_count;
    if (count)
        qsort(edges, count, sizeof(*edges), compare_edges);
    for (size_t start = 0; start < count;) {
        size_t end = start + 1;
        bool is_wordless = !edges[start].text_hash;
        while (end < count && edges[end].is_bottom == edges[start].is_bottom &&
               edges[end].text_hash == edges[start].text_hash &&
               (!is_wordless || edges[end].has_number == edges[start].has_number) &&
               edges[end].y - edges[end - 1].y <= HEIGHT_TOLERANCE &&
               edges[end].y >= edges[end - 1].y - HEIGHT_TOLERANCE)
            end++;
        judge_group(furniture, start, end);
        start = end;
    }
}

static int compare_heights(const void *a, const void *b)
{
    const Edge *one = a, *other = b;
    if (one->is_bottom != other->is_bottom)
        return one->is_bottom ? 1 : -1;
    return (one->y > other->y) - (one->y < other->y);
}

/* A line where many pages have furniture, and of its size, is furniture. */
static void judge_places(Furniture *furniture)
{
    Edge *edges = furniture->edges;
    size_t count = furniture->edge_count;
    size_t needed = MAX(3, furniture->pages->page_count / 4);
    if (count)
        qsort(edges, count, sizeof(*edges), compare_heights);
    for (size_t i = 0, start = 0, end = 0; i < count; i++) {
        while (edges[start].is_bottom != edges[i].is_bottom ||
               edges[i].y - edges[start].y > HEIGHT_TOLERANCE)
            start++;
        end = MAX(end, i + 1);
        while (end < count && edges[end].is_bottom == edges[i].is_bottom &&
               edges[end].y - edges[i].y <= HEIGHT_TOLERANCE)
            end++;
        size_t furnished = 0, others = 0;
        for (size_t k = start; k < end && furnished + others < 4096; k++) {
            bool is_alike = fabsf(edges[k].size - edges[i].size) <= 0.12F * edges[i].size;
            furnished += edges[k].is_furniture && is_alike;
            others += !edges[k].is_furniture;
        }
        if (furnished >= needed && furnished > others)
            edges[i].is_furniture = true;
    }
}

static int compare_ranks(const void *a, const void *b)
{
    const Edge *one = a, *other = b;
    if (one->page != other->page)
        return one->page < other->page ? -1 : 1;
    if (one->is_bottom != other->is_bottom)
        return one->is_bottom ? 1 : -1;
    return one->rank - other->rank;
}

/* ---- watermarks -------------------------------------------------------- */

typedef struct Mark {
    uint64_t hash;
    size_t run;
} Mark;

static int compare_marks(const void *a, const void *b)
{
    const Mark *one = a, *other = b;
    if (one->hash != other->hash)
        return one->hash < other->hash ? -1 : 1;
    return (one->run > other->run) - (one->run < other->run);
}

/* The same large words at the same place of most pages lie behind the text. */
static void drop_watermarks(PageText *pages)
{
    Mark *marks = NULL;
    size_t count = 0, capacity = 0;
    for (size_t i = 0; i < pages->run_count; i++) {
        const Run *run = &pages->runs[i];
        if (run->flags & RUN_DROPPED || run->size < WATERMARK_SIZE_MIN * pages->body_size)
            continue;
        char place[64];
        int len = snprintf(place, sizeof(place), "%.0f,%.0f", (double)run->box.x0 / 2,
                           (double)run->box.y0 / 2);
        marks = mem_grow(marks, &capacity, count + 1, sizeof(*marks));
        marks[count++] = (Mark){
            hash_text(hash_text(0, (Str){place, (size_t)len}), run_get_text(pages, run)),
            i};
    }
    if (count)
        qsort(marks, count, sizeof(*marks), compare_marks);
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && marks[end].hash == marks[start].hash;)
            end++;
        if (end - start >= 3 && (end - start) * 2 > pages->page_count)
            for (size_t i = start; i < end; i++)
                pages->runs[marks[i].run].flags |= RUN_DROPPED;
    }
    free(marks);
}

void text_drop_furniture(PageText *pages)
{
    drop_watermarks(pages);
    Furniture furniture = {.pages = pages};
    size_t most = 1;
    for (size_t i = 0; i < pages->page_count; i++)
        most = MAX(most, pages->pages[i].run_count);
    size_t *list = mem_alloc_array(most, sizeof(*list));
    for (size_t i = 0; i < pages->page_count; i++)
        collect_page(&furniture, (uint32_t)i, list);
    free(list);
    if (!furniture.edge_count)
        return;
    judge_repeated(&furniture);
    judge_places(&furniture);
    if (furniture.edge_count)
        qsort(furniture.edges, furniture.edge_count, sizeof(Edge), compare_ranks);
    bool is_outside = true;
    for (size_t i = 0; i < furniture.edge_count; i++) {
        const Edge *edge = &furniture.edges[i];
        is_outside = edge->is_furniture && (edge->rank == 0 || is_outside);
        for (size_t k = 0; is_outside && k < edge->count; k++)
            pages->runs[furniture.runs[edge->first + k]].flags |= RUN_DROPPED;
    }
    free(furniture.edges);
    free(furniture.runs);
}
