/* Choosing the colours: each theme is seen on the screen while it is picked.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/app.h"

#include <stdlib.h>

/* What is needed to go back; lives as long as the prompt. */
typedef struct ThemePrompt {
    App *app;
    char *before; /* as the option said */
    Arena *arena;
    const ThemeInfo *themes;
    size_t count;
} ThemePrompt;

static void theme_prompt_free(ThemePrompt *choice)
{
    arena_free(choice->arena);
    free(choice->before);
    free(choice);
}

/* `auto` as the name that it stands for on this terminal. */
static const char *find_meant(App *app, const char *name)
{
    bool is_light = true;
    if (!str_is_equal(str_from(name), STR("auto")))
        return name;
    bool is_known = (app->term->ops->get_ground &&
                     app->term->ops->get_ground(app->term, &is_light)) ||
                    theme_guess_ground(&is_light);
    return theme_get_name_for(!is_known || is_light);
}

static bool app_load_theme(App *app, const char *name, Error *err)
{
    const char *meant = find_meant(app, name);
    if (app->theme->name && str_is_equal(str_from(app->theme->name), str_from(meant)))
        return true;
    if (!theme_load(app->theme, meant, err))
        return false;
    app->term->ops->set_theme(app->term, app->theme);
    app_touch(app);
    return true;
}

void app_follow_ground(App *app)
{
    Error ignored = {0};
    if (str_is_equal(str_from(app->settings->theme), STR("auto")) &&
        !app_load_theme(app, "auto", &ignored))
        error_clear(&ignored);
}

bool app_set_theme(App *app, Str name, Error *err)
{
    char *wanted = str_dup(name);
    bool is_set = app_load_theme(app, wanted, err) &&
                  settings_set(app->settings, STR("theme"), name, err);
    free(wanted);
    return is_set;
}

/* ---- the prompt -------------------------------------------------------- */

static void theme_picked(void *context, Str name)
{
    ThemePrompt *choice = context;
    Error ignored = {0};
    char *picked = str_dup(name);
    if (!app_load_theme(choice->app, picked, &ignored))
        app_message_error(choice->app, &ignored);
    error_clear(&ignored);
    free(picked);
}

static void theme_changed(void *context, Str text, Prompt *prompt)
{
    ThemePrompt *choice = context;
    prompt_clear_candidates(prompt);
    if (str_has_prefix(STR("auto"), text))
        prompt_add_candidate(prompt, STR("auto"),
                             str_from(_("light or dark, as the terminal is")));
    for (size_t i = 0; i < choice->count; i++)
        if (str_find(choice->themes[i].name, text, 0) != STR_NONE)
            prompt_add_candidate(prompt, choice->themes[i].name,
                                 choice->themes[i].summary);
}

static bool theme_accept(void *context, Str text, Error *err)
{
    ThemePrompt *choice = context;
    App *app = choice->app;
    Str name = str_trim(text);
    if (name.len == 0)
        name = str_from(choice->before);
    if (!app_set_theme(app, name, err) || !theme_keep_choice(name, err))
        return false;
    app_message(app, _("colours: %.*s, from now on"), STR_ARG(name));
    theme_prompt_free(choice);
    return true;
}

static void theme_cancel(void *context)
{
    ThemePrompt *choice = context;
    Error err = {0};
    if (!app_load_theme(choice->app, choice->before, &err))
        app_message_error(choice->app, &err);
    error_clear(&err);
    theme_prompt_free(choice);
}

bool act_theme(const ActionCall *call, Error *err)
{
    static const PromptOps ops = {theme_changed, theme_accept, theme_cancel};
    App *app = call->app;
    if (call->argument.len)
        return app_set_theme(app, call->argument, err);
    ThemePrompt *choice = mem_alloc(sizeof(*choice));
    choice->app = app;
    choice->before = str_dup(str_from(app->settings->theme));
    choice->arena = arena_new();
    choice->themes = theme_list(choice->arena, &choice->count);
    Prompt *prompt = app_open_prompt(app, _("Colours"), (Str){0}, &ops, choice);
    prompt_watch_pick(prompt, theme_picked);
    prompt_pick_candidate(prompt, str_from(choice->before));
    return true;
}
