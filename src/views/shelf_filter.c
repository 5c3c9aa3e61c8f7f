/* Narrowing the shelf by what is typed: titles and tags, in memory. They are read in
 * slices while nothing is typed, from the opening of the prompt on; until all are there
 * the list stays as it is.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/shelf.h"

#include <stdlib.h>

#define SLICE_US 4000 /* of reading, before the screen may be painted again */

bool shelf_is_filtered(const Shelf *shelf)
{
    return shelf->filter.len > 0;
}

static void show_count(const Shelf *shelf)
{
    StrBuf info = {0};
    if (!shelf->prompt)
        return;
    if (!shelf_is_filtered(shelf) || shelf->is_narrowed)
        format_count(&info, shelf->screen.list.count);
    prompt_set_info(shelf->prompt, strbuf_get(&info));
    strbuf_clear(&info);
}

/* Shows what fits the filter; the names have been read. */
static void shelf_match(Shelf *shelf)
{
    shelf_names_match(&shelf->names, strbuf_get(&shelf->filter), shelf_get_order(shelf),
                      &shelf->fitting);
    shelf->is_narrowed = shelf->is_matched = true;
    shelf_forget_rows(shelf);
    list_set_count(&shelf->screen.list, shelf->fitting.count);
}

void shelf_narrow(Shelf *shelf)
{
    shelf_names_read(&shelf->names, shelf->app, shelf->store, INT64_MAX);
    shelf_match(shelf);
}

bool shelf_narrow_on(Shelf *shelf)
{
    bool is_asked = shelf->prompt || (shelf_is_filtered(shelf) && !shelf->is_matched);
    if (!is_asked)
        return false;
    if (!shelf_names_read(&shelf->names, shelf->app, shelf->store,
                          time_monotonic_us() + SLICE_US))
        return true;
    if (shelf_is_filtered(shelf) && !shelf->is_matched) {
        shelf_match(shelf);
        shelf_settle(shelf);
    }
    show_count(shelf);
    return false;
}

void shelf_widen(Shelf *shelf)
{
    strbuf_reset(&shelf->filter);
    if (shelf->is_narrowed)
        shelf_forget_rows(shelf);
    shelf->is_narrowed = false;
}

/* ---- the prompt -------------------------------------------------------- */

static void filter_changed(void *context, Str text, Prompt *prompt)
{
    Shelf *shelf = context;
    shelf->prompt = prompt;
    Str filter = text_trim(text);
    list_set_current(&shelf->screen.list, 0);
    if (!filter.len) {
        shelf_widen(shelf);
        list_set_count(&shelf->screen.list, (size_t)shelf->total);
    } else {
        strbuf_reset(&shelf->filter);
        strbuf_append_str(&shelf->filter, filter);
        shelf->is_matched = false;
        if (!is_typing(shelf->app))
            shelf_narrow_on(shelf);
    }
    shelf_settle(shelf);
    show_count(shelf);
}

/* Enter opens what is left when that is one document. */
static bool filter_accept(void *context, Str text, Error *err)
{
    Shelf *shelf = context;
    (void)text;
    if (shelf_is_filtered(shelf) && !shelf->is_matched) {
        shelf_narrow(shelf);
        shelf_settle(shelf);
        show_count(shelf);
    }
    if (shelf_is_filtered(shelf) && shelf->fitting.count == 0)
        return error_set(err, ERR_NOT_FOUND,
                         _("no title or tag matches; S searches in the texts"));
    shelf->prompt = NULL;
    if (shelf_is_filtered(shelf) && shelf->fitting.count == 1)
        return shelf->screen.open(&shelf->screen, err);
    return true;
}

static void filter_cancel(void *context)
{
    Shelf *shelf = context;
    shelf->prompt = NULL;
    shelf_widen(shelf);
    shelf_reload(shelf);
    shelf_go_to(shelf, shelf->left);
}

bool act_shelf_filter(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {filter_changed, filter_accept, filter_cancel};
    Shelf *shelf = shelf_get(call, err);
    if (!shelf)
        return false;
    const DocumentRow *row = shelf_get_current(shelf);
    StrBuf before = {0};
    shelf->left = row ? row->id : 0;
    strbuf_append_str(&before, strbuf_get(&shelf->filter));
    shelf->prompt =
        app_open_prompt(shelf->app, _("Filter"), strbuf_get(&before), &ops, shelf);
    prompt_set_keys(shelf->prompt, &list_prompt_keys);
    strbuf_clear(&before);
    return true;
}
