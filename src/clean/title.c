/* Titles that stand there again: a capture has the title of the window, of the page and
 * of the text, and some sites put it below once more.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "clean/pass.h"

#define TITLE_MIN_BYTES 12
#define HEAD_LINES 6 /* in which the title of the window and of the text stand */
#define SITE_NAME_COLUMNS 40

static size_t find_visible(const Draft *draft, size_t from, size_t end)
{
    while (from < end && draft->blocks[from].flags & BLOCK_HIDDEN)
        from++;
    return from;
}

static bool is_repeat(const Draft *draft, size_t title, size_t other)
{
    return !(draft->blocks[other].flags & BLOCK_HIDDEN) &&
           str_is_equal(draft->blocks[title].text, draft->blocks[other].text);
}

static bool is_capture(const Draft *draft)
{
    for (size_t i = 0; i < draft->edit_count; i++)
        if (draft->edits[i].rule == CLEAN_FURNITURE)
            return true;
    return false;
}

/* 标题_政协网: the title of a window, of the title of the text, a sign, and a site. */
static bool is_window_title(Str line, Str title)
{
    static const char *const signs[] = {"_", "-", "|", "－", "—", "–", "·", "｜", "/"};
    if (title.len < TITLE_MIN_BYTES || !str_has_prefix(line, title))
        return false;
    Str rest = text_trim(str_slice(line, title.len, line.len));
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++) {
        Str sign = str_from(signs[i]);
        if (!str_has_prefix(rest, sign))
            continue;
        LineFacts facts = line_measure(str_slice(rest, sign.len, rest.len));
        return facts.characters && facts.columns <= SITE_NAME_COLUMNS &&
               !facts.has_sentence_end && !facts.has_comma;
    }
    return false;
}

static size_t hide_window_title(Draft *draft)
{
    size_t head = MIN(draft->block_count, HEAD_LINES), hidden = 0;
    for (size_t i = 0; i < head; i++) {
        if (draft->blocks[i].kind != BLOCK_PARAGRAPH)
            continue;
        for (size_t other = i + 1; other < head; other++)
            if (is_window_title(draft->blocks[i].text, draft->blocks[other].text)) {
                hidden += hide_block(draft, i, CLEAN_TITLE);
                break;
            }
    }
    return hidden;
}

/* Only where furniture was found is it a capture. */
static size_t hide_repeats(Draft *draft)
{
    size_t count = draft->block_count, hidden = 0;
    size_t title = find_visible(draft, 0, count);
    if (title == count)
        return 0;
    Str text = draft->blocks[title].text;
    if (text.len < TITLE_MIN_BYTES || line_has_marker(text) ||
        line_measure(text).has_sentence_end)
        return 0;
    size_t foot = count; /* behind it all is furniture */
    while (foot && (draft->blocks[foot - 1].flags & BLOCK_HIDDEN ||
                    is_repeat(draft, title, foot - 1)))
        foot--;
    for (size_t i = title + 1; i < count;
         i = i + 1 == title + 5 ? MAX(i + 1, foot) : i + 1)
        if (is_repeat(draft, title, i))
            hidden += hide_block(draft, i, CLEAN_TITLE);
    return hidden;
}

size_t clean_title(Draft *draft, PassContext *context)
{
    (void)context;
    size_t hidden = hide_window_title(draft);
    return hidden + (hidden || is_capture(draft) ? hide_repeats(draft) : 0);
}
