/* Puts the text of RTF where it belongs: paragraphs, cells, notes, boxes.
 *
 * Groups are a stack of states, not of calls. Bytes are collected until what they mean
 * is known (a character of two bytes may come as two escapes, and a font tells the
 * encoding), then decoded at once.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "office/rtf.h"

#include <piyue/text.h>

#define NOTE_MAX_BYTES ((size_t)64 << 10)

State *rtf_get_state(Rtf *rtf)
{
    return &rtf->states[rtf->depth - 1];
}

/* ---- text -------------------------------------------------------------- */

static void open_cell(Rtf *rtf)
{
    if (!rtf->is_in_row)
        paper_begin_row(rtf->paper);
    rtf->is_in_row = true;
    if (!rtf->has_cell)
        paper_begin_cell(rtf->paper);
    rtf->has_cell = true;
}

static void close_row(Rtf *rtf)
{
    if (rtf->has_cell)
        paper_end_cell(rtf->paper, 1);
    paper_end_row(rtf->paper, false);
    rtf->is_in_row = false;
    rtf->has_cell = false;
}

static void open_paragraph(Rtf *rtf, const State *state)
{
    if (state->place == PLACE_BOX) {
        if (paper_count_open(rtf->paper) == rtf->box_base)
            paper_begin(rtf->paper);
        return;
    }
    if (paper_count_open(rtf->paper))
        return;
    if (state->is_in_table)
        open_cell(rtf);
    else if (rtf->is_in_row && !rtf->has_cell)
        close_row(rtf); /* its end is missing */
    paper_begin(rtf->paper);
}

/* Text that is decoded, to where it belongs now. */
void rtf_put_text(Rtf *rtf, Str text)
{
    const State *state = rtf_get_state(rtf);
    if (!text.len)
        return;
    switch (state->place) {
    case PLACE_NOWHERE:
    case PLACE_DATE:
    case PLACE_INFO:
    case PLACE_SHAPE:
        break;
    case PLACE_BODY:
    case PLACE_BOX:
        if (state->is_hidden || state->is_deleted)
            break;
        open_paragraph(rtf, state);
        paper_append(rtf->paper, text,
                     (Look){.half_points = state->half_points,
                            .is_bold = state->is_bold,
                            .is_raised = state->is_raised});
        break;
    case PLACE_NOTE:
        if (!state->is_hidden && !state->is_deleted && rtf->note.len < NOTE_MAX_BYTES)
            strbuf_append_str(&rtf->note, text);
        break;
    case PLACE_NUMBER:
        strbuf_append_str(&rtf->number, text);
        break;
    case PLACE_FONTS:
    case PLACE_STYLES:
    case PLACE_INSTRUCTION:
    case PLACE_TITLE:
    case PLACE_AUTHOR:
        if (rtf->word.len < NOTE_MAX_BYTES)
            strbuf_append_str(&rtf->word, text);
        break;
    }
}

static int get_font(const State *state)
{
    return state->is_wide_run && state->wide_font >= 0 ? state->wide_font : state->font;
}

/* Decodes the bytes collected so far. Called before anything that changes their meaning
 * or their place. */
void rtf_flush(Rtf *rtf)
{
    if (!rtf->bytes.len)
        return;
    StrBuf text = {0};
    rtf_fonts_decode(rtf->fonts, get_font(rtf_get_state(rtf)), strbuf_get(&rtf->bytes),
                     &text);
    strbuf_reset(&rtf->bytes);
    rtf_put_text(rtf, strbuf_get(&text));
    strbuf_clear(&text);
}

void rtf_put_codepoint(Rtf *rtf, char32_t codepoint)
{
    char bytes[4];
    rtf_flush(rtf);
    size_t len = utf8_encode(codepoint, bytes);
    rtf_put_text(rtf, (Str){bytes, len});
}

void rtf_put_byte(Rtf *rtf, char byte)
{
    if (rtf->to_skip > 0)
        rtf->to_skip--;
    else
        strbuf_append_byte(&rtf->bytes, byte);
}

void rtf_put_run(Rtf *rtf, Str run)
{
    size_t skipped = MIN((size_t)rtf->to_skip, run.len);
    rtf->to_skip -= (int)skipped;
    /* What stands for a \u is counted in bytes, but no character is cut by it. */
    while (rtf->is_utf8 && skipped < run.len &&
           ((unsigned char)run.data[skipped] & 0xC0) == 0x80)
        skipped++;
    run = str_slice(run, skipped, run.len);
    if (!rtf->is_utf8 || str_is_ascii(run)) {
        strbuf_append_str(&rtf->bytes, run);
        return;
    }
    rtf_flush(rtf);
    rtf_put_text(rtf, run);
}

/* \uN: a UTF-16 unit, signed. */
void rtf_put_unicode(Rtf *rtf, int number)
{
    char32_t unit = (char32_t)(number & 0xFFFF);
    if (number > 0xFFFF) /* some programs write the code point itself */
        unit = (char32_t)number;
    rtf_flush(rtf);
    if (unit >= 0xD800 && unit < 0xDC00) {
        rtf->high_surrogate = unit;
    } else {
        if (unit >= 0xDC00 && unit < 0xE000 && rtf->high_surrogate)
            unit = 0x10000 + ((rtf->high_surrogate - 0xD800) << 10) + (unit - 0xDC00);
        rtf->high_surrogate = 0;
        unit = rtf_fonts_map(rtf->fonts, get_font(rtf_get_state(rtf)), unit);
        if (unit)
            rtf_put_codepoint(rtf, unit);
    }
    rtf->to_skip = rtf_get_state(rtf)->skip;
}

/* ---- paragraphs -------------------------------------------------------- */

/* The number of a paragraph without what parts it from the text: that is a blank, and
 * none behind a mark of full width. */
static void tidy_number(Rtf *rtf, bool *is_bullet)
{
    Str number = text_trim(strbuf_get(&rtf->number));
    *is_bullet = false;
    StrBuf tidy = {0};
    if (number.len) {
        size_t last = number.len, first = 0;
        char32_t end = utf8_previous(number, &last);
        char32_t begin = utf8_next(number, &first);
        *is_bullet = first == number.len && !text_is_han(begin) &&
                     !(begin >= '0' && begin <= '9') &&
                     !(begin >= 0x2460 && begin <= 0x24FF);
        strbuf_append_str(&tidy, *is_bullet ? STR("•") : number);
        if (end < 0x3000 || *is_bullet)
            strbuf_append_byte(&tidy, ' ');
    }
    strbuf_clear(&rtf->number);
    rtf->number = tidy;
}

static Shape make_shape(Rtf *rtf, const State *state)
{
    const Style *style = rtf_styles_find(rtf->styles, state->style);
    Shape shape = {.kind = style ? style->kind : BLOCK_PARAGRAPH};
    if (state->level >= 0 && state->level < LEVELS)
        shape.level = (unsigned)state->level + 1;
    else if (style && state->level < 0)
        shape.level = style->level;
    shape.is_title = style && style->is_title && !shape.level;
    shape.is_contents = state->is_contents || (style && style->is_contents);
    if (shape.is_contents)
        shape.level = 0;
    if (state->is_centered)
        shape.flags |= BLOCK_CENTERED;
    return shape;
}

/* Ends the paragraph that is open, in the body or in a box. */
void rtf_end_paragraph(Rtf *rtf)
{
    const State *state = rtf_get_state(rtf);
    rtf_flush(rtf);
    if (state->place == PLACE_NOTE) {
        strbuf_append_byte(&rtf->note, '\n');
        return;
    }
    size_t base = state->place == PLACE_BOX ? rtf->box_base : 0;
    if (state->place != PLACE_BODY && state->place != PLACE_BOX)
        return;
    if (paper_count_open(rtf->paper) > base) {
        Shape shape = make_shape(rtf, state);
        tidy_number(rtf, &shape.is_bullet);
        if (shape.is_bullet && shape.level)
            strbuf_reset(&rtf->number);
        shape.number = strbuf_get(&rtf->number);
        paper_end(rtf->paper, &shape);
    }
    strbuf_reset(&rtf->number);
}

/* ---- tables ------------------------------------------------------------ */

void rtf_end_cell(Rtf *rtf)
{
    rtf_end_paragraph(rtf);
    if (rtf_get_state(rtf)->place != PLACE_BODY)
        return; /* a table in a box, or in a note: its cells are paragraphs */
    open_cell(rtf);
    paper_end_cell(rtf->paper, 1);
    rtf->has_cell = false;
}

void rtf_end_row(Rtf *rtf)
{
    if (rtf_get_state(rtf)->place != PLACE_BODY || !rtf->is_in_row)
        return;
    rtf_end_paragraph(rtf);
    close_row(rtf);
}

/* ---- groups ------------------------------------------------------------ */

bool rtf_open_group(Rtf *rtf, Error *err)
{
    rtf_flush(rtf);
    rtf->to_skip = 0;
    if (rtf->depth == GROUPS_MAX)
        return error_set(err, ERR_LIMIT, _("%s nests more than %d groups"),
                         rtf->source->name, GROUPS_MAX);
    rtf->states = mem_grow(rtf->states, &rtf->capacity, rtf->depth + 1, sizeof(State));
    State state = rtf->depth ? rtf->states[rtf->depth - 1]
                             : (State){.place = PLACE_BODY,
                                       .skip = 1,
                                       .wide_font = -1,
                                       .half_points = HALF_POINTS_DEFAULT,
                                       .level = -1};
    state.owns_place = false;
    rtf->states[rtf->depth++] = state;
    return true;
}

/* May text of `place` stand inside what is open? */
static bool may_begin(const State *state, Place place)
{
    bool is_text = state->place == PLACE_BODY || state->place == PLACE_BOX;
    if (place == PLACE_NOTE || place == PLACE_NUMBER)
        return is_text;
    if (place == PLACE_TITLE || place == PLACE_AUTHOR || place == PLACE_DATE)
        return state->place == PLACE_INFO;
    if (place == PLACE_BOX)
        return is_text || state->place == PLACE_SHAPE;
    return true;
}

static void begin_box(Rtf *rtf, State *state)
{
    /* In a cell, and in another box, its paragraphs are those of what holds it. */
    if (rtf->is_in_row || rtf->box_base) {
        state->place = rtf->box_base ? PLACE_BOX : PLACE_BODY;
        return;
    }
    /* Else it is put in front of the paragraph that holds it. */
    if (!paper_count_open(rtf->paper))
        paper_begin(rtf->paper);
    rtf->box_base = paper_count_open(rtf->paper);
    state->place = PLACE_BOX;
    state->owns_place = true;
}

void rtf_begin_place(Rtf *rtf, Place place)
{
    State *state = rtf_get_state(rtf);
    if (state->place == PLACE_NOWHERE)
        return; /* what is dropped stays dropped */
    if (!may_begin(state, place))
        place = PLACE_NOWHERE;
    if (place == PLACE_BOX) {
        begin_box(rtf, state);
        return;
    }
    if (place == PLACE_NOTE) {
        strbuf_reset(&rtf->note);
        rtf->is_endnote = false;
    }
    strbuf_reset(&rtf->word);
    state->place = place;
    state->owns_place = true;
}

static void end_note(Rtf *rtf)
{
    StrBuf label = {0};
    Str text = text_trim(strbuf_get(&rtf->note));
    if (rtf->marks > rtf->notes) {
        rtf->notes = rtf->marks;
        strbuf_appendf(&label, "[%u]", rtf->marks);
    } else {
        strbuf_append_text(&label, "[*]");
    }
    if (text.len)
        paper_add_note(rtf->paper, rtf->is_endnote ? NOTE_END : NOTE_SECTION,
                       strbuf_get(&label), text);
    strbuf_clear(&label);
    strbuf_reset(&rtf->note);
}

static void end_date(Rtf *rtf)
{
    StrBuf date = {0};
    if (rtf->year > 0 && rtf->month > 0 && rtf->day > 0)
        strbuf_appendf(&date, "%04d-%02d-%02d", rtf->year, rtf->month, rtf->day);
    paper_set_meta(rtf->paper, META_DATE, strbuf_get(&date));
    strbuf_clear(&date);
}

/* A place ends with the group it belongs to. */
static void end_place(Rtf *rtf, const State *state)
{
    Str word = str_trim(strbuf_get(&rtf->word));
    switch (state->place) {
    case PLACE_NOWHERE:
    case PLACE_BODY:
    case PLACE_FONTS:
    case PLACE_STYLES:
    case PLACE_NUMBER:
    case PLACE_INFO:
    case PLACE_SHAPE:
        break;
    case PLACE_BOX:
        rtf_end_paragraph(rtf);
        rtf->box_base = 0;
        break;
    case PLACE_NOTE:
        end_note(rtf);
        break;
    case PLACE_INSTRUCTION:
        if (str_has_prefix(word, STR("TOC")) && rtf->depth > 1)
            rtf->states[rtf->depth - 2].is_contents = true;
        break;
    case PLACE_TITLE:
        paper_set_meta(rtf->paper, META_TITLE, word);
        break;
    case PLACE_AUTHOR:
        paper_set_meta(rtf->paper, META_AUTHOR, word);
        break;
    case PLACE_DATE:
        end_date(rtf);
        break;
    }
}

static void end_style(Rtf *rtf)
{
    Str name = str_trim(strbuf_get(&rtf->word));
    if (str_has_suffix(name, STR(";")))
        name.len--;
    rtf_styles_add(rtf->styles, rtf->style_number, name, &rtf->style);
    rtf->style = (Style){.base = -1};
    rtf->style_number = 0;
    strbuf_reset(&rtf->word);
}

void rtf_close_group(Rtf *rtf)
{
    rtf_flush(rtf);
    rtf->to_skip = 0;
    State state = *rtf_get_state(rtf);
    if (state.owns_place)
        end_place(rtf, &state);
    else if (state.place == PLACE_STYLES)
        end_style(rtf);
    else if (state.place == PLACE_FONTS)
        strbuf_reset(&rtf->word);
    if (rtf->depth > 1)
        rtf->depth--;
}
