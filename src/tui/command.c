/* The actions that work everywhere, and the `:` row.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include <stdlib.h>

#include <piyue/export.h>

#include "tui/key.h"
#include "tui/keymap.h"
#include "tui/signals.h"

/* ---- actions ----------------------------------------------------------- */

bool act_quit(const ActionCall *call, Error *err)
{
    (void)err;
    app_quit(call->app);
    return true;
}

bool act_close(const ActionCall *call, Error *err)
{
    (void)err;
    App *app = call->app;
    View *screen = app_get_screen(app);
    /* Esc is pressed to be safe: it must not end the program. */
    if (app->slot_count > 1 || !key_is(app->last_key, KEY_ESCAPE, 0))
        app_pop(app);
    else if (!screen->ops->step_back || !screen->ops->step_back(screen))
        app_message(app, "%s", _("q leaves the program"));
    return true;
}

bool act_redraw(const ActionCall *call, Error *err)
{
    (void)err;
    app_repaint(call->app);
    return true;
}

bool act_suspend(const ActionCall *call, Error *err)
{
    App *app = call->app;
    if (!secure_allow(_("there is no way to the shell; q goes back"), err))
        return false;
    overlay_save_draft(app, true);
    app->term->ops->suspend(app->term);
    signals_stop_self();
    app->term->ops->resume(app->term);
    app_relayout(app);
    return true;
}

typedef bool HistoryStep(Library *library, StrBuf *what, int64_t *doc, Error *err);

/* `count` steps back or forward; what was done last is told. */
static bool app_step_history(const ActionCall *call, HistoryStep *step, Error *err)
{
    StrBuf what = {0};
    int64_t doc = 0;
    bool is_done = true;
    for (int i = 0; is_done && i < MAX(call->count, 1); i++) {
        strbuf_reset(&what);
        is_done = step(app_get_library(call->app), &what, &doc, err);
    }
    if (is_done)
        app_message(call->app,
                    step == library_undo ? _("undone: %s") : _("done again: %s"),
                    what.data ? what.data : "");
    app_touch(call->app);
    strbuf_clear(&what);
    return is_done;
}

bool act_undo(const ActionCall *call, Error *err)
{
    return app_step_history(call, library_undo, err);
}

bool act_redo(const ActionCall *call, Error *err)
{
    return app_step_history(call, library_redo, err);
}

/* ---- the `:` row ------------------------------------------------------- */

static void settings_changed(App *app)
{
    translate_set_language(app->settings->language);
    if (app->term->ops->set_mouse)
        app->term->ops->set_mouse(app->term, app->settings->mouse);
    app_relayout(app);
}

bool option_check(const Settings *settings, Str name, Error *err)
{
    Str template;
    if (str_is_equal(name, STR("mark")))
        return mark_check_colour(settings, str_from(settings->mark), err);
    if (str_is_equal(name, STR("citation")))
        return export_find_citation(str_from(settings->citation), &template, err);
    return true;
}

/* What is refused (keys that clash with rows of piyuerc, too) leaves what was set. */
static bool app_set_option(App *app, Str name, Str value, Error *err)
{
    StrBuf before = {0};
    Error ignored = {0};
    settings_append_value(app->settings, name, &before);
    bool is_set = settings_set(app->settings, name, value, err);
    bool is_clash =
        is_set && str_is_equal(name, STR("keys")) && !app_remake_keymap(app, err);
    if (is_set && (is_clash || !option_check(app->settings, name, err))) {
        BUG_ON(!settings_set(app->settings, name, strbuf_get(&before), &ignored));
        is_set = false;
    }
    strbuf_clear(&before);
    return is_set;
}

/* `set`: NAME VALUE, NAME=VALUE; NAME alone tells the value. */
static bool command_set(App *app, Str rest, Error *err)
{
    size_t cut = 0;
    while (cut < rest.len && rest.data[cut] != ' ' && rest.data[cut] != '=')
        cut++;
    Str name = str_slice(rest, 0, cut);
    Str value = str_trim(str_slice(rest, cut + 1, rest.len));
    if (cut >= rest.len) {
        StrBuf shown = {0};
        if (settings_append_value(app->settings, name, &shown))
            app_message(app, "%.*s = %s", STR_ARG(name), shown.data ? shown.data : "");
        else
            error_set(err, ERR_SETTINGS, _("there is no option %.*s; Tab lists them"),
                      STR_ARG(name));
        strbuf_clear(&shown);
        return !error_is_set(err);
    }
    if (str_is_equal(name, STR("theme")))
        return app_set_theme(app, value, err);
    if (!app_set_option(app, name, value, err))
        return false;
    settings_changed(app);
    return true;
}

/* Splits "name rest"; the rest without blanks around it. */
static Str command_split(Str text, Str *rest)
{
    text = str_trim(text);
    size_t blank = str_find(text, STR(" "), 0);
    *rest = blank == STR_NONE ? (Str){0} : str_trim(str_slice(text, blank, text.len));
    return str_slice(text, 0, MIN(blank, text.len));
}

/* What fingers type that have left an editor a thousand times; all is saved anyway. */
static bool command_is_quit(Str name)
{
    return str_is_equal(name, STR("q")) || str_is_equal(name, STR("q!")) ||
           str_is_equal(name, STR("wq")) || str_is_equal(name, STR("qa"));
}

/* The only action whose name begins so: who typed that much has said which. */
static bool find_by_start(Str start, ActionId *id)
{
    size_t found = 0;
    for (size_t i = 0; i < ACTION_COUNT && found < 2; i++) {
        Str name = str_from(action_get((ActionId)i)->name);
        if (!str_is_equal_nocase(str_slice(name, 0, start.len), start))
            continue;
        *id = (ActionId)i;
        found++;
    }
    return found == 1;
}

static bool command_accept(void *context, Str text, Error *err)
{
    App *app = context;
    Str rest = {0};
    Str name = command_split(text, &rest);
    ActionId action = ACTION_COUNT;
    if (name.len == 0)
        return true;
    if (str_is_equal(name, STR("set")))
        return rest.len
                   ? command_set(app, rest, err)
                   : error_set(err, ERR_USAGE,
                               _("set NAME VALUE changes an option; Tab lists them"));
    if (command_is_quit(name))
        action = ACTION_QUIT;
    else if (!action_find(name, &action)) {
        View *view = app_get_view(app);
        if (view->ops->obey && view->ops->obey(view, text, err))
            return true;
        if (error_is_set(err))
            return false;
        if (!find_by_start(name, &action))
            return action_error_unknown(name, err);
    }
    app_act(app, action, 0, rest);
    return true;
}

bool act_command(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {.changed = command_complete, .accept = command_accept};
    (void)err;
    app_open_prompt(call->app, ":", (Str){0}, &ops, call->app);
    app_keep_history(call->app, "command");
    return true;
}
