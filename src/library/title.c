/* The title of a document that is being imported.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "library/title.h"

#include "library/input.h"

#include <piyue/outline.h>
#include <piyue/text.h>

#define NEAR_BLOCKS 12 /* visible blocks in which a title heading is looked for */
#define FIRST_BLOCKS 3 /* … and those in which a bare title may stand */
#define TITLE_CODEPOINTS 45
#define WORDS_CODEPOINTS 30

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

static Str find_heading(const Draft *draft, const Outline *outline)
{
    size_t end = find_end(draft, NEAR_BLOCKS);
    for (size_t i = 0; i < outline->count && outline->headings[i].block < end; i++) {
        const Heading *heading = &outline->headings[i];
        const DraftBlock *block = &draft->blocks[heading->block];
        bool has_family =
            heading->family == FAMILY_TITLE || heading->family == FAMILY_MARKUP;
        if (has_family && heading->level == 1 && is_visible(block))
            return text_trim(
                str_slice(block->text, heading->title_start, heading->title_end));
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

static Str find_short_block(const Draft *draft, const Outline *outline)
{
    size_t end = find_end(draft, FIRST_BLOCKS);
    for (size_t i = 0; i < end; i++) {
        const DraftBlock *block = &draft->blocks[i];
        if (!is_visible(block))
            continue;
        if (is_numbered(outline, i))
            break;
        if (looks_like_title(block->text))
            return block->text;
    }
    return (Str){0};
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
        find_heading(draft, outline),
        find_short_block(draft, outline),
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
