/* The title of a document that is being imported.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "intake/title.h"

#include <piyue/imprint.h>
#include <piyue/intake.h>
#include <piyue/operation.h>
#include <piyue/outline.h>
#include <piyue/text.h>

#define NEAR_BLOCKS 80   /* visible blocks in which the title is looked for */
#define RUNNING_BLOCKS 3 /* … at most, of sentences */
#define BELOW_BLOCKS 4   /* below a title, in which date, source or text begin */
#define RUNNING_CODEPOINTS 20
#define BYLINE_CODEPOINTS 40
#define SHORT_CODEPOINTS 5 /* a title has seldom less … */
#define LONG_CODEPOINTS 8  /* … and mostly more */
#define TITLE_COLUMNS 90
#define SITE_CODEPOINTS 12 /* less is no title with a sign of parts: 登录 | 注册 */
#define VALUE_CODEPOINTS 8 /* 编辑：张三; more behind the colon may be a title */
#define WORDS_CODEPOINTS 30
#define COURT_CODEPOINTS 14
#define MATTER_BLOCKS 3 /* below bodies, in which their matter begins */

static bool is_visible(const DraftBlock *block)
{
    return !(block->flags & (BLOCK_HIDDEN | BLOCK_CONTINUED)) && block->text.len;
}

/* Index behind the first `count` visible blocks. */
static size_t find_end(const Draft *draft, size_t count)
{
    size_t block = 0;
    for (; block < draft->block_count && count; block++)
        count -= is_visible(&draft->blocks[block]);
    return block;
}

static bool starts_matter(Str text)
{
    return str_has_prefix(text, STR("关于")) || str_has_prefix(text, STR("關於"));
}

/* 民 事 判 决 书, below the court. */
static bool is_court_paper(Str text)
{
    return utf8_count_codepoints(text) <= COURT_CODEPOINTS &&
           str_has_suffix(text, STR("书"));
}

/* The next visible block in a direction, or none. */
static const DraftBlock *find_beside(const Draft *draft, size_t block, int direction)
{
    while (direction > 0 ? ++block < draft->block_count : block-- > 0)
        if (is_visible(&draft->blocks[block]))
            return &draft->blocks[block];
    return NULL;
}

/* 国务院文件, 国务院令 第9号, a date, a label: what stands above a title; and bodies, in
 * the cell behind a label or as the half of a title that goes on with 关于. */
static bool is_apart(const Draft *draft, size_t block, Str text)
{
    StrBuf bodies = {0};
    bool are_bodies = imprint_take_bodies(text, &bodies);
    strbuf_clear(&bodies);
    if (!are_bodies)
        return imprint_is_apart(text);
    const DraftBlock *above = find_beside(draft, block, -1);
    if (above && imprint_is_apart(above->text))
        return true;
    const DraftBlock *below = find_beside(draft, block, 1);
    for (int i = 0; below && i < MATTER_BLOCKS; i++) {
        if (starts_matter(below->text) || (i == 0 && is_court_paper(below->text)))
            return true;
        below = find_beside(draft, (size_t)(below - draft->blocks), 1);
    }
    below = find_beside(draft, block, 1);
    return above && below && imprint_is_apart(below->text); /* it signs, with its day */
}

static bool is_digit(char32_t codepoint)
{
    return codepoint >= U'0' && codepoint <= U'9';
}

/* Marks that a title does not end with and hardly ever holds. */
static bool ends_sentence(char32_t codepoint)
{
    switch (codepoint) {
    case U'。':
    case U'；':
    case U'：':
    case U'，':
    case U'、':
    case U'.':
    case U';':
    case U':':
    case U',':
        return true;
    default:
        return false;
    }
}

/* 登录 | 注册; 新闻 财经 体育 文化 */
static bool is_menu(Str text)
{
    size_t count = 0, parts = 0, blanks = 0;
    for (size_t off = 0; off < text.len; count++) {
        char32_t codepoint = utf8_next(text, &off);
        parts += codepoint == U'|';
        blanks += text_is_space(codepoint);
    }
    return blanks * 4 > count || parts > (count >= SITE_CODEPOINTS ? 1U : 0U);
}

static bool looks_like_title(Str text)
{
    static const WidthPolicy any = {0};
    size_t count = 0, letters = 0;
    char32_t first = 0, last = 0;
    for (size_t off = 0; off < text.len; count++) {
        last = utf8_next(text, &off);
        if (count == 0)
            first = last;
        if (last == U'。' || last == U'>')
            return false;
        letters += !text_is_punctuation(last) && !text_is_space(last) && !is_digit(last);
    }
    bool is_address = str_find(text, STR("://"), 0) != STR_NONE ||
                      str_find(text, STR("@"), 0) != STR_NONE;
    bool is_aside = first == U'（' || first == U'(' || first == U'【' || first == U'—' ||
                    first == U'-';
    return text_columns(text, &any) <= TITLE_COLUMNS && letters >= 2 &&
           letters * 2 >= count && !is_address && !is_aside && !ends_sentence(last);
}

/* 编辑：张三 */
static bool is_labelled(Str text)
{
    for (size_t off = 0; off < text.len;) {
        char32_t codepoint = utf8_next(text, &off);
        if (codepoint == U'：' || codepoint == U':')
            return utf8_count_codepoints(text_trim(str_slice(text, off, text.len))) <=
                   VALUE_CODEPOINTS;
    }
    return false;
}

/* 民 事 判 决 书 → 民事判决书 */
static Str close_up(const Draft *draft, Str title)
{
    StrBuf packed = {0};
    size_t letters = 0, blanks = 0;
    bool are_alone = true; /* … the letters, all of them */
    for (size_t off = 0, run = 0; off < title.len;) {
        char32_t codepoint = utf8_next(title, &off);
        bool is_blank = text_is_space(codepoint);
        run = is_blank ? 0 : run + 1;
        are_alone = are_alone && run <= 1 && (is_blank || text_is_han(codepoint));
        blanks += is_blank;
        letters += !is_blank;
        if (!is_blank)
            strbuf_append_codepoint(&packed, codepoint);
    }
    if (are_alone && letters > 2 && blanks)
        title = arena_str(draft->arena, strbuf_get(&packed));
    strbuf_clear(&packed);
    return title;
}

/* ---- one line of many --------------------------------------------------------------
 * A page that was captured as text begins with the site: links, names of columns, advice
 * on browsers. The title is not the first line there, but the one that a date, a source
 * or the text itself follows. */

/* What speaks for a line, in places that it may stand further down for it. */
enum {
    PLACES_BY_WORDS = 2 * NEAR_BLOCKS,  /* 关于… */
    PLACES_BY_MARKUP = 2 * NEAR_BLOCKS, /* a title of the highest level */
    PLACES_BY_HEADING = NEAR_BLOCKS,    /* any other heading */
    PLACES_BY_PART = NEAR_BLOCKS / 2, /* 第七编 as the first heading: it came alone */
    PLACES_BY_NUMBER = -2 * NEAR_BLOCKS, /* any other with a number */
    PLACES_BY_START = NEAR_BLOCKS,       /* the first line of what is no page of a site */
    PLACES_BY_IMPRINT = 2 * NEAR_BLOCKS, /* date, source, author are below it */
    PLACES_BY_TEXT = NEAR_BLOCKS,        /* sentences are below it */
    PLACES_BY_LENGTH = NEAR_BLOCKS,
    PLACES_BY_SHORTNESS = -NEAR_BLOCKS,
    PLACES_BY_ECHO = 2 * NEAR_BLOCKS, /* it is said again below */
    PLACES_BY_HALF = 4 * NEAR_BLOCKS, /* … on two lines, of which this is the whole */
    PLACES_BY_COMMA = -NEAR_BLOCKS / 2,
};

static const Heading *find_heading(const Outline *outline, size_t block)
{
    for (size_t i = 0; i < outline->count && outline->headings[i].block <= block; i++)
        if (outline->headings[i].block == block)
            return &outline->headings[i];
    return NULL;
}

/* Sentences, and no line by itself. */
static bool is_running_text(Str text)
{
    return utf8_count_codepoints(text) >= RUNNING_CODEPOINTS &&
           (str_find(text, STR("。"), 0) != STR_NONE ||
            str_find(text, STR("，"), 0) != STR_NONE);
}

/* 原创 南方都市报 2019-09-09 16:01:46 */
static bool holds_date(Str text)
{
    StrBuf date = {0};
    bool is_short = utf8_count_codepoints(text) <= BYLINE_CODEPOINTS;
    for (size_t i = 0; is_short && i < text.len && !date.len; i++)
        if (i == 0 || !is_digit((unsigned char)text.data[i - 1]))
            date_parse(str_slice(text, i, text.len), &date);
    bool is_held = date.len > 0;
    strbuf_clear(&date);
    return is_held;
}

static int rate_below(const Draft *draft, size_t block, Str title)
{
    const DraftBlock *below = find_beside(draft, block, 1);
    int rating = 0, echo = 0;
    for (int i = 0; below && i < BELOW_BLOCKS; i++) {
        Str text = text_trim(below->text);
        if (!rating && is_running_text(text))
            rating = PLACES_BY_TEXT;
        else if (!rating && (imprint_is_apart(text) || holds_date(text)))
            rating = PLACES_BY_IMPRINT;
        if (utf8_count_codepoints(text) >= SHORT_CODEPOINTS &&
            str_find(title, text, 0) != STR_NONE)
            echo = MAX(echo, text.len < title.len ? PLACES_BY_HALF : PLACES_BY_ECHO);
        below = find_beside(draft, (size_t)(below - draft->blocks), 1);
    }
    return rating + echo;
}

static int rate_length(Str title, bool is_marked_up)
{
    size_t length = utf8_count_codepoints(title);
    if (length >= LONG_CODEPOINTS)
        return PLACES_BY_LENGTH;
    return length >= SHORT_CODEPOINTS || is_marked_up ? 0 : PLACES_BY_SHORTNESS;
}

/* The title that a block has or is; the empty text where it is none. */
static Str rate_block(const Draft *draft, const Outline *outline, size_t block,
                      int *rating)
{
    Str text = draft->blocks[block].text;
    const Heading *heading = find_heading(outline, block);
    bool is_numbered =
        heading && heading->family != FAMILY_TITLE && heading->family != FAMILY_MARKUP;
    if (heading)
        text =
            str_slice(text, is_numbered ? 0 : heading->title_start, heading->title_end);
    text = close_up(draft, text_trim(text));
    if (is_apart(draft, block, text) || str_has_prefix(text, STR("•")) ||
        (!heading && (!looks_like_title(text) || is_menu(text) || is_labelled(text))))
        return (Str){0};
    if (is_numbered)
        *rating += heading == outline->headings && str_has_prefix(text, STR("第"))
                       ? PLACES_BY_PART
                       : PLACES_BY_NUMBER;
    else if (heading)
        *rating += heading->level == 1 ? PLACES_BY_MARKUP : PLACES_BY_HEADING;
    *rating += starts_matter(text) ? PLACES_BY_WORDS : 0;
    *rating += !heading && str_find(text, STR("，"), 0) != STR_NONE ? PLACES_BY_COMMA : 0;
    *rating += rate_length(text, heading && heading->family == FAMILY_MARKUP) +
               rate_below(draft, block, text);
    return text;
}

/* Does a site speak beside the text? */
static bool has_furniture(const Draft *draft, const Outline *outline, size_t end)
{
    bool is_before = true;
    for (size_t i = 0; i < end; i++) {
        Str text = draft->blocks[i].text;
        is_before = is_before && !is_running_text(text);
        if (draft->blocks[i].flags & BLOCK_HIDDEN ||
            (is_before && is_menu(text) && !find_heading(outline, i)))
            return true;
    }
    return false;
}

/* Behind the first sentences no title is looked for. */
static Str find_best(const Draft *draft, const Outline *outline, size_t *found)
{
    size_t end = find_end(draft, NEAR_BLOCKS);
    Str best = {0};
    int best_rating = 0, place = 0;
    bool is_page = has_furniture(draft, outline, end);
    for (size_t i = 0, running = 0; i < end && running < RUNNING_BLOCKS; i++) {
        if (!is_visible(&draft->blocks[i]))
            continue;
        int rating = place || is_page ? -place : PLACES_BY_START;
        place++;
        Str title = rate_block(draft, outline, i, &rating);
        if (title.len && (!best.len || rating > best_rating)) {
            best = title;
            best_rating = rating;
            *found = i;
        }
        running += is_running_text(draft->blocks[i].text);
    }
    return best;
}

/* 川口市教育局　川口市财政局, and below it 关于…的通知, are one title on two lines. */
static Str join_halves(const Draft *draft, Str title, size_t block)
{
    const DraftBlock *above = find_beside(draft, block, -1);
    StrBuf joined = {0};
    if (starts_matter(title) && above && imprint_take_bodies(above->text, &joined)) {
        strbuf_append_str(&joined, title);
        title = arena_str(draft->arena, strbuf_get(&joined));
    }
    strbuf_clear(&joined);
    return title;
}

/* The title as it stands in the text: of a heading, else of a line near the start. */
static Str find_in_text(const Draft *draft, const Outline *outline)
{
    size_t block = 0;
    Str title = find_best(draft, outline, &block);
    return join_halves(draft, title, block);
}

static Str strip_extension(Str name)
{
    size_t dot = name.len;
    while (dot > 1 && name.data[dot - 1] != '.')
        dot--;
    /* “.5版” is a part of the name, “.docx” is not. */
    bool is_extension = dot > 1 && name.len - dot > 0 && name.len - dot <= 8;
    for (size_t i = dot; is_extension && i < name.len; i++)
        is_extension = (unsigned char)name.data[i] < 0x80;
    return is_extension ? str_slice(name, 0, dot - 1) : name;
}

static Str find_first_words(const Draft *draft)
{
    for (size_t i = 0; i < draft->block_count; i++)
        if (is_visible(&draft->blocks[i]))
            return str_slice(draft->blocks[i].text, 0,
                             utf8_offset_of(draft->blocks[i].text, WORDS_CODEPOINTS));
    return (Str){0};
}

Str title_choose(const Draft *draft, const Outline *outline, Str path)
{
    const Str candidates[] = {
        draft->title,
        find_in_text(draft, outline),
        str_is_equal(path, STR("-")) ? find_first_words(draft)
                                     : strip_extension(path_get_name(path)),
        path_get_name(path),
    };
    for (size_t i = 0; i < ARRAY_SIZE(candidates); i++) {
        Str title = input_row(candidates[i], TITLE_MAX_BYTES, draft->arena);
        if (title.len)
            return title;
    }
    return STR("?");
}
