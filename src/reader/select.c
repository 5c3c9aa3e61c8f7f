/* Selecting: by sentence and growing, or freely; copying.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <piyue/store_search.h>

#define COUNTED_BLOCKS 40 /* selections with more are estimated: each key draws anew */
#define HAN_BYTES 3
#define SAME_MAX_BYTES 240 /* longer selections are not looked up elsewhere */

static uint32_t cluster_after(const Reader *reader, Pos pos)
{
    Str text = document_get_text(reader->document, pos.block);
    WidthPolicy policy = {AMBIGUOUS_NARROW};
    size_t off = MIN((size_t)pos.off, text.len);
    Cluster cluster;
    return cluster_next(text, &off, &policy, &cluster) ? (uint32_t)off
                                                       : (uint32_t)text.len;
}

bool reader_get_selection(const Reader *reader, Range *range)
{
    switch (reader->select) {
    case SELECT_NONE:
        return false;
    case SELECT_UNIT:
        *range = reader->unit;
        return true;
    case SELECT_FREE:
    case SELECT_PARAGRAPHS:
        break;
    }
    bool is_forward = pos_compare(reader->anchor, reader->caret) <= 0;
    Pos start = is_forward ? reader->anchor : reader->caret;
    Pos end = is_forward ? reader->caret : reader->anchor;
    if (reader->select == SELECT_PARAGRAPHS) {
        *range = reader_whole_paragraphs(reader, start, end);
        return true;
    }
    *range = (Range){start, {end.block, cluster_after(reader, end)}};
    return true;
}

void reader_drop_selection(Reader *reader)
{
    reader->select = SELECT_NONE;
    reader->step_count = 0;
    reader->same_elsewhere = 0;
    reader->extent_mark = 0;
    reader->is_offered = false;
}

static Pos last_cluster(const Reader *reader, Range range)
{
    Str text = document_get_text(reader->document, range.end.block);
    size_t off = MIN((size_t)range.end.off, text.len);
    return (Pos){range.end.block, (uint32_t)cluster_previous(text, off)};
}

void reader_loosen_selection(Reader *reader, int direction)
{
    if (reader->select == SELECT_UNIT) {
        Pos last = last_cluster(reader, reader->unit);
        reader->anchor = direction > 0 ? reader->unit.start : last;
        reader_go_open(reader, direction > 0 ? last : reader->unit.start);
        reader->select = SELECT_FREE;
        reader_settle(reader);
    }
    if (reader->select == SELECT_FREE)
        reader->same_elsewhere = -1;
}

bool act_select_free(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (reader->select == SELECT_FREE) {
        reader_drop_selection(reader);
    } else {
        reader->anchor =
            reader->select == SELECT_UNIT ? reader->unit.start : reader->caret;
        if (reader->select == SELECT_UNIT)
            reader_go_open(reader, last_cluster(reader, reader->unit));
        reader->select = SELECT_FREE;
        reader->same_elsewhere = -1;
    }
    reader_settle(reader);
    return true;
}

/* ---- units ------------------------------------------------------------- */

static Range span_range(uint32_t block, Span span)
{
    return (Range){{block, (uint32_t)span.start}, {block, (uint32_t)span.end}};
}

Range reader_sentence(Reader *reader)
{
    Str text = document_get_text(reader->document, reader->caret.block);
    if (!text.len)
        return (Range){reader->caret, reader->caret};
    size_t off = MIN((size_t)reader->caret.off, cluster_previous(text, text.len));
    return span_range(reader->caret.block, sentence_at(text, off));
}

/* Is `wide` more than `narrow` and all of it? */
static bool widens(Range wide, Range narrow)
{
    return pos_compare(wide.start, narrow.start) <= 0 &&
           pos_compare(wide.end, narrow.end) >= 0 &&
           (pos_compare(wide.start, narrow.start) < 0 ||
            pos_compare(wide.end, narrow.end) > 0);
}

/* The narrowest unit around the caret that is wider than `range`: quotation, item,
 * paragraph, then section by section. */
static bool find_wider(const Reader *reader, Range range, Range *wider)
{
    uint32_t block = reader->caret.block;
    Str text = document_get_text(reader->document, block);
    size_t off = MIN((size_t)reader->caret.off, text.len);
    Range candidates[] = {
        span_range(block, quotation_at(text, off)),
        span_range(block, sentence_at(text, MIN(off, text.len ? text.len - 1 : 0))),
        span_range(block, item_at(text, off)), reader_paragraph(reader, block)};
    bool is_found = false;
    for (size_t i = 0; i < ARRAY_SIZE(candidates); i++) {
        if (!range_is_empty(candidates[i]) && widens(candidates[i], range) &&
            (!is_found || widens(*wider, candidates[i]))) {
            *wider = candidates[i];
            is_found = true;
        }
    }
    uint32_t section = reader_find_section(reader);
    while (!is_found && section != SECTION_NONE) {
        Range whole = reader_section_range(reader, section);
        is_found = widens(whole, range);
        if (is_found)
            *wider = whole;
        section = reader->document->sections[section].parent;
    }
    return is_found;
}

void reader_select_range(Reader *reader, Range range)
{
    reader->unit = range;
    reader->select = SELECT_UNIT;
    reader->is_offered = false;
    reader->same_elsewhere = -1;
}

void reader_select_unit(Reader *reader, Range range)
{
    Range now;
    if (!reader_get_selection(reader, &now))
        reader->step_count = 0;
    else if (reader->step_count < SELECT_STEPS)
        reader->steps[reader->step_count++] = now;
    reader_select_range(reader, range);
}

static bool select_wider(Reader *reader, Error *err)
{
    Range now, wider;
    if (!reader_get_selection(reader, &now)) {
        Range sentence = reader_sentence(reader);
        if (range_is_empty(sentence))
            return error_set(err, ERR_NOT_FOUND, _("there is no text here to select"));
        reader->step_count = 0;
        reader_select_range(reader, sentence);
        return true;
    }
    if (!find_wider(reader, now, &wider)) {
        app_message(reader->app, _("there is no wider unit"));
        return true;
    }
    if (reader->step_count < SELECT_STEPS)
        reader->steps[reader->step_count++] = now;
    reader_select_range(reader, wider);
    return true;
}

/* Back to the unit before; a sentence gets narrower to its clause. */
static void select_narrower(Reader *reader)
{
    if (reader->step_count) {
        reader_select_range(reader, reader->steps[--reader->step_count]);
        return;
    }
    Str text = document_get_text(reader->document, reader->caret.block);
    if (text.len)
        reader_select_range(
            reader, span_range(reader->caret.block,
                               clause_at(text, MIN((size_t)reader->caret.off,
                                                   cluster_previous(text, text.len)))));
}

bool act_select_unit(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (call->arg < 0)
        select_narrower(reader);
    else if (!select_wider(reader, err))
        return false;
    reader_settle(reader);
    return true;
}

bool act_reader_cancel(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (reader->select != SELECT_NONE) {
        Pos place = reader_get_reading_pos(reader);
        reader_drop_selection(reader);
        if (pos_compare(place, reader->caret) != 0)
            reader_go(reader, place);
    } else if (reader_close_reason(reader)) {
        return true;
    } else if (reader->hits.query.len) {
        reader_clear_hits(reader);
    } else {
        app_act(reader->app, ACTION_CLOSE, 0, (Str){0});
        return true;
    }
    reader_settle(reader);
    return true;
}

/* ---- what is selected -------------------------------------------------- */

static bool stop_for_keys(void *context)
{
    return is_typing(context);
}

bool reader_append_query(const Reader *reader, StrBuf *out)
{
    Range range;
    if (!reader_get_selection(reader, &range) || range.start.block != range.end.block ||
        range.end.off - range.start.off > SAME_MAX_BYTES)
        return false;
    StrBuf words = {0};
    document_append_range(reader->document, range, STR(" "), &words);
    strbuf_append_byte(out, '"');
    for (size_t i = 0; i < words.len; i++)
        strbuf_append_byte(out, words.data[i] == '"' ? ' ' : words.data[i]);
    strbuf_append_byte(out, '"');
    strbuf_clear(&words);
    return true;
}

bool reader_count_same(Reader *reader)
{
    StrBuf words = {0};
    reader->same_elsewhere = 0;
    if (!reader_append_query(reader, &words))
        return true;
    SearchQuery query = {.text = strbuf_get(&words), .in = SEARCH_TEXT};
    int64_t blocks = 0, docs = 0;
    Error ignored = {0}; /* it is a courtesy: without an answer nothing is shown */
    store_set_interrupt(reader->store, stop_for_keys, reader->app);
    bool is_done = store_count_hits(reader->store, &query, &blocks, &docs, &ignored);
    store_set_interrupt(reader->store, NULL, NULL);
    if (is_done)
        reader->same_elsewhere = MAX(blocks - 1, 0);
    else if (ignored.code == ERR_CANCELLED)
        reader->same_elsewhere = -1;
    error_clear(&ignored);
    strbuf_clear(&words);
    return true;
}

static uint64_t count_sentences(const Reader *reader, Range range)
{
    uint64_t count = 0;
    for (uint32_t block = range.start.block; block <= range.end.block; block++) {
        Str text = document_get_text(reader->document, block);
        size_t off = block == range.start.block ? range.start.off : 0;
        size_t end =
            block == range.end.block ? MIN((size_t)range.end.off, text.len) : text.len;
        while (off < end) {
            off = MAX(sentence_at(text, off).end, off + 1);
            count++;
        }
    }
    return count;
}

/* A clause or a quotation is no sentence. */
static bool is_part(const Reader *reader, Range range)
{
    Str text = document_get_text(reader->document, range.start.block);
    Span sentence = sentence_at(text, range.start.off);
    return range.start.off > sentence.start || range.end.off < sentence.end;
}

/* Which key lists the other places. */
static void append_where(const Reader *reader, StrBuf *out)
{
    StrBuf keys = {0};
    keymap_append_keys(app_get_keymap(reader->app), ACTION_SAME_WORDING, &keys);
    if (keys.len)
        strbuf_appendf(out, _("; %s lists them"), keys.data);
    strbuf_clear(&keys);
}

void reader_describe_selection(Reader *reader, StrBuf *out)
{
    Range range;
    if (!reader_get_selection(reader, &range))
        return;
    uint32_t blocks = range.end.block - range.start.block + 1;
    strbuf_append_text(out, _("selected "));
    if (blocks > COUNTED_BLOCKS) {
        strbuf_appendf(out, _("%u paragraphs, "), blocks);
        format_length(out, reader_count_bytes(reader, range) / HAN_BYTES);
        return;
    }
    StrBuf text = {0};
    document_append_range(reader->document, range, STR("\n"), &text);
    uint64_t sentences = count_sentences(reader, range);
    if (blocks > 1)
        strbuf_appendf(out, _("%u paragraphs, "), blocks);
    else if (sentences > 1 || !is_part(reader, range))
        strbuf_appendf(out,
                       translate_plural("%llu sentence, ", "%llu sentences, ", sentences),
                       (unsigned long long)sentences);
    format_words(out, text_count_words(strbuf_get(&text)));
    if (reader->same_elsewhere > 0)
        strbuf_appendf(out,
                       translate_plural("    the same words in %lld other paragraph",
                                        "    the same words in %lld other paragraphs",
                                        (uint64_t)reader->same_elsewhere),
                       (long long)reader->same_elsewhere);
    if (reader->same_elsewhere > 0)
        append_where(reader, out);
    strbuf_clear(&text);
}

bool act_copy(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Range range;
    const Annotation *mark = reader_get_mark(reader);
    if (!reader_get_selection(reader, &range))
        range = mark ? mark->selector.range : reader_sentence(reader);
    StrBuf quotation = {0}, text = {0};
    document_append_range(reader->document, range, STR("\n"), &quotation);
    export_append_plain(strbuf_get(&quotation), &text);
    strbuf_clear(&quotation);
    bool is_done = !call->arg || append_source(reader->app, reader->document, range.start,
                                               NULL, &text, err);
    is_done = is_done && copy_text(reader->app, strbuf_get(&text), err);
    strbuf_clear(&text);
    if (is_done)
        reader_drop_selection(reader);
    reader_settle(reader);
    return is_done;
}
