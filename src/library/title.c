/* The title of a document that is being imported.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/title.h"

#include "library/input.h"

#include <piyue/imprint.h>
#include <piyue/outline.h>
#include <piyue/text.h>

#define NEAR_BLOCKS 12 /* visible blocks in which a title heading is looked for */
#define FIRST_BLOCKS 3 /* … and those in which a bare title may stand */
#define TITLE_CODEPOINTS 45
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

static Str find_heading(const Draft *draft, const Outline *outline, size_t *found)
{
    size_t end = find_end(draft, NEAR_BLOCKS);
    for (size_t i = 0; i < outline->count && outline->headings[i].block < end; i++) {
        const Heading *heading = &outline->headings[i];
        const DraftBlock *block = &draft->blocks[heading->block];
        Str title = str_slice(block->text, heading->title_start, heading->title_end);
        bool has_family =
            heading->family == FAMILY_TITLE || heading->family == FAMILY_MARKUP;
        bool is_highest = heading->level == 1 || starts_matter(title);
        *found = heading->block;
        if (has_family && is_highest && is_visible(block) &&
            !is_apart(draft, heading->block, title))
            return text_trim(title);
    }
    return (Str){0};
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

static bool looks_like_title(Str text)
{
    size_t count = 0, letters = 0;
    char32_t first = 0, last = 0;
    for (size_t off = 0; off < text.len; count++) {
        last = utf8_next(text, &off);
        if (count == 0)
            first = last;
        if (last == U'。' || last == U'|' || last == U'>')
            return false;
        letters += !text_is_punctuation(last) && !text_is_space(last);
    }
    bool is_aside = first == U'（' || first == U'(' || first == U'【' || first == U'—' ||
                    first == U'-';
    return count >= 2 && count <= TITLE_CODEPOINTS && letters >= 2 && !is_aside &&
           !ends_sentence(last);
}

static bool is_numbered(const Outline *outline, size_t block)
{
    for (size_t i = 0; i < outline->count && outline->headings[i].block <= block; i++)
        if (outline->headings[i].block == block &&
            outline->headings[i].family != FAMILY_TITLE &&
            outline->headings[i].family != FAMILY_MARKUP)
            return true;
    return false;
}

static Str find_short_block(const Draft *draft, const Outline *outline, size_t *found)
{
    size_t end = find_end(draft, NEAR_BLOCKS), left = FIRST_BLOCKS;
    for (size_t i = 0; i < end && left; i++) {
        const DraftBlock *block = &draft->blocks[i];
        if (!is_visible(block) || is_apart(draft, i, block->text))
            continue;
        if (is_numbered(outline, i))
            break;
        *found = i;
        if (looks_like_title(block->text))
            return block->text;
        left--;
    }
    return (Str){0};
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

/* The title as it stands in the text: of a heading, else of a line near the start. */
static Str find_in_text(const Draft *draft, const Outline *outline)
{
    size_t block = 0;
    Str title = find_heading(draft, outline, &block);
    if (!title.len)
        title = find_short_block(draft, outline, &block);
    return join_halves(draft, close_up(draft, title), block);
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
