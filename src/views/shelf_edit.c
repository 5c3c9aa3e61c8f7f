/* Changing documents from the shelf: tags, title, trash.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/shelf.h"

static bool doc_tags_accept(void *context, const Str *tags, size_t count, Error *err)
{
    Shelf *shelf = context;
    const DocumentRow *row = shelf_get_current(shelf);
    bool is_done = !row || tags_apply_document(shelf->library, row, tags, count, err);
    app_touch(shelf->app);
    return is_done;
}

bool act_shelf_tag(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    const DocumentRow *row = shelf ? shelf_get_current(shelf) : NULL;
    if (!row)
        return false;
    StrBuf initial = {0};
    strbuf_append_str(&initial, row->tags);
    if (initial.len)
        strbuf_append_text(&initial, ", ");
    tag_prompt_open(shelf->app, &(TagRequest){.label = _("Tags"),
                                              .initial = strbuf_get(&initial),
                                              .accept = doc_tags_accept,
                                              .context = shelf});
    strbuf_clear(&initial);
    return true;
}

static bool retitle_accept(void *context, Str text, Error *err)
{
    Shelf *shelf = context;
    const DocumentRow *row = shelf_get_current(shelf);
    Str title = text_trim(text);
    if (!title.len)
        return error_set(err, ERR_USAGE, _("a title must not be empty"));
    if (!row || !library_set_title(shelf->library, row->id, title, err))
        return false;
    app_touch(shelf->app);
    return true;
}

bool act_shelf_retitle(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {.accept = retitle_accept};
    Shelf *shelf = shelf_get(call, err);
    const DocumentRow *row = shelf ? shelf_get_current(shelf) : NULL;
    if (row)
        app_open_prompt(shelf->app, _("Title"), row->title, &ops, shelf);
    return row != NULL;
}

bool act_shelf_trash(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    const DocumentRow *row = shelf ? shelf_get_current(shelf) : NULL;
    if (!row)
        return false;
    bool is_done = shelf->is_trash ? library_restore(shelf->library, row->id, err)
                                   : library_trash(shelf->library, row->id, err);
    if (!is_done)
        return false;
    message_with_undo(shelf->app,
                      shelf->is_trash ? _("back on the shelf") : _("moved to the trash"));
    shelf_reload(shelf);
    app_touch(shelf->app);
    return true;
}

bool act_shelf_passages(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    const DocumentRow *row = shelf ? shelf_get_current(shelf) : NULL;
    View *passages = row ? passages_new(shelf->app, row->id, err) : NULL;
    if (passages)
        app_push(shelf->app, passages);
    return passages != NULL;
}

bool act_shelf_particulars(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    const DocumentRow *row = shelf ? shelf_get_current(shelf) : NULL;
    View *view = row ? particulars_new(shelf->app, row->id, err) : NULL;
    if (view)
        app_push(shelf->app, view);
    return view != NULL;
}

bool act_shelf_import(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    if (shelf)
        shelf_ask_import(shelf, call->argument);
    return shelf != NULL;
}

bool act_shelf_join(const ActionCall *call, Error *err)
{
    Shelf *shelf = shelf_get(call, err);
    const DocumentRow *row = shelf ? shelf_get_current(shelf) : NULL;
    if (row)
        join_ask(shelf->app, row->id, false);
    return row != NULL;
}
