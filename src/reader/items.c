/* Items inside paragraphs, 一是…；二是…: from one to the next, and selecting them.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

/* An item further off than this is none of what is being read. */
#define REACH_BLOCKS 2000
#define REACH_BYTES ((size_t)1 << 20)

/* Headings have motions of their own: what runs behind a title counts. */
static size_t find_body(const Reader *reader, uint32_t block)
{
    const Document *document = reader->document;
    size_t at = sections_find_from(document->sections, document->section_count, block);
    return at < document->section_count && document->sections[at].heading.block == block
               ? document->sections[at].heading.title_end
               : 0;
}

/* The text of a block, without a title that it begins with. */
static Str get_text(const Reader *reader, uint32_t block, size_t *body)
{
    Str text = document_get_text(reader->document, block);
    *body = MIN(find_body(reader, block), text.len);
    return text;
}

/* The last item of a paragraph reaches to its end. */
static bool has_items(Str text)
{
    return text.len && item_at(text, cluster_previous(text, text.len)).end > 0;
}

/* The first item that starts at or behind `from`. */
static bool find_next(Str text, size_t from, size_t *start)
{
    if (!has_items(text))
        return false;
    for (size_t off = from; off < text.len; off = MAX(unit_next(text, off), off + 1)) {
        Span item = item_at(text, cluster_snap(text, off));
        if (item.end > item.start && item.start >= from) {
            *start = item.start;
            return true;
        }
    }
    return false;
}

/* The last one from `from` on that starts before `before`. */
static bool find_previous(Str text, size_t from, size_t before, size_t *start)
{
    bool is_found = false;
    size_t next = 0;
    for (; find_next(text, from, &next) && next < before; from = next + 1) {
        *start = next;
        is_found = true;
    }
    return is_found;
}

static bool step(Reader *reader, int direction)
{
    uint32_t block = reader->caret.block;
    size_t start = 0, body;
    Str text = get_text(reader, block, &body);
    bool is_found =
        direction > 0 ? find_next(text, MAX((size_t)reader->caret.off + 1, body), &start)
                      : find_previous(text, body, reader->caret.off, &start);
    size_t bytes = 0;
    for (int i = 0; !is_found && i < REACH_BLOCKS && bytes < REACH_BYTES; i++) {
        document_trim(reader->document);
        if (!(direction > 0 ? reader_next_block(reader, &block)
                            : reader_previous_block(reader, &block)))
            return false;
        text = get_text(reader, block, &body);
        bytes += text.len;
        is_found = direction > 0 ? find_next(text, body, &start)
                                 : find_previous(text, body, text.len, &start);
    }
    if (is_found)
        reader_go(reader, (Pos){block, (uint32_t)start});
    return is_found;
}

bool act_item_move(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    reader_loosen_selection(reader, call->arg);
    bool is_moved = false;
    for (int i = 0; i < MAX(call->count, 1) && step(reader, call->arg); i++)
        is_moved = true;
    reader_settle(reader);
    return is_moved || error_set(err, ERR_NOT_FOUND,
                                 call->arg > 0 ? _("no item like 一是 follows nearby")
                                               : _("no item like 一是 stands before"));
}

bool act_select_item(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Str text = document_get_text(reader->document, reader->caret.block);
    Span item = text.len ? item_at(text, MIN((size_t)reader->caret.off,
                                             cluster_previous(text, text.len)))
                         : (Span){0, 0};
    if (item.end <= item.start)
        return error_set(err, ERR_NOT_FOUND,
                         _("the caret is in no item like 一是; ]i goes to the next"));
    reader_select_range(reader, (Range){{reader->caret.block, (uint32_t)item.start},
                                        {reader->caret.block, (uint32_t)item.end}});
    reader_settle(reader);
    return true;
}
