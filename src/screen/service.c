/* Small services of the screens: messages, the clipboard, work in slices.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/screen.h>

void message_with_undo(App *app, const char *what)
{
    StrBuf keys = {0};
    keymap_append_keys(app_get_keymap(app), ACTION_UNDO, &keys);
    if (keys.len && app_has_changed(app))
        app_message(app, _("%s; %s takes it back"), what, keys.data);
    else
        app_message(app, "%s", what);
    strbuf_clear(&keys);
}

/* Copies text; `way` says how. */
static bool copy(App *app, Str text, StrBuf *way, Error *err)
{
    Term *term = app_get_term(app);
    return secure_allow(_("nothing is copied out of the program"), err) &&
           (term->ops->copy(term, text, way) ||
            error_set(
                err, ERR_OUTPUT,
                _("there is no way to a clipboard here: neither tmux nor OSC 52, and the "
                  "state directory cannot be written")));
}

bool copy_text(App *app, Str text, Error *err)
{
    StrBuf length = {0}, way = {0};
    bool is_copied = copy(app, text, &way, err);
    format_words(&length, text_count_words(text));
    if (is_copied)
        app_message(app, _("copied %s %s"), length.data, way.data);
    strbuf_clear(&length);
    strbuf_clear(&way);
    return is_copied;
}

bool copy_address(App *app, Str address, Error *err)
{
    StrBuf way = {0};
    bool is_copied = copy(app, address, &way, err);
    if (is_copied)
        app_message(app, _("copied the address %s; nothing is opened from here"),
                    way.data);
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
    return app_is_typing(app);
}

bool is_slice_over(void *context)
{
    const Slice *slice = context;
    return is_typing(slice->app) || time_monotonic_us() > slice->until_us;
}

int64_t find_last_change(Store *store)
{
    Error ignored = {0};
    int64_t seq;
    if (!store_get_last_op(store, &seq, &ignored))
        error_clear(&ignored);
    return seq;
}
