/* Bookmarks to the lines they name.
 *
 * A bookmark tells a page, often a height, and a title that is that of the text but for
 * blanks, width and its number. What stands nowhere on its page (the cover, a page of
 * pictures) is added where it points to: it is the file's own name for the place.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LINES_OF_TITLE_MAX 4
#define LEVEL_MAX 9
#define NEARLY_MIN_BYTES 12

typedef struct Matcher {
    PageText *pages;
    size_t *first_lines; /* of each page, and the end */
    StrBuf title, text, bare, bare_title, raw;
    size_t after;     /* the line that the bookmark before was found at, plus one */
    size_t *added_at; /* for each bookmark: line it is added before; SIZE_MAX */
} Matcher;

typedef struct Match {
    size_t line, lines;
    float cost;   /* the lower the better */
    bool is_part; /* the line goes on behind the title */
} Match;

/* Costs in points of distance: what is less than an equal title, but nearer, loses. */
#define COST_NUMBER 400.0F
#define COST_NEARLY 1000.0F
#define COST_PART 2000.0F
#define COST_BACKWARDS 300.0F
#define COST_PAGE 1000.0F

/* 第一章, 1.2 or, in bookmarks, a number and a blank. */
static size_t measure_marker(Str text)
{
    size_t marker = line_marker_bytes(text), off = 0;
    while (!marker && off < text.len && text.data[off] >= '0' && text.data[off] <= '9')
        off++;
    return marker ? marker : off < text.len && text.data[off] == ' ' ? off + 1 : 0;
}

static void fold_without_marker(StrBuf *out, Str text)
{
    title_fold(out, str_slice(text, measure_marker(text), text.len));
}

/* All but a few characters at the end. */
static bool is_nearly(Str text, Str title)
{
    size_t same = 0, longer = MAX(text.len, title.len);
    while (same < MIN(text.len, title.len) && text.data[same] == title.data[same])
        same++;
    return same >= NEARLY_MIN_BYTES && same * 10 >= longer * 8;
}

/* How well lines from `index` on fit the title; `match->lines` is 0 where they do not. */
static Match compare_title(Matcher *matcher, size_t index)
{
    const Line *lines = matcher->pages->lines;
    Match match = {.line = index};
    Str title = strbuf_get(&matcher->title);
    strbuf_reset(&matcher->text);
    strbuf_reset(&matcher->raw);
    for (size_t count = 1; count <= LINES_OF_TITLE_MAX; count++) {
        const Line *line = &lines[index + count - 1];
        if (index + count > matcher->pages->line_count ||
            line->page != lines[index].page ||
            line->flags & (LINE_CONTENTS | LINE_HEADING) || line->row)
            return match;
        title_fold(&matcher->text, line->text);
        strbuf_append_str(&matcher->raw, line->text);
        Str text = strbuf_get(&matcher->text);
        if (str_is_equal(text, title)) {
            match.lines = count;
            match.cost = 0;
            return match;
        }
        /* Their numbers differ, or one has none. */
        Str bare = strbuf_get(&matcher->bare_title);
        if (bare.len && str_has_suffix(text, bare)) {
            strbuf_reset(&matcher->bare);
            fold_without_marker(&matcher->bare, strbuf_get(&matcher->raw));
            if (str_is_equal(strbuf_get(&matcher->bare), bare)) {
                match.lines = count;
                match.cost = COST_NUMBER;
                return match;
            }
        }
        /* What the bookmark has of markup and signs may differ at its end. */
        if (is_nearly(text, title)) {
            match.lines = count;
            match.cost = COST_NEARLY;
        }
        if (!match.lines && str_has_prefix(text, title)) {
            match.lines = count == 1 ? 1 : 0;
            match.cost = COST_PART;
            match.is_part = true;
            return match;
        }
        if (!str_has_prefix(title, text))
            return match;
    }
    return match;
}

static float measure_distance(const Matcher *matcher, const Bookmark *mark, size_t index)
{
    const Line *line = &matcher->pages->lines[index];
    float cost = index < matcher->after ? COST_BACKWARDS : 0;
    if (line->page != mark->page)
        return cost + COST_PAGE + line->box.y0;
    return cost + (mark->top < 0 ? 0 : fabsf(line->box.y0 - mark->top));
}

static Match find_line(Matcher *matcher, const Bookmark *mark)
{
    Match best = {.cost = INFINITY};
    strbuf_reset(&matcher->title);
    title_fold(&matcher->title, mark->title);
    strbuf_reset(&matcher->bare_title);
    fold_without_marker(&matcher->bare_title, mark->title);
    if (!matcher->title.len)
        return best;
    /* A destination at the very foot means the head of the next page. */
    size_t last = MIN(mark->page + 2, matcher->pages->page_count);
    for (size_t i = matcher->first_lines[mark->page]; i < matcher->first_lines[last];
         i++) {
        Match match = compare_title(matcher, i);
        if (!match.lines)
            continue;
        match.cost += measure_distance(matcher, mark, i);
        if (match.cost < best.cost)
            best = match;
    }
    return best;
}

/* 摘要：本文… : the title is a line of its own, with the mark behind it. */
static bool split_line(PageText *pages, Line *line, Str title, Line *rest)
{
    StrBuf folded = {0};
    size_t off = 0;
    while (off < line->text.len && folded.len < title.len) {
        size_t start = off;
        utf8_next(line->text, &off);
        title_fold(&folded, str_slice(line->text, start, off));
    }
    bool is_title = str_is_equal(strbuf_get(&folded), title);
    strbuf_clear(&folded);
    size_t next = off;
    char32_t c = off < line->text.len ? utf8_next(line->text, &next) : 0;
    if (!is_title ||
        !(text_is_space(c) || c == U'：' || c == ':' || c == U'。' || c == U'】'))
        return false;
    *rest = *line;
    rest->text =
        arena_str(pages->arena, text_trim(str_slice(line->text, next, line->text.len)));
    line->text =
        arena_str(pages->arena, str_slice(line->text, 0, text_is_space(c) ? off : next));
    rest->codepoints = (uint32_t)utf8_count_codepoints(rest->text);
    return rest->text.len > 0;
}

static void insert_line(PageText *pages, size_t index, const Line *line)
{
    pages->lines = mem_grow(pages->lines, &pages->line_capacity, pages->line_count + 1,
                            sizeof(*pages->lines));
    memmove(pages->lines + index + 1, pages->lines + index,
            (pages->line_count - index) * sizeof(*pages->lines));
    pages->lines[index] = *line;
    pages->line_count++;
}

static void shift_lines(Matcher *matcher, size_t index)
{
    for (size_t i = 0; i <= matcher->pages->page_count; i++)
        matcher->first_lines[i] += matcher->first_lines[i] > index;
    for (size_t i = 0; i < matcher->pages->bookmark_count; i++)
        if (matcher->added_at[i] != SIZE_MAX)
            matcher->added_at[i] += matcher->added_at[i] > index;
}

static void append_without_blanks(StrBuf *out, Str text)
{
    for (size_t off = 0; off < text.len;) {
        size_t start = off;
        if (!text_is_space(utf8_next(text, &off)))
            strbuf_append_str(out, str_slice(text, start, off));
    }
}

/* Small capitals are drawn as capitals, and number and name on `count` lines: the
 * bookmark knows better. */
static bool is_spelt_better(Str text, size_t count, Str title)
{
    StrBuf one = {0}, other = {0};
    append_without_blanks(&one, text);
    append_without_blanks(&other, title);
    bool is_same = str_is_equal_nocase(strbuf_get(&one), strbuf_get(&other)) &&
                   (count > 1 || !str_is_equal(strbuf_get(&one), strbuf_get(&other)));
    strbuf_clear(&one);
    strbuf_clear(&other);
    return is_same;
}

static void mark_lines(Matcher *matcher, const Bookmark *mark, const Match *match)
{
    PageText *pages = matcher->pages;
    Line *line = &pages->lines[match->line];
    line->level = MIN(mark->level, LEVEL_MAX);
    line->evidence |= EVIDENCE_LISTED | (mark->is_printed ? 0 : EVIDENCE_MARKED);
    matcher->after = match->line + match->lines;
    pages->matched_bookmarks++;
    if (match->is_part && mark->is_printed) {
        line->level = line->evidence = 0; /* prose may begin as a heading does */
        pages->matched_bookmarks--;
        return;
    }
    if (match->is_part) {
        Line rest;
        if (!split_line(pages, line, strbuf_get(&matcher->title), &rest))
            return; /* all of the paragraph is what was marked */
        rest.level = rest.evidence = 0;
        insert_line(pages, match->line + 1, &rest);
        shift_lines(matcher, match->line);
        line = &pages->lines[match->line];
    }
    line->heading_lines = (uint32_t)match->lines;
    StrBuf text = {0};
    for (size_t i = 0; i < match->lines; i++)
        strbuf_append_str(&text, line[i].text);
    if (is_spelt_better(strbuf_get(&text), match->lines, mark->title)) {
        line->text = mark->title;
        for (size_t i = 1; i < match->lines; i++)
            line[i].text = STR("");
    }
    strbuf_clear(&text);
    for (size_t i = 0; i < match->lines; i++)
        line[i].flags |= LINE_HEADING;
}

/* The line before which an added title stands. */
static size_t find_place(const Matcher *matcher, const Bookmark *mark)
{
    size_t index = matcher->first_lines[mark->page];
    size_t end = matcher->first_lines[mark->page + 1];
    while (mark->top > 0 && index < end &&
           matcher->pages->lines[index].box.y1 < mark->top)
        index++;
    return MAX(index, MIN(matcher->after, end));
}

/* Page 3, 第3页, 3: names that a program made. */
static bool is_worthless(Str title)
{
    static const char *const starts[] = {"page", "Page", "第", "幻灯片", "Slide", "p."};
    for (size_t i = 0; i < ARRAY_SIZE(starts); i++)
        if (str_has_prefix(title, str_from(starts[i])))
            title = str_slice(title, strlen(starts[i]), title.len);
    for (size_t off = 0; off < title.len;) {
        char32_t c = utf8_next(title, &off);
        if (!text_is_space(c) && !(c >= '0' && c <= '9') && c != U'页' && c != U'頁' &&
            !text_is_punctuation(c))
            return false;
    }
    return true;
}

/* Adds what was not found, if most was. */
static void add_missing(Matcher *matcher)
{
    PageText *pages = matcher->pages;
    if (pages->matched_bookmarks * 2 < pages->bookmark_count)
        return;
    Line *lines =
        mem_alloc_array(pages->line_count + pages->bookmark_count, sizeof(*lines));
    size_t count = 0, next = 0;
    for (size_t i = 0; i <= pages->line_count; i++) {
        for (; next < pages->bookmark_count; next++) {
            const Bookmark *mark = &pages->bookmarks[next];
            size_t at = matcher->added_at[next];
            if (at == SIZE_MAX)
                continue;
            if (at > i)
                break;
            lines[count++] = (Line){.text = mark->title,
                                    .page = mark->page,
                                    .size = pages->body_size,
                                    .column = ++pages->column_count,
                                    .level = MIN(mark->level, LEVEL_MAX),
                                    .evidence = EVIDENCE_LISTED | EVIDENCE_MARKED,
                                    .flags = LINE_ADDED,
                                    .heading_lines = 1};
        }
        if (i < pages->line_count)
            lines[count++] = pages->lines[i];
    }
    free(pages->lines);
    pages->lines = lines;
    pages->line_count = count;
    pages->line_capacity = pages->line_count;
}

void text_find_headings(PageText *pages)
{
    if (!pages->bookmark_count || !pages->page_count)
        return;
    Matcher matcher = {.pages = pages};
    matcher.first_lines = mem_alloc_array(pages->page_count + 1, sizeof(size_t));
    matcher.added_at = mem_alloc_array(pages->bookmark_count, sizeof(size_t));
    for (size_t page = 0, i = 0; page <= pages->page_count; page++) {
        while (i < pages->line_count && pages->lines[i].page < page)
            i++;
        matcher.first_lines[page] = i;
    }
    for (size_t i = 0; i < pages->bookmark_count; i++)
        matcher.added_at[i] = SIZE_MAX;
    size_t floor = 0; /* added titles keep their order */
    for (size_t i = 0; i < pages->bookmark_count; i++) {
        const Bookmark *mark = &pages->bookmarks[i];
        if (mark->page >= pages->page_count)
            continue;
        Match match = find_line(&matcher, mark);
        if (match.lines) {
            mark_lines(&matcher, mark, &match);
        } else if (!mark->is_printed && !is_worthless(mark->title)) {
            matcher.added_at[i] = floor = MAX(floor, find_place(&matcher, mark));
        }
    }
    add_missing(&matcher);
    free(matcher.first_lines);
    free(matcher.added_at);
    strbuf_clear(&matcher.title);
    strbuf_clear(&matcher.text);
    strbuf_clear(&matcher.bare);
    strbuf_clear(&matcher.bare_title);
    strbuf_clear(&matcher.raw);
}
