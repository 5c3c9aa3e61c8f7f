/* Glyphs of a page to runs.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In sizes of the font. Wider gaps end a run: columns and cells lie behind them. */
#define RUN_GAP_MAX 0.8F
#define OVERLAP_MAX 0.5F
#define BLANK_WIDE_MIN 0.6F  /* between characters of full width */
#define TYPED_MIN 0.35F      /* … that stand close otherwise */
#define BLANK_MARK_MIN 1.0F  /* … beside their punctuation, which is airy by itself */
#define BLANK_LATIN_MIN 0.2F /* between letters */
#define GAP_MIN 0.1F         /* what is less is no gap */
#define THIN_MAX 0.4F        /* between Han and Latin, may be the program's */

/* A program that writes slantwise or downwards tells one glyph after the other. */
#define CHAIN_MIN 3
#define SLANT_MIN 0.25F
#define DOWN_MIN 0.7F
#define DOWN_MAX 1.3F
#define VERTICAL_GLYPHS_MIN 16

PageText *page_text_new(void)
{
    PageText *pages = mem_alloc(sizeof(*pages));
    *pages = (PageText){.arena = arena_new()};
    return pages;
}

void page_text_free(PageText *pages)
{
    if (!pages)
        return;
    arena_free(pages->arena);
    strbuf_clear(&pages->text);
    free(pages->runs);
    free(pages->blanks);
    free(pages->pages);
    free(pages->bookmarks);
    free(pages->links);
    free(pages->lines);
    free(pages);
}

void glyph_list_add(GlyphList *glyphs, Glyph glyph)
{
    glyphs->items = mem_grow(glyphs->items, &glyphs->capacity, glyphs->count + 1,
                             sizeof(*glyphs->items));
    glyphs->items[glyphs->count++] = glyph;
}

void page_text_add_bookmark(PageText *pages, Str title, unsigned level, uint32_t page,
                            float top)
{
    StrBuf line = {0};
    for (size_t off = 0; off < title.len;) {
        char32_t letters[3], c = utf8_next(title, &off);
        size_t count = text_is_space(c) ? 0 : glyph_normalize(c, letters);
        if (text_is_space(c) && line.len && line.data[line.len - 1] != ' ')
            strbuf_append_byte(&line, ' ');
        for (size_t i = 0; i < count; i++)
            strbuf_append_codepoint(&line, letters[i]);
    }
    pages->bookmarks = mem_grow(pages->bookmarks, &pages->bookmark_capacity,
                                pages->bookmark_count + 1, sizeof(*pages->bookmarks));
    pages->bookmarks[pages->bookmark_count++] =
        (Bookmark){.title = arena_str(pages->arena, text_trim(strbuf_get(&line))),
                   .level = level,
                   .page = page,
                   .top = top};
    strbuf_clear(&line);
}

Str run_get_text(const PageText *pages, const Run *run)
{
    return str_slice(strbuf_get(&pages->text), run->text_off,
                     run->text_off + run->text_bytes);
}

/* ---- gaps -------------------------------------------------------------- */

typedef enum Gap { GAP_NONE, GAP_THIN, GAP_BLANK } Gap;

static bool is_letter(char32_t c)
{
    return !text_is_space(c) && !text_is_punctuation(c) && c != 0xFFFD;
}

/* What stands between two characters `space` sizes apart. */
static Gap judge_gap(char32_t last, char32_t next, float space)
{
    bool is_last_wide = glyph_is_wide(last), is_next_wide = glyph_is_wide(next);
    if (is_last_wide && is_next_wide) {
        bool has_mark = text_is_punctuation(last) || text_is_punctuation(next);
        return space >= (has_mark ? BLANK_MARK_MIN : BLANK_WIDE_MIN) ? GAP_BLANK
                                                                     : GAP_NONE;
    }
    if (is_last_wide != is_next_wide) {
        if (text_is_punctuation(is_last_wide ? last : next))
            return space >= BLANK_WIDE_MIN ? GAP_BLANK : GAP_NONE;
        return space < GAP_MIN ? GAP_NONE : space < THIN_MAX ? GAP_THIN : GAP_BLANK;
    }
    return space >= BLANK_LATIN_MIN ? GAP_BLANK : GAP_NONE;
}

/* Nothing but a number so far: the blank behind it was typed. */
static bool is_number(Str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!strchr("0123456789.-", text.data[i]))
            return false;
    return text.len > 0;
}

static void append_gap(StrBuf *out, Gap gap, Str before)
{
    if (gap == GAP_BLANK || (gap == GAP_THIN && is_number(before)))
        strbuf_append_byte(out, ' ');
    else if (gap == GAP_THIN)
        strbuf_append_codepoint(out, THIN_BLANK);
}

void text_append_spaced(StrBuf *out, Str next, float space, float size)
{
    if (out->len && next.len) {
        Str before = strbuf_get(out);
        size_t end = before.len, start = 0;
        Gap gap =
            judge_gap(utf8_previous(before, &end), utf8_next(next, &start), space / size);
        append_gap(out, gap, before);
    }
    strbuf_append_str(out, next);
}

/* ---- glyphs to runs ---------------------------------------------------- */

typedef struct Builder {
    PageText *pages;
    bool is_open, has_blank;
    Run run;
    Glyph last;
    char32_t last_codepoint;
    float last_space; /* between the two characters before, in sizes */
    float size_sum;
    uint32_t bold;
} Builder;

static void end_run(Builder *builder)
{
    if (!builder->is_open)
        return;
    builder->is_open = builder->has_blank = false;
    PageText *pages = builder->pages;
    Run *run = &builder->run;
    run->text_bytes = (uint32_t)(pages->text.len - run->text_off);
    run->blank_count = (uint32_t)(pages->blank_count - run->first_blank);
    run->size = builder->size_sum / (float)run->codepoints;
    if (builder->bold * 2 > run->codepoints)
        run->flags |= RUN_BOLD;
    pages->runs = mem_grow(pages->runs, &pages->run_capacity, pages->run_count + 1,
                           sizeof(*pages->runs));
    pages->runs[pages->run_count++] = *run;
}

static float middle(Box box)
{
    return (box.y0 + box.y1) / 2;
}

static bool goes_on(const Builder *builder, const Glyph *glyph)
{
    const Glyph *last = &builder->last;
    float large = MAX(last->size, glyph->size), small = MIN(last->size, glyph->size);
    float gap = glyph->box.x0 - last->box.x1;
    float overlap = MIN(last->box.y1, glyph->box.y1) - MAX(last->box.y0, glyph->box.y0);
    float height = MIN(last->box.y1 - last->box.y0, glyph->box.y1 - glyph->box.y0);
    if (gap > RUN_GAP_MAX * large || gap < -OVERLAP_MAX * large ||
        overlap < 0.4F * height)
        return false;
    /* Raised and lowered signs are smaller; one size on two levels is slanted. */
    return small < 0.85F * large ||
           fabsf(middle(last->box) - middle(glyph->box)) < SLANT_MIN * large;
}

/* The same sign again nearly at the same place, to look bold. */
static bool is_double(const Builder *builder, const Glyph *glyph)
{
    const Glyph *last = &builder->last;
    return builder->is_open && last->codepoint == glyph->codepoint &&
           fabsf(last->box.x0 - glyph->box.x0) < 0.25F * glyph->size &&
           fabsf(last->box.y0 - glyph->box.y0) < 0.25F * glyph->size;
}

static void count_gap(PageText *pages, Gap gap, char32_t last, char32_t next)
{
    if (glyph_is_wide(last) == glyph_is_wide(next) || !is_letter(last) ||
        !is_letter(next))
        return;
    pages->no_gaps += gap == GAP_NONE;
    pages->thin_gaps += gap == GAP_THIN;
    pages->wide_gaps += gap == GAP_BLANK;
}

static void add_blank(PageText *pages, const Run *run, Gap gap, float x0, float x1)
{
    pages->blanks = mem_grow(pages->blanks, &pages->blank_capacity,
                             pages->blank_count + 1, sizeof(*pages->blanks));
    pages->blanks[pages->blank_count++] =
        (Blank){(uint32_t)(pages->text.len - run->text_off), gap == GAP_BLANK, x0, x1};
}

/* 第三章 and nothing else so far. */
static bool is_part_number(const Builder *builder)
{
    Str text = str_slice(strbuf_get(&builder->pages->text), builder->run.text_off,
                         builder->pages->text.len);
    return str_has_prefix(text, STR("第")) && line_marker_bytes(text) == text.len;
}

/* A narrow blank between Han is one if the characters before it stand close; else the
 * line was only spread to its full width. */
static bool is_typed_blank(const Builder *builder, char32_t c, float space)
{
    return glyph_is_wide(c) && glyph_is_wide(builder->last_codepoint) && is_letter(c) &&
           is_letter(builder->last_codepoint) && builder->last_space >= 0 &&
           ((builder->last_space < GAP_MIN && space >= TYPED_MIN) ||
            (space >= BLANK_LATIN_MIN && is_part_number(builder)));
}

static void append_glyph(Builder *builder, const Glyph *glyph, char32_t c)
{
    PageText *pages = builder->pages;
    Run *run = &builder->run;
    if (builder->is_open && !goes_on(builder, glyph))
        end_run(builder);
    if (!builder->is_open) {
        builder->is_open = true;
        builder->size_sum = 0;
        builder->bold = 0;
        builder->last_space = -1;
        *run = (Run){.box = glyph->box,
                     .text_off = pages->text.len,
                     .first_blank = pages->blank_count};
    } else {
        float space = (glyph->box.x0 - builder->last.box.x1) / glyph->size;
        /* A blank that was told parts letters however narrow it is. */
        if (builder->has_blank && !glyph_is_wide(c) &&
            !glyph_is_wide(builder->last_codepoint))
            space = MAX(space, BLANK_LATIN_MIN);
        if (is_typed_blank(builder, c, space))
            space = MAX(space, BLANK_WIDE_MIN);
        builder->last_space = space;
        Gap gap = judge_gap(builder->last_codepoint, c, space);
        count_gap(pages, gap, builder->last_codepoint, c);
        if (gap == GAP_BLANK || (gap == GAP_NONE && space >= TYPED_MIN))
            add_blank(pages, run, gap, builder->last.box.x1, glyph->box.x0);
        append_gap(&pages->text, gap,
                   str_slice(strbuf_get(&pages->text), run->text_off, pages->text.len));
        run->box.x0 = MIN(run->box.x0, glyph->box.x0);
        run->box.x1 = MAX(run->box.x1, glyph->box.x1);
        run->box.y0 = MIN(run->box.y0, glyph->box.y0);
        run->box.y1 = MAX(run->box.y1, glyph->box.y1);
    }
    char32_t letters[3];
    size_t count = glyph_normalize(c, letters);
    for (size_t i = 0; i < count; i++) {
        strbuf_append_codepoint(&pages->text, letters[i]);
        pages->replaced += letters[i] == 0xFFFD;
        run->codepoints++;
        builder->size_sum += glyph->size;
        builder->bold += glyph->is_bold;
        builder->last_codepoint = letters[i];
    }
    pages->characters += count;
    builder->last = *glyph;
    builder->has_blank = false;
}

/* ---- raised digits ----------------------------------------------------- */

static bool is_digit(char32_t c)
{
    return c >= '0' && c <= '9';
}

/* Stands `glyph` beside `other` on its line? */
static bool is_beside(const Glyph *glyph, const Glyph *other)
{
    float gap = MAX(glyph->box.x0 - other->box.x1, other->box.x0 - glyph->box.x1);
    return gap < RUN_GAP_MAX * other->size && glyph->box.y0 < other->box.y1 &&
           other->box.y0 < glyph->box.y1 && !text_is_space(other->codepoint);
}

/* Small digits above or below the line are marks of notes, powers, indices: ¹ ₂. */
static void raise_digits(Glyph *glyphs, size_t count)
{
    static const char16_t raised[] = u"⁰¹²³⁴⁵⁶⁷⁸⁹";
    for (size_t start = 0, end; start < count; start = end) {
        end = start + 1;
        if (!is_digit(glyphs[start].codepoint))
            continue;
        while (end < count && is_digit(glyphs[end].codepoint) &&
               fabsf(glyphs[end].size - glyphs[start].size) < 0.1F &&
               is_beside(&glyphs[end], &glyphs[end - 1]))
            end++;
        const Glyph *digit = &glyphs[start], *base = NULL;
        if (start > 0 && is_beside(digit, &glyphs[start - 1]))
            base = &glyphs[start - 1];
        else if (end < count && is_beside(&glyphs[end - 1], &glyphs[end]))
            base = &glyphs[end];
        if (!base || digit->size > 0.82F * base->size)
            continue;
        float up = middle(base->box) - middle(digit->box);
        for (size_t i = start; i < end && fabsf(up) > 0.12F * base->size; i++) {
            char32_t value = glyphs[i].codepoint - '0';
            glyphs[i].codepoint = up > 0 ? raised[value] : 0x2080 + value;
        }
    }
}

/* ---- a page ------------------------------------------------------------ */

static void add_glyphs(PageText *pages, const Glyph *glyphs, size_t count)
{
    Builder builder = {.pages = pages};
    for (size_t i = 0; i < count; i++) {
        const Glyph *glyph = &glyphs[i];
        char32_t letters[3];
        if (text_is_space(glyph->codepoint)) {
            builder.has_blank = true;
            continue;
        }
        if (!(glyph->size > 0.5F) || !glyph_normalize(glyph->codepoint, letters))
            continue;
        if (is_double(&builder, glyph))
            builder.bold += glyph->is_bold ? 0 : 1;
        else
            append_glyph(&builder, glyph, glyph->codepoint);
    }
    end_run(&builder);
}

/* ---- other directions -------------------------------------------------- */

static bool is_single(const Run *run)
{
    return run->codepoints <= 2;
}

static float middle_x(Box box)
{
    return (box.x0 + box.x1) / 2;
}

/* Steps from one run to the next, in sizes. */
static void measure_step(const Run *from, const Run *to, float *right, float *down)
{
    *right = (middle_x(to->box) - middle_x(from->box)) / from->size;
    *down = (middle(to->box) - middle(from->box)) / from->size;
}

static bool is_near(float a, float b)
{
    return fabsf(a - b) <= 0.25F * MAX(fabsf(a), fabsf(b)) + 0.02F;
}

static bool is_han_run(const PageText *pages, const Run *run)
{
    size_t off = 0;
    return glyph_is_wide(utf8_next(run_get_text(pages, run), &off));
}

/* How many runs from `first` on are single signs in one slanted or vertical line. */
static size_t measure_chain(const PageText *pages, size_t first, size_t end,
                            bool *is_slanted)
{
    const Run *runs = pages->runs;
    if (first + 1 >= end || !is_single(&runs[first]))
        return 1;
    float right, down;
    measure_step(&runs[first], &runs[first + 1], &right, &down);
    *is_slanted = fabsf(right) >= SLANT_MIN && fabsf(down) >= SLANT_MIN;
    bool is_down =
        fabsf(right) < 0.1F &&
        (is_han_run(pages, &runs[first]) ? down >= DOWN_MIN && down <= DOWN_MAX
                                         : fabsf(down) >= 0.2F && fabsf(down) <= 1.0F);
    if (!*is_slanted && !is_down)
        return 1;
    size_t last = first;
    while (last + 1 < end && is_single(&runs[last + 1]) &&
           is_near(runs[first].size, runs[last + 1].size)) {
        float next_right, next_down;
        measure_step(&runs[last], &runs[last + 1], &next_right, &next_down);
        bool is_same = *is_slanted
                           ? is_near(right, next_right) && is_near(down, next_down)
                           : fabsf(next_right) < 0.1F && down * next_down > 0 &&
                                 fabsf(next_down) <= DOWN_MAX;
        if (!is_same)
            break;
        last++;
    }
    return last - first + 1;
}

/* Signs written below each other become one run beside the text. */
static void join_chain(PageText *pages, size_t first, size_t count)
{
    Run joined = pages->runs[first];
    joined.text_off = pages->text.len;
    for (size_t i = first; i < first + count; i++) {
        Run *run = &pages->runs[i];
        StrBuf text = {0};
        strbuf_append_str(&text, run_get_text(pages, run));
        strbuf_append_str(&pages->text, strbuf_get(&text));
        strbuf_clear(&text);
        joined.box =
            (Box){MIN(joined.box.x0, run->box.x0), MIN(joined.box.y0, run->box.y0),
                  MAX(joined.box.x1, run->box.x1), MAX(joined.box.y1, run->box.y1)};
        joined.codepoints += i > first ? run->codepoints : 0;
        run->flags |= RUN_DROPPED;
    }
    joined.text_bytes = (uint32_t)(pages->text.len - joined.text_off);
    joined.flags |= RUN_SIDE;
    pages->runs[first] = joined;
}

static void judge_chains(PageText *pages, size_t first)
{
    size_t end = pages->run_count;
    for (size_t i = first; i < end;) {
        bool is_slanted = false;
        size_t count = measure_chain(pages, i, end, &is_slanted);
        if (count >= CHAIN_MIN && is_slanted)
            for (size_t k = i; k < i + count; k++)
                pages->runs[k].flags |= RUN_DROPPED;
        else if (count >= CHAIN_MIN)
            join_chain(pages, i, count);
        i += count;
    }
}

/* Is most of the page written from top to bottom? */
static bool is_written_downwards(const Glyph *glyphs, size_t count)
{
    size_t down = 0, right = 0;
    const Glyph *last = NULL;
    for (size_t i = 0; i < count; i++) {
        const Glyph *glyph = &glyphs[i];
        if (!glyph_is_wide(glyph->codepoint))
            continue;
        if (last) {
            float x = (middle_x(glyph->box) - middle_x(last->box)) / glyph->size;
            float y = (middle(glyph->box) - middle(last->box)) / glyph->size;
            right += fabsf(y) < 0.2F && x > 0.5F && x < 2;
            down += fabsf(x) < 0.2F && y > DOWN_MIN && y < DOWN_MAX;
        }
        last = glyph;
    }
    return down >= VERTICAL_GLYPHS_MIN && down > 2 * right;
}

static void turn(Glyph *glyph, float width)
{
    Box box = glyph->box;
    glyph->box = (Box){box.y0, width - box.x1, box.y1, width - box.x0};
}

void page_text_add_page(PageText *pages, float width, float height, Glyph *glyphs,
                        size_t count)
{
    size_t first = pages->run_count;
    bool is_vertical = is_written_downwards(glyphs, count);
    if (is_vertical) {
        /* Turned to the left it is a page like others: columns are its lines. */
        for (size_t i = 0; i < count; i++)
            turn(&glyphs[i], width);
    }
    raise_digits(glyphs, count);
    add_glyphs(pages, glyphs, count);
    judge_chains(pages, first);
    pages->pages = mem_grow(pages->pages, &pages->page_capacity, pages->page_count + 1,
                            sizeof(*pages->pages));
    pages->pages[pages->page_count++] = (Page){.width = is_vertical ? height : width,
                                               .height = is_vertical ? width : height,
                                               .first_run = first,
                                               .run_count = pages->run_count - first,
                                               .is_vertical = is_vertical};
}
