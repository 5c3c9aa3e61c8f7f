/* What holds of every screen.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen_rules.h"

static void report(StrBuf *broken, Str name, int row, const char *what, Str glyph)
{
    strbuf_appendf(broken, "#  %.*s, row %d: %s %.*s\n", STR_ARG(name), row + 1, what,
                   STR_ARG(glyph));
}

static bool is_ambiguous(Str glyph)
{
    static const WidthPolicy narrow = {AMBIGUOUS_NARROW}, wide = {AMBIGUOUS_WIDE};
    return text_columns(glyph, &narrow) != text_columns(glyph, &wide);
}

/* Messages quote in their own words. */
static bool is_of_message(const Cell *cell, Str glyph)
{
    return (cell->base == STYLE_MESSAGE || cell->base == STYLE_MESSAGE_ERROR) &&
           str_find(STR("“”…"), glyph, 0) != STR_NONE;
}

/* Gives the columns that the cluster at this place takes. */
static int check_glyph(const Frame *frame, int row, int column, Str name, Str content,
                       StrBuf *broken)
{
    const Cell *cell = frame_get_cell(frame, row, column);
    Str glyph = {cell->text, cell->len};
    int columns = (int)text_columns(glyph, &frame->width);
    if (cell->columns < 1 || column + cell->columns > frame->columns) {
        report(broken, name, row, "half a character", glyph);
        return 1;
    }
    if (columns != cell->columns && frame->width.ambiguous != AMBIGUOUS_SPACED)
        report(broken, name, row, "another width than its cells:", glyph);
    if (is_ambiguous(glyph) && frame->width.ambiguous == AMBIGUOUS_SAFE)
        report(broken, name, row, "not safe:", glyph);
    else if (is_ambiguous(glyph) && !is_of_message(cell, glyph) &&
             str_find(content, glyph, 0) == STR_NONE)
        report(broken, name, row, "of disputed width, and in no document:", glyph);
    for (int i = 1; i < cell->columns; i++)
        if (frame_get_cell(frame, row, column + i)->len)
            report(broken, name, row, "drawn over:", glyph);
    return cell->columns;
}

static bool is_blank_row(const Frame *frame, int row)
{
    for (int column = 0; column < frame->columns; column++) {
        const Cell *cell = frame_get_cell(frame, row, column);
        if (!str_is_equal((Str){cell->text, cell->len}, STR(" ")))
            return false;
    }
    return true;
}

void screen_rules_check(const Frame *frame, Str name, Str content, StrBuf *broken)
{
    for (int row = 0; row < frame->rows; row++)
        for (int column = 0; column < frame->columns;)
            column += check_glyph(frame, row, column, name, content, broken);
    if (is_blank_row(frame, 0))
        report(broken, name, 0, "does not say where one is", (Str){0});
    if (frame->rows >= 3 && is_blank_row(frame, frame->rows - 1))
        report(broken, name, frame->rows - 1, "does not say what can be done", (Str){0});
}
