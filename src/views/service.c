/* Small services of the screens: messages, the clipboard, opening a document.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "views/screen.h"

void message_with_undo(App *app, const char *what)
{
    StrBuf keys = {0};
    keymap_append_keys(app_get_keymap(app), ACTION_UNDO, &keys);
    if (keys.len)
        app_message(app, _("%s; %s takes it back"), what, keys.data);
    else
        app_message(app, "%s", what);
    strbuf_clear(&keys);
}

bool copy_text(App *app, Str text, Error *err)
{
    Term *term = app_get_term(app);
    StrBuf length = {0}, way = {0};
    bool is_copied = term->ops->copy(term, text, &way);
    format_length(&length, text_count_words(text));
    if (is_copied)
        app_message(app, _("copied %s %s"), length.data, way.data);
    else
        error_set(
            err, ERR_OUTPUT,
            _("there is no way to a clipboard here: neither tmux nor OSC 52, and the "
              "state directory cannot be written"));
    strbuf_clear(&length);
    strbuf_clear(&way);
    return is_copied;
}

bool append_source(App *app, Document *document, Pos pos, const Annotation *annotation,
                   StrBuf *out, Error *err)
{
    Library *library = app_get_library(app);
    Store *store = library ? library_get_store(library) : NULL;
    Str template;
    if (!export_find_citation(str_from(app_get_settings(app)->citation), &template, err))
        return false;
    strbuf_append_text(out, "\n\xe2\x80\x94\xe2\x80\x94"); /* —— */
    return export_cite(store, document, pos, annotation, template, out, err);
}

bool is_typing(void *app)
{
    Term *term = app_get_term(app);
    return term->ops->has_pending(term);
}

bool is_slice_over(void *context)
{
    const Slice *slice = context;
    return is_typing(slice->app) || time_monotonic_us() > slice->until_us;
}

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
