/* The outline filtered as one types: by characters, syllables and initials.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/reader.h"

#include <stdlib.h>

#define TRIM_TITLES 256 /* between two times that the cache of titles may shrink */

void pane_drop_finder(OutlinePane *pane)
{
    finder_free(pane->finder);
    pane->finder = NULL;
}

static void make_finder(Reader *reader)
{
    OutlinePane *pane = &reader->pane;
    StrBuf title = {0};
    if (pane->finder)
        return;
    pane->finder = finder_new();
    for (uint32_t i = 0; i < reader->document->section_count; i++) {
        strbuf_reset(&title);
        format_flat(&title, document_get_title(reader->document, i));
        finder_add(pane->finder, strbuf_get(&title), 0);
        if (i % TRIM_TITLES == 0)
            document_trim(reader->document);
    }
    strbuf_clear(&title);
}

static int compare_sections(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Matches into `visible`; gives the best one, or SECTION_NONE. */
static uint32_t collect(Reader *reader)
{
    OutlinePane *pane = &reader->pane;
    size_t capacity = reader->document->section_count, total = 0;
    make_finder(reader);
    FinderMatch *matches = mem_alloc_array(capacity + 1, sizeof(*matches));
    size_t count =
        finder_match(pane->finder, strbuf_get(&pane->filter), matches, capacity, &total);
    uint32_t best = count ? matches[0].index : SECTION_NONE;
    pane->visible =
        mem_grow(pane->visible, &pane->capacity, count + 1, sizeof(pane->visible[0]));
    for (size_t i = 0; i < count; i++)
        pane->visible[i] = matches[i].index;
    qsort(pane->visible, count, sizeof(pane->visible[0]), compare_sections);
    list_set_count(&pane->list, count);
    free(matches);
    return best;
}

void pane_collect_filtered(Reader *reader)
{
    collect(reader);
}

bool pane_clear_filter(Reader *reader)
{
    OutlinePane *pane = &reader->pane;
    if (!pane->filter.len)
        return false;
    strbuf_reset(&pane->filter);
    pane->is_stale = true;
    return true;
}

/* ---- asking ----------------------------------------------------------------- */

static void restore(Reader *reader)
{
    foldset_load(reader->folds, strbuf_get(&reader->pane.origin_folds));
    reader_folds_changed(reader);
    reader->caret = reader->pane.filter_origin;
    reader->caret_row = reader->pane.origin_row;
    reader->goal_column = -1;
}

/* The text follows to the heading that fits best. */
static void filter_changed(void *context, Str text, Prompt *prompt)
{
    Reader *reader = context;
    OutlinePane *pane = &reader->pane;
    StrBuf info = {0};
    document_trim(reader->document);
    restore(reader);
    strbuf_reset(&pane->filter);
    strbuf_append_str(&pane->filter, text_trim(text));
    if (pane->filter.len) {
        uint32_t best = collect(reader);
        if (best != SECTION_NONE) {
            Pos pos = {reader->document->sections[best].heading.block, 0};
            if (reader_reveal(reader, pos))
                reader_folds_changed(reader);
            reader_settle(reader);
            reader_go(reader, pos);
        }
        strbuf_appendf(&info, "%zu", pane->list.count);
    }
    pane->is_stale = true;
    prompt_set_info(prompt, strbuf_get(&info));
    strbuf_clear(&info);
    reader_settle(reader);
}

static bool filter_accept(void *context, Str text, Error *err)
{
    Reader *reader = context;
    if (reader->pane.filter.len && !reader->pane.list.count)
        return error_set(err, ERR_NOT_FOUND, _("no heading fits “%.*s”"), STR_ARG(text));
    return true;
}

static void filter_cancel(void *context)
{
    Reader *reader = context;
    restore(reader);
    pane_clear_filter(reader);
    reader_settle(reader);
}

bool act_outline_filter(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {filter_changed, filter_accept, filter_cancel};
    Reader *reader = reader_get(call, err);
    if (!reader)
        return false;
    OutlinePane *pane = &reader->pane;
    pane_clear_filter(reader);
    pane->origin_row = reader->caret_row;
    pane->filter_origin = reader->caret;
    strbuf_reset(&pane->origin_folds);
    foldset_save(reader->folds, &pane->origin_folds);
    prompt_set_keys(
        app_open_prompt(reader->app, _("Headings"), call->argument, &ops, reader),
        &reader_prompt_keys);
    return true;
}
