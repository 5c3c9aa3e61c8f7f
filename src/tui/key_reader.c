/* Bytes from a terminal to events.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/key_reader.h"

#include <stdlib.h>
#include <string.h>

#include "tui/key.h"
#include "tui/key_sequence.h"

/* Longer control sequences and answers than these are nobody's: dropped. */
#define SEQUENCE_MAX_BYTES 64
#define ANSWER_MAX_BYTES 4096
/* A paste is handed over in pieces of this size, so that it cannot fill memory. */
#define PASTE_MAX_BYTES (1024 * 1024)
/* A paste or a character whose end was lost is over after so many silent timeouts (about
 * 1 s): networks deliver in pieces, and only a lone Esc cannot wait. */
#define SILENCES_MAX 40
#define REPORTS_MAX 32
#define MOUSE_BYTES 3 /* behind CSI M */

/* What one attempt at the front of the input gave. */
typedef enum Parse {
    PARSE_EVENT, /* *event is one */
    PARSE_SKIP,  /* consumed, and nobody is to know */
    PARSE_MORE,  /* the sequence goes on in bytes still to come */
} Parse;

struct KeyReader {
    StrBuf input;
    size_t off; /* what lies before it has been read */
    bool is_pasting;
    int silences;
    StrBuf raw_paste, paste;
    TermReport reports[REPORTS_MAX]; /* not taken yet; more than that are nobody's */
    size_t report_count;
};

KeyReader *key_reader_new(void)
{
    return mem_alloc(sizeof(KeyReader));
}

void key_reader_free(KeyReader *reader)
{
    if (!reader)
        return;
    strbuf_clear(&reader->input);
    strbuf_clear(&reader->raw_paste);
    strbuf_clear(&reader->paste);
    free(reader);
}

void key_reader_feed(KeyReader *reader, Str bytes)
{
    if (reader->off) {
        strbuf_splice(&reader->input, 0, reader->off, (Str){0});
        reader->off = 0;
    }
    strbuf_append_str(&reader->input, bytes);
    reader->silences = 0;
}

bool key_reader_take_report(KeyReader *reader, TermReport *report)
{
    if (reader->report_count == 0)
        return false;
    *report = reader->reports[0];
    reader->report_count--;
    memmove(reader->reports, reader->reports + 1,
            reader->report_count * sizeof(*reader->reports));
    return true;
}

static Parse reader_keep_report(KeyReader *reader, TermReport report)
{
    if (reader->report_count < REPORTS_MAX)
        reader->reports[reader->report_count++] = report;
    return PARSE_SKIP;
}

bool key_reader_is_pending(const KeyReader *reader)
{
    return reader->off < reader->input.len || reader->is_pasting;
}

bool key_reader_is_in_sequence(const KeyReader *reader)
{
    Str rest = str_slice(strbuf_get(&reader->input), reader->off, reader->input.len);
    return !reader->is_pasting && rest.len > 1 && rest.data[0] == 0x1B &&
           memchr("[]OP", rest.data[1], 4);
}

static Parse parse_key(Event *event, uint32_t code, unsigned modifiers)
{
    *event = (Event){.kind = EVENT_KEY, .key = {code, (uint8_t)modifiers}};
    return PARSE_EVENT;
}

static Parse parse_event_key(Event *event, Key key)
{
    return parse_key(event, key.code, key.modifiers);
}

static Str reader_rest(const KeyReader *reader)
{
    return str_slice(strbuf_get(&reader->input), reader->off, reader->input.len);
}

/* ---- characters -------------------------------------------------------- */

static size_t utf8_expected(unsigned char lead)
{
    return lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
}

static bool is_continuation(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Is `rest` the beginning of a character whose end has not arrived? */
static bool is_partial_character(Str rest)
{
    size_t expected = utf8_expected((unsigned char)rest.data[0]);
    size_t got = 1;
    while (got < rest.len && got < expected && is_continuation(rest.data[got]))
        got++;
    return got < expected && got == rest.len;
}

static Parse parse_character(KeyReader *reader, bool is_timeout, unsigned modifiers,
                             Event *event)
{
    Str rest = reader_rest(reader);
    unsigned char byte = (unsigned char)rest.data[0];
    if (byte < 0x20 || byte == 0x7F) {
        reader->off++;
        return parse_event_key(event, key_from_control(byte, modifiers));
    }
    if (is_partial_character(rest)) {
        reader->silences += is_timeout;
        if (reader->silences < SILENCES_MAX)
            return PARSE_MORE;
    }
    size_t off = 0;
    char32_t codepoint = utf8_next(rest, &off);
    reader->off += off;
    if (codepoint >= 0x80 && codepoint < 0xA0)
        return PARSE_SKIP; /* C1 controls are no keys */
    return parse_key(event, codepoint, modifiers);
}

/* ---- control sequences ------------------------------------------------- */

static Parse parse_sequence(KeyReader *reader, const Sequence *sequence, Event *event)
{
    int first = sequence->parameters[0];
    if (sequence->private_mark == '<' && (sequence->final | 0x20) == 'm')
        return sequence_get_mouse(sequence, event) ? PARSE_EVENT : PARSE_SKIP;
    if (sequence->private_mark == '?' && sequence->final == 'c')
        return reader_keep_report(reader, (TermReport){.kind = REPORT_ATTRIBUTES});
    if (sequence->private_mark)
        return PARSE_SKIP;
    if (sequence->final == 'n')
        return reader_keep_report(reader, (TermReport){.kind = REPORT_STATUS});
    if (sequence->final == '~' && first == 200) {
        reader->is_pasting = true;
        reader->silences = 0;
        return PARSE_SKIP;
    }
    /* The cursor is asked for on row 2 only: CSI 1 ; m R is F3 with modifiers. */
    if (sequence->final == 'R' && sequence->count == 2 && first != 1)
        return reader_keep_report(reader,
                                  (TermReport){.kind = REPORT_CURSOR,
                                               .row = first,
                                               .column = sequence->parameters[1]});
    Key key;
    return sequence_get_key(sequence, &key) ? parse_event_key(event, key) : PARSE_SKIP;
}

/* A lone byte behind Esc that no sequence follows: Alt with that key. */
static Parse parse_alt_byte(KeyReader *reader, Event *event)
{
    uint32_t code = (unsigned char)reader->input.data[reader->off + 1];
    reader->off += 2;
    return parse_key(event, code, KEY_ALT);
}

/* The mouse in the way of X10, which those send that do not know SGR: CSI M and three
 * bytes, which are no characters beyond column 95. */
static Parse parse_mouse_bytes(KeyReader *reader, bool is_timeout, Event *event)
{
    Str rest = reader_rest(reader);
    size_t len = 3 + MOUSE_BYTES;
    if (rest.len < len && !is_timeout)
        return PARSE_MORE;
    reader->off += MIN(rest.len, len);
    return rest.len >= len && mouse_parse_bytes(rest.data + 3, event) ? PARSE_EVENT
                                                                      : PARSE_SKIP;
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Where a sequence ends whose parameters begin at `off`: behind them stands the final
 * byte, or it is cut off. A $ behind a number alone is rxvt's for Shift; elsewhere it
 * is an intermediate byte. */
static size_t find_final(Str rest, size_t off)
{
    bool is_number = off < rest.len && is_digit(rest.data[off]);
    while (off < rest.len && rest.data[off] >= 0x20 && rest.data[off] <= 0x3F &&
           !(is_number && rest.data[off] == '$')) {
        is_number &= is_digit(rest.data[off]);
        off++;
    }
    return off;
}

static Parse parse_csi(KeyReader *reader, bool is_timeout, Event *event)
{
    Str rest = reader_rest(reader);
    bool is_linux = rest.len > 2 && rest.data[2] == '['; /* F1 … F5 of the console */
    if (rest.len > 2 && rest.data[2] == 'M')
        return parse_mouse_bytes(reader, is_timeout, event);
    size_t end = find_final(rest, is_linux ? 3 : 2);
    if (end == rest.len && end < SEQUENCE_MAX_BYTES && !is_timeout)
        return PARSE_MORE;
    if (end == rest.len && rest.len == 2)
        return parse_alt_byte(reader, event);
    char final = end < rest.len ? rest.data[end] : 0;
    bool is_whole = final == '$' || (final >= 0x40 && final <= 0x7E);
    reader->off += is_whole ? end + 1 : end;
    if (!is_whole)
        return PARSE_SKIP;
    if (is_linux)
        return final >= 'A' && final <= 'E'
                   ? parse_key(event, KEY_F1 + (uint32_t)(final - 'A'), 0)
                   : PARSE_SKIP;
    Sequence sequence = sequence_parse(str_slice(rest, 2, end), final);
    return parse_sequence(reader, &sequence, event);
}

static Parse parse_ss3(KeyReader *reader, bool is_timeout, Event *event)
{
    Str rest = reader_rest(reader);
    size_t end = find_final(rest, 2);
    if (end == rest.len && end < SEQUENCE_MAX_BYTES && !is_timeout)
        return PARSE_MORE;
    Key key;
    Sequence sequence =
        sequence_parse(str_slice(rest, 2, end), end < rest.len ? rest.data[end] : 0);
    if (!sequence_get_ss3_key(&sequence, &key))
        return parse_alt_byte(reader, event);
    reader->off += end + 1;
    return parse_event_key(event, key);
}

/* "11;rgb:ffff/ffff/ffff": one to four digits a channel, of which two are kept. */
static bool parse_ground(Str answer, int32_t *rgb)
{
    Str head = STR("11;rgb:");
    if (!str_has_prefix(answer, head))
        return false;
    Str rest = str_slice(answer, head.len, answer.len);
    int32_t value = 0;
    for (int i = 0; i < 3; i++) {
        Str digits = str_split(&rest, '/');
        char text[3] = {0};
        if (digits.len == 0 || digits.len > 4)
            return false;
        text[0] = digits.data[0];
        text[1] = digits.data[digits.len > 1 ? 1 : 0];
        char *end = NULL;
        long channel = strtol(text, &end, 16);
        if (end != text + 2)
            return false;
        value = value << 8 | (int32_t)channel;
    }
    *rgb = value;
    return true;
}

/* Answers of the terminal (OSC, DCS), up to BEL or ST: read over but for the ground. */
static Parse parse_answer(KeyReader *reader, bool is_timeout, Event *event)
{
    Str rest = reader_rest(reader);
    for (size_t i = 2; i < rest.len && i < ANSWER_MAX_BYTES; i++) {
        bool is_st = rest.data[i] == '\\' && rest.data[i - 1] == 0x1B;
        if (rest.data[i] == '\a' || is_st) {
            TermReport report = {.kind = REPORT_GROUND};
            reader->off += i + 1;
            return parse_ground(str_slice(rest, 2, is_st ? i - 1 : i), &report.rgb)
                       ? reader_keep_report(reader, report)
                       : PARSE_SKIP;
        }
    }
    if (rest.len < ANSWER_MAX_BYTES && !is_timeout)
        return PARSE_MORE;
    if (rest.len == 2)
        return parse_alt_byte(reader, event);
    reader->off += MIN(rest.len, (size_t)ANSWER_MAX_BYTES);
    return PARSE_SKIP;
}

/* Two Esc: rxvt, PuTTY and screen put one before what a key sends for Alt with it. Before
 * anything else the first is a key of its own. */
static Parse parse_doubled_escape(KeyReader *reader, bool is_timeout, Event *event)
{
    Str rest = reader_rest(reader);
    size_t start = reader->off;
    if (rest.len == 2 && !is_timeout)
        return PARSE_MORE;
    Parse result = PARSE_EVENT;
    char next = rest.len > 2 ? rest.data[2] : 0;
    reader->off++;
    if (next == '[' || next == 'O')
        result = next == '[' ? parse_csi(reader, is_timeout, event)
                             : parse_ss3(reader, is_timeout, event);
    if (result == PARSE_EVENT && event->kind == EVENT_KEY &&
        !(event->key.modifiers & KEY_ALT)) {
        event->key.modifiers |= KEY_ALT;
        return PARSE_EVENT;
    }
    if (result == PARSE_MORE)
        reader->off = start;
    else if (result == PARSE_EVENT) /* it comes next, by itself */
        reader->off = start + 1;
    return result == PARSE_MORE ? PARSE_MORE : parse_key(event, KEY_ESCAPE, 0);
}

static Parse parse_escape(KeyReader *reader, bool is_timeout, Event *event)
{
    Str rest = reader_rest(reader);
    if (rest.len == 1 && !is_timeout)
        return PARSE_MORE;
    if (rest.len > 1 && rest.data[1] == 0x1B)
        return parse_doubled_escape(reader, is_timeout, event);
    if (rest.len == 1) {
        reader->off++;
        return parse_key(event, KEY_ESCAPE, 0);
    }
    switch (rest.data[1]) {
    case '[':
        return parse_csi(reader, is_timeout, event);
    case 'O':
        return parse_ss3(reader, is_timeout, event);
    case ']':
    case 'P':
        return parse_answer(reader, is_timeout, event);
    }
    reader->off++;
    Parse result = parse_character(reader, is_timeout, KEY_ALT, event);
    if (result == PARSE_MORE)
        reader->off--;
    else if (key_is(event->key, KEY_TAB, KEY_ALT)) /* Shift-Tab of the Linux console */
        event->key.modifiers = KEY_SHIFT;
    return result;
}

/* ---- bracketed paste --------------------------------------------------- */

/* What may enter a text: valid UTF-8, LF and TAB, no other control. */
static void paste_clean(StrBuf *out, Str raw)
{
    strbuf_reset(out);
    for (size_t off = 0; off < raw.len;) {
        if (raw.data[off] == '\r') {
            off += off + 1 < raw.len && raw.data[off + 1] == '\n' ? 2 : 1;
            strbuf_append_byte(out, '\n');
            continue;
        }
        char32_t codepoint = utf8_next(raw, &off);
        bool is_control = codepoint < 0x20 || (codepoint >= 0x7F && codepoint < 0xA0);
        if (!is_control || codepoint == '\n' || codepoint == '\t')
            strbuf_append_codepoint(out, codepoint);
    }
}

static Parse paste_finish(KeyReader *reader, Event *event)
{
    paste_clean(&reader->paste, strbuf_get(&reader->raw_paste));
    strbuf_reset(&reader->raw_paste);
    *event = (Event){.kind = EVENT_PASTE, .paste = strbuf_get(&reader->paste)};
    return reader->paste.len ? PARSE_EVENT : PARSE_SKIP;
}

static Parse parse_paste(KeyReader *reader, bool is_timeout, Event *event)
{
    Str rest = reader_rest(reader), terminator = STR("\x1b[201~");
    size_t end = str_find(rest, terminator, 0);
    if (end != STR_NONE) {
        strbuf_append_str(&reader->raw_paste, str_slice(rest, 0, end));
        reader->off += end + terminator.len;
        reader->is_pasting = false;
        return paste_finish(reader, event);
    }
    size_t kept = 0; /* bytes that may be the beginning of the terminator */
    while (kept < terminator.len &&
           !str_has_suffix(rest, str_slice(terminator, 0, terminator.len - kept)))
        kept++;
    size_t taken = rest.len - (terminator.len - kept);
    strbuf_append_str(&reader->raw_paste, str_slice(rest, 0, taken));
    reader->off += taken;
    if (is_timeout && ++reader->silences >= SILENCES_MAX) {
        reader->is_pasting = false;
        return paste_finish(reader, event);
    }
    Str raw = strbuf_get(&reader->raw_paste);
    if (raw.len >= PASTE_MAX_BYTES && utf8_find_invalid(raw) == raw.len)
        return paste_finish(reader, event);
    return PARSE_MORE;
}

bool key_reader_has_keys(KeyReader *reader)
{
    Parse result = PARSE_SKIP;
    while (!reader->is_pasting && result == PARSE_SKIP &&
           reader->off < reader->input.len && reader->input.data[reader->off] == 0x1B) {
        size_t start = reader->off;
        Event event = {0};
        result = parse_escape(reader, false, &event);
        if (result == PARSE_EVENT)
            reader->off = start; /* key_reader_next gives it */
    }
    return key_reader_is_pending(reader);
}

Event key_reader_next(KeyReader *reader, bool is_timeout)
{
    for (;;) {
        Event event = {0};
        Parse result = PARSE_MORE;
        if (reader->is_pasting)
            result = parse_paste(reader, is_timeout, &event);
        else if (reader->off == reader->input.len)
            return event;
        else if (reader->input.data[reader->off] == 0x1B)
            result = parse_escape(reader, is_timeout, &event);
        else
            result = parse_character(reader, is_timeout, 0, &event);
        if (result == PARSE_EVENT)
            return event;
        if (result == PARSE_MORE)
            return (Event){0};
        is_timeout = false; /* one silence ends one sequence */
    }
}
