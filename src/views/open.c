/* From one screen to another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

bool open_reader(App *app, int64_t doc, const Pos *pos, Str query, Error *err)
{
    View *reader = reader_new(app, doc, pos, err);
    if (!reader)
        return false;
    if (query.len)
        reader_set_query(reader, query);
    app_push(app, reader);
    return true;
}

bool open_tag(App *app, const TagRow *tag, Error *err)
{
    View *view = tag->passages || !tag->documents
                     ? passages_new_of_tag(app, tag->name, err)
                     : shelf_new_of_tag(app, tag->name, err);
    if (view)
        app_push(app, view);
    return view != NULL;
}

bool act_help(const ActionCall *call, Error *err)
{
    View *help = help_new(call->app, call->view, err);
    if (help)
        app_push(call->app, help);
    return help != NULL;
}

/* With a selection: where else its words stand. */
bool act_search_library(const ActionCall *call, Error *err)
{
    StrBuf query = {0};
    strbuf_append_str(&query, call->argument);
    if (!query.len)
        reader_append_selected(call->view, &query);
    reader_save_place(call->view);
    View *search = search_new(call->app, strbuf_get(&query), err);
    if (search)
        app_push(call->app, search);
    if (search && !query.len)
        app_act(call->app, ACTION_SEARCH_EDIT, 0, (Str){0});
    strbuf_clear(&query);
    return search != NULL;
}

bool act_passages(const ActionCall *call, Error *err)
{
    reader_save_place(call->view);
    View *passages = passages_new(call->app, 0, err);
    if (passages)
        app_push(call->app, passages);
    return passages != NULL;
}

bool act_tags(const ActionCall *call, Error *err)
{
    reader_save_place(call->view);
    View *tags = tags_new(call->app, err);
    if (tags)
        app_push(call->app, tags);
    return tags != NULL;
}
