/* Runs of a column to lines, and what a line says by itself.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Signs one by one with gaps like these are one word spread over the line. */
#define SPREAD_MIN 3
#define SPREAD_GAP_MAX 4.0F
/* Lines that end within so many points share an edge. */
#define EDGE_LINES_MIN 4
#define EDGE_TOLERANCE 2.0F

/* ---- words of lists and headings --------------------------------------- */

static size_t skip_class(Str text, size_t off, const char *characters)
{
    Str set = str_from(characters);
    while (off < text.len) {
        size_t next = off;
        utf8_next(text, &next);
        if (str_find(set, str_slice(text, off, next), 0) == STR_NONE)
            break;
        off = next;
    }
    return off;
}

static size_t skip_numeral(Str text, size_t off)
{
    Numeral numeral;
    unsigned systems = NUMERAL_BIT(NUMERAL_HAN) | NUMERAL_BIT(NUMERAL_ARABIC) |
                       NUMERAL_BIT(NUMERAL_CIRCLED);
    if (off < text.len &&
        numeral_parse(str_slice(text, off, text.len), systems, &numeral))
        return off + numeral.len_bytes;
    return off;
}

/* 1. 1.2 1、 （一） 1) ① 第三章 [1] • and the like. */
static size_t skip_marker(Str text)
{
    size_t off = skip_class(text, 0, "•●○◆◇■□▪▫▶➢➤❖✓✔☑·–∙◦");
    if (off)
        return off;
    if (str_has_prefix(text, STR("第"))) {
        off = skip_numeral(text, 3);
        size_t end = skip_class(text, off, "章节節条條篇部编編卷款项項讲講回课課");
        return off > 3 && end > off ? end : 0;
    }
    size_t open = skip_class(text, 0, "（([［〔");
    off = skip_numeral(text, open);
    if (off == open)
        return 0;
    if (open)
        return skip_class(text, off, "）)]］〕") > off ? skip_class(text, off, "）)]］〕")
                                                       : 0;
    size_t start = 0;
    char32_t first = utf8_next(text, &start);
    if (first >= 0x2460 && first <= 0x24FF)
        return off;
    /* 1.2.3 and its like need no stop; 3.14 in a sentence is no worse than a number. */
    size_t end = off;
    while (end + 1 < text.len && text.data[end] == '.' && text.data[end + 1] >= '0' &&
           text.data[end + 1] <= '9')
        end = skip_numeral(text, end + 1);
    size_t stop = skip_class(text, end, "、.．)）");
    return stop > end ? stop : end > off ? end : 0;
}

size_t line_marker_bytes(Str text)
{
    size_t off = skip_marker(text);
    return off ? text_skip_space(text, off) : 0;
}

bool line_is_caption(Str text)
{
    static const char *const words[] = {"表",    "图",     "附表", "附图",
                                        "Table", "Figure", "Fig."};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        Str word = str_from(words[i]);
        size_t off = word.len;
        Numeral numeral;
        while (off < text.len && (text.data[off] == ' ' || text.data[off] == '.'))
            off++;
        if (str_has_prefix(text, word) && off < text.len &&
            numeral_parse(str_slice(text, off, text.len),
                          NUMERAL_BIT(NUMERAL_ARABIC) | NUMERAL_BIT(NUMERAL_HAN),
                          &numeral))
            return true;
    }
    return false;
}

bool line_is_finished(Str text)
{
    for (size_t off = text.len; off > 0;) {
        char32_t c = utf8_previous(text, &off);
        if (c == U'。' || c == U'！' || c == U'？' || c == U'…' || c == U'；' ||
            c == '!' || c == '?' || c == ';')
            return true;
        if (c == '.')
            return off > 0;
        if (!text_is_closing(c) && c != '"' && c != '\'')
            return false;
    }
    return false;
}

/* ---- rows -------------------------------------------------------------- */

/* On one line: raised and lowered signs overlap what they belong to. */
static bool is_on_line(Box line, Box box)
{
    float overlap = MIN(line.y1, box.y1) - MAX(line.y0, box.y0);
    float one = line.y1 - line.y0, other = box.y1 - box.y0;
    float low = MIN(one, other), high = MAX(one, other);
    float step = fabsf(line.y0 + line.y1 - box.y0 - box.y1) / 2;
    /* Boxes of some fonts are taller than their lines are apart. */
    return overlap >= 0.5F * low && (low < 0.8F * high || step <= 0.35F * high);
}

typedef struct Row {
    Box main; /* of the run that says where the line stands: the widest */
    Box box;
} Row;

static float width(Box box)
{
    return box.x1 - box.x0;
}

static void widen(Row *row, Box box)
{
    if (width(box) > width(row->main))
        row->main = box;
    row->box = (Box){MIN(row->box.x0, box.x0), MIN(row->box.y0, box.y0),
                     MAX(row->box.x1, box.x1), MAX(row->box.y1, box.y1)};
}

static int compare_left(const void *a, const void *b, void *context)
{
    const Run *runs = context;
    float one = runs[*(const size_t *)a].box.x0, other = runs[*(const size_t *)b].box.x0;
    return (one > other) - (one < other);
}

/* How many of the runs are signs of one spread word: 关 于 印 发. */
static size_t measure_spread(const PageText *pages, const size_t *list, size_t count)
{
    float least = 0, most = 0;
    size_t length = 1;
    for (; length < count; length++) {
        const Run *last = &pages->runs[list[length - 1]],
                  *run = &pages->runs[list[length]];
        float gap = (run->box.x0 - last->box.x1) / last->size;
        if (last->codepoints > 1 || run->codepoints > 1 || gap > SPREAD_GAP_MAX)
            break;
        least = length == 1 ? gap : MIN(least, gap);
        most = MAX(most, gap);
        if (most > 1.3F * least + 0.2F)
            break;
    }
    return length >= SPREAD_MIN ? length : 1;
}

/* The same text twice at the same place: drawn so to look bold. */
static bool is_drawn_twice(const PageText *pages, const Run *last, const Run *run)
{
    return fabsf(last->box.x0 - run->box.x0) < 0.25F * run->size &&
           fabsf(last->box.x1 - run->box.x1) < 0.25F * run->size &&
           str_is_equal(run_get_text(pages, last), run_get_text(pages, run));
}

typedef struct LineBuilder {
    PageText *pages;
    StrBuf text;
    float x1;
    float size, size_width; /* weighted by width */
    float bold_width;
    Line line;
} LineBuilder;

static void add_word(LineBuilder *builder, Str text, float x0, float x1)
{
    Line *line = &builder->line;
    if (text.len)
        line->words[line->word_count++] =
            (Word){arena_str(builder->pages->arena, text), x0, x1};
}

/* The words of a run; where it is spread over the line it is part of one. */
static void add_words(LineBuilder *builder, const Run *run, bool is_spread)
{
    Line *line = &builder->line;
    Str text = run_get_text(builder->pages, run);
    if (is_spread) {
        Word *word = &line->words[line->word_count - 1];
        StrBuf joined = {0};
        strbuf_append_str(&joined, word->text);
        strbuf_append_str(&joined, text);
        *word = (Word){arena_str(builder->pages->arena, strbuf_get(&joined)), word->x0,
                       run->box.x1};
        strbuf_clear(&joined);
        return;
    }
    const Blank *blanks =
        run->blank_count ? builder->pages->blanks + run->first_blank : NULL;
    size_t off = 0;
    float x0 = run->box.x0;
    for (size_t i = 0; i < run->blank_count; i++) {
        add_word(builder, str_slice(text, off, blanks[i].off), x0, blanks[i].x0);
        off = blanks[i].off + blanks[i].bytes;
        x0 = blanks[i].x1;
    }
    add_word(builder, str_slice(text, off, text.len), x0, run->box.x1);
}

static void add_run(LineBuilder *builder, const Run *run, bool is_spread)
{
    Str text = run_get_text(builder->pages, run);
    bool is_first = builder->text.len == 0;
    text_append_spaced(&builder->text, text, is_spread ? 0 : run->box.x0 - builder->x1,
                       run->size);
    add_words(builder, run, is_spread && !is_first);
    builder->x1 = is_first ? run->box.x1 : MAX(builder->x1, run->box.x1);
    float weight = width(run->box);
    builder->size += run->size * weight;
    builder->size_width += weight;
    builder->bold_width += run->flags & RUN_BOLD ? weight : 0;
    builder->line.codepoints += run->codepoints;
    if (run->flags & RUN_SIDE)
        builder->line.flags |= LINE_SIDE;
}

static void add_line(PageText *pages, uint32_t page, size_t *list, size_t count, Row row)
{
    qsort_r(list, count, sizeof(*list), compare_left, pages->runs);
    LineBuilder builder = {.pages = pages};
    Line *line = &builder.line;
    *line = (Line){.page = page, .column = pages->column_count, .box = row.box};
    /* The line stands where most of it does: raised signs make no taller line. */
    line->box.y0 = row.main.y0;
    line->box.y1 = row.main.y1;
    size_t words = 0;
    for (size_t i = 0; i < count; i++)
        words += 1 + pages->runs[list[i]].blank_count;
    line->words = arena_alloc(pages->arena, words * sizeof(*line->words));
    for (size_t i = 0; i < count;) {
        size_t spread = measure_spread(pages, list + i, count - i);
        for (size_t k = i; k < i + spread; k++) {
            const Run *run = &pages->runs[list[k]];
            if (k > 0 && is_drawn_twice(pages, &pages->runs[list[k - 1]], run))
                builder.bold_width += width(run->box);
            else
                add_run(&builder, run, k > i);
        }
        i += spread;
    }
    line->text = arena_str(pages->arena, strbuf_get(&builder.text));
    line->size = builder.size / MAX(builder.size_width, 0.01F);
    if (builder.bold_width > 0.8F * builder.size_width)
        line->flags |= LINE_BOLD;
    strbuf_clear(&builder.text);
    pages->lines = mem_grow(pages->lines, &pages->line_capacity, pages->line_count + 1,
                            sizeof(*pages->lines));
    pages->lines[pages->line_count++] = *line;
}

static int compare_right(const void *a, const void *b)
{
    float one = *(const float *)a, other = *(const float *)b;
    return (one < other) - (one > other);
}

/* Where full lines end: the rightmost place that some of them share, if hardly any go
 * beyond it (formulas, program text), else that of the longest. */
static float find_right_edge(const Line *lines, size_t count)
{
    float *ends = mem_alloc_array(count, sizeof(*ends));
    for (size_t i = 0; i < count; i++)
        ends[i] = lines[i].box.x1;
    qsort(ends, count, sizeof(*ends), compare_right);
    float right = ends[0];
    for (size_t i = 0; i + EDGE_LINES_MIN <= count && i * 8 <= count; i++)
        if (ends[i] - ends[i + EDGE_LINES_MIN - 1] <= EDGE_TOLERANCE) {
            right = ends[i];
            break;
        }
    free(ends);
    return right;
}

void lines_add_column(PageText *pages, uint32_t page, size_t *list, size_t count)
{
    if (!count)
        return;
    size_t first_line = pages->line_count;
    size_t start = 0;
    Row row = {0};
    for (size_t i = 0; i < count; i++) {
        Box box = pages->runs[list[i]].box;
        if (i > start && is_on_line(row.main, box)) {
            widen(&row, box);
            continue;
        }
        if (i > start)
            add_line(pages, page, list + start, i - start, row);
        start = i;
        row = (Row){box, box};
    }
    add_line(pages, page, list + start, count - start, row);
    float left = pages->lines[first_line].box.x0;
    for (size_t i = first_line; i < pages->line_count; i++)
        left = MIN(left, pages->lines[i].box.x0);
    float right =
        find_right_edge(pages->lines + first_line, pages->line_count - first_line);
    for (size_t i = first_line; i < pages->line_count; i++) {
        pages->lines[i].left = left;
        pages->lines[i].right = right;
    }
    pages->column_count++;
}
