/* Selecting what the text is made of: clause, sentence, paragraph, section,
 * quotation, title.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

static Range span_range(uint32_t block, Span span)
{
    return (Range){{block, (uint32_t)span.start}, {block, (uint32_t)span.end}};
}

Range reader_paragraph(const Reader *reader, uint32_t block)
{
    const Document *document = reader->document;
    uint32_t first = block, last = block;
    while (first > 0 && (document_get_block(document, first).flags & BLOCK_CONTINUED))
        first--;
    while (last + 1 < document->block_count &&
           (document_get_block(document, last + 1).flags & BLOCK_CONTINUED))
        last++;
    return (Range){{first, 0}, {last, document_get_block(document, last).bytes}};
}

Range reader_section_range(const Reader *reader, uint32_t section)
{
    const Section *found = &reader->document->sections[section];
    uint32_t last = MAX(found->end_block, found->heading.block + 1) - 1;
    return (Range){{found->heading.block, 0},
                   {last, document_get_block(reader->document, last).bytes}};
}

Range reader_whole_paragraphs(const Reader *reader, Pos from, Pos to)
{
    Range first = reader_paragraph(reader, from.block);
    Range last = reader_paragraph(reader, to.block);
    /* A folded heading stands for its section. */
    const Document *document = reader->document;
    uint32_t section =
        sections_find(document->sections, document->section_count, to.block);
    if (section != SECTION_NONE && foldset_is_folded(reader->folds, section) &&
        document->sections[section].heading.block == to.block)
        last = reader_section_range(reader, section);
    return (Range){first.start, last.end};
}

/* The innermost pair around `off` that one of `opening` begins. */
static Span find_enclosed(Str text, size_t off, const char *const *opening, size_t count)
{
    Span span = quotation_at(text, off);
    while (span.end > span.start) {
        Str inside = str_slice(text, span.start, span.end);
        for (size_t i = 0; i < count; i++)
            if (str_has_prefix(inside, str_from(opening[i])))
                return span;
        if (span.start == 0)
            break;
        Span wider = quotation_at(text, cluster_previous(text, span.start));
        if (wider.end <= off) /* stands beside, not around */
            break;
        span = wider;
    }
    return (Span){0, 0};
}

static Range find_object(const Reader *reader, TextObject object)
{
    static const char *const quotes[] = {"“", "‘", "「", "『", "\""};
    static const char *const titles[] = {"《", "〈"};
    uint32_t block = reader->caret.block;
    Str text = document_get_text(reader->document, block);
    size_t off =
        text.len ? MIN((size_t)reader->caret.off, cluster_previous(text, text.len)) : 0;
    uint32_t section = reader_find_section(reader);
    switch (object) {
    case OBJECT_CLAUSE:
        return span_range(block, clause_at(text, off));
    case OBJECT_SENTENCE:
        return span_range(block, sentence_at(text, off));
    case OBJECT_PARAGRAPH:
        return reader_paragraph(reader, block);
    case OBJECT_SECTION:
        if (section != SECTION_NONE)
            return reader_section_range(reader, section);
        break;
    case OBJECT_QUOTATION:
        return span_range(block, find_enclosed(text, off, quotes, ARRAY_SIZE(quotes)));
    case OBJECT_TITLE:
        return span_range(block, find_enclosed(text, off, titles, ARRAY_SIZE(titles)));
    }
    return (Range){reader->caret, reader->caret};
}

bool act_select_object(const ActionCall *call, Error *err)
{
    static const char *const missing[] = {
        [OBJECT_CLAUSE] = N_("there is no text here to select"),
        [OBJECT_SENTENCE] = N_("there is no text here to select"),
        [OBJECT_PARAGRAPH] = N_("there is no text here to select"),
        [OBJECT_SECTION] = N_("the caret is above the first heading"),
        [OBJECT_QUOTATION] = N_("the caret is in no quotation"),
        [OBJECT_TITLE] = N_("the caret is in no 《title》"),
    };
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Range range = find_object(reader, (TextObject)call->arg);
    if (range_is_empty(range))
        return error_set(err, ERR_NOT_FOUND, "%s", _(missing[call->arg]));
    reader_select_unit(reader, range);
    reader_settle(reader);
    return true;
}

bool act_select_paragraphs(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (reader->select == SELECT_PARAGRAPHS) {
        reader_drop_selection(reader);
    } else {
        if (reader->select != SELECT_FREE)
            reader->anchor = reader->caret;
        reader->select = SELECT_PARAGRAPHS;
        reader->same_elsewhere = 0;
    }
    reader_settle(reader);
    return true;
}

bool act_select_swap(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    if (reader->select == SELECT_NONE)
        return error_set(err, ERR_NOT_FOUND, _("nothing is selected"));
    if (reader->select == SELECT_UNIT)
        reader_loosen_selection(reader, 1);
    Pos end = reader->anchor;
    reader->anchor = reader->caret;
    reader_go_open(reader, end);
    reader_settle(reader);
    return true;
}
