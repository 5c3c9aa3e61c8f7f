/* RTF, as Word, WPS, WordPad and the programs of macOS write it: its words.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/office.h>

#include <stdlib.h>

#include <piyue/text.h>

#include "office/rtf.h"
#include "office/rtf_token.h"

#define FILE_MAX_BYTES ((uint64_t)256 << 20)

typedef enum Action {
    BEGIN, /* a place of its own until the group ends */
    BEGIN_CHOICE,
    BEGIN_UNICODE,
    END_CELL,
    END_PARAGRAPH,
    END_ROW,
    PUT,
    PUT_NOTE_MARK,
    PUT_UNICODE,
    RESET_CHARACTER,
    RESET_PARAGRAPH,
    SET_BASE_STYLE,
    SET_BOLD,
    SET_CENTERED,
    SET_CODEPAGE,
    SET_DAY,
    SET_DEFAULT_FONT,
    SET_DELETED,
    SET_ENDNOTE,
    SET_FONT,
    SET_FONT_CHARSET,
    SET_FONT_CODEPAGE,
    SET_HIDDEN,
    SET_IN_TABLE,
    SET_LEVEL,
    SET_MONTH,
    SET_OTHER_FONT,
    SET_RAISED,
    SET_SIZE,
    SET_SKIP,
    SET_STYLE,
    SET_WIDE_RUN,
    SET_YEAR,
} Action;

typedef struct Word {
    const char *name;
    Action action;
    int value;
} Word;

static const Word words[] = {
#define RTF_WORD(name, action, value) {name, action, value},
#include "office/rtf_words.def"
#undef RTF_WORD
};

/* ---- words ------------------------------------------------------------- */

static int compare_word(const void *name, const void *row)
{
    return str_compare(*(const Str *)name, str_from(((const Word *)row)->name));
}

static void put_note_mark(Rtf *rtf)
{
    State *state = rtf_get_state(rtf);
    if (state->place != PLACE_BODY && state->place != PLACE_BOX)
        return; /* in the note itself the label says it */
    if (state->is_hidden || state->is_deleted)
        return;
    StrBuf mark = {0};
    strbuf_appendf(&mark, "[%u]", ++rtf->marks);
    rtf_put_text(rtf, strbuf_get(&mark));
    strbuf_clear(&mark);
}

static void set_font(Rtf *rtf, State *state, int number)
{
    state->font = number;
    if (state->is_wide_run)
        state->wide_font = number;
    if (state->place == PLACE_FONTS)
        rtf_fonts_begin(rtf->fonts, number);
}

static void reset_character(Rtf *rtf, State *state)
{
    state->is_bold = state->is_hidden = state->is_deleted = state->is_wide_run = false;
    state->is_raised = false;
    state->font = rtf_fonts_get_default(rtf->fonts);
    state->wide_font = -1;
    state->half_points = HALF_POINTS_DEFAULT;
}

static void reset_paragraph(State *state)
{
    state->style = 0;
    state->level = -1;
    state->is_in_table = state->is_centered = false;
}

static void apply(Rtf *rtf, const Word *word, int number, bool is_on)
{
    State *state = rtf_get_state(rtf);
    switch (word->action) {
    case BEGIN:
        rtf_begin_place(rtf, (Place)word->value);
        break;
    case BEGIN_CHOICE:
        state->choice = state->place;
        rtf_begin_place(rtf, PLACE_NOWHERE);
        break;
    case BEGIN_UNICODE:
        state->place = state->choice;
        break;
    case END_CELL:
        rtf_end_cell(rtf);
        break;
    case END_PARAGRAPH:
        rtf_end_paragraph(rtf);
        break;
    case END_ROW:
        rtf_end_row(rtf);
        break;
    case PUT:
        rtf_put_codepoint(rtf, (char32_t)word->value);
        break;
    case PUT_NOTE_MARK:
        put_note_mark(rtf);
        break;
    case PUT_UNICODE:
        rtf_put_unicode(rtf, number);
        break;
    case RESET_CHARACTER:
        reset_character(rtf, state);
        break;
    case RESET_PARAGRAPH:
        reset_paragraph(state);
        break;
    case SET_BASE_STYLE:
        rtf->style.base = number;
        break;
    case SET_RAISED:
        state->is_raised = word->value && is_on;
        break;
    case SET_BOLD:
        state->is_bold = is_on;
        break;
    case SET_CENTERED:
        state->is_centered = word->value;
        break;
    case SET_CODEPAGE:
        rtf_fonts_set_codepage(rtf->fonts, number);
        break;
    case SET_DAY:
        rtf->day = number;
        break;
    case SET_DEFAULT_FONT:
        rtf_fonts_set_default(rtf->fonts, number);
        state->font = number;
        break;
    case SET_DELETED:
        state->is_deleted = is_on;
        break;
    case SET_ENDNOTE:
        rtf->is_endnote = true;
        break;
    case SET_FONT:
        set_font(rtf, state, number);
        break;
    case SET_FONT_CHARSET:
        if (state->place == PLACE_FONTS)
            rtf_fonts_set_charset(rtf->fonts, number);
        break;
    case SET_FONT_CODEPAGE:
        if (state->place == PLACE_FONTS)
            rtf_fonts_set_font_codepage(rtf->fonts, number);
        break;
    case SET_HIDDEN:
        state->is_hidden = is_on;
        break;
    case SET_IN_TABLE:
        state->is_in_table = is_on;
        break;
    case SET_LEVEL:
        state->level = number;
        if (state->place == PLACE_STYLES)
            rtf->style.level = number >= 0 && number < LEVELS ? (unsigned)number + 1 : 0;
        break;
    case SET_MONTH:
        rtf->month = number;
        break;
    case SET_OTHER_FONT:
        if (state->is_wide_run)
            state->wide_font = number;
        break;
    case SET_SIZE:
        state->half_points =
            number > 0 ? (unsigned)MIN(number, 4000) : HALF_POINTS_DEFAULT;
        break;
    case SET_SKIP:
        state->skip = number < 0 ? 0 : MIN(number, 100);
        break;
    case SET_STYLE:
        state->style = number;
        if (state->place == PLACE_STYLES)
            rtf->style_number = number;
        break;
    case SET_WIDE_RUN:
        state->is_wide_run = word->value;
        break;
    case SET_YEAR:
        rtf->year = number;
        break;
    }
}

/* Words in front of which the bytes so far must be decoded: all but those that cannot
 * stand inside a character. */
static void take_word(Rtf *rtf, const RtfToken *token, bool is_starred)
{
    const Word *word =
        bsearch(&token->text, words, ARRAY_SIZE(words), sizeof(*words), compare_word);
    if (rtf->to_skip > 0 && word && word->action == PUT) {
        rtf->to_skip--; /* a word, too, may stand for a \u */
        return;
    }
    if (!word) {
        /* \* says: whoever does not know the word is to drop the group. */
        if (is_starred)
            rtf_begin_place(rtf, PLACE_NOWHERE);
        return;
    }
    rtf_flush(rtf);
    int number = token->has_number ? token->number : word->value;
    apply(rtf, word, number, !token->has_number || token->number != 0);
}

static void take_symbol(Rtf *rtf, char symbol)
{
    static const Word symbols[] = {
        {"~", PUT, 0xA0}, {"_", PUT, 0x2011}, {"\t", PUT, '\t'}};
    if (rtf->to_skip > 0) {
        rtf->to_skip--;
        return;
    }
    for (size_t i = 0; i < ARRAY_SIZE(symbols); i++)
        if (symbols[i].name[0] == symbol)
            rtf_put_codepoint(rtf, (char32_t)symbols[i].value);
}

/* ---- the file ---------------------------------------------------------- */

static bool read_tokens(Rtf *rtf, Error *err)
{
    bool is_starred = false;
    for (;;) {
        RtfToken token = rtf_next(rtf->in, &rtf->off);
        bool was_starred = is_starred;
        is_starred = token.kind == RTF_SYMBOL && token.byte == '*';
        switch (token.kind) {
        case RTF_END:
            return true;
        case RTF_OPEN:
            if (!rtf_open_group(rtf, err))
                return false;
            break;
        case RTF_CLOSE:
            rtf_close_group(rtf);
            break;
        case RTF_WORD:
            take_word(rtf, &token, was_starred);
            break;
        case RTF_SYMBOL:
            if (!is_starred)
                take_symbol(rtf, token.byte);
            break;
        case RTF_BYTE:
            rtf_put_byte(rtf, token.byte);
            break;
        case RTF_TEXT:
            rtf_put_run(rtf, token.text);
            break;
        }
    }
}

/* Ends what the file left open. */
static void finish(Rtf *rtf)
{
    while (rtf->depth > 1)
        rtf_close_group(rtf);
    rtf_flush(rtf);
    rtf->states[0].place = PLACE_BODY;
    rtf_end_paragraph(rtf);
    rtf_end_row(rtf);
}

bool read_rtf(const Source *source, Sink *sink, Error *err)
{
    StrBuf bytes = {0};
    if (!source_read_all(source, FILE_MAX_BYTES, &bytes, err)) {
        strbuf_clear(&bytes);
        return false;
    }
    Rtf rtf = {.source = source,
               .in = strbuf_get(&bytes),
               .paper = paper_new(),
               .fonts = rtf_fonts_new(),
               .styles = rtf_styles_new(),
               .style = {.base = -1}};
    rtf.is_utf8 = !str_is_ascii(rtf.in) && utf8_find_invalid(rtf.in) == rtf.in.len;
    bool is_read = rtf_open_group(&rtf, err) && read_tokens(&rtf, err);
    if (is_read) {
        finish(&rtf);
        is_read = paper_send(rtf.paper, source, sink, err);
    }
    paper_free(rtf.paper);
    rtf_fonts_free(rtf.fonts);
    rtf_styles_free(rtf.styles);
    free(rtf.states);
    strbuf_clear(&rtf.bytes);
    strbuf_clear(&rtf.number);
    strbuf_clear(&rtf.note);
    strbuf_clear(&rtf.word);
    strbuf_clear(&bytes);
    return is_read;
}
