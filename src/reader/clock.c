/* How long a document is read, and how much of it.
 *
 * Time passes from key to key; of a long silence two minutes count, as of a full screen
 * that is read with care. Words are counted when the caret has passed them, once, and not
 * faster than a hasty reader reads: leafing is no reading.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#define SILENCE_US ((int64_t)120 * 1000000)
#define WORDS_PER_SECOND 25 /* 1,500 a minute; careful reading is 300 to 500 */
#define CREDIT_WORDS 3000   /* of a silence */
#define STEP_BYTES 16384    /* further than this is a jump */
#define COUNTED_BYTES ((uint64_t)8 << 20)

/* Words from one place to one behind it. */
static uint64_t count_between(const Document *document, Pos from, Pos to)
{
    uint64_t words = 0;
    for (uint32_t block = from.block; block <= to.block; block++) {
        Str text = document_get_text(document, block);
        size_t start = block == from.block ? MIN(from.off, text.len) : 0;
        size_t end = block == to.block ? MIN(to.off, text.len) : text.len;
        if (!(document_get_block(document, block).flags & BLOCK_HIDDEN) && start < end)
            words += text_count_words(str_slice(text, start, end));
    }
    return words;
}

static uint64_t byte_of(const Document *document, Pos pos)
{
    return document_get_bytes_before(document, pos.block) + pos.off;
}

/* The caret has come to where it is since the last key: by reading, or by a jump. */
static void follow_caret(Reader *reader)
{
    ReadingClock *clock = &reader->clock;
    Pos caret = reader->caret;
    bool is_other = clock->edition != reader->document->edition;
    uint64_t at = byte_of(reader->document, caret);
    if (is_other || at > clock->reached_byte + STEP_BYTES ||
        at + STEP_BYTES < clock->reached_byte) {
        clock->edition = reader->document->edition;
        clock->reached = caret;
        clock->reached_byte = at;
        return;
    }
    if (pos_compare(caret, clock->reached) <= 0)
        return;
    uint64_t words = count_between(reader->document, clock->reached, caret);
    uint64_t counted = MIN(words, clock->credit_words);
    clock->credit_words -= counted;
    clock->words += counted;
    clock->reached = caret;
    clock->reached_byte = at;
}

void reader_clock_tick(Reader *reader)
{
    ReadingClock *clock = &reader->clock;
    int64_t now_us = time_monotonic_us();
    if (clock->ticked_us) {
        int64_t passed_us = MIN(now_us - clock->ticked_us, SILENCE_US);
        clock->spent_us += passed_us;
        clock->credit_us += passed_us * WORDS_PER_SECOND;
        clock->credit_words += (uint64_t)(clock->credit_us / 1000000);
        clock->credit_us %= 1000000;
        clock->credit_words = MIN(clock->credit_words, (uint64_t)CREDIT_WORDS);
    }
    clock->ticked_us = now_us;
    if (reader->document->block_count)
        follow_caret(reader);
}

ReadingTime reader_clock_get(const Reader *reader)
{
    const ReadingClock *clock = &reader->clock;
    return (ReadingTime){.doc = reader->doc,
                         .day = reading_day(time_now_ms()),
                         .spent_ms = clock->spent_us / 1000,
                         .words = clock->words};
}

void reader_clock_saved(Reader *reader)
{
    reader->clock.spent_us %= 1000;
    reader->clock.words = 0;
}

/* ---- told -------------------------------------------------------------- */

/* As it stands on top of the screen, where letters and blanks count one by one. */
static void append_length(StrBuf *out, uint64_t codepoints)
{
    StrBuf length = {0};
    format_length(&length, codepoints);
    strbuf_append_byte(out, ' ');
    strbuf_appendf(out, _("(%s)"), length.data);
    strbuf_clear(&length);
}

/* The words of a range, which are returned; of much text its length, by its share of the
 * document's, and 0. */
static uint64_t append_size(const Reader *reader, const char *label, Range range,
                            StrBuf *out)
{
    const Document *document = reader->document;
    uint64_t bytes = reader_count_bytes(reader, range);
    if (out->len)
        strbuf_append_text(out, _(", "));
    strbuf_appendf(out, "%s ", label);
    if (bytes > COUNTED_BYTES) {
        double share = (double)bytes / (double)MAX(document->text_bytes, 1u);
        format_length(out, (uint64_t)(share * (double)document->codepoints));
        return 0;
    }
    uint64_t words = count_between(document, range.start, range.end);
    format_words(out, words);
    return words;
}

static void append_spent(const Reader *reader, StrBuf *out)
{
    Arena *arena = arena_new();
    ReadingTimeList times = {0};
    Error ignored = {0};
    int64_t spent_ms = reader->clock.spent_us / 1000;
    if (!store_list_reading_times(reader->store, reader->doc, 0, arena, &times, &ignored))
        times.count = 0;
    for (size_t i = 0; i < times.count; i++)
        spent_ms += times.rows[i].spent_ms;
    strbuf_append_text(out, _(", read for "));
    format_duration(out, spent_ms);
    error_clear(&ignored);
    arena_free(arena);
}

bool act_counts(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    StrBuf out = {0};
    Range range = {0};
    const Document *document = reader->document;
    if (reader_get_selection(reader, &range))
        append_size(reader, _("selection"), range, &out);
    uint32_t section = reader_find_section(reader);
    if (section != SECTION_NONE)
        append_size(reader, _("section"), reader_section_range(reader, section), &out);
    Pos end = {document->block_count - 1, 0};
    end.off = (uint32_t)document_get_text(document, end.block).len;
    uint64_t words = append_size(reader, _("document"), (Range){{0, 0}, end}, &out);
    if (words && words != document->codepoints)
        append_length(&out, document->codepoints);
    append_spent(reader, &out);
    app_message(reader->app, "%s", out.data);
    strbuf_clear(&out);
    return true;
}
