/* Lines of a printed table of contents: a title, a leader of dots, a number of a page.
 *
 *     第二章  审议意见的办理 ································ 12
 *
 * The source has as many dots, or blanks, as its paper was wide. Here the number ends
 * where all rows end, and the leader has as many of its dots as fit before it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout/layout_private.h"

#define NUMBER_MAX_BYTES 16
#define LEADER_MIN_DOTS 9 /* …… with a number behind it is speech */
#define LEADER_MIN_BLANKS 8

/* How many dots a sign of a leader has; 0 for any other. */
static int count_dots(char32_t codepoint)
{
    switch (codepoint) {
    case '.':
    case 0x00B7: /* · */
    case 0x30FB: /* ・ */
    case 0xFF0E: /* ． */
        return 1;
    case 0x2025: /* ‥ */
    case 0x2026: /* … */
    case 0x22EF: /* ⋯ */
        return 3;
    default:
        return 0;
    }
}

static bool is_of_number(char byte)
{
    return str_find(STR("0123456789-()ivxIVX"), (Str){&byte, 1}, 0) != STR_NONE;
}

/* Where the number of a page at the end of a text begins: 12, 22-46, (3), iv; the end for
 * none. */
static size_t find_number(Str text)
{
    size_t number = text.len;
    bool is_one = false;
    while (number > 0 && text.len - number < NUMBER_MAX_BYTES &&
           is_of_number(text.data[number - 1])) {
        number--;
        is_one |=
            str_find(STR("-()"), str_slice(text, number, number + 1), 0) == STR_NONE;
    }
    return is_one ? number : text.len;
}

bool leader_find(Str text, Leader *leader)
{
    size_t number = find_number(text), start = number;
    int dots = 0, blanks = 0;
    for (size_t at = number; at > 0 && number < text.len;) {
        char32_t codepoint = utf8_previous(text, &at);
        int count = count_dots(codepoint);
        if (!count && codepoint != ' ')
            break;
        dots += count;
        blanks += !count;
        start = count ? at : start;
    }
    *leader = (Leader){start, number};
    return dots >= LEADER_MIN_DOTS || blanks >= LEADER_MIN_BLANKS;
}

/* The title in rows of its own; gives the column behind its last one. */
static int lay_title(const Layout *layout, CachedBlock *cached, Str title, int indent)
{
    Shown shown;
    size_t off = 0;
    int used = 0;
    shown_init(&shown, layout, title);
    while (off < shown.text.len) {
        int left = cached->row_count ? 0 : indent;
        CachedPiece piece =
            shown_wrap(&shown, &off, shown.text.len, layout->options.columns - left);
        piece.column = (uint16_t)left;
        piece.row = (uint32_t)cached->row_count;
        cached_add_piece(cached, piece);
        used = left + piece.columns;
    }
    shown_clear(&shown);
    return used;
}

/* As many dots as fit in `room` cells, ending before `column`. False for none. */
static bool lay_dots(CachedBlock *cached, CachedPiece piece, Str dots, int room,
                     int column, const WidthPolicy *width)
{
    size_t drawn = room > 0 ? text_fit(dots, room, width) : 0;
    while (drawn > 0 && dots.data[drawn - 1] == ' ')
        drawn--;
    if (!drawn)
        return false;
    piece.columns = (uint16_t)text_columns(str_slice(dots, 0, drawn), width);
    piece.column = (uint16_t)(column - piece.columns);
    piece.end = piece.start + (uint32_t)drawn;
    cached_add_piece(cached, piece);
    return true;
}

void layout_lay_leader(const Layout *layout, CachedBlock *cached, Str text,
                       const Leader *leader, int indent)
{
    const WidthPolicy *width = &layout->options.width;
    Str title = text_trim(str_slice(text, 0, leader->start));
    int used = lay_title(layout, cached, title, indent);
    CachedPiece number = {.start = (uint32_t)leader->number,
                          .end = (uint32_t)text.len,
                          .next = (uint32_t)text.len,
                          .row = (uint32_t)MAX(cached->row_count, 1) - 1};
    number.columns =
        (uint16_t)text_columns(str_slice(text, number.start, number.end), width);
    number.column = (uint16_t)MAX(layout->options.columns - number.columns, 0);
    CachedPiece dots = {.start = (uint32_t)leader->start,
                        .next = (uint32_t)leader->number,
                        .row = number.row};
    size_t last = cached->piece_count;
    int room = number.column - used - (used ? 2 : 1); /* a blank at both ends */
    bool has_dots = lay_dots(cached, dots, str_slice(text, leader->start, leader->number),
                             room, number.column - 1, width);
    if (last)
        cached->pieces[last - 1].next = has_dots ? dots.start : number.start;
    else if (!has_dots)
        number.start = 0;
    if (!has_dots && used >= number.column)
        number.row++; /* no room beside the title */
    cached_add_piece(cached, number);
}
