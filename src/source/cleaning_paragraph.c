/* One paragraph as it is read and as it came.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "source/cleaning.h"

#include <stdlib.h>

#define WINDOW 64 /* edits of a pass looked at at a time */

typedef struct BlockEdits {
    DraftEdit *items;
    size_t count, capacity;
    StrBuf list; /* a row for each */
} BlockEdits;

/* Where the edits of a pass from `block` on begin: they are kept by place. */
static bool find_first(Store *store, int64_t edition, Str pass, size_t count,
                       uint32_t block, size_t *first, Error *err)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        Arena *arena = arena_new();
        EditionEditList one;
        bool is_read =
            store_list_edits(store, edition, pass, middle, 1, arena, &one, err);
        bool is_before = is_read && one.count && one.rows[0].block < block;
        arena_free(arena);
        if (!is_read)
            return false;
        if (is_before)
            low = middle + 1;
        else
            high = middle;
    }
    *first = low;
    return true;
}

static void add_edit(BlockEdits *edits, const EditionEdit *edit, CleanRule rule)
{
    edits->items =
        mem_grow(edits->items, &edits->capacity, edits->count + 1, sizeof(DraftEdit));
    edits->items[edits->count++] = (DraftEdit){.block = edit->block,
                                               .off = edit->off,
                                               .old_text = edit->old_text,
                                               .new_text = edit->new_text,
                                               .rule = (uint8_t)rule};
    strbuf_appendf(&edits->list, "%s", _(clean_get_summary(rule)));
    if (edit->old_text.len || edit->new_text.len) {
        strbuf_append_text(&edits->list, ": ");
        format_edit(&edits->list, edit->old_text, edit->new_text);
    }
    strbuf_append_byte(&edits->list, '\n');
}

static bool collect(Store *store, const Document *document, uint32_t block, Arena *arena,
                    BlockEdits *edits, Error *err)
{
    EditCountList counts;
    if (!store_count_edits(store, document->edition, arena, &counts, err))
        return false;
    for (size_t i = 0; i < counts.count; i++) {
        CleanRule rule = clean_find(counts.rows[i].pass);
        size_t at = 0;
        if (rule == CLEAN_RULE_COUNT)
            continue;
        if (!find_first(store, document->edition, counts.rows[i].pass,
                        (size_t)counts.rows[i].edits, block, &at, err))
            return false;
        for (bool is_there = true; is_there; at += WINDOW) {
            EditionEditList list;
            if (!store_list_edits(store, document->edition, counts.rows[i].pass, at,
                                  WINDOW, arena, &list, err))
                return false;
            is_there = list.count == WINDOW;
            for (size_t k = 0; k < list.count && is_there; k++)
                is_there = list.rows[k].block <= block;
            for (size_t k = 0; k < list.count; k++)
                if (list.rows[k].block == block)
                    add_edit(edits, &list.rows[k], rule);
        }
    }
    return true;
}

/* The rows of a source, whose TABs are no columns of a page. */
static void append_rows(StrBuf *out, Str text)
{
    while (text.data) {
        sanitize(out, str_split(&text, '\n'), SANITIZE_TERMINAL);
        strbuf_append_byte(out, '\n');
    }
}

View *cleaning_paragraph_new(App *app, const Document *document, uint32_t block,
                             Error *err)
{
    Store *store = library_get_store(app_get_library(app));
    Arena *arena = arena_new();
    BlockEdits edits = {0};
    View *view = NULL;
    StrBuf text = {0}, original = {0};
    if (!collect(store, document, block, arena, &edits, err))
        goto out;
    Str clean = document_get_text(document, block);
    clean_restore(clean, edits.items, edits.count, &original);
    if (!edits.count) {
        strbuf_appendf(&text, "%s\n\n", _("Cleaning did nothing here"));
    } else {
        strbuf_appendf(&text, "%s\n\n", _("As it came"));
        append_rows(&text, strbuf_get(&original));
        strbuf_append_text(&text, "\n");
    }
    strbuf_appendf(&text, "%s\n\n", _("As it is read"));
    sanitize(&text, clean, SANITIZE_TERMINAL);
    if (edits.count) {
        strbuf_appendf(&text, "\n\n%s\n\n", _("What was done"));
        strbuf_append_str(&text, strbuf_get(&edits.list));
    }
    view = page_new(app, _("Paragraph"), strbuf_get(&text));
out:
    strbuf_clear(&text);
    strbuf_clear(&original);
    strbuf_clear(&edits.list);
    free(edits.items);
    arena_free(arena);
    return view;
}
