/* The reader and cleaning: what was done, one paragraph as it came, passages that stand
 * there twice, and the text read anew under an open reader.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <piyue/anchor.h>

#include <stdlib.h>

#define PLACE_BYTES 180 /* of text by which the caret's place is found again */
#define WORDS_BYTES 24  /* eight Han: fewer stand in too many places */
#define FOLD_WINDOW 64  /* sections looked through for one of the same title */

/* ---- actions ----------------------------------------------------------- */

bool act_cleaning(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    View *view = reader ? cleaning_new(reader->app, reader->doc, err) : NULL;
    if (!view)
        return false;
    reader_save_place(&reader->view);
    app_push(reader->app, view);
    return true;
}

bool act_reader_paragraph(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    View *view = reader ? cleaning_paragraph_new(reader->app, reader->document,
                                                 reader->caret.block, err)
                        : NULL;
    if (view)
        app_push(reader->app, view);
    return view != NULL;
}

/* The next block with the text of `block`, around the end of the document; `block` itself
 * where there is none. Sizes are compared first: they cost no text. */
static uint32_t find_same(Document *document, uint32_t block)
{
    StrBuf wanted = {0};
    uint32_t bytes = document_get_block(document, block).bytes, found = block;
    strbuf_append_str(&wanted, document_get_text(document, block));
    for (uint32_t i = 1; i < document->block_count && found == block; i++) {
        uint32_t other = (block + i) % document->block_count;
        BlockInfo info = document_get_block(document, other);
        if (info.bytes == bytes && !(info.flags & BLOCK_HIDDEN) &&
            str_is_equal(document_get_text(document, other), strbuf_get(&wanted)))
            found = other;
        if (i % 1024 == 0)
            document_trim(document);
    }
    strbuf_clear(&wanted);
    return found;
}

bool act_duplicate(const ActionCall *call, Error *err)
{
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    uint32_t same = find_same(reader->document, reader->caret.block);
    if (same == reader->caret.block)
        return error_set(err, ERR_NOT_FOUND, "%s",
                         _("this passage stands nowhere else in the document"));
    reader_jump(reader, (Pos){same, 0});
    return true;
}

/* ---- a new edition under an open reader --------------------------------- */

/* Where the words begin by which a place is found again: there, but where less than eight
 * characters follow, earlier in the paragraph. Two stand in many a sentence. */
static uint32_t begin_words(Str text, uint32_t off)
{
    if (off >= text.len)
        return 0;
    if (text.len - off >= WORDS_BYTES)
        return off;
    return (uint32_t)cluster_snap(text, off > PLACE_BYTES ? off - PLACE_BYTES : 0);
}

Pos reader_carry_pos(const Document *document, Pos pos, const Document *next)
{
    if (!next->block_count || pos.block >= document->block_count)
        return (Pos){0, 0};
    Str text = document_get_text(document, pos.block);
    Pos start = {pos.block, begin_words(text, pos.off)};
    size_t behind = MAX(pos.off, start.off) + (size_t)PLACE_BYTES;
    size_t end = cluster_snap(text, MIN(text.len, behind));
    uint32_t within = pos.off < text.len ? pos.off - start.off : 0;
    if (end > start.off) {
        Arena *arena = arena_new();
        Range range = {start, {pos.block, (uint32_t)end}}, found;
        double score;
        Selector selector = selector_make(document, range, arena);
        bool is_found =
            selector_resolve(next, &selector, &found, &score) != ANCHOR_ORPHAN;
        arena_free(arena);
        if (is_found) {
            Str there = document_get_text(next, found.start.block);
            size_t off = MIN(there.len, (size_t)found.start.off + within);
            return (Pos){found.start.block, (uint32_t)cluster_snap(there, off)};
        }
    }
    double share = document->text_bytes
                       ? (double)document_get_bytes_before(document, pos.block) /
                             (double)document->text_bytes
                       : 0;
    return (Pos){
        document_find_block_at(next, (uint64_t)(share * (double)next->text_bytes)), 0};
}

/* Sections of the same title stay as they were folded; others lie open. */
static FoldSet *carry_folds(const Reader *reader, Document *next)
{
    Document *document = reader->document;
    FoldSet *folds = foldset_new(next);
    StrBuf title = {0};
    uint32_t old = 0;
    for (uint32_t i = 0; i < next->section_count; i++) {
        strbuf_reset(&title);
        strbuf_append_str(&title, document_get_title(next, i));
        for (uint32_t k = old; k < document->section_count && k < old + FOLD_WINDOW;
             k++) {
            if (!str_is_equal(document_get_title(document, k), strbuf_get(&title)))
                continue;
            foldset_set(folds, i, foldset_is_folded(reader->folds, k));
            old = k + 1;
            break;
        }
        if (i % 256 == 0) {
            document_trim(document);
            document_trim(next);
        }
    }
    strbuf_clear(&title);
    return folds;
}

static void take_document(Reader *reader, Document *next)
{
    Pos caret = reader_carry_pos(reader->document, reader->caret, next);
    FoldSet *folds = carry_folds(reader, next);
    reader_drop_selection(reader);
    reader_drop_study(reader);
    reader_clear_hits(reader);
    layout_free(reader->layout);
    foldset_free(reader->folds);
    document_free(reader->document);
    strbuf_reset(&reader->whole_folds);
    reader->document = next;
    reader->folds = folds;
    reader->layout = NULL;
    reader->caret = caret;
    reader_forget_jumps(reader);
    reader->request = (Range){0};
    pane_drop_finder(&reader->pane);
    reader->pane.is_stale = true;
    reader->are_folds_saved = false;
}

/* The same text with other headings: what is folded stays so, and where one is. */
static void take_outline(Reader *reader, Document *next)
{
    StrBuf folds = {0};
    foldset_save(reader->folds, &folds);
    LayoutOptions options = {0};
    if (reader->layout)
        options = *layout_get_options(reader->layout);
    bool has_layout = reader->layout != NULL;
    layout_free(reader->layout);
    foldset_free(reader->folds);
    document_free(reader->document);
    reader->document = next;
    reader->folds = foldset_new(next);
    foldset_load(reader->folds, strbuf_get(&folds));
    reader->layout = has_layout ? layout_new(next, reader->folds, &options) : NULL;
    pane_drop_finder(&reader->pane);
    reader->pane.is_stale = true;
    reader->are_folds_saved = false;
    strbuf_clear(&folds);
    reader_drop_study(reader);
    reader_load_marks(reader);
    reader_reveal(reader, reader->caret);
    if (has_layout)
        reader_relayout(reader);
}

static void follow_outline(Reader *reader)
{
    Error ignored = {0};
    if (store_get_outline_stamp(reader->store, reader->document->edition) ==
        reader->document->outline_stamp)
        return;
    Document *next =
        store_open_edition(reader->store, reader->document->edition, &ignored);
    if (next)
        take_outline(reader, next);
    error_clear(&ignored);
}

void reader_follow_edition(Reader *reader)
{
    Arena *arena = arena_new();
    DocumentFilter filter = {.id = reader->doc};
    DocumentList list;
    Error ignored = {0};
    bool is_other =
        store_list_documents(reader->store, &filter, arena, &list, &ignored) &&
        list.count && list.rows[0].edition != reader->document->edition;
    Document *next =
        is_other ? store_open_document(reader->store, reader->doc, &ignored) : NULL;
    if (next) {
        int row = reader->caret_row;
        bool has_layout = reader->layout != NULL;
        take_document(reader, next);
        reader_forget_hits(reader);
        reader_load_marks(reader);
        reader_reveal(reader, reader->caret);
        if (has_layout) {
            reader_relayout(reader);
            reader->caret_row = row;
        }
    } else if (!is_other) {
        follow_outline(reader);
    }
    error_clear(&ignored);
    arena_free(arena);
}
