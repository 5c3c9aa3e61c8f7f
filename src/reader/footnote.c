/* Notes of the document itself: from their mark to them and back, and unfolded below the
 * paragraph that bears the mark.
 *
 * A note begins with its mark: [1], 〔1〕, ①. Numbers begin anew in each chapter or on
 * each page, so a mark is that of the next note that begins with it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#define MARK_MAX_BYTES 24 /* of what stands between brackets */
#define BACK_MAX_BLOCKS 100000

/* The mark that begins at `off`; false where none does. */
static bool mark_at(Str text, size_t off, Span *mark)
{
    static const char *const brackets[][2] = {{"[", "]"}, {"〔", "〕"}, {"［", "］"}};
    Str rest = str_slice(text, off, text.len);
    unsigned char last = rest.len >= 3 ? (unsigned char)rest.data[2] : 0;
    if (str_has_prefix(rest, STR("\xe2\x91")) && last >= 0xa0 && last <= 0xb3) { /* ①–⑳ */
        *mark = (Span){off, off + 3};
        return true;
    }
    for (size_t i = 0; i < ARRAY_SIZE(brackets); i++) {
        Str open = str_from(brackets[i][0]), close = str_from(brackets[i][1]);
        if (!str_has_prefix(rest, open))
            continue;
        size_t end = str_find(rest, close, open.len);
        if (end == STR_NONE || end == open.len || end - open.len > MARK_MAX_BYTES)
            return false;
        *mark = (Span){off, off + end + close.len};
        return true;
    }
    return false;
}

/* The note that begins with a mark of `block`; the next one, else the last before. */
static bool find_note(const Document *document, uint32_t block, Str mark, uint32_t *note)
{
    bool is_found = false;
    for (uint32_t at = 0; at < document->block_count; at++) {
        if (at > block && is_found && *note > block)
            break;
        if (at != block && document_get_block(document, at).kind == BLOCK_NOTE &&
            str_has_prefix(document_get_text(document, at), mark)) {
            *note = at;
            is_found = true;
        }
    }
    return is_found;
}

/* The note whose mark is under the caret, or the next one of the paragraph. */
static bool find_footnote(const Reader *reader, uint32_t *note)
{
    Pos caret = reader->caret;
    Str text = document_get_text(reader->document, caret.block);
    Span mark;
    for (size_t off = 0; off < text.len; off++)
        if (mark_at(text, off, &mark) && mark.end > caret.off &&
            find_note(reader->document, caret.block,
                      str_slice(text, mark.start, mark.end), note))
            return true;
    return false;
}

static bool need_footnote(const Reader *reader, uint32_t *note, Error *err)
{
    return find_footnote(reader, note) ||
           error_set(err, ERR_NOT_FOUND,
                     _("no mark of a note stands here, or behind here in the paragraph"));
}

/* Where the mark of the note under the caret stands. */
static bool find_mark(const Reader *reader, Pos *pos)
{
    const Document *document = reader->document;
    Str note = document_get_text(document, reader->caret.block);
    Span mark;
    if (!mark_at(note, 0, &mark))
        return false;
    Str sought = str_slice(note, mark.start, mark.end);
    uint32_t last = reader->caret.block;
    for (uint32_t at = last; at > 0 && last - at < BACK_MAX_BLOCKS; at--) {
        if (document_get_block(document, at - 1).kind == BLOCK_NOTE)
            continue;
        size_t off = str_find(document_get_text(document, at - 1), sought, 0);
        *pos = (Pos){at - 1, (uint32_t)off};
        if (off != STR_NONE)
            return true;
    }
    return false;
}

bool act_footnote_go(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    Pos pos = {0, 0};
    if (document_get_block(reader->document, reader->caret.block).kind == BLOCK_NOTE) {
        if (!find_mark(reader, &pos))
            return error_set(err, ERR_NOT_FOUND,
                             _("the mark of this note does not stand in the text"));
    } else if (!need_footnote(reader, &pos.block, err)) {
        return false;
    }
    reader_travel(reader, pos);
    return true;
}

/* ---- below the paragraph ----------------------------------------------- */

static bool footnote_close(Reader *reader, Footnote footnote)
{
    for (size_t i = 0; i < reader->footnote_count; i++) {
        const Footnote *open = &reader->footnotes[i];
        if (open->block != footnote.block || open->note != footnote.note)
            continue;
        reader->footnotes[i] = reader->footnotes[--reader->footnote_count];
        return true;
    }
    return false;
}

bool act_footnote_show(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    Footnote footnote = {0};
    if (!reader || !need_footnote(reader, &footnote.note, err))
        return false;
    footnote.block = reader->caret.block;
    if (reader->footnote_edition != reader->document->edition)
        reader->footnote_count = 0; /* of another text */
    reader->footnote_edition = reader->document->edition;
    if (!footnote_close(reader, footnote)) {
        reader->footnotes =
            mem_grow(reader->footnotes, &reader->footnote_capacity,
                     reader->footnote_count + 1, sizeof(reader->footnotes[0]));
        reader->footnotes[reader->footnote_count++] = footnote;
    }
    reader_relayout(reader);
    return true;
}
